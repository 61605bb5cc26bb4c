import { oneLine } from './words'

const minutes = 60_000
/** How long a challenge waits for its answer. */
export const challengeLife = 5 * minutes
/** How long ago somebody may have signed in to add a passkey. */
export const freshFor = 10 * minutes
export const longestPasskeyName = 60
/** More than anybody has devices. */
export const passkeysPerOrganiser = 20

/** Kinds of keys that are taken, by their COSE numbers: EdDSA, ES256, RS256. All that there are today make one of them. */
export const keyKinds = [-8, -7, -257]
/** The largest count of uses that can be stored; authenticators count to twice as much, and come nowhere near. */
export const largestCount = 2 ** 31 - 1

/** Whether somebody signed in so lately that it is surely them, and not whoever found the window open. */
export const isFresh = (signedInAt: Date, now: Date) => now.getTime() - signedInAt.getTime() < freshFor

/** Whom a passkey is for: a name of the web and all below it, and the one origin it may be used from. */
export type RelyingParty = { id: string; origin: string }

/**
 * The relying party of a site (Web Authentication Level 3, section 5.1.2): the host of its address. `null` where that is a
 * number: browsers make passkeys for names alone.
 */
export function relyingPartyOf(baseUrl: string): RelyingParty | null {
  const { hostname, origin } = new URL(baseUrl)
  const isNumber = hostname.startsWith('[') || /^\d+(?:\.\d+){3}$/.test(hostname)
  return isNumber ? null : { id: hostname, origin }
}

export type PasskeyNameFault = 'name-missing' | 'name-too-long'

/** What its owner calls a passkey, to know it again. */
export function readPasskeyName(
  typed: string,
): { kind: 'read'; name: string } | { kind: 'refused'; fault: PasskeyNameFault } {
  const name = oneLine(typed)
  if (!/[\p{L}\p{N}]/u.test(name)) return { kind: 'refused', fault: 'name-missing' }
  if (name.length > longestPasskeyName) return { kind: 'refused', fault: 'name-too-long' }
  return { kind: 'read', name }
}
