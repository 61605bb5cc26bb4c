import { Form, Link, useNavigation } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { FaultSummary, faultsId } from '../../ui/fault-summary'
import { Notice } from '../../ui/notice'
import { OfficeFields, placeOf } from '../../ui/office-form'
import { kindWords, officeFaultWords } from '../../ui/office-words'
import { Tag } from '../../ui/tag'
import { Addresses } from './addresses'
import type { OfficeAnswer } from './change.server'
import { Holders } from './holders'
import { OfficeFacts } from './office-facts'
import type { OfficeData } from './route'

export type OfficePageProps = OfficeData & { answer: OfficeAnswer | null }

export function OfficePage(props: OfficePageProps) {
  const { id, title, kind, country, place, home, mayKeep, form, answer } = props
  const isEditing = form !== null || answer?.form === 'office'
  return (
    <>
      <header className="desk-head">
        <p>
          <Link to="/desk/directory">{m.directory_title()}</Link>
        </p>
        <h1 lang={title.language}>{title.words}</h1>
        <p className="desk-line">
          <Tag>{kindWords(kind)}</Tag>
          <span>{m.office_stands_for({ country, place })}</span>
          <span className="fine">{home ? m.office_belongs_to({ name: home }) : m.office_is_shared()}</span>
        </p>
      </header>
      {isEditing ? (
        <EditForm {...props} />
      ) : (
        <>
          <OfficeFacts {...props} />
          {mayKeep && (
            <p>
              <Link to={`/desk/directory/${id}?edit`} className="button button-plain">
                {m.office_edit()}
              </Link>
            </p>
          )}
          <Addresses {...props} />
          <Holders {...props} />
          <Campaigns {...props} />
          {mayKeep && <Remove {...props} />}
        </>
      )}
    </>
  )
}

function EditForm({ id, form, stamp, answer }: OfficePageProps) {
  const isBusy = useNavigation().state !== 'idle'
  const said = answer?.form === 'office' ? answer : null
  const typed = said?.typed ?? form?.typed
  if (!typed || !form) return null
  const faults = said?.faults ?? []
  return (
    <>
      {faults.length > 0 && (
        <FaultSummary
          title={m.office_summary({ count: faults.length })}
          faults={faults.map((fault) => ({ field: placeOf(fault), words: officeFaultWords(fault) }))}
        />
      )}
      {said?.isOld && (
        <Notice kind="warn" role="alert" id={faultsId} title={m.office_changed_title()}>
          <p>{m.office_changed()}</p>
          <p>
            <Link to={`/desk/directory/${id}`}>{m.office_see_now()}</Link>
          </p>
        </Notice>
      )}
      <Form method="post" action={`/desk/directory/${id}?edit#${faultsId}`} className="stack office-form">
        <p>{m.office_edit_lead()}</p>
        <input type="hidden" name="intent" value="edit" />
        <input type="hidden" name="stamp" value={stamp} />
        <OfficeFields typed={typed} faults={faults} choices={form.choices} />
        <p className="row">
          <button type="submit" className="button" disabled={isBusy}>
            {m.office_save()}
          </button>
          <Link to={`/desk/directory/${id}`}>{m.office_back()}</Link>
        </p>
      </Form>
    </>
  )
}

function Campaigns({ campaigns, othersCount }: OfficePageProps) {
  if (campaigns.length === 0 && othersCount === 0) return null
  return (
    <section aria-labelledby="campaigns">
      <h2 id="campaigns">{m.office_campaigns()}</h2>
      <ul className="letters">
        {campaigns.map(({ id, title }) => (
          <li key={id}>
            <Link to={`/desk/campaigns/${id}/recipients`} lang={title.language}>
              {title.words}
            </Link>
          </li>
        ))}
      </ul>
      {othersCount > 0 && (
        <p className="fine">
          {m.office_other_campaigns({
            count: othersCount,
            shown: new Intl.NumberFormat(getLocale()).format(othersCount),
          })}
        </p>
      )}
    </section>
  )
}

function Remove({ id, answer }: OfficePageProps) {
  const refused = answer?.form === 'remove' ? answer.refused : null
  return (
    <section aria-labelledby="remove">
      <h2 id="remove">{m.office_remove_title()}</h2>
      {refused && (
        <Notice kind="bad" role="alert" id={faultsId}>
          {refused.kind === 'addressed'
            ? m.office_remove_addressed({ count: refused.campaignCount })
            : m.office_remove_has_letters()}
        </Notice>
      )}
      <details className="ask">
        <summary>{m.office_remove_ask()}</summary>
        <p>{m.office_remove_lead()}</p>
        <Form method="post" action={`/desk/directory/${id}#${faultsId}`}>
          <button type="submit" name="intent" value="remove" className="button button-bad">
            {m.office_remove()}
          </button>
        </Form>
      </details>
    </section>
  )
}
