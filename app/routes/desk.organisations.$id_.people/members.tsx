import { Form } from '@remix-run/react'
import { memberRoles } from '../../../campaigns/organisation'
import * as m from '../../messages/generated/messages'
import { Moment } from '../../ui/moment'
import { roleWords } from '../../ui/role-words'
import type { PeopleData } from './route'

type Member = PeopleData['members'][number]

/** Who belongs to the organisation: a ledger, in which an owner changes roles. Everybody may leave. */
export function Members({ members, title, mayManage }: PeopleData) {
  const organisation = title.words
  return (
    <section aria-labelledby="members">
      <h2 id="members">{m.people_members()}</h2>
      <div className="ledger-frame">
        <table className="ledger">
          <thead>
            <tr>
              <th scope="col">{m.people_name()}</th>
              <th scope="col">{m.people_role()}</th>
              <th scope="col">{m.people_since()}</th>
            </tr>
          </thead>
          <tbody>
            {members.map((member) => (
              <tr key={member.organiserId}>
                <th scope="row">
                  <bdi>{member.name}</bdi>
                  {member.isYou && <span className="optional"> ({m.people_you()})</span>}
                </th>
                <td>{mayManage ? <ChangeRole {...member} /> : roleWords(member.role)}</td>
                <td>
                  <Moment at={member.since} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {mayManage &&
        members
          .filter(({ isYou }) => !isYou)
          .map(({ organiserId, name }) => (
            <details key={organiserId} className="warned">
              <summary>{m.people_remove({ name })}</summary>
              <Form method="post" className="warned-form">
                <p>{m.people_remove_warning({ name, organisation })}</p>
                <input type="hidden" name="intent" value="remove" />
                <input type="hidden" name="member" value={organiserId} />
                <button type="submit" className="button button-bad">
                  {m.people_remove_button({ name })}
                </button>
              </Form>
            </details>
          ))}
      <details className="warned">
        <summary>{m.people_leave()}</summary>
        <Form method="post" className="warned-form">
          <p>{m.people_leave_warning({ organisation })}</p>
          <input type="hidden" name="intent" value="leave" />
          <button type="submit" className="button button-bad">
            {m.people_leave_button({ organisation })}
          </button>
        </Form>
      </details>
    </section>
  )
}

function ChangeRole({ organiserId, name, role }: Member) {
  return (
    <Form method="post" className="inline-form">
      <input type="hidden" name="intent" value="role" />
      <input type="hidden" name="member" value={organiserId} />
      <select name="role" className="input" defaultValue={role} aria-label={m.people_change_role({ name })}>
        {memberRoles.map((one) => (
          <option key={one} value={one}>
            {roleWords(one)}
          </option>
        ))}
      </select>
      <button type="submit" className="button button-quiet" aria-label={m.people_change_label({ name })}>
        {m.people_change()}
      </button>
    </Form>
  )
}
