import { and, count, eq, gt, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { outbox, signIns } from '../db/schema'
import { canonicalAddress, domainOf, readAddress } from './address'
import { type Keyring, newCode, newId, typedCode } from './keyring.server'
import { emailKeyOf, organiserWith, welcomeOrganiser } from './organiser.server'
import { queueMail } from './outbox.server'
import { beginSession, type SignedIn } from './session.server'

const minutes = 60_000
const day = 24 * 60 * minutes
/** A sign-in code lives 10 minutes and 5 tries. */
export const codeLife = 10 * minutes
const codeTries = 5
/** Codes mailed within 24 hours to an address that is nobody's yet. */
const codesPerStranger = 10

/**
 * Mails a sign-in code, bound to the browser that asked (`browser` is a random value in its cookie). Says the same for
 * an address that is nobody's: with `isOpen` it gets a code too, in `language`, else there is a code that no mail holds.
 * The `claim` goes into the page and comes back with the code: it says, sealed, which address was asked for, since that
 * is stored nowhere before it has been proved.
 */
export async function requestCode(
  db: Db,
  {
    keyring,
    email,
    browser,
    isOpen = false,
    language = 'en',
    mailDomain,
    now,
  }: {
    keyring: Keyring
    email: string
    browser: string
    isOpen?: boolean
    language?: string
    mailDomain: string
    now: Date
  },
): Promise<{ kind: 'asked'; claim: string }> {
  const address = readAddress(email)
  const code = newCode()
  const id = newId()
  const browserHash = keyring.hash('browser', browser)
  const claim = keyring.seal(JSON.stringify({ id, email, language } satisfies Claim), claimOf(browserHash))
  return atomically(db, function* (tx) {
    const emailKey = emailKeyOf(keyring, email)
    const organiser = yield* organiserWith(tx, emailKey)
    yield* ask(
      tx
        .insert(signIns)
        .values({
          id,
          organiserId: organiser?.id ?? null,
          codeHash: keyring.hash('sign-in-code', code),
          browserHash,
          triesCount: 0,
          createdAt: now,
          expiresAt: new Date(now.getTime() + codeLife),
        })
        .returning({ id: signIns.id }),
    )
    const to = organiser ? keyring.open(organiser.emailSealed, `organiser:${emailKey}`).toString() : email
    const addressKey = keyring.hash('address', 'sign-in', canonicalAddress(to))
    const sent = yield* ask(
      tx
        .select({ n: count() })
        .from(outbox)
        .where(and(eq(outbox.addressKey, addressKey), gt(outbox.createdAt, new Date(now.getTime() - day)))),
    )
    const mayHaveOne = isOpen && address.kind === 'address' && (sent[0]?.n ?? 0) < codesPerStranger
    // Nobody's mail is queued and made too, and then goes nowhere: what is done for an organiser alone can be timed.
    yield* queueMail(tx, {
      kind: 'sign-in-code',
      keyring,
      payload: { email: organiser || mayHaveOne ? to : '', code, language: organiser?.language || language },
      addressKey,
      domain: domainOf(to),
      mailDomain,
      now,
    })
    return { kind: 'asked', claim } as const
  })
}

type Claim = { id: string; email: string; language: string }
const claimOf = (browserHash: string) => `claim:${browserHash}`

function readClaim(keyring: Keyring, { claim, browserHash }: { claim: string; browserHash: string }) {
  try {
    return JSON.parse(keyring.open(claim, claimOf(browserHash)).toString()) as Claim
  } catch {
    return null
  }
}

/**
 * Signs in by the mailed code, in the browser that asked for it. Five tries, then the code is dead. Who comes for the
 * first time is entered by it, under the address of the claim. `agent` is what the list of sessions calls the browser.
 */
export async function enterCode(
  db: Db,
  {
    keyring,
    browser,
    code,
    claim = '',
    agent = null,
    now,
  }: { keyring: Keyring; browser: string; code: string; claim?: string; agent?: string | null; now: Date },
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
    const right = tried.find(({ codeHash }) => codeHash === typed)
    // A claim belongs to one code alone: asking for a second one with another's address gives nothing.
    const claimed = readClaim(keyring, { claim, browserHash })
    const isStranger = right?.organiserId === null && claimed?.id === right.id
    if (!right || (right.organiserId === null && !isStranger)) {
      return {
        kind: 'wrong-code',
        triesLeft: Math.max(...tried.map(({ triesCount }) => codeTries - triesCount)),
      } as const
    }
    const organiserId =
      right.organiserId ?? (claimed && (yield* welcomeOrganiser(tx, { ...claimed, keyring, now }))) ?? ''
    // The try above holds the row: nobody else can have used it since.
    yield* ask(
      tx.update(signIns).set({ usedAt: now }).where(eq(signIns.id, right.id)).returning({ id: signIns.id }),
    )
    return (yield* beginSession(tx, { keyring, organiserId, agent, now })) ?? ({ kind: 'no-code' } as const)
  })
}

/** Signs in by a one-time address. A second use, or one too late, is refused. */
export async function enterByInvitation(
  db: Db,
  {
    keyring,
    token,
    agent = null,
    now,
  }: { keyring: Keyring; token: string; agent?: string | null; now: Date },
): Promise<SignedIn | { kind: 'used-or-expired' }> {
  return atomically(db, function* (tx) {
    // Used by the same statement that looks whether it is: of two at once one finds it, on every engine.
    const [used] = yield* ask(
      tx
        .update(signIns)
        .set({ usedAt: now })
        .where(
          and(
            eq(signIns.tokenHash, keyring.hash('sign-in', token)),
            isNotNull(signIns.organiserId),
            isNull(signIns.usedAt),
            gt(signIns.expiresAt, now),
          ),
        )
        .returning({ organiserId: signIns.organiserId }),
    )
    if (!used?.organiserId) return { kind: 'used-or-expired' } as const
    const { organiserId } = used
    const begun = yield* beginSession(tx, { keyring, organiserId, agent, now })
    return begun ?? ({ kind: 'used-or-expired' } as const)
  })
}
