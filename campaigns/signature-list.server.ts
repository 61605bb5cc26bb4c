import { and, count, desc, eq, isNull, ne } from 'drizzle-orm'
import type { Db } from '../db/client.server'
import { letters, signatures } from '../db/schema'
import { type SignatureState, signatureStates } from './signature'
import { confirmedCount } from './tally.server'

export const pageSize = 50

/** One page of a campaign's signatures for the desk, the newest first, without addresses. `page` counts from 1. */
export const listSignatures = (
  db: Db,
  { campaignId, state, page }: { campaignId: string; state: SignatureState | null; page: number },
) =>
  db
    .select({
      id: signatures.id,
      state: signatures.state,
      name: signatures.name,
      city: signatures.city,
      country: signatures.country,
      line: signatures.line,
      disclosure: signatures.disclosure,
      signals: signatures.signals,
      letterLanguage: letters.language,
      letterVersion: letters.version,
      createdAt: signatures.createdAt,
    })
    .from(signatures)
    .innerJoin(letters, eq(letters.id, signatures.letterId))
    .where(and(eq(signatures.campaignId, campaignId), state ? eq(signatures.state, state) : undefined))
    .orderBy(desc(signatures.createdAt), desc(signatures.id))
    .limit(pageSize)
    .offset((page - 1) * pageSize)

/**
 * How many signatures of a campaign are in each state. Those that count come from the total, since there may be a million:
 * right at a moment at most a second ago.
 */
export async function signatureCounts(db: Db, campaignId: string): Promise<Record<SignatureState, number>> {
  const rows = await db
    .select({ state: signatures.state, n: count() })
    .from(signatures)
    .where(
      and(
        eq(signatures.campaignId, campaignId),
        // Only who counts holds a slot: the index on it leads past them.
        isNull(signatures.slotKey),
        ne(signatures.state, 'confirmed'),
      ),
    )
    .groupBy(signatures.state)
  const counts = Object.fromEntries(signatureStates.map((state) => [state, 0])) as Record<
    SignatureState,
    number
  >
  for (const { state, n } of rows) counts[state] = n
  counts.confirmed = await confirmedCount(db, campaignId)
  return counts
}
