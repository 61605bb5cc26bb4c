import { Form, useNavigation } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { Field } from '../../ui/field'
import { Moment } from '../../ui/moment'
import { addressFaultWords } from '../../ui/office-words'
import { Tag } from '../../ui/tag'
import type { OfficeAnswer } from './change.server'
import type { OfficePageProps } from './office-page'

/** Where letters to the office go, and who looked the addresses up. */
export function Addresses({ id, addresses, isFull, mayKeep, answer }: OfficePageProps) {
  const said = answer?.form === 'address' ? answer : null
  return (
    <section aria-labelledby="addresses">
      <h2 id="addresses">{m.office_addresses()}</h2>
      <p>{m.office_addresses_lead()}</p>
      {addresses.length === 0 ? (
        <p className="notice notice-warn">{m.office_addresses_empty()}</p>
      ) : (
        <ul className="entries">
          {addresses.map((address, n) => (
            <li key={address.id}>
              <div className="entry">
                <p>
                  {address.email} {n === 0 && <Tag>{m.office_address_first()}</Tag>}
                </p>
                <Checked {...address} />
              </div>
              {mayKeep && <Acts addressId={address.id} email={address.email} isFirst={n === 0} />}
            </li>
          ))}
        </ul>
      )}
      {mayKeep && !isFull && (
        <Form
          method="post"
          action={`/desk/directory/${id}#email`}
          className="add"
          key={addresses.map((address) => address.id).join()}
        >
          <input type="hidden" name="intent" value="add-address" />
          <Field
            name="email"
            type="email"
            autoComplete="off"
            label={m.office_address_another()}
            defaultValue={said?.email}
            fault={said ? faultWords(said) : undefined}
          />
          <p>
            <button type="submit" className="button button-plain">
              {m.office_address_add()}
            </button>
          </p>
        </Form>
      )}
    </section>
  )
}

function faultWords({ fault }: Extract<OfficeAnswer, { form: 'address' }>): string {
  if (fault === 'known') return m.office_address_known()
  if (fault === 'too-many') return m.office_address_too_many()
  return addressFaultWords(fault)
}

type Check = OfficePageProps['addresses'][number]
const Checked = ({ checkedAt, checkedBy }: Check) =>
  checkedAt ? (
    <p className="fine">
      {checkedBy ? m.office_checked_by({ name: checkedBy }) : m.office_checked()} <Moment at={checkedAt} />
    </p>
  ) : (
    <p className="fine">{m.office_never_checked()}</p>
  )

function Acts({ addressId, email, isFirst }: { addressId: string; email: string; isFirst: boolean }) {
  const isBusy = useNavigation().state !== 'idle'
  const act = (intent: string, words: string, look: string) => (
    <button
      type="submit"
      name="intent"
      value={intent}
      className={`button ${look}`}
      disabled={isBusy}
      aria-label={`${words}: ${email}`}
    >
      {words}
    </button>
  )
  return (
    <Form method="post" className="acts">
      <input type="hidden" name="address" value={addressId} />
      {act('check-address', m.office_check(), 'button-plain')}
      {!isFirst && act('prefer-address', m.office_address_prefer(), 'button-quiet')}
      {act('remove-address', m.office_address_remove(), 'button-quiet')}
    </Form>
  )
}
