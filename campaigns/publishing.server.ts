import { and, eq, isNotNull, lte } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { campaigns, tallies } from '../db/schema'
import { approvals, checksOf } from './publication.server'
import { isComplete, type Refused, refused } from './publishing'
import { type CampaignRow, holdCampaign, raiseRevision, type Steps } from './revision.server'
import { applyAll, type PutOnline } from './text-online.server'

type Stop = 'not-a-draft' | 'not-approved' | 'incomplete'

/** What stands between a campaign and its publication at a moment; `null` for nothing. */
function* obstacle(tx: Db, campaign: CampaignRow, at: Date): Steps<Stop | null> {
  if (campaign.state !== 'draft') return 'not-a-draft'
  if (!(yield* approvals(tx, campaign)).approved) return 'not-approved'
  return isComplete(yield* checksOf(tx, campaign, at)) ? null : 'incomplete'
}

function* setPublishAt(tx: Db, campaignId: string, publishAt: Date | null) {
  return yield* ask(
    tx
      .update(campaigns)
      .set({ publishAt })
      .where(and(eq(campaigns.id, campaignId), eq(campaigns.state, 'draft')))
      .returning({ id: campaigns.id }),
  )
}

/** Puts a campaign and its texts online, when this very revision was approved and nothing is missing. */
export function publishCampaign(
  db: Db,
  { campaignId, now }: { campaignId: string; now: Date },
): Promise<{ kind: 'published'; changes: PutOnline[] } | Refused<Stop>> {
  return atomically(db, function* (tx): Steps<{ kind: 'published'; changes: PutOnline[] } | Refused<Stop>> {
    const campaign = yield* holdCampaign(tx, campaignId)
    const stop = yield* obstacle(tx, campaign, now)
    if (stop) return refused(stop)
    const changes = yield* applyAll(tx, { campaign, now })
    const published = yield* ask(
      tx
        .update(campaigns)
        .set({ state: 'published', publishedAt: now, publishAt: null })
        .where(and(eq(campaigns.id, campaignId), eq(campaigns.state, 'draft')))
        .returning({ id: campaigns.id }),
    )
    if (published.length === 0) throw new Error('The campaign was published while it was held.')
    yield* raiseRevision(tx, { campaignId, now })
    yield* ask(
      tx
        .insert(tallies)
        .values({ campaignId, confirmedCount: 0, updatedAt: now })
        .onConflictDoNothing()
        .returning({ campaignId: tallies.campaignId }),
    )
    return { kind: 'published', changes }
  })
}

/** Lets an approved campaign go online by itself at a moment to come. */
export function schedulePublication(
  db: Db,
  { campaignId, publishAt, now }: { campaignId: string; publishAt: Date; now: Date },
): Promise<{ kind: 'scheduled' } | Refused<Stop | 'not-in-the-future'>> {
  return atomically(db, function* (tx): Steps<{ kind: 'scheduled' } | Refused<Stop | 'not-in-the-future'>> {
    const campaign = yield* holdCampaign(tx, campaignId)
    if (publishAt <= now) return refused('not-in-the-future')
    const stop = yield* obstacle(tx, campaign, publishAt)
    if (stop) return refused(stop)
    yield* setPublishAt(tx, campaignId, publishAt)
    return { kind: 'scheduled' }
  })
}

/** Takes the planned hour back. */
export function unschedulePublication(
  db: Db,
  { campaignId }: { campaignId: string },
): Promise<{ kind: 'unscheduled' } | Refused<'not-a-draft'>> {
  return atomically(db, function* (tx) {
    const taken = yield* setPublishAt(tx, campaignId, null)
    return taken.length > 0 ? ({ kind: 'unscheduled' } as const) : refused('not-a-draft')
  })
}

/**
 * Publishes what is due. What was changed after its approval stays a draft with its hour passed, and the desk says why.
 * Returns how many went online.
 */
export async function publishDue(db: Db, { now }: { now: Date }): Promise<number> {
  const due = await db
    .select({ id: campaigns.id })
    .from(campaigns)
    .where(and(eq(campaigns.state, 'draft'), isNotNull(campaigns.publishAt), lte(campaigns.publishAt, now)))
  let published = 0
  for (const { id } of due) {
    const done = await publishCampaign(db, { campaignId: id, now })
    if (done.kind === 'published') published++
  }
  return published
}
