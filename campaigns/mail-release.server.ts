import { and, asc, count, eq, inArray, isNotNull, notInArray } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { mailHolds, mailPauses, outbox, suppressions } from '../db/schema'
import type { Keyring } from './keyring.server'
import { suppressionKey } from './mail-trouble.server'
import { triable, troubleKinds } from './outbox'
import { requeueRefused } from './send-again.server'

/** Lets mail go again after a pause, now. Pressing twice is harmless. When the relay still won't have us, it pauses anew. */
export async function endPause(db: Db): Promise<{ kind: 'ended' | 'not-paused' }> {
  return atomically(db, function* (tx) {
    const [ended] = yield* ask(
      tx.delete(mailPauses).where(eq(mailPauses.id, 'relay')).returning({ id: mailPauses.id }),
    )
    return { kind: ended ? 'ended' : 'not-paused' } as const
  })
}

/**
 * Lets mail go to a domain again: what was refused goes into the queue, the same bytes, and so does what waited behind
 * it. A letter that is held for another reason, or was cancelled meanwhile, stays where it is.
 */
export async function releaseDomain(
  db: Db,
  { holdId, now }: { holdId: string; now: Date },
): Promise<{ kind: 'released'; mailCount: number } | { kind: 'not-held' }> {
  return atomically(db, function* (tx) {
    const [hold] = yield* ask(
      tx.delete(mailHolds).where(eq(mailHolds.id, holdId)).returning({ id: mailHolds.id }),
    )
    if (!hold) return { kind: 'not-held' } as const
    const waiting = and(
      eq(outbox.domainKey, holdId),
      eq(outbox.state, 'held'),
      isNotNull(outbox.payloadSealed),
    )
    const mails = yield* ask(
      tx.select({ id: outbox.id, deliveryId: outbox.deliveryId }).from(outbox).where(waiting),
    )
    const letters = mails.flatMap(({ deliveryId }) => deliveryId ?? [])
    // The letter first and then its mail, as everybody does who touches both.
    const isFreed = new Set(yield* requeueRefused(tx, { ids: letters, now }))
    const ids = mails.filter(({ deliveryId }) => !deliveryId || isFreed.has(deliveryId)).map(({ id }) => id)
    if (ids.length > 0)
      yield* ask(
        tx
          .update(outbox)
          .set({ state: 'queued', nextAttemptAt: now })
          .where(and(inArray(outbox.id, ids), waiting))
          .returning({ id: outbox.id }),
      )
    return { kind: 'released', mailCount: ids.length } as const
  })
}

/** Takes a supporter's address off the list of those that were refused, so that mail goes there again. */
export async function liftSuppression(
  db: Db,
  { keyring, email }: { keyring: Keyring; email: string },
): Promise<{ kind: 'lifted' | 'not-suppressed' }> {
  return atomically(db, function* (tx) {
    const [lifted] = yield* ask(
      tx
        .delete(suppressions)
        .where(eq(suppressions.id, suppressionKey(keyring, email)))
        .returning({ id: suppressions.id }),
    )
    return { kind: lifted ? 'lifted' : 'not-suppressed' } as const
  })
}

/** What stops mail at this moment, briefly: for every page of the desk. */
export async function findMailTrouble(db: Db) {
  const [pause] = await db.select().from(mailPauses)
  const [held] = await db.select({ n: count() }).from(mailHolds)
  return { pausedAt: pause?.createdAt ?? null, phase: pause?.phase ?? null, heldDomainCount: held?.n ?? 0 }
}

/** All of it, for those who keep the installation: the relay's words, the domains, and how many mails wait for each. */
export async function listMailTrouble(db: Db, { keyring }: { keyring: Keyring }) {
  const [pause] = await db.select().from(mailPauses)
  const isWaiting = and(inArray(outbox.state, [...triable, 'held']), isNotNull(outbox.payloadSealed))
  const [waiting] = await db
    .select({ n: count() })
    .from(outbox)
    // What tells keepers of the standstill is no mail that stood still.
    .where(and(isWaiting, notInArray(outbox.kind, [...troubleKinds])))
  const holds = await db.select().from(mailHolds).orderBy(asc(mailHolds.createdAt)).limit(200)
  const perDomain = await db
    .select({ id: outbox.domainKey, n: count() })
    .from(outbox)
    .where(isWaiting)
    .groupBy(outbox.domainKey)
  const counted = new Map(perDomain.map(({ id, n }) => [id, n]))
  const [refused] = await db.select({ n: count() }).from(suppressions)
  return {
    pause: pause ?? null,
    waitingCount: waiting?.n ?? 0,
    holds: holds.map(({ id, domainSealed, ...hold }) => ({
      ...hold,
      id,
      domain: keyring.open(domainSealed, `domain:${id}`).toString(),
      mailCount: counted.get(id) ?? 0,
    })),
    suppressedCount: refused?.n ?? 0,
  }
}
