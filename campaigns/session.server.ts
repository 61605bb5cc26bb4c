import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { members, organisers, sessions, signIns } from '../db/schema'
import { canonicalAddress } from './address'
import { type Keyring, newCode, newId, newToken, typedCode } from './keyring.server'
import type { MemberRole } from './organisation'
import { emailKeyOf } from './organiser.server'
import { queueMail } from './outbox.server'

const minutes = 60_000
/** A session ends after 2 hours without use, and after 12 hours in any case. A sign-in code lives 10 minutes and 5 tries. */
export const sessionIdle = 120 * minutes
export const sessionLife = 720 * minutes
export const codeLife = 10 * minutes
const codeTries = 5

/**
 * Mails a sign-in code, bound to the browser that asked (`browser` is a random value in its cookie). Says the same for
 * an address that is nobody's: then there is a code that no mail holds.
 */
export async function requestCode(
  db: Db,
  {
    keyring,
    email,
    browser,
    mailDomain,
    now,
  }: { keyring: Keyring; email: string; browser: string; mailDomain: string; now: Date },
): Promise<{ kind: 'asked' }> {
  const emailKey = emailKeyOf(keyring, email)
  const code = newCode()
  return atomically(db, function* (tx) {
    const [organiser] = yield* ask(
      tx
        .select({ id: organisers.id, emailSealed: organisers.emailSealed, language: organisers.language })
        .from(organisers)
        .where(eq(organisers.emailKey, emailKey)),
    )
    yield* ask(
      tx
        .insert(signIns)
        .values({
          id: newId(),
          organiserId: organiser?.id ?? null,
          codeHash: keyring.hash('sign-in-code', code),
          browserHash: keyring.hash('browser', browser),
          triesCount: 0,
          createdAt: now,
          expiresAt: new Date(now.getTime() + codeLife),
        })
        .returning({ id: signIns.id }),
    )
    // Nobody's mail is queued and made too, and then goes nowhere: what is done for an organiser alone can be timed.
    const to = organiser ? keyring.open(organiser.emailSealed, `organiser:${emailKey}`).toString() : ''
    const named = to || email
    yield* queueMail(tx, {
      kind: 'sign-in-code',
      keyring,
      payload: { email: to, code, language: organiser?.language ?? 'en' },
      addressKey: keyring.hash('address', 'sign-in', canonicalAddress(named)),
      domain: named.slice(named.lastIndexOf('@') + 1),
      mailDomain,
      now,
    })
    return { kind: 'asked' } as const
  })
}

type SignedIn = { kind: 'signed-in'; session: string }

/** Signs in by the mailed code, in the browser that asked for it. Five tries, then the code is dead. */
export async function enterCode(
  db: Db,
  { keyring, browser, code, now }: { keyring: Keyring; browser: string; code: string; now: Date },
): Promise<SignedIn | { kind: 'wrong-code'; triesLeft: number } | { kind: 'no-code' }> {
  const browserHash = keyring.hash('browser', browser)
  return atomically(db, function* (tx) {
    const tried = yield* ask(
      tx
        .update(signIns)
        .set({ triesCount: sql`${signIns.triesCount} + 1` })
        .where(
          and(
            eq(signIns.browserHash, browserHash),
            isNull(signIns.usedAt),
            gt(signIns.expiresAt, now),
            lt(signIns.triesCount, codeTries),
          ),
        )
        .returning({
          id: signIns.id,
          codeHash: signIns.codeHash,
          organiserId: signIns.organiserId,
          triesCount: signIns.triesCount,
        }),
    )
    if (tried.length === 0) return { kind: 'no-code' } as const
    const typed = keyring.hash('sign-in-code', typedCode(code))
    const right = tried.find(({ codeHash, organiserId }) => codeHash === typed && organiserId !== null)
    if (!right?.organiserId) {
      return {
        kind: 'wrong-code',
        triesLeft: Math.max(...tried.map(({ triesCount }) => codeTries - triesCount)),
      } as const
    }
    return yield* beginSession(tx, { keyring, signInId: right.id, organiserId: right.organiserId, now })
  })
}

/** Signs in by a one-time address. A second use, or one too late, is refused. */
export async function enterByInvitation(
  db: Db,
  { keyring, token, now }: { keyring: Keyring; token: string; now: Date },
): Promise<SignedIn | { kind: 'used-or-expired' }> {
  return atomically(db, function* (tx) {
    const [row] = yield* ask(
      tx
        .select({ id: signIns.id, organiserId: signIns.organiserId })
        .from(signIns)
        .where(
          and(
            eq(signIns.tokenHash, keyring.hash('sign-in', token)),
            isNull(signIns.usedAt),
            gt(signIns.expiresAt, now),
          ),
        ),
    )
    if (!row?.organiserId) return { kind: 'used-or-expired' } as const
    const begun = yield* beginSession(tx, { keyring, signInId: row.id, organiserId: row.organiserId, now })
    return begun.kind === 'no-code' ? ({ kind: 'used-or-expired' } as const) : begun
  })
}

function* beginSession(
  tx: Db,
  {
    keyring,
    signInId,
    organiserId,
    now,
  }: { keyring: Keyring; signInId: string; organiserId: string; now: Date },
) {
  const [used] = yield* ask(
    tx
      .update(signIns)
      .set({ usedAt: now })
      .where(and(eq(signIns.id, signInId), isNull(signIns.usedAt)))
      .returning({ id: signIns.id }),
  )
  if (!used) return { kind: 'no-code' } as const
  const session = newToken()
  yield* ask(
    tx
      .insert(sessions)
      .values({ id: keyring.hash('session', session), organiserId, createdAt: now, seenAt: now })
      .returning({ id: sessions.id }),
  )
  return { kind: 'signed-in', session } as const
}

export type Membership = { organisationId: string; role: MemberRole }
/** Who is at the desk, and where they are a member. */
export type AtDesk = { organiserId: string; name: string; language: string; memberships: Membership[] }

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
      seenAt: sessions.seenAt,
    })
    .from(sessions)
    .innerJoin(organisers, eq(organisers.id, sessions.organiserId))
    .where(
      and(
        eq(sessions.id, id),
        isNull(sessions.endedAt),
        gt(sessions.seenAt, new Date(now.getTime() - sessionIdle)),
        gt(sessions.createdAt, new Date(now.getTime() - sessionLife)),
      ),
    )
  if (!row) return null
  if (now.getTime() - row.seenAt.getTime() > minutes) {
    await atomically(db, function* (tx) {
      yield* ask(
        tx.update(sessions).set({ seenAt: now }).where(eq(sessions.id, id)).returning({ id: sessions.id }),
      )
    })
  }
  const memberships = await db
    .select({ organisationId: members.organisationId, role: members.role })
    .from(members)
    .where(eq(members.organiserId, row.organiserId))
  return { organiserId: row.organiserId, name: row.name, language: row.language, memberships }
}

/** Ends a session. Ending it again is harmless. */
export async function signOut(
  db: Db,
  { keyring, session, now }: { keyring: Keyring; session: string; now: Date },
): Promise<void> {
  await atomically(db, function* (tx) {
    yield* ask(
      tx
        .update(sessions)
        .set({ endedAt: now })
        .where(and(eq(sessions.id, keyring.hash('session', session)), isNull(sessions.endedAt)))
        .returning({ id: sessions.id }),
    )
  })
}
