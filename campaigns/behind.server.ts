import { and, asc, eq, sql } from 'drizzle-orm'
import type { Db } from '../db/client.server'
import { deliverySignatures, letters, signatures } from '../db/schema'
import { asBehind, type Behind, behindColumns } from './letter-paper.server'

/** So many rows are read at once; between two such windows everybody else has a turn. */
const window = 250

type After = { confirmedAt: Date; id: string }
export type Signer = { at: After; signer: Behind }

/**
 * Who stands behind a delivery, in the order of confirmation from somewhere on. Read through the index of those who count:
 * a draft holds nobody else, since a withdrawal holds it.
 */
export async function* signersBehind(
  db: Db,
  { deliveryId, campaignId, after }: { deliveryId: string; campaignId: string; after?: After | undefined },
): AsyncGenerator<Signer> {
  for (let from = after; ; ) {
    const rows = await db
      .select({ ...behindColumns, id: signatures.id, confirmedAt: signatures.confirmedAt })
      .from(signatures)
      .innerJoin(
        deliverySignatures,
        and(eq(deliverySignatures.deliveryId, deliveryId), eq(deliverySignatures.signatureId, signatures.id)),
      )
      .innerJoin(letters, eq(letters.id, signatures.letterId))
      .where(
        and(
          eq(signatures.campaignId, campaignId),
          sql`${signatures.state} = 'confirmed'`,
          from &&
            sql`(${signatures.confirmedAt}, ${signatures.id}) > (${sql.param(from.confirmedAt, signatures.confirmedAt)}, ${from.id})`,
        ),
      )
      .orderBy(asc(signatures.confirmedAt), asc(signatures.id))
      .limit(window)
    for (const [i, signer] of asBehind(rows).entries()) {
      const { id, confirmedAt } = rows[i] as (typeof rows)[number]
      from = { id, confirmedAt: confirmedAt ?? new Date(0) }
      yield { at: from, signer }
    }
    if (rows.length < window) return
    await new Promise((resolve) => setImmediate(resolve))
  }
}
