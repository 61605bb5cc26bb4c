import * as m from '../../messages/generated/messages'
import { OrganisationHead } from '../../ui/organisation-head'
import { Invitations } from './invitations'
import { InviteForm } from './invite-form'
import { Members } from './members'
import type { action, Done, PeopleData } from './route'
import '../../ui/desk-form.css'

type Told = Exclude<Awaited<ReturnType<typeof action>>, Response>
export type PeopleAnswer = NonNullable<Told extends { data: infer T } ? T : never>
type Props = PeopleData & { answer: PeopleAnswer | undefined }

const doneWords: Record<Done, () => string> = {
  changed: m.people_done_changed,
  removed: m.people_done_removed,
  invited: m.people_done_invited,
  withdrawn: m.people_done_withdrawn,
}

/** Who belongs to an organisation. Its owners invite, give roles and take them. */
export function PeoplePage(props: Props) {
  const { id, title, mayManage, invitations, done, answer } = props
  const refused = answer && refusalOf(props, answer)
  return (
    <>
      <OrganisationHead id={id} title={title} />
      {refused && (
        <p className="notice notice-bad" role="alert">
          {refused}
        </p>
      )}
      {done && !answer && (
        <p className="notice notice-good" role="status">
          {doneWords[done]()}
        </p>
      )}
      <Members {...props} />
      {/* Once an invitation was written, the form is empty again. */}
      {mayManage && <InviteForm key={invitations?.[0]?.id} answer={answer} />}
      {invitations && <Invitations invitations={invitations} />}
    </>
  )
}

/** Why it was not done, in words. Faults of the invitation's form stand beside its fields. */
function refusalOf({ members }: Props, answer: PeopleAnswer): string | null {
  switch (answer.kind) {
    case 'last-owner': {
      const member = members.find(({ organiserId }) => organiserId === answer.member)
      return member && !member.isYou ? m.people_last_owner({ name: member.name }) : m.people_last_owner_you()
    }
    case 'not-a-member':
      return m.people_gone()
    case 'already-member':
      return m.people_already_member()
    case 'already-invited':
      return m.people_already_invited()
    case 'too-many-for-address':
      return m.people_too_many_address()
    case 'too-many-of-organisation':
      return m.people_too_many()
    case 'over':
      return m.people_over()
    case 'faults':
      return null
    default:
      return answer satisfies never
  }
}
