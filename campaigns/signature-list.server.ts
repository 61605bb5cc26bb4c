import { and, count, desc, eq } from 'drizzle-orm'
import type { Db } from '../db/client.server'
import { letters, signatures } from '../db/schema'
import { type SignatureState, signatureStates } from './signature'

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

/** How many signatures of a campaign are in each state. */
export async function signatureCounts(db: Db, campaignId: string): Promise<Record<SignatureState, number>> {
  const rows = await db
    .select({ state: signatures.state, n: count() })
    .from(signatures)
    .where(eq(signatures.campaignId, campaignId))
    .groupBy(signatures.state)
  const counts = Object.fromEntries(signatureStates.map((state) => [state, 0])) as Record<
    SignatureState,
    number
  >
  for (const { state, n } of rows) counts[state] = n
  return counts
}
