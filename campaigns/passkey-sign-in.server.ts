import { generateAuthenticationOptions } from '@simplewebauthn/server'
import { and, eq, lt } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { passkeys } from '../db/schema'
import type { Keyring } from './keyring.server'
import { challengeLife, type RelyingParty } from './passkey'
import type { UsedPasskey } from './passkey-answer'
import { openChallenge, spendChallenge } from './passkey-challenge.server'
import { challengeIn, proveUsed } from './passkey-proof.server'
import { beginSession, type SignedIn } from './session.server'

type Here = { keyring: Keyring; browser: string; relyingParty: RelyingParty; now: Date }

/**
 * What a browser needs to offer the passkeys it has for this site. Names no passkey and asks for no address, so it is the
 * same for everybody.
 */
export async function beginSignIn(db: Db, { keyring, browser, relyingParty, now }: Here) {
  const challenge = await atomically(db, function* (tx) {
    return yield* openChallenge(tx, { keyring, kind: 'sign-in', organiserId: null, browser, now })
  })
  return generateAuthenticationOptions({
    rpID: relyingParty.id,
    challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
    timeout: challengeLife,
    userVerification: 'required',
  })
}

/**
 * Signs in by a passkey, in the browser that got the challenge, once. A passkey whose count of uses did not grow is
 * refused, since a copy of it may be about; those that keep no count always say 0. `agent` is what the list of sessions
 * calls the browser.
 */
export async function enterByPasskey(
  db: Db,
  {
    answer,
    keyring,
    browser,
    relyingParty,
    agent,
    now,
  }: Here & { answer: UsedPasskey; agent: string | null },
): Promise<
  SignedIn | { kind: 'unknown-passkey' | 'not-proved' | 'other-browser' | 'expired' | 'counter-back' }
> {
  const isIt = eq(passkeys.id, answer.id)
  const [known] = await db
    .select({ organiserId: passkeys.organiserId, publicKey: passkeys.publicKey })
    .from(passkeys)
    .where(isIt)
  const challenge = challengeIn(answer)
  if (challenge === null) return { kind: 'not-proved' }
  const proved = known ? await proveUsed(answer, known, { ...relyingParty, challenge }) : null
  return atomically(db, function* (tx) {
    const whose = { keyring, kind: 'sign-in', organiserId: null, browser, now } as const
    const refused = yield* spendChallenge(tx, { ...whose, challenge })
    if (refused) return { kind: refused } as const
    if (!known) return { kind: 'unknown-passkey' } as const
    if (!proved) return { kind: 'not-proved' } as const
    const { counter, isBackedUp } = proved
    const hasGrown = counter === 0 ? eq(passkeys.counter, 0) : lt(passkeys.counter, counter)
    const [used] = yield* ask(
      tx
        .update(passkeys)
        .set({ counter, isBackedUp, usedAt: now })
        .where(and(isIt, eq(passkeys.publicKey, known.publicKey), hasGrown))
        .returning({ organiserId: passkeys.organiserId }),
    )
    if (!used) {
      const [still] = yield* ask(tx.select({ id: passkeys.id }).from(passkeys).where(isIt))
      return { kind: still ? 'counter-back' : 'unknown-passkey' } as const
    }
    const begun = yield* beginSession(tx, { keyring, organiserId: used.organiserId, agent, now })
    return begun ?? ({ kind: 'unknown-passkey' } as const)
  })
}
