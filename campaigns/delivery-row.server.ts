import { randomInt } from 'node:crypto'
import { and, count, eq, sql } from 'drizzle-orm'
import { ask, type Db } from '../db/client.server'
import { deliveries, deliverySignatures, signatures } from '../db/schema'

const referenceLetters = 'BCDFGHJKLMNPQRSTVWXZ'

/** A reference that is easy to read out on the telephone: the year and six letters. */
export const newReference = (now: Date) =>
  `${now.getUTCFullYear()}-${Array.from({ length: 6 }, () => referenceLetters[randomInt(referenceLetters.length)]).join('')}`

/**
 * Writes down how many stand behind a delivery, from the signatures just put behind it: on PostgreSQL one may be
 * confirmed between two statements. Returns how many.
 */
export function* countBehind(tx: Db, deliveryId: string) {
  const shares = yield* ask(
    tx
      .select({ disclosure: signatures.disclosure, n: count() })
      .from(deliverySignatures)
      .innerJoin(signatures, eq(signatures.id, deliverySignatures.signatureId))
      .where(eq(deliverySignatures.deliveryId, deliveryId))
      .groupBy(signatures.disclosure),
  )
  const disclosed = { full: 0, initials: 0, counted: 0 }
  for (const { disclosure, n } of shares) disclosed[disclosure] = n
  const signatureCount = disclosed.full + disclosed.initials + disclosed.counted
  yield* ask(
    tx
      .update(deliveries)
      .set({ signatureCount, disclosed })
      .where(eq(deliveries.id, deliveryId))
      .returning({ id: deliveries.id }),
  )
  return signatureCount
}

/**
 * Whether somebody in a letter has left it. Looked for among those who don't count, which are few beside those who do; the
 * words of the condition are those of their index.
 */
export function* hasLeft(tx: Db, deliveryId: string) {
  const [left] = yield* ask(
    tx
      .select({ id: signatures.id })
      .from(deliveries)
      .innerJoin(
        signatures,
        and(eq(signatures.campaignId, deliveries.campaignId), sql`${signatures.state} <> 'confirmed'`),
      )
      .innerJoin(
        deliverySignatures,
        and(
          eq(deliverySignatures.deliveryId, deliveries.id),
          eq(deliverySignatures.signatureId, signatures.id),
        ),
      )
      .where(eq(deliveries.id, deliveryId))
      .limit(1),
  )
  return left !== undefined
}
