import { and, eq, isNull } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { officeHolders } from '../db/schema'
import { newId } from './keyring.server'
import { type HolderFault, readHolder } from './recipient'

export type Appointed =
  | { kind: 'appointed' | 'recorded' }
  | { kind: 'refused'; faults: (HolderFault | 'before-former')[] }

type Appointing = { officeId: string; name: string; since: string; until: string; now: Date }
const today = (now: Date) => now.toISOString().slice(0, 10)

/**
 * Records who holds an office. Without an end the person holds it now, and whoever held it before ends on that day (on
 * today's when it is not known); with an end it is a line of the office's history.
 */
export async function appointHolder(db: Db, { officeId, now, ...typed }: Appointing): Promise<Appointed> {
  const read = readHolder(typed)
  if (read.kind === 'refused') return read
  const { holder } = read
  return atomically(db, function* (tx) {
    const holdsNow = and(eq(officeHolders.recipientId, officeId), isNull(officeHolders.until))
    if (holder.until === null) {
      const [former] = yield* ask(
        tx.select({ since: officeHolders.since }).from(officeHolders).where(holdsNow),
      )
      if (former?.since && holder.since && holder.since < former.since)
        return { kind: 'refused', faults: ['before-former'] } as const
      yield* ask(
        tx
          .update(officeHolders)
          .set({ until: holder.since ?? today(now) })
          .where(holdsNow)
          .returning({ id: officeHolders.id }),
      )
    }
    yield* ask(
      tx
        .insert(officeHolders)
        .values({ id: newId(), recipientId: officeId, ...holder, createdAt: now })
        .returning({ id: officeHolders.id }),
    )
    return { kind: holder.until === null ? 'appointed' : 'recorded' } as const
  })
}

/** The person has left the office, and nobody is known to follow: ends on today's day. */
export async function endHolder(
  db: Db,
  { officeId, holderId, now }: { officeId: string; holderId: string; now: Date },
): Promise<{ kind: 'ended' | 'gone' }> {
  return atomically(db, function* (tx) {
    const ended = yield* ask(
      tx
        .update(officeHolders)
        .set({ until: today(now) })
        .where(
          and(
            eq(officeHolders.id, holderId),
            eq(officeHolders.recipientId, officeId),
            isNull(officeHolders.until),
          ),
        )
        .returning({ id: officeHolders.id }),
    )
    return { kind: ended.length > 0 ? 'ended' : 'gone' } as const
  })
}

/** Takes a line out of an office's history that was never true. */
export async function removeHolder(
  db: Db,
  { officeId, holderId }: { officeId: string; holderId: string },
): Promise<{ kind: 'removed' | 'gone' }> {
  return atomically(db, function* (tx) {
    const gone = yield* ask(
      tx
        .delete(officeHolders)
        .where(and(eq(officeHolders.id, holderId), eq(officeHolders.recipientId, officeId)))
        .returning({ id: officeHolders.id }),
    )
    return { kind: gone.length > 0 ? 'removed' : 'gone' } as const
  })
}
