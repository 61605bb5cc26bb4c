import { and, asc, count, eq, inArray, sql } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { countEvents, countryTallies, signatures, tallies } from '../db/schema'
import { newId } from './keyring.server'

/** Not added yet. In words and not as a value: SQLite takes the index that holds only these for nothing else. */
export const isWaiting = sql`${countEvents.isCounted} = false`

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
        .where(isWaiting)
        .returning({
          campaignId: countEvents.campaignId,
          country: sql<string>`(select ${signatures.country} from ${signatures} where ${signatures.id} = ${countEvents.signatureId})`,
        }),
    )
    for (const added of grouped(events)) yield* addTo(tx, { ...added, now })
    return { addedCount: events.length }
  })
}

type Counted = { campaignId: string; country: string; now: Date }
type CountedMany = { campaignId: string; signed: { id: string }[]; now: Date }
type Added = { campaignId: string; byCountry: [country: string, more: number][] }

/** Events by campaign and country, in the order of their keys: two processes that add lock the same rows in the same order. */
function grouped(events: { campaignId: string; country: string }[]): Added[] {
  const campaigns = new Map<string, Map<string, number>>()
  for (const { campaignId, country } of events) {
    const byCountry = campaigns.get(campaignId) ?? new Map<string, number>()
    campaigns.set(campaignId, byCountry.set(country, (byCountry.get(country) ?? 0) + 1))
  }
  const inOrder = <T>(map: Map<string, T>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))
  return inOrder(campaigns).map(([campaignId, counts]) => ({ campaignId, byCountry: inOrder(counts) }))
}

/**
 * Takes a withdrawn signature out of the total within the unit of work that withdraws it, so that the total is never
 * above what the rows hold: its event is struck out when it was not added yet, else the total goes down by one.
 */
export function* forgetCounted(
  tx: Db,
  { campaignId, signatureId, country, now }: Counted & { signatureId: string },
) {
  const waiting = yield* ask(
    tx
      .update(countEvents)
      .set({ isCounted: true })
      .where(and(eq(countEvents.signatureId, signatureId), eq(countEvents.kind, 'confirmed'), isWaiting))
      .returning({ id: countEvents.id }),
  )
  if (waiting.length === 0) yield* addTo(tx, { campaignId, byCountry: [[country, -1]], now })
  const id = `${signatureId}.withdrawn`
  yield* ask(
    tx
      .insert(countEvents)
      .values({ id, campaignId, signatureId, kind: 'withdrawn', isCounted: true, at: now })
      .returning({ id: countEvents.id }),
  )
}

/**
 * The same for many that are set aside together: those not added yet are struck out, the others taken off, in the unit
 * of work that sets them aside. At most some hundreds at once, since each is named in the statement.
 */
export function* forgetCountedMany(tx: Db, { campaignId, signed, now }: CountedMany) {
  const struck = yield* ask(
    tx
      .update(countEvents)
      .set({ isCounted: true })
      .where(
        and(
          inArray(
            countEvents.signatureId,
            signed.map(({ id }) => id),
          ),
          eq(countEvents.kind, 'confirmed'),
          isWaiting,
        ),
      )
      .returning({ signatureId: countEvents.signatureId }),
  )
  const waiting = new Set(struck.map(({ signatureId }) => signatureId))
  yield* noteMany(tx, { campaignId, signed, now }, 'quarantined')
  return signed.filter(({ id }) => !waiting.has(id))
}

/** Notes that some were let back into the count; adding them is for `addCounted`. */
export function* noteReleased(tx: Db, many: CountedMany) {
  yield* noteMany(tx, many, 'released')
}

function* noteMany(tx: Db, { campaignId, signed, now }: CountedMany, kind: 'quarantined' | 'released') {
  yield* ask(
    tx
      .insert(countEvents)
      .values(
        signed.map(({ id: signatureId }) => ({
          id: newId(),
          campaignId,
          signatureId,
          kind,
          isCounted: true,
          at: now,
        })),
      )
      .returning({ id: countEvents.id }),
  )
}

/** Adds signatures to the totals, or takes them off, by country and in the order of the countries. */
export function* addCounted(
  tx: Db,
  { campaignId, countries, step, now }: { campaignId: string; countries: string[]; step: 1 | -1; now: Date },
) {
  if (countries.length === 0) return
  const [added] = grouped(countries.map((country) => ({ campaignId, country })))
  if (added)
    yield* addTo(tx, { ...added, byCountry: added.byCountry.map(([country, n]) => [country, n * step]), now })
}

/** Adds to a campaign's total and to those of its countries. The total first: it is what parallel additions wait for. */
function* addTo(tx: Db, { campaignId, byCountry, now }: Added & { now: Date }) {
  const more = byCountry.reduce((sum, [, n]) => sum + n, 0)
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
  for (const [country, n] of byCountry)
    yield* ask(
      tx
        .insert(countryTallies)
        .values({ campaignId, country, confirmedCount: n })
        .onConflictDoUpdate({
          target: [countryTallies.campaignId, countryTallies.country],
          set: { confirmedCount: sql`${countryTallies.confirmedCount} + ${n}` },
        })
        .returning({ country: countryTallies.country }),
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

/** The same by country of the signers, ISO 3166-1 alpha-2; together they are the total. Countries without any are left out. */
export async function countryCounts(db: Db, campaignId: string): Promise<Record<string, number>> {
  const rows = await db
    .select({ country: countryTallies.country, n: countryTallies.confirmedCount })
    .from(countryTallies)
    .where(eq(countryTallies.campaignId, campaignId))
    .orderBy(asc(countryTallies.country))
  return Object.fromEntries(rows.filter(({ n }) => n !== 0).map(({ country, n }) => [country, n]))
}

/** Counts the rows themselves, in all and by country. Slow with many; for checks, never on a request. */
export async function recount(
  db: Db,
  campaignId: string,
): Promise<{ total: number; byCountry: Record<string, number> }> {
  const rows = await db
    .select({ country: signatures.country, n: count() })
    .from(signatures)
    .where(and(eq(signatures.campaignId, campaignId), eq(signatures.state, 'confirmed')))
    .groupBy(signatures.country)
    .orderBy(asc(signatures.country))
  return {
    total: rows.reduce((sum, { n }) => sum + n, 0),
    byCountry: Object.fromEntries(rows.map(({ country, n }) => [country, n])),
  }
}
