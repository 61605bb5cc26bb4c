import { and, desc, eq, inArray, isNull, ne, or } from 'drizzle-orm'
import type { Db } from '../db/client.server'
import {
  campaignOrganisations,
  campaigns,
  type Localised,
  organisations,
  organisers,
  partnerInvitations,
} from '../db/schema'
import { findCampaign, type WholeCampaign } from './campaign.server'
import { isJoinable, type PartnerInvitationState, partnerInvitationState } from './partner'
import { isOpenInvitation } from './partner-invitation.server'
import { withWorkingCopies } from './text-preview.server'
import { workingCopies } from './working-copy.server'

const columns = {
  invitation: partnerInvitations,
  organisation: organisations,
  invitedBy: organisers.name,
}
const invitationsOf = (db: Db) =>
  db
    .select(columns)
    .from(partnerInvitations)
    .innerJoin(organisations, eq(organisations.id, partnerInvitations.organisationId))
    .innerJoin(organisers, eq(organisers.id, partnerInvitations.invitedBy))

export type PartnerInvitation = {
  id: string
  state: PartnerInvitationState
  invitedBy: string
  /** Who is asked. */
  organisation: typeof organisations.$inferSelect
  /** As it would be with its working copies online, without who is asked. */
  whole: WholeCampaign
}

/** An invitation to stand behind a campaign, with the campaign as it stands now. `null` when there is none. */
export async function findPartnerInvitation(
  db: Db,
  { id, now }: { id: string; now: Date },
): Promise<PartnerInvitation | null> {
  const [row] = await invitationsOf(db).where(eq(partnerInvitations.id, id))
  return row ? told(db, row, now) : null
}

/** Open invitations to these organisations, the newest first. */
export async function listPartnerInvitations(
  db: Db,
  { organisationIds, now }: { organisationIds: string[]; now: Date },
): Promise<PartnerInvitation[]> {
  if (organisationIds.length === 0) return []
  const rows = await invitationsOf(db)
    .where(and(isOpenInvitation, inArray(partnerInvitations.organisationId, organisationIds)))
    .orderBy(desc(partnerInvitations.createdAt), desc(partnerInvitations.id))
  const all = await Promise.all(rows.map((row) => told(db, row, now)))
  return all.flatMap((one) => (one && isJoinable(one.whole.campaign.state) ? [one] : []))
}

type Row = Awaited<ReturnType<typeof invitationsOf>>[number]

async function told(
  db: Db,
  { invitation, organisation, invitedBy }: Row,
  now: Date,
): Promise<PartnerInvitation | null> {
  const { id, campaignId } = invitation
  const whole = await findCampaign(db, { id: campaignId }, now)
  if (!whole) return null
  const shown =
    whole.campaign.state === 'draft'
      ? withWorkingCopies(whole, await workingCopies(db, campaignId), now)
      : whole
  return { id, state: partnerInvitationState(invitation), invitedBy, organisation, whole: shown }
}

export type AskedPartner = { slug: string; name: Localised; defaultLanguage: string; askedAt: Date } & {
  state: 'open' | 'declined'
}

/**
 * Invitations of a campaign without a yes, the newest first, as far as whoever asks may know that the organisation is
 * here: it is one of theirs, or it stands behind a campaign that anybody can read.
 */
export async function listAskedPartners(
  db: Db,
  { campaignId, organisationIds }: { campaignId: string; organisationIds: string[] },
): Promise<AskedPartner[]> {
  const isBehindPublic = inArray(
    organisations.id,
    db
      .select({ id: campaignOrganisations.organisationId })
      .from(campaignOrganisations)
      .innerJoin(campaigns, eq(campaigns.id, campaignOrganisations.campaignId))
      .where(ne(campaigns.state, 'draft')),
  )
  const isTheirs = organisationIds.length > 0 ? inArray(organisations.id, organisationIds) : undefined
  const rows = await invitationsOf(db)
    .where(
      and(
        eq(partnerInvitations.campaignId, campaignId),
        isNull(partnerInvitations.acceptedAt),
        isNull(partnerInvitations.withdrawnAt),
        or(isBehindPublic, isTheirs),
      ),
    )
    .orderBy(desc(partnerInvitations.createdAt), desc(partnerInvitations.id))
  const latest = new Map<string, AskedPartner>()
  for (const { invitation, organisation } of rows) {
    const { slug, name, defaultLanguage } = organisation
    const state = partnerInvitationState(invitation) === 'open' ? 'open' : 'declined'
    if (!latest.has(slug))
      latest.set(slug, { slug, name, defaultLanguage, askedAt: invitation.createdAt, state })
  }
  return [...latest.values()]
}
