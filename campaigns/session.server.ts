import { and, eq, gt, isNull } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { isStorageFull } from '../db/room.server'
import { members, organisers, sessions } from '../db/schema'
import { type Keyring, newToken } from './keyring.server'
import type { MemberRole } from './organisation'

const minutes = 60_000
/** A session ends after 2 hours without use, and after 12 hours in any case. */
export const sessionIdle = 120 * minutes
export const sessionLife = 720 * minutes

/** `session` is for the browser alone, `organiserId` for us. */
export type SignedIn = { kind: 'signed-in'; session: string; organiserId: string }

/**
 * Begins a session, within the unit of work that proved who it is for and used the proof up. `null` for somebody who is
 * kept out: whoever asked is told what those are told who proved nothing.
 */
export function* beginSession(
  tx: Db,
  {
    keyring,
    organiserId,
    agent,
    now,
  }: { keyring: Keyring; organiserId: string; agent: string | null; now: Date },
) {
  const [whose] = yield* ask(
    tx
      .select({ id: organisers.id })
      .from(organisers)
      .where(and(eq(organisers.id, organiserId), isNull(organisers.keptOutAt))),
  )
  if (!whose) return null
  const session = newToken()
  yield* ask(
    tx
      .insert(sessions)
      .values({
        id: keyring.hash('session', session),
        organiserId,
        createdAt: now,
        seenAt: now,
        browser: agent,
      })
      .returning({ id: sessions.id }),
  )
  return { kind: 'signed-in', session, organiserId } as const
}

export type Membership = { organisationId: string; role: MemberRole }
/** Who is at the desk, and where they are a member. */
export type AtDesk = {
  organiserId: string
  /** Empty until a newcomer has said it. */
  name: string
  language: string
  isKeeper: boolean
  /** A hash, not what the browser holds. */
  sessionId: string
  signedInAt: Date
  memberships: Membership[]
}

/** Whether a session is still let in. */
export const isLive = (now: Date) =>
  and(
    isNull(sessions.endedAt),
    gt(sessions.seenAt, new Date(now.getTime() - sessionIdle)),
    gt(sessions.createdAt, new Date(now.getTime() - sessionLife)),
  )

/** Who a session belongs to, `null` when it ended. Marks it as used, at most once a minute. */
export async function organiserOf(
  db: Db,
  { keyring, session, now }: { keyring: Keyring; session: string; now: Date },
): Promise<AtDesk | null> {
  const id = keyring.hash('session', session)
  const [row] = await db
    .select({
      organiserId: sessions.organiserId,
      name: organisers.name,
      language: organisers.language,
      isKeeper: organisers.isKeeper,
      signedInAt: sessions.createdAt,
      seenAt: sessions.seenAt,
    })
    .from(sessions)
    .innerJoin(organisers, eq(organisers.id, sessions.organiserId))
    .where(and(eq(sessions.id, id), isLive(now), isNull(organisers.keptOutAt)))
  if (!row) return null
  if (now.getTime() - row.seenAt.getTime() > minutes) {
    await atomically(db, function* (tx) {
      yield* ask(
        tx.update(sessions).set({ seenAt: now }).where(eq(sessions.id, id)).returning({ id: sessions.id }),
      )
    }).catch((error: unknown) => {
      // With a full disk the desk can still be read, which says that it is full.
      if (!isStorageFull(error)) throw error
    })
  }
  const memberships = await db
    .select({ organisationId: members.organisationId, role: members.role })
    .from(members)
    .where(eq(members.organiserId, row.organiserId))
  const { seenAt: _, ...organiser } = row
  return { ...organiser, sessionId: id, memberships }
}

/** Ends a session, and says whose it was. Ending it again is harmless, and says `null`. */
export async function signOut(
  db: Db,
  { keyring, session, now }: { keyring: Keyring; session: string; now: Date },
): Promise<string | null> {
  return atomically(db, function* (tx) {
    const [ended] = yield* ask(
      tx
        .update(sessions)
        .set({ endedAt: now })
        .where(and(eq(sessions.id, keyring.hash('session', session)), isNull(sessions.endedAt)))
        .returning({ organiserId: sessions.organiserId }),
    )
    return ended?.organiserId ?? null
  })
}
