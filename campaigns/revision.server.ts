import { eq, sql } from 'drizzle-orm'
import { ask, type Db } from '../db/client.server'
import { campaigns } from '../db/schema'

export type Steps<T> = Generator<PromiseLike<unknown>, T, unknown>
export type CampaignRow = typeof campaigns.$inferSelect

/**
 * Reads a campaign and holds it until the unit of work ends, so that two people who change it come one after the other
 * on PostgreSQL too. Throws when it is not there: whoever asks has seen it.
 */
export function* holdCampaign(tx: Db, campaignId: string): Steps<CampaignRow> {
  const [row] = yield* ask(
    tx
      .update(campaigns)
      .set({ revision: sql`${campaigns.revision}` })
      .where(eq(campaigns.id, campaignId))
      .returning(),
  )
  if (!row) throw new Error('This campaign is gone.')
  return row
}

/** Notes that something a reader or a recipient will see was changed. An approval of what was before no longer holds. */
export function* raiseRevision(
  tx: Db,
  { campaignId, now }: { campaignId: string; now: Date },
): Steps<number> {
  const [row] = yield* ask(
    tx
      .update(campaigns)
      .set({ revision: sql`${campaigns.revision} + 1`, updatedAt: now })
      .where(eq(campaigns.id, campaignId))
      .returning({ revision: campaigns.revision }),
  )
  return row?.revision ?? 0
}
