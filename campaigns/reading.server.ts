import { and, eq, gt, lte } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { readings } from '../db/schema'
import { type Keyring, newToken } from './keyring.server'
import type { ReadStory } from './story'

/** How long what was read waits for the person who had it read, in milliseconds. */
export const readingLife = 3_600_000

type Reader = { keyring: Keyring; organiserId: string; now: Date }
export type Reading = ReadStory & { address: string }

const idOf = (keyring: Keyring, handle: string) => keyring.hash('reading', handle)

/**
 * Keeps what was read for an hour, for whoever had it read, and returns its handle. It stays here between reading and
 * starting: a copy that went through the person's form would be proof of nothing.
 */
export async function keepReading(
  db: Db,
  { keyring, organiserId, address, read, now }: Reader & { address: string; read: ReadStory },
): Promise<string> {
  const handle = newToken()
  const expiresAt = new Date(now.getTime() + readingLife)
  const row = { id: idOf(keyring, handle), organiserId, address, reading: JSON.stringify(read), expiresAt }
  await atomically(db, function* (tx) {
    yield* ask(tx.insert(readings).values(row).returning({ id: readings.id }))
  })
  return handle
}

/** What was read, for whoever had it read, within the hour; else `null`. */
export async function findReading(
  db: Db,
  { keyring, organiserId, handle, now }: Reader & { handle: string | null },
): Promise<Reading | null> {
  if (!handle) return null
  const [found] = await db
    .select({ address: readings.address, reading: readings.reading })
    .from(readings)
    .where(
      and(
        eq(readings.id, idOf(keyring, handle)),
        eq(readings.organiserId, organiserId),
        gt(readings.expiresAt, now),
      ),
    )
  if (!found) return null
  const { copy, ...read } = JSON.parse(found.reading) as ReadStory
  return {
    ...read,
    copy: copy && { ...copy, readAt: new Date(copy.readAt) },
    address: found.address,
  }
}

/** Forgets what nobody came back for. */
export async function eraseOldReadings(db: Db, { now }: { now: Date }): Promise<{ erasedCount: number }> {
  return atomically(db, function* (tx) {
    const erased = yield* ask(
      tx.delete(readings).where(lte(readings.expiresAt, now)).returning({ id: readings.id }),
    )
    return { erasedCount: erased.length }
  })
}
