import { and, eq, gt, isNull } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { organisers, sessions, signIns } from '../db/schema'
import type { Keyring } from './keyring.server'
import { emailKeyOf, organiserWith } from './organiser.server'
import { isLive } from './session.server'

type Whose = { keyring: Keyring; email: string }

/**
 * Ends all sessions of the organiser with an address, and the codes and one-time addresses that would begin another. With
 * `keepsOut` nothing begins one any more until `readmit`: neither a new code nor a passkey. Memberships stay.
 */
export async function signOutEverywhere(
  db: Db,
  { keyring, email, keepsOut, now }: Whose & { keepsOut: boolean; now: Date },
): Promise<{ kind: 'signed-out'; sessionCount: number; wayCount: number } | { kind: 'unknown-address' }> {
  return atomically(db, function* (tx) {
    const organiser = yield* organiserWith(tx, emailKeyOf(keyring, email))
    if (!organiser) return { kind: 'unknown-address' } as const
    const organiserId = organiser.id
    if (keepsOut) yield* setKeptOut(tx, organiserId, now)
    const ended = yield* endAll(tx, organiserId, now)
    const spent = yield* ask(
      tx
        .update(signIns)
        .set({ usedAt: now })
        .where(and(eq(signIns.organiserId, organiserId), isNull(signIns.usedAt), gt(signIns.expiresAt, now)))
        .returning({ id: signIns.id }),
    )
    return { kind: 'signed-out', sessionCount: ended.length, wayCount: spent.length } as const
  })
}

/**
 * Lets an organiser who was kept out sign in again. Doing it again is harmless. A session that began at the very moment in
 * which they were shut out has been refused since, and ends now.
 */
export async function readmit(
  db: Db,
  { keyring, email, now }: Whose & { now: Date },
): Promise<{ kind: 'let-in' | 'unknown-address' }> {
  return atomically(db, function* (tx) {
    const organiser = yield* organiserWith(tx, emailKeyOf(keyring, email))
    if (!organiser) return { kind: 'unknown-address' } as const
    if (organiser.keptOutAt) yield* endAll(tx, organiser.id, now)
    yield* setKeptOut(tx, organiser.id, null)
    return { kind: 'let-in' } as const
  })
}

function* endAll(tx: Db, organiserId: string, now: Date) {
  return yield* ask(
    tx
      .update(sessions)
      .set({ endedAt: now })
      .where(and(eq(sessions.organiserId, organiserId), isLive(now)))
      .returning({ id: sessions.id }),
  )
}

function* setKeptOut(tx: Db, organiserId: string, keptOutAt: Date | null) {
  yield* ask(
    tx
      .update(organisers)
      .set({ keptOutAt })
      .where(eq(organisers.id, organiserId))
      .returning({ id: organisers.id }),
  )
}
