import { lte, sql } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { limitCounts } from '../db/schema'
import type { Keyring } from './keyring.server'

/** What is counted: how often `key` may be used in a window of so many seconds that begins with its first use. */
export type Limited = { name: string; key: string; points: number; duration: number }

/**
 * Counts one use, in the database, so that all processes count together. `null` while there are points left, else in
 * how many seconds there are again. What is stored of a key is a hash whose own key changes every day.
 */
export async function countUse(
  db: Db,
  { keyring, name, key, points, duration, now }: Limited & { keyring: Keyring; now: Date },
): Promise<{ retryAfter: number } | null> {
  const id = keyring.hash('limit', now.toISOString().slice(0, 10), name, key)
  const expiresAt = new Date(now.getTime() + duration * 1000)
  const isOver = lte(limitCounts.expiresAt, now)
  const [row] = await atomically(db, function* (tx) {
    return yield* ask(
      tx
        .insert(limitCounts)
        .values({ id, useCount: 1, expiresAt })
        .onConflictDoUpdate({
          target: limitCounts.id,
          set: {
            useCount: sql`case when ${isOver} then 1 else ${limitCounts.useCount} + 1 end`,
            expiresAt: sql`case when ${isOver} then ${sql.param(expiresAt, limitCounts.expiresAt)} else ${limitCounts.expiresAt} end`,
          },
        })
        .returning({ useCount: limitCounts.useCount, expiresAt: limitCounts.expiresAt }),
    )
  })
  if (!row || row.useCount <= points) return null
  return { retryAfter: Math.max(1, Math.ceil((row.expiresAt.getTime() - now.getTime()) / 1000)) }
}

/** Forgets counts whose window is over. */
export async function eraseOldLimits(db: Db, { now }: { now: Date }): Promise<{ erasedCount: number }> {
  return atomically(db, function* (tx) {
    const erased = yield* ask(
      tx.delete(limitCounts).where(lte(limitCounts.expiresAt, now)).returning({ id: limitCounts.id }),
    )
    return { erasedCount: erased.length }
  })
}
