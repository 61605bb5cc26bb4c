const day = 24 * 3_600_000

/** How long an invitation works, in milliseconds. */
export const invitationLife = 7 * day

/** Invitations an organisation may write within 24 hours: enough for a team, too few for a mailing. */
export const invitationsPerDay = 50

/** Invitations one address may get within 24 hours, from all organisations together. */
export const invitationsPerAddress = 3

export type InvitationState = 'open' | 'used' | 'withdrawn' | 'expired'

type Invitation = { acceptedAt: Date | null; withdrawnAt: Date | null; expiresAt: Date }

/** What became of an invitation by now. The moment it ends is too late. */
export function invitationState(
  { acceptedAt, withdrawnAt, expiresAt }: Invitation,
  now: Date,
): InvitationState {
  if (acceptedAt) return 'used'
  if (withdrawnAt) return 'withdrawn'
  return expiresAt <= now ? 'expired' : 'open'
}
