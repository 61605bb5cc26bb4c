import { and, desc, eq, isNull } from 'drizzle-orm'
import type { Db } from '../db/client.server'
import { invitations, organisations, organisers } from '../db/schema'
import { invitationState } from './invitation'
import type { Keyring } from './keyring.server'
import type { MemberRole } from './organisation'

export type WaitingInvitation = {
  id: string
  /** For those who may invite. */
  email: string
  role: MemberRole
  invitedBy: string
  expiresAt: Date
  isExpired: boolean
}

/** Invitations nobody has used or taken back, the newest first. They hold addresses: only for those who may invite. */
export async function listInvitations(
  db: Db,
  { keyring, organisationId, now }: { keyring: Keyring; organisationId: string; now: Date },
): Promise<WaitingInvitation[]> {
  const rows = await db
    .select({ invitation: invitations, invitedBy: organisers.name })
    .from(invitations)
    .innerJoin(organisers, eq(organisers.id, invitations.invitedBy))
    .where(
      and(
        eq(invitations.organisationId, organisationId),
        isNull(invitations.acceptedAt),
        isNull(invitations.withdrawnAt),
      ),
    )
    .orderBy(desc(invitations.createdAt), desc(invitations.id))
  return rows.map(({ invitation, invitedBy }) => ({
    id: invitation.id,
    email: keyring.open(invitation.emailSealed, `invitation:${invitation.id}`).toString(),
    role: invitation.role,
    invitedBy,
    expiresAt: invitation.expiresAt,
    isExpired: invitationState(invitation, now) === 'expired',
  }))
}

/** The invitation a mailed link belongs to, with what its page and its mail say. `null` when there is none. */
export async function findInvitation(
  db: Db,
  { keyring, token, now }: { keyring: Keyring; token: string; now: Date },
) {
  const [row] = await db
    .select({
      invitation: invitations,
      invitedBy: organisers.name,
      organisationName: organisations.name,
      defaultLanguage: organisations.defaultLanguage,
    })
    .from(invitations)
    .innerJoin(organisers, eq(organisers.id, invitations.invitedBy))
    .innerJoin(organisations, eq(organisations.id, invitations.organisationId))
    .where(eq(invitations.tokenHash, keyring.hash('invitation', token)))
  if (!row) return null
  const { invitation, ...told } = row
  return {
    ...told,
    role: invitation.role,
    emailKey: invitation.emailKey,
    /** Whom it was written to, opened only where a code has to go there. */
    openEmail: () => keyring.open(invitation.emailSealed, `invitation:${invitation.id}`).toString(),
    expiresAt: invitation.expiresAt,
    state: invitationState(invitation, now),
  }
}

/** Whether an invitation was written to the address of this organiser. */
export async function isWrittenTo(
  db: Db,
  { emailKey, organiserId }: { emailKey: string; organiserId: string },
): Promise<boolean> {
  const rows = await db
    .select({ id: organisers.id })
    .from(organisers)
    .where(and(eq(organisers.id, organiserId), eq(organisers.emailKey, emailKey)))
  return rows.length > 0
}
