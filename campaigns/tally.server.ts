import { and, count, eq, sql } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { countEvents, signatures, tallies } from '../db/schema'

/**
 * Adds what was confirmed since the last time to the totals. Runs at least once a second; each event is marked and added
 * in one unit of work, so it is added once however many processes run this.
 */
export async function tallySignatures(db: Db, { now }: { now: Date }): Promise<{ addedCount: number }> {
  return atomically(db, function* (tx) {
    const events = yield* ask(
      tx
        .update(countEvents)
        .set({ isCounted: true })
        .where(eq(countEvents.isCounted, false))
        .returning({ campaignId: countEvents.campaignId }),
    )
    const added = new Map<string, number>()
    for (const { campaignId } of events) added.set(campaignId, (added.get(campaignId) ?? 0) + 1)
    for (const [campaignId, more] of added) yield* addTo(tx, { campaignId, more, now })
    return { addedCount: events.length }
  })
}

/**
 * Takes a withdrawn signature out of the total within the unit of work that withdraws it, so that the total is never
 * above what the rows hold: its event is struck out when it was not added yet, else the total goes down by one.
 */
export function* forgetCounted(
  tx: Db,
  { campaignId, signatureId, now }: { campaignId: string; signatureId: string; now: Date },
) {
  const waiting = yield* ask(
    tx
      .update(countEvents)
      .set({ isCounted: true })
      .where(
        and(
          eq(countEvents.signatureId, signatureId),
          eq(countEvents.kind, 'confirmed'),
          eq(countEvents.isCounted, false),
        ),
      )
      .returning({ id: countEvents.id }),
  )
  if (waiting.length === 0) yield* addTo(tx, { campaignId, more: -1, now })
  const id = `${signatureId}.withdrawn`
  yield* ask(
    tx
      .insert(countEvents)
      .values({ id, campaignId, signatureId, kind: 'withdrawn', isCounted: true, at: now })
      .returning({ id: countEvents.id }),
  )
}

function* addTo(tx: Db, { campaignId, more, now }: { campaignId: string; more: number; now: Date }) {
  yield* ask(
    tx
      .insert(tallies)
      .values({ campaignId, confirmedCount: more, updatedAt: now })
      .onConflictDoUpdate({
        target: tallies.campaignId,
        set: { confirmedCount: sql`${tallies.confirmedCount} + ${more}`, updatedAt: now },
      })
      .returning({ campaignId: tallies.campaignId }),
  )
}

/** How many signatures a campaign counts: right at a moment at most a second ago, never more than the rows hold. */
export async function confirmedCount(db: Db, campaignId: string): Promise<number> {
  const [row] = await db
    .select({ confirmedCount: tallies.confirmedCount })
    .from(tallies)
    .where(eq(tallies.campaignId, campaignId))
  return row?.confirmedCount ?? 0
}

/** Counts the rows themselves. Slow with many; for checks, never on a request. */
export async function recount(db: Db, campaignId: string): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(signatures)
    .where(and(eq(signatures.campaignId, campaignId), eq(signatures.state, 'confirmed')))
  return row?.n ?? 0
}
