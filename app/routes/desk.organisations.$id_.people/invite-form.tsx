import { Form } from '@remix-run/react'
import { memberRoles } from '../../../campaigns/organisation'
import * as m from '../../messages/generated/messages'
import { RadioCards } from '../../ui/choice'
import { Field } from '../../ui/field'
import { roleMeaning, roleWords } from '../../ui/role-words'
import type { PeopleAnswer } from './people-page'

/** Asks for an address and what its holder may do. Nothing is chosen beforehand. */
export function InviteForm({ answer }: { answer: PeopleAnswer | undefined }) {
  const faults = answer?.kind === 'faults' ? answer : null
  const typed = answer && 'email' in answer ? answer : null
  return (
    <section aria-labelledby="invite">
      <h2 id="invite">{m.people_invite()}</h2>
      <Form method="post" className="desk-form stack" noValidate>
        <input type="hidden" name="intent" value="invite" />
        <Field
          name="email"
          type="email"
          label={m.people_invite_email()}
          hint={m.people_invite_hint()}
          fault={faults && !faults.isAddress ? m.signin_not_an_address() : undefined}
          defaultValue={typed?.email}
          autoComplete="off"
        />
        <RadioCards
          name="role"
          legend={m.people_invite_role()}
          fault={faults && !faults.role ? m.people_invite_role_missing() : undefined}
          chosen={typed?.role}
          options={memberRoles.map((role) => ({
            value: role,
            label: roleWords(role),
            detail: roleMeaning(role),
          }))}
        />
        <p>
          <button type="submit" className="button">
            {m.people_invite_button()}
          </button>
        </p>
      </Form>
    </section>
  )
}
