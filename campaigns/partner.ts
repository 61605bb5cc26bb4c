import type { CampaignState } from './campaign'

/** Organisations that stand behind one campaign, with the one that leads. A campaign folder carries no more. */
export const mostOrganisations = 10

/** Mails that ask one address to join campaigns, within 24 hours. What is beyond is seen at the desk. */
export const partnerMailsPerAddress = 3

/** Owners of an organisation who get a mail when it is asked; as many are queued where there are fewer, for nobody. */
export const ownersTold = 5

export type PartnerInvitationState = 'open' | 'accepted' | 'declined' | 'withdrawn'

type Answer = { acceptedAt: Date | null; declinedAt: Date | null; withdrawnAt: Date | null }

/** What became of an invitation to stand behind a campaign. */
export function partnerInvitationState({
  acceptedAt,
  declinedAt,
  withdrawnAt,
}: Answer): PartnerInvitationState {
  if (acceptedAt) return 'accepted'
  if (declinedAt) return 'declined'
  return withdrawnAt ? 'withdrawn' : 'open'
}

/** Whether others may still be asked to join, or join. What is concluded was done by those who stood behind it. */
export const isJoinable = (state: CampaignState) => state !== 'concluded' && state !== 'archived'
