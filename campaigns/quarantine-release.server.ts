import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, notInArray } from 'drizzle-orm'
import { ask, atomically, type Db, isUniqueViolation } from '../db/client.server'
import { quarantinedSignatures, quarantines, signatures } from '../db/schema'
import { confirmFound } from './confirmation.server'
import type { Keyring } from './keyring.server'
import { atOnce, inParts } from './quarantine.server'
import { addCounted, noteReleased } from './tally.server'

type LetBack = { keyring: Keyring; campaignId: string; now: Date }
/** `countedCount` count again; `waitingCount` wait for their signer; `leftCount` stay out: withdrawn or expired meanwhile. */
export type Released = { countedCount: number; waitingCount: number; leftCount: number }

/** Somebody may take the slot of one that comes back in this very moment; seen again, it is taken. */
async function evenIfTaken<T>(work: () => Promise<T>): Promise<T> {
  for (let triesLeft = 5; ; triesLeft--) {
    try {
      return await work()
    } catch (error) {
      if (triesLeft === 0 || !isUniqueViolation(error)) throw error
    }
  }
}

/** Undoes a quarantine as one: what had counted counts again, in the same unit of work. Doing it again is harmless. */
export async function undoQuarantine(
  db: Db,
  {
    keyring,
    quarantineId,
    undoneBy,
    now,
  }: { keyring: Keyring; quarantineId: string; undoneBy: string; now: Date },
): Promise<({ kind: 'undone' } & Released) | { kind: 'already-undone' | 'unknown' }> {
  return evenIfTaken(() =>
    atomically(db, function* (tx) {
      const [undone] = yield* ask(
        tx
          .update(quarantines)
          .set({ undoneBy, undoneAt: now })
          .where(and(eq(quarantines.id, quarantineId), isNull(quarantines.undoneAt)))
          .returning({ campaignId: quarantines.campaignId }),
      )
      if (!undone) {
        const [there] = yield* ask(
          tx.select({ id: quarantines.id }).from(quarantines).where(eq(quarantines.id, quarantineId)),
        )
        return { kind: there ? 'already-undone' : 'unknown' } as const
      }
      const back = { keyring, campaignId: undone.campaignId, now }
      const sum: Released = { countedCount: 0, waitingCount: 0, leftCount: 0 }
      for (let last = ''; ; ) {
        const part = yield* ask(
          tx
            .select({ id: quarantinedSignatures.signatureId })
            .from(quarantinedSignatures)
            .where(
              and(
                eq(quarantinedSignatures.quarantineId, quarantineId),
                gt(quarantinedSignatures.signatureId, last),
              ),
            )
            .orderBy(asc(quarantinedSignatures.signatureId))
            .limit(atOnce),
        )
        yield* letBack(tx, back, { ids: part.map(({ id }) => id), sum })
        last = part.at(-1)?.id ?? ''
        if (part.length < atOnce) break
      }
      return { kind: 'undone', ...sum } as const
    }),
  )
}

/** Lets back what a rule set aside, once somebody looked at it. What is in a quarantine comes back with that alone. */
export async function releaseSignatures(
  db: Db,
  { ids, ...back }: LetBack & { ids: string[] },
): Promise<{ kind: 'released' } & Released> {
  return evenIfTaken(() =>
    atomically(db, function* (tx) {
      const sum: Released = { countedCount: 0, waitingCount: 0, leftCount: 0 }
      const inForce = tx
        .select({ id: quarantinedSignatures.signatureId })
        .from(quarantinedSignatures)
        .innerJoin(quarantines, eq(quarantines.id, quarantinedSignatures.quarantineId))
        .where(and(eq(quarantines.campaignId, back.campaignId), isNull(quarantines.undoneAt)))
      for (const part of inParts([...ids].sort())) {
        const free = yield* ask(
          tx
            .select({ id: signatures.id })
            .from(signatures)
            .where(
              and(
                inArray(signatures.id, part),
                eq(signatures.campaignId, back.campaignId),
                notInArray(signatures.id, inForce),
              ),
            )
            .orderBy(asc(signatures.id)),
        )
        sum.leftCount += part.length - free.length
        yield* letBack(tx, back, { ids: free.map(({ id }) => id), sum })
      }
      return { kind: 'released', ...sum } as const
    }),
  )
}

function* letBack(
  tx: Db,
  { keyring, campaignId, now }: LetBack,
  { ids, sum }: { ids: string[]; sum: Released },
) {
  if (ids.length === 0) return
  const aside = and(inArray(signatures.id, ids), eq(signatures.state, 'quarantined'))
  // Those with a slot had counted, and nobody could take it meanwhile.
  const counted = yield* ask(
    tx
      .update(signatures)
      .set({ state: 'confirmed' })
      .where(and(aside, isNotNull(signatures.slotKey)))
      .returning({ id: signatures.id, country: signatures.country }),
  )
  if (counted.length > 0) yield* noteReleased(tx, { campaignId, signed: counted, now })
  yield* addCounted(tx, { campaignId, countries: counted.map(({ country }) => country), step: 1, now })
  const waiting = yield* ask(
    tx
      .update(signatures)
      .set({ state: 'pending' })
      .where(aside)
      .returning({ id: signatures.id, confirmedAt: signatures.confirmedAt }),
  )
  let confirmedCount = 0
  for (const { id, confirmedAt } of waiting) {
    if (!confirmedAt) continue
    // Its signer confirmed it while it was aside: now it takes a slot as any other, if there is one.
    const { kind } = yield* confirmFound(tx, id, { keyring, now })
    if (kind === 'confirmed') confirmedCount++
    else
      yield* ask(
        tx
          .update(signatures)
          .set({ confirmedAt: null })
          .where(and(eq(signatures.id, id), eq(signatures.state, 'pending')))
          .returning({ id: signatures.id }),
      )
  }
  sum.countedCount += counted.length + confirmedCount
  sum.waitingCount += waiting.length - confirmedCount
  sum.leftCount += ids.length - counted.length - waiting.length
}

/** The quarantines of a campaign, the newest first. */
export const listQuarantines = (db: Db, campaignId: string) =>
  db
    .select()
    .from(quarantines)
    .where(eq(quarantines.campaignId, campaignId))
    .orderBy(desc(quarantines.madeAt))
