import { and, eq, inArray, isNull, lt } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { campaignOrganisations, deliveries, partnerInvitations } from '../db/schema'
import { renderTries, underway } from './delivery'
import { isJoinable, mostOrganisations } from './partner'
import { behind, isOpenInvitation } from './partner-invitation.server'
import { holdCampaign, raiseRevision, type Steps } from './revision.server'

type Answering = { invitationId: string; organiserId: string; now: Date }

/** `changed`: it is no longer what was looked at. `being-set`: a letter is set in type at this moment, with those who were behind it before. */
export type Joined =
  | { kind: 'joined'; campaignId: string }
  | { kind: 'answered' | 'changed' | 'being-set' | 'over' | 'too-many' }

/**
 * Puts an organisation behind a campaign, after those that are there, when it was invited and the campaign is still what
 * was shown (`revision`). What readers see changes by it; letters that were prepared before stay as they are.
 */
export async function joinCampaign(
  db: Db,
  { invitationId, organiserId, revision, now }: Answering & { revision: number },
): Promise<Joined> {
  return atomically(db, function* (tx): Steps<Joined> {
    const [invitation] = yield* openInvitation(tx, invitationId)
    if (!invitation) return { kind: 'answered' }
    const { campaignId, organisationId } = invitation
    const campaign = yield* holdCampaign(tx, campaignId)
    if (!isJoinable(campaign.state)) return { kind: 'over' }
    if (campaign.revision !== revision) return { kind: 'changed' }
    if (yield* isBeingSet(tx, campaignId)) return { kind: 'being-set' }
    const there = yield* behind(tx, campaignId)
    if (there.length >= mostOrganisations) return { kind: 'too-many' }
    const [accepted] = yield* ask(
      tx
        .update(partnerInvitations)
        .set({ acceptedAt: now, answeredBy: organiserId })
        .where(and(eq(partnerInvitations.id, invitationId), isOpenInvitation))
        .returning({ id: partnerInvitations.id }),
    )
    if (!accepted) return { kind: 'answered' }
    const position = Math.max(-1, ...there.map((one) => one.position)) + 1
    const added = yield* ask(
      tx
        .insert(campaignOrganisations)
        .values({ campaignId, organisationId, position })
        .onConflictDoNothing()
        .returning({ organisationId: campaignOrganisations.organisationId }),
    )
    // A campaign folder may have put it there meanwhile.
    if (added.length > 0) yield* raiseRevision(tx, { campaignId, now })
    return { kind: 'joined', campaignId }
  })
}

/** Says no to an invitation. Nothing of the campaign changes. */
export async function declineCampaign(
  db: Db,
  { invitationId, organiserId, now }: Answering,
): Promise<{ kind: 'declined' | 'answered' }> {
  return atomically(db, function* (tx) {
    const declined = yield* ask(
      tx
        .update(partnerInvitations)
        .set({ declinedAt: now, answeredBy: organiserId })
        .where(and(eq(partnerInvitations.id, invitationId), isOpenInvitation))
        .returning({ id: partnerInvitations.id }),
    )
    return { kind: declined.length > 0 ? 'declined' : 'answered' } as const
  })
}

export type Parted = { kind: 'parted' | 'gone' | 'archived' } | { kind: 'underway'; deliveryId: string }

/**
 * Takes a partner from behind a campaign: it leaves, or the one that leads removes it. The one that leads stays. Refused
 * while a letter that bears its name waits for approval or is on its way: call it back first. Letters that went out, and
 * what its people did, stay on record.
 */
export async function partCampaign(
  db: Db,
  { campaignId, organisationId, now }: { campaignId: string; organisationId: string; now: Date },
): Promise<Parted> {
  return atomically(db, function* (tx): Steps<Parted> {
    const campaign = yield* holdCampaign(tx, campaignId)
    if (campaign.state === 'archived') return { kind: 'archived' }
    const there = yield* behind(tx, campaignId)
    const isPartner = there.slice(1).some((one) => one.organisationId === organisationId)
    if (!isPartner || organisationId === campaign.organisationId) return { kind: 'gone' }
    const [letter] = yield* ask(
      tx
        .select({ id: deliveries.id })
        .from(deliveries)
        .where(and(eq(deliveries.campaignId, campaignId), inArray(deliveries.state, underway)))
        .limit(1),
    )
    if (letter) return { kind: 'underway', deliveryId: letter.id }
    yield* ask(
      tx
        .delete(campaignOrganisations)
        .where(
          and(
            eq(campaignOrganisations.campaignId, campaignId),
            eq(campaignOrganisations.organisationId, organisationId),
          ),
        )
        .returning({ organisationId: campaignOrganisations.organisationId }),
    )
    yield* raiseRevision(tx, { campaignId, now })
    return { kind: 'parted' }
  })
}

function* openInvitation(tx: Db, invitationId: string) {
  return yield* ask(
    tx
      .select({
        campaignId: partnerInvitations.campaignId,
        organisationId: partnerInvitations.organisationId,
      })
      .from(partnerInvitations)
      .where(and(eq(partnerInvitations.id, invitationId), isOpenInvitation)),
  )
}

/** Whether a letter that was prepared waits to be set in type: its head is read only then. */
function* isBeingSet(tx: Db, campaignId: string) {
  const [waiting] = yield* ask(
    tx
      .select({ id: deliveries.id })
      .from(deliveries)
      .where(
        and(
          eq(deliveries.campaignId, campaignId),
          eq(deliveries.state, 'draft'),
          isNull(deliveries.renderedAt),
          lt(deliveries.renderTries, renderTries),
        ),
      )
      .limit(1),
  )
  return waiting !== undefined
}
