import { asc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { campaigns, countFaults, countryTallies, tallies } from '../db/schema'

/** A count that is not what the rows hold. Its country is ISO 3166-1 alpha-2, or null for the total of a campaign. */
export type CountFault = {
  campaignId: string
  country: string | null
  /** What is kept, with what was confirmed and is still to be added. */
  kept: number
  /** What the rows hold. */
  counted: number
}

/** Stands for the total where a country would stand. */
const total = ''
const number = (value: SQL) => sql<number>`${value}`.mapWith(Number)

/**
 * The counts that are kept beside those of the rows, in one statement and so at one moment, while others sign: what
 * was confirmed and not added yet belongs to what is kept. Gives those that differ.
 */
function differing(tx: Db, of: string[] | null) {
  const within = (column: SQL) => (of ? inArray(column, of) : sql`true`)
  const parts = sql`(
    select campaign_id, country, 0 as kept, count(*) as counted from signatures
      where state = 'confirmed' and ${within(sql`campaign_id`)} group by campaign_id, country
    union all select campaign_id, ${total}, 0, count(*) from signatures
      where state = 'confirmed' and ${within(sql`campaign_id`)} group by campaign_id
    union all select campaign_id, country, confirmed_count, 0 from country_tallies
      where ${within(sql`campaign_id`)}
    union all select campaign_id, ${total}, confirmed_count, 0 from tallies where ${within(sql`campaign_id`)}
    union all select e.campaign_id, s.country, 1, 0 from count_events e
      join signatures s on s.id = e.signature_id where e.is_counted = false and ${within(sql`e.campaign_id`)}
    union all select campaign_id, ${total}, 1, 0 from count_events
      where is_counted = false and ${within(sql`campaign_id`)}
  ) as parts`
  return tx
    .select({
      campaignId: sql<string>`campaign_id`,
      country: sql<string>`country`,
      kept: number(sql`sum(kept)`),
      counted: number(sql`sum(counted)`),
    })
    .from(parts)
    .groupBy(sql`campaign_id`, sql`country`)
    .having(sql`sum(kept) <> sum(counted)`)
    .orderBy(sql`campaign_id`, sql`country`)
}

const asFault = ({ country, ...rest }: { country: string } & Omit<CountFault, 'country'>): CountFault => ({
  ...rest,
  country: country === total ? null : country,
})

function* noteFaults(tx: Db, { faults, now }: { faults: CountFault[]; now: Date }) {
  yield* ask(tx.delete(countFaults).returning({ campaignId: countFaults.campaignId }))
  if (faults.length === 0) return
  const rows = faults.map(({ campaignId, country, kept, counted }) => ({
    campaignId,
    country: country ?? total,
    keptCount: kept,
    rowCount: counted,
    foundAt: now,
  }))
  // Two that count at the same moment find the same, or nearly.
  yield* ask(
    tx
      .insert(countFaults)
      .values(rows)
      .onConflictDoNothing()
      .returning({ campaignId: countFaults.campaignId }),
  )
}

/**
 * Compares the counts that are kept with the rows, in total and by country, and writes down those that differ, for the
 * desk and `/healthz`. It reads every signature that counts: for the background and the command line, never on a request.
 */
export async function checkCounts(db: Db, { now }: { now: Date }): Promise<CountFault[]> {
  const faults = (await differing(db, null)).map(asFault)
  await atomically(db, function* (tx) {
    yield* noteFaults(tx, { faults, now })
  })
  return faults
}

/**
 * Puts the counts that differ right, all in one unit of work, and gives what each was and is now. Whoever adds to a total
 * meanwhile waits for it, and adds to what is right.
 */
export async function mendCounts(db: Db, { now }: { now: Date }): Promise<CountFault[]> {
  const found = await checkCounts(db, { now })
  if (found.length === 0) return []
  const campaignIds = [...new Set(found.map(({ campaignId }) => campaignId))].sort()
  return atomically(db, function* (tx) {
    // Each total is what parallel additions wait for; held, it can be compared with the rows once more.
    for (const campaignId of campaignIds) yield* raise(tx, { campaignId, country: null, by: 0, now })
    const faults = (yield* ask(differing(tx, campaignIds))).map(asFault)
    for (const { campaignId, country, kept, counted } of faults)
      yield* raise(tx, { campaignId, country, by: counted - kept, now })
    yield* noteFaults(tx, { faults: [], now })
    return faults
  })
}

type Raise = { campaignId: string; country: string | null; by: number; now: Date }

function* raise(tx: Db, { campaignId, country, by, now }: Raise) {
  if (country === null)
    yield* ask(
      tx
        .insert(tallies)
        .values({ campaignId, confirmedCount: by, updatedAt: now })
        .onConflictDoUpdate({
          target: tallies.campaignId,
          set: { confirmedCount: sql`${tallies.confirmedCount} + ${by}`, updatedAt: now },
        })
        .returning({ campaignId: tallies.campaignId }),
    )
  else
    yield* ask(
      tx
        .insert(countryTallies)
        .values({ campaignId, country, confirmedCount: by })
        .onConflictDoUpdate({
          target: [countryTallies.campaignId, countryTallies.country],
          set: { confirmedCount: sql`${countryTallies.confirmedCount} + ${by}` },
        })
        .returning({ country: countryTallies.country }),
    )
}

/** Whether the last recount found a count that differs. */
export async function haveCountsDiffered(db: Db): Promise<boolean> {
  return (await db.select({ campaignId: countFaults.campaignId }).from(countFaults).limit(1)).length > 0
}

/** What the last recount found, by campaign, for those who keep the installation. */
export async function listCountFaults(db: Db) {
  return db
    .select({
      slug: campaigns.slug,
      country: countFaults.country,
      kept: countFaults.keptCount,
      counted: countFaults.rowCount,
      foundAt: countFaults.foundAt,
    })
    .from(countFaults)
    .innerJoin(campaigns, eq(campaigns.id, countFaults.campaignId))
    .orderBy(asc(campaigns.slug), asc(countFaults.country))
    .limit(200)
}

/** The same faults with the last part of each campaign's address in place of its id, as people and scripts know it. */
export async function nameFaults(db: Db, faults: CountFault[]) {
  if (faults.length === 0) return []
  const ids = [...new Set(faults.map(({ campaignId }) => campaignId))]
  const named = await db
    .select({ id: campaigns.id, slug: campaigns.slug })
    .from(campaigns)
    .where(inArray(campaigns.id, ids))
  const slugs = new Map(named.map(({ id, slug }) => [id, slug]))
  return faults.map(({ campaignId, ...rest }) => ({ campaign: slugs.get(campaignId) ?? campaignId, ...rest }))
}
