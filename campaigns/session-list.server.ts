import { and, desc, eq, isNull, ne } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { sessions } from '../db/schema'
import { isLive } from './session.server'

/** An organiser's sessions that would still be let in, the last used first. `id` is a hash: it opens nothing. */
export async function listSessions(db: Db, { organiserId, now }: { organiserId: string; now: Date }) {
  return db
    .select({
      id: sessions.id,
      browser: sessions.browser,
      since: sessions.createdAt,
      seenAt: sessions.seenAt,
    })
    .from(sessions)
    .where(and(eq(sessions.organiserId, organiserId), isLive(now)))
    .orderBy(desc(sessions.seenAt), desc(sessions.createdAt), desc(sessions.id))
}

type Whose = { organiserId: string; now: Date }

/** Ends one session of an organiser. Ending it again is harmless, and another person's is not touched. */
export async function endSession(
  db: Db,
  { organiserId, sessionId, now }: Whose & { sessionId: string },
): Promise<{ endedCount: number }> {
  return endWhere(db, { organiserId, now }, eq(sessions.id, sessionId))
}

/** Ends all sessions of an organiser but the one they are in. */
export async function endOtherSessions(
  db: Db,
  { organiserId, sessionId, now }: Whose & { sessionId: string },
): Promise<{ endedCount: number }> {
  return endWhere(db, { organiserId, now }, ne(sessions.id, sessionId))
}

function endWhere(db: Db, { organiserId, now }: Whose, which: ReturnType<typeof eq>) {
  return atomically(db, function* (tx) {
    const ended = yield* ask(
      tx
        .update(sessions)
        .set({ endedAt: now })
        .where(and(eq(sessions.organiserId, organiserId), isNull(sessions.endedAt), which))
        .returning({ id: sessions.id }),
    )
    return { endedCount: ended.length }
  })
}
