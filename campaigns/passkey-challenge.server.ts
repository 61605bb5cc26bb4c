import { and, eq, gt, isNull } from 'drizzle-orm'
import { ask, type Db } from '../db/client.server'
import { passkeyChallenges } from '../db/schema'
import { type Keyring, newToken } from './keyring.server'
import { challengeLife } from './passkey'

type Kind = 'register' | 'sign-in'
type Whose = {
  keyring: Keyring
  kind: Kind
  /** Who adds a passkey; `null` for signing in. */
  organiserId: string | null
  /** A random value in the browser's cookie. */
  browser: string
  now: Date
}

const idOf = (keyring: Keyring, challenge: string) => keyring.hash('passkey-challenge', challenge)
const browserOf = (keyring: Keyring, browser: string) => keyring.hash('passkey-browser', browser)

/** Makes a challenge of 256 random bits for one browser, within a unit of work. What is stored of both is a hash. */
export function* openChallenge(tx: Db, { keyring, kind, organiserId, browser, now }: Whose) {
  const challenge = newToken()
  yield* ask(
    tx
      .insert(passkeyChallenges)
      .values({
        id: idOf(keyring, challenge),
        kind,
        organiserId,
        browserHash: browserOf(keyring, browser),
        expiresAt: new Date(now.getTime() + challengeLife),
      })
      .returning({ id: passkeyChallenges.id }),
  )
  return challenge
}

/**
 * Uses a challenge up, within the unit of work that acts on its answer. `null` when it was waiting for this very answer;
 * else why not. One of another browser, or for something else, is left to those it was made for.
 */
export function* spendChallenge(
  tx: Db,
  { challenge, keyring, kind, organiserId, browser, now }: Whose & { challenge: string },
): Generator<PromiseLike<unknown>, 'other-browser' | 'expired' | null> {
  const id = idOf(keyring, challenge)
  const [used] = yield* ask(
    tx
      .update(passkeyChallenges)
      .set({ usedAt: now })
      .where(
        and(
          eq(passkeyChallenges.id, id),
          eq(passkeyChallenges.kind, kind),
          organiserId === null
            ? isNull(passkeyChallenges.organiserId)
            : eq(passkeyChallenges.organiserId, organiserId),
          eq(passkeyChallenges.browserHash, browserOf(keyring, browser)),
          isNull(passkeyChallenges.usedAt),
          gt(passkeyChallenges.expiresAt, now),
        ),
      )
      .returning({ id: passkeyChallenges.id }),
  )
  if (used) return null
  const [row] = yield* ask(
    tx
      .select({ browserHash: passkeyChallenges.browserHash })
      .from(passkeyChallenges)
      .where(eq(passkeyChallenges.id, id)),
  )
  return row && row.browserHash !== browserOf(keyring, browser) ? 'other-browser' : 'expired'
}
