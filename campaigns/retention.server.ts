import { and, asc, count, gt, gte, lt, lte, min, type SQL, sql } from 'drizzle-orm'
import { ask, atomically, type Db, forgetErased } from '../db/client.server'
import { signatures } from '../db/schema'
import { type RetentionRule, retentionDays, retentionRules } from './retention'
import { type Place, placeOf } from './retention-places.server'
import { eraseOldUploads, oldUploads } from './upload.server'

const day = 24 * 3_600_000
// As long as a signer may have to wait for one unit of work.
const rowsAtOnce = 500

type Around = { addressDays: number; dataDir: string; now: Date }
/** One rule: how many days it gives, how many are due, and when the next one will be. */
export type RuleReport = { rule: RetentionRule; days: number; count: number; next: Date | null }

/** What the rules would erase at this moment. Changes nothing. */
export async function retentionDue(db: Db, { addressDays, dataDir, now }: Around): Promise<RuleReport[]> {
  const days = retentionDays(addressDays)
  const reports: RuleReport[] = []
  for (const rule of retentionRules) {
    const before = new Date(now.getTime() - days[rule] * day)
    if (rule === 'uploads') {
      const { old, next } = await oldUploads({ dataDir, now })
      reports.push({ rule, days: days[rule], count: old.length, next })
      continue
    }
    const place = placeOf(db, rule, now)
    const [due] = await db.select({ n: count() }).from(place.table).where(isDue(place, before))
    const [later] = await db
      .select({ at: min(place.since) })
      .from(place.table)
      .where(and(place.which, gte(place.since, instantOf(before))))
    const at = later?.at ? dateOf(later.at) : null
    reports.push({
      rule,
      days: days[rule],
      count: due?.n ?? 0,
      next: at && new Date(at.getTime() + days[rule] * day),
    })
  }
  return reports
}

/**
 * Erases what is due, in small units of work, so that nobody who signs meanwhile waits for long. Begun again, it goes on.
 * Counts, consents, deliveries and attempts stay. What was erased is then gone from the file of the database too.
 */
export async function eraseDue(
  db: Db,
  { addressDays, dataDir, now }: Around,
): Promise<{ rule: RetentionRule; count: number }[]> {
  const days = retentionDays(addressDays)
  const erased: { rule: RetentionRule; count: number }[] = []
  for (const rule of retentionRules) {
    const before = new Date(now.getTime() - days[rule] * day)
    const done =
      rule === 'uploads'
        ? await eraseOldUploads({ dataDir, now })
        : await eraseAt(db, placeOf(db, rule, now), before)
    erased.push({ rule, count: done })
  }
  if (erased.some(({ count }) => count > 0)) await forgetErased(db)
  return erased
}

const instantOf = (date: Date) => sql.param(date, signatures.createdAt)
const isDue = ({ which, since }: Place, before: Date): SQL | undefined =>
  and(which, lt(since, instantOf(before)))

/** What the engine makes of the least moment: milliseconds on SQLite, words on PostgreSQL. */
const dateOf = (value: unknown) => new Date(Number.isNaN(Number(value)) ? String(value) : Number(value))

/** Goes through a table by its ids, a window at a time, and lets others have their turn between any two. */
async function eraseAt(db: Db, place: Place, before: Date): Promise<number> {
  const { table, id, change } = place
  let done = 0
  for (let after = ''; ; ) {
    const window = await db.select({ id }).from(table).where(gt(id, after)).orderBy(asc(id)).limit(rowsAtOnce)
    const last = window.at(-1)?.id
    if (last === undefined) return done
    const due = and(gt(id, after), lte(id, last), isDue(place, before))
    const [any] = await db.select({ id }).from(table).where(due).limit(1)
    if (any) {
      const changed = await atomically(db, function* (tx) {
        return change === 'delete'
          ? yield* ask(tx.delete(table).where(due).returning({ id }))
          : yield* ask(tx.update(table).set(change).where(due).returning({ id }))
      })
      done += changed.length
    }
    after = last
    await new Promise((resolve) => setImmediate(resolve))
  }
}
