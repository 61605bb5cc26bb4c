import { domainOf, readAddress } from '../../../campaigns/address'
import { inviteMember, resendInvitation, withdrawInvitation } from '../../../campaigns/invitation.server'
import { changeRole, removeMember } from '../../../campaigns/member.server'
import { memberRoles } from '../../../campaigns/organisation'
import type { Installation } from '../../web/context'

type Asked = { organisationId: string; invitedBy: string; form: FormData }

/** Does what an owner asked for. `null` when it is nothing that is known here. */
export async function changePeople(
  { db, keyring, environment, now: clock }: Installation,
  { organisationId, invitedBy, form }: Asked,
) {
  const field = (name: string) => String(form.get(name) ?? '')
  const now = clock()
  const writing = {
    keyring,
    mailDomain: domainOf(environment.mailFrom.address),
    now,
    organisationId,
    invitedBy,
  }
  const member = field('member')
  const invitationId = field('invitation')
  const role = memberRoles.find((one) => one === field('role'))
  switch (field('intent')) {
    case 'role': {
      if (!role) return null
      const changed = await changeRole(db, { organisationId, organiserId: member, role })
      return changed.kind === 'changed' ? done('changed') : ({ kind: changed.kind, member } as const)
    }
    case 'remove': {
      const removed = await removeMember(db, { organisationId, organiserId: member })
      return removed.kind === 'removed' ? done('removed') : ({ kind: removed.kind, member } as const)
    }
    case 'invite': {
      const email = field('email')
      const isAddress = readAddress(email.normalize('NFC')).kind === 'address'
      if (!isAddress || !role) return { kind: 'faults', email, role, isAddress } as const
      const invited = await inviteMember(db, { ...writing, email, role })
      if (invited.kind === 'invited') return done('invited')
      return invited.kind === 'not-an-address'
        ? ({ kind: 'faults', email, role, isAddress: false } as const)
        : ({ kind: invited.kind, email, role } as const)
    }
    case 'resend': {
      const sent = await resendInvitation(db, { ...writing, invitationId })
      return sent.kind === 'invited' ? done('invited') : { kind: sent.kind }
    }
    case 'withdraw': {
      const withdrawn = await withdrawInvitation(db, { organisationId, invitationId, now })
      return withdrawn.kind === 'withdrawn' ? done('withdrawn') : { kind: withdrawn.kind }
    }
    default:
      return null
  }
}

const done = <T extends string>(what: T) => ({ done: what })
