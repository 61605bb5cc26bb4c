import { Form, useNavigation } from '@remix-run/react'
import type { HolderFault } from '../../../campaigns/recipient'
import * as m from '../../messages/generated/messages'
import { Field } from '../../ui/field'
import { Tag } from '../../ui/tag'
import type { OfficePageProps } from './office-page'

const faultWords: Record<HolderFault | 'before-former', () => string> = {
  'name-missing': m.office_fault_holder_missing,
  'name-too-long': m.office_fault_holder_too_long,
  since: m.office_fault_day,
  until: m.office_fault_day,
  'until-before-since': m.office_fault_until_before_since,
  'before-former': m.office_fault_before_former,
}
const fieldOf: Record<HolderFault | 'before-former', 'name' | 'since' | 'until'> = {
  'name-missing': 'name',
  'name-too-long': 'name',
  since: 'since',
  until: 'until',
  'until-before-since': 'until',
  'before-former': 'since',
}

/** Who holds the office, and who held it. Letters go to the office; this is for the people at the desk. */
export function Holders({ id, holders, mayKeep, answer }: OfficePageProps) {
  const said = answer?.form === 'holder' ? answer : null
  const faultAt = (field: 'name' | 'since' | 'until') => {
    const fault = said?.faults.find((one) => fieldOf[one] === field)
    return fault && faultWords[fault]()
  }
  return (
    <section aria-labelledby="holders">
      <h2 id="holders">{m.office_holders()}</h2>
      <p>{m.office_holders_lead()}</p>
      {holders.length > 0 && (
        <ul className="entries">
          {holders.map((holder) => (
            <li key={holder.id}>
              <div className="entry">
                <p>
                  {holder.name} {holder.until === null && <Tag kind="good">{m.office_holds_now()}</Tag>}
                </p>
                <p className="fine">{tenure(holder)}</p>
              </div>
              {mayKeep && <Acts holder={holder} />}
            </li>
          ))}
        </ul>
      )}
      {mayKeep && (
        <details className="ask" open={said !== null}>
          <summary>{m.office_holder_add_title()}</summary>
          <Form
            method="post"
            action={`/desk/directory/${id}#holders`}
            className="add"
            key={holders.map((holder) => holder.id).join()}
          >
            <input type="hidden" name="intent" value="appoint" />
            <Field
              name="name"
              label={m.office_holder_name()}
              defaultValue={said?.typed.name}
              fault={faultAt('name')}
              autoComplete="off"
            />
            <div className="pair">
              <Field
                name="since"
                label={m.office_since()}
                hint={m.office_day_hint()}
                optional={m.office_optional()}
                defaultValue={said?.typed.since}
                fault={faultAt('since')}
              />
              <Field
                name="until"
                label={m.office_until()}
                hint={m.office_until_hint()}
                optional={m.office_optional()}
                defaultValue={said?.typed.until}
                fault={faultAt('until')}
              />
            </div>
            <p>
              <button type="submit" className="button button-plain">
                {m.office_holder_add()}
              </button>
            </p>
          </Form>
        </details>
      )}
    </section>
  )
}

type Holder = OfficePageProps['holders'][number]

const tenure = ({ since, until }: Holder) => {
  if (since && until) return m.office_tenure_whole({ since, until })
  if (since) return m.office_tenure_since({ since })
  if (until) return m.office_tenure_until({ until })
  return m.office_tenure_unknown()
}

function Acts({ holder }: { holder: Holder }) {
  const isBusy = useNavigation().state !== 'idle'
  const act = (intent: string, words: string) => (
    <button
      type="submit"
      name="intent"
      value={intent}
      className="button button-quiet"
      disabled={isBusy}
      aria-label={`${words}: ${holder.name}`}
    >
      {words}
    </button>
  )
  return (
    <Form method="post" className="acts">
      <input type="hidden" name="holder" value={holder.id} />
      {holder.until === null && act('end-holder', m.office_holder_end())}
      {act('remove-holder', m.office_holder_remove())}
    </Form>
  )
}
