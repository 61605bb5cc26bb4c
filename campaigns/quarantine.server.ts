import { and, eq, inArray } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { deliveries, deliverySignatures, quarantinedSignatures, quarantines, signatures } from '../db/schema'
import { holdForWithdrawal } from './attempt.server'
import { newId } from './keyring.server'
import { filterWords, type Quarantinable, type QuarantineFilter } from './quarantine'
import { addCounted, forgetCountedMany } from './tally.server'

/** How many signatures one statement names. */
export const atOnce = 200

export const inParts = <T>(all: T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / atOnce) }, (_, n) => all.slice(n * atOnce, (n + 1) * atOnce))

type SetAside = {
  campaignId: string
  /** Which, as a search found them; those that have changed since and can't be set aside are left out. */
  ids: string[]
  filter: QuarantineFilter
  /** An organiser's id, or the account on the machine. */
  madeBy: string
  now: Date
}

/**
 * Sets signatures aside together: they leave the count at once, and letters that wait with them are held for a new
 * approval. Nothing of them is erased, and each keeps its slot, so that it can be undone as one and nobody signs twice
 * meanwhile. Who, when, what was looked for and how many are recorded.
 */
export async function quarantineSignatures(
  db: Db,
  { campaignId, ids, filter, madeBy, now }: SetAside,
): Promise<
  | {
      kind: 'set-aside'
      quarantineId: string
      signatureCount: number
      countedCount: number
      heldCount: number
    }
  | { kind: 'nothing' }
> {
  if (ids.length === 0) return { kind: 'nothing' }
  const quarantineId = newId()
  return atomically(db, function* (tx) {
    yield* ask(
      tx
        .insert(quarantines)
        .values({
          id: quarantineId,
          campaignId,
          filter: filterWords(filter),
          signatureCount: 0,
          countedCount: 0,
          madeBy,
          madeAt: now,
        })
        .returning({ id: quarantines.id }),
    )
    const counted: string[] = []
    let signatureCount = 0
    let countedCount = 0
    let heldCount = 0
    // In the order of their ids: two who set the same aside wait for one another, and neither for ever.
    for (const part of inParts([...ids].sort())) {
      // Those that wait first: one that is confirmed in this very moment is then found among the confirmed.
      const pending = yield* takeAside(tx, { campaignId, part, before: 'pending' })
      const confirmed = yield* takeAside(tx, { campaignId, part, before: 'confirmed' })
      const taken = [
        ...pending.map(({ id }) => ({ signatureId: id, before: 'pending' as const })),
        ...confirmed.map(({ id }) => ({ signatureId: id, before: 'confirmed' as const })),
      ]
      if (taken.length === 0) continue
      yield* ask(
        tx
          .insert(quarantinedSignatures)
          .values(taken.map((one) => ({ ...one, quarantineId })))
          .returning({ signatureId: quarantinedSignatures.signatureId }),
      )
      signatureCount += taken.length
      if (confirmed.length === 0) continue
      countedCount += confirmed.length
      const added = yield* forgetCountedMany(tx, { campaignId, signed: confirmed, now })
      const wasAdded = new Set(added.map(({ id }) => id))
      counted.push(...confirmed.filter(({ id }) => wasAdded.has(id)).map(({ country }) => country))
      heldCount += yield* holdLettersWith(tx, { ids: confirmed.map(({ id }) => id), now })
    }
    yield* addCounted(tx, { campaignId, countries: counted, step: -1, now })
    if (signatureCount === 0) {
      yield* ask(
        tx.delete(quarantines).where(eq(quarantines.id, quarantineId)).returning({ id: quarantines.id }),
      )
      return { kind: 'nothing' } as const
    }
    yield* ask(
      tx
        .update(quarantines)
        .set({ signatureCount, countedCount })
        .where(eq(quarantines.id, quarantineId))
        .returning({ id: quarantines.id }),
    )
    return { kind: 'set-aside', quarantineId, signatureCount, countedCount, heldCount } as const
  })
}

function* takeAside(
  tx: Db,
  { campaignId, part, before }: { campaignId: string; part: string[]; before: Quarantinable },
) {
  return yield* ask(
    tx
      .update(signatures)
      .set({ state: 'quarantined' })
      .where(
        and(
          inArray(signatures.id, part),
          eq(signatures.campaignId, campaignId),
          eq(signatures.state, before),
        ),
      )
      .returning({ id: signatures.id, country: signatures.country }),
  )
}

function* holdLettersWith(tx: Db, { ids, now }: { ids: string[]; now: Date }) {
  const behind = tx
    .select({ id: deliverySignatures.deliveryId })
    .from(deliverySignatures)
    .where(inArray(deliverySignatures.signatureId, ids))
  return yield* holdForWithdrawal(tx, { which: inArray(deliveries.id, behind), now })
}
