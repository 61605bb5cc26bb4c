import { and, asc, count, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/client.server'
import { letters, signatures } from '../db/schema'
import { type SignatureState, signatureStates } from './signature'
import { confirmedCount } from './tally.server'

export const pageSize = 50

// Said in so many words wherever it is meant, since SQLite takes a partial index only for its own words.
const isConfirmed = sql`${signatures.state} = 'confirmed'`
const isAside = sql`${signatures.state} <> 'confirmed'`

/** Which signatures are meant, and the moments that put them in order: both as an index has them. */
function listedBy(state: SignatureState | null): {
  where: SQL | undefined
  moment: typeof signatures.createdAt
} {
  if (state === 'confirmed') return { where: isConfirmed, moment: signatures.confirmedAt as never }
  return {
    where: state ? and(isAside, eq(signatures.state, state)) : undefined,
    moment: signatures.createdAt,
  }
}

/**
 * One page of a campaign's signatures for the desk, the newest first, without addresses. `page` counts from 1; `total` is
 * how many there are of the state, so that pages near the end are counted from the end.
 */
export async function listSignatures(
  db: Db,
  {
    campaignId,
    state,
    page,
    total,
  }: { campaignId: string; state: SignatureState | null; page: number; total: number },
) {
  const { where, moment } = listedBy(state)
  const before = (page - 1) * pageSize
  const isNearEnd = before > total / 2
  const size = isNearEnd ? Math.max(0, Math.min(pageSize, total - before)) : pageSize
  const order = isNearEnd ? asc : desc
  const ids = db
    .select({ id: signatures.id })
    .from(signatures)
    .where(and(eq(signatures.campaignId, campaignId), where))
    .orderBy(order(moment), order(signatures.id))
    .limit(size)
    .offset(isNearEnd ? Math.max(0, total - before - size) : before)
  return db
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
    .where(inArray(signatures.id, ids))
    .orderBy(desc(moment), desc(signatures.id))
}

/** How many signatures of a campaign are in each state; the confirmed as the campaign's page counts them. */
export async function signatureCounts(db: Db, campaignId: string): Promise<Record<SignatureState, number>> {
  const [confirmed, rows] = await Promise.all([
    confirmedCount(db, campaignId),
    db
      .select({ state: signatures.state, n: count() })
      .from(signatures)
      .where(and(eq(signatures.campaignId, campaignId), isAside))
      .groupBy(signatures.state),
  ])
  const counts = Object.fromEntries(signatureStates.map((state) => [state, 0])) as Record<
    SignatureState,
    number
  >
  for (const { state, n } of rows) counts[state] = n
  return { ...counts, confirmed }
}

/** How many signatures a list of one state, or of all, goes through. */
export const totalOf = (counts: Record<SignatureState, number>, state: SignatureState | null): number =>
  state ? counts[state] : Object.values(counts).reduce((sum, n) => sum + n, 0)
