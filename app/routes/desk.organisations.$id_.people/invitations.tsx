import { Form } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { Moment } from '../../ui/moment'
import { roleWords } from '../../ui/role-words'
import { Tag } from '../../ui/tag'
import type { PeopleData } from './route'

/** Invitations without an answer. Owners alone see this: it names addresses. */
export function Invitations({ invitations }: { invitations: NonNullable<PeopleData['invitations']> }) {
  return (
    <section aria-labelledby="invitations">
      <h2 id="invitations">{m.people_open()}</h2>
      {invitations.length === 0 ? (
        <p className="empty">{m.people_open_none()}</p>
      ) : (
        <div className="ledger-frame">
          <table className="ledger">
            <thead>
              <tr>
                <th scope="col">{m.people_open_to()}</th>
                <th scope="col">{m.people_role()}</th>
                <th scope="col">{m.people_open_by()}</th>
                <th scope="col">{m.people_open_until()}</th>
                <th scope="col">
                  <span className="visually-hidden">{m.people_change()}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {invitations.map(({ id, email, role, invitedBy, expiresAt, isExpired }) => (
                <tr key={id}>
                  <th scope="row">{email}</th>
                  <td>{roleWords(role)}</td>
                  <td>
                    <bdi>{invitedBy}</bdi>
                  </td>
                  <td>
                    {isExpired ? <Tag kind="warn">{m.people_open_expired()}</Tag> : <Moment at={expiresAt} />}
                  </td>
                  <td>
                    <Form method="post" className="inline-form">
                      <input type="hidden" name="invitation" value={id} />
                      <button
                        type="submit"
                        name="intent"
                        value="resend"
                        className="button button-quiet"
                        aria-label={m.people_resend_label({ email })}
                      >
                        {m.people_resend()}
                      </button>
                      <button
                        type="submit"
                        name="intent"
                        value="withdraw"
                        className="button button-quiet"
                        aria-label={m.people_withdraw_label({ email })}
                      >
                        {m.people_withdraw()}
                      </button>
                    </Form>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
