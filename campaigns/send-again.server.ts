import { and, eq, inArray } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { deliveries, mailHolds, mailPauses, outbox } from '../db/schema'
import { underway } from './delivery'
import { triable } from './outbox'

/**
 * Puts letters that were refused as ours back into the queue, but for those in whose place another one is on its way
 * already. Returns the ids of those that are back.
 */
export function* requeueRefused(tx: Db, { ids, now }: { ids: string[]; now: Date }) {
  if (ids.length === 0) return []
  const isHeld = and(
    inArray(deliveries.id, ids),
    eq(deliveries.state, 'held'),
    eq(deliveries.heldReason, 'policy-refused'),
  )
  const held = yield* ask(tx.select().from(deliveries).where(isHeld))
  if (held.length === 0) return []
  const recipientIds = held.map(({ recipientId }) => recipientId)
  const others = yield* ask(
    tx
      .select()
      .from(deliveries)
      .where(and(inArray(deliveries.recipientId, recipientIds), inArray(deliveries.state, underway))),
  )
  const place = ({ campaignId, recipientId }: (typeof held)[number]) => `${campaignId} ${recipientId}`
  const taken = new Set(others.map(place))
  const free: string[] = []
  for (const letter of held) {
    if (taken.has(place(letter))) continue
    taken.add(place(letter))
    free.push(letter.id)
  }
  if (free.length === 0) return []
  const back = yield* ask(
    tx
      .update(deliveries)
      .set({ state: 'queued', heldReason: null, updatedAt: now })
      .where(and(isHeld, inArray(deliveries.id, free)))
      .returning({ id: deliveries.id }),
  )
  return back.map(({ id }) => id)
}

/**
 * Sends a letter again before its time, at a person's wish: the same bytes under the same Message-ID, whose approval
 * holds. For one of which nobody knows whether it arrived, one that waits for its next try, and one that was refused as
 * ours. Whoever withdrew since is looked for when it is taken up, as always.
 */
export async function sendAgain(
  db: Db,
  { deliveryId, now }: { deliveryId: string; now: Date },
): Promise<{ kind: 'queued' } | { kind: 'not-waiting' }> {
  return atomically(db, function* (tx) {
    const [waiting] = yield* ask(
      tx
        .update(deliveries)
        .set({ state: 'queued', updatedAt: now })
        .where(and(eq(deliveries.id, deliveryId), inArray(deliveries.state, ['unknown', 'deferred'])))
        .returning({ id: deliveries.id }),
    )
    const again = waiting?.id ?? (yield* requeueRefused(tx, { ids: [deliveryId], now }))[0]
    if (!again) return { kind: 'not-waiting' } as const
    yield* ask(
      tx
        .update(outbox)
        .set({ state: 'queued', nextAttemptAt: now })
        .where(and(eq(outbox.deliveryId, deliveryId), inArray(outbox.state, ['unknown', 'deferred', 'held'])))
        .returning({ id: outbox.id }),
    )
    return { kind: 'queued' } as const
  })
}

/** What a letter in the queue waits for besides its turn: the relay's pause, or the hold of its domain. */
export async function whatItWaitsFor(
  db: Db,
  { deliveryId }: { deliveryId: string },
): Promise<'pause' | 'hold' | null> {
  const [waiting] = await db
    .select({ holdId: mailHolds.id })
    .from(outbox)
    .leftJoin(mailHolds, eq(mailHolds.id, outbox.domainKey))
    .where(and(eq(outbox.deliveryId, deliveryId), inArray(outbox.state, triable)))
  if (!waiting) return null
  if (waiting.holdId) return 'hold'
  const [pause] = await db.select({ id: mailPauses.id }).from(mailPauses)
  return pause ? 'pause' : null
}
