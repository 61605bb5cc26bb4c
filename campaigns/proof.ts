/**
 * A question that costs a browser a second or so and the server next to nothing, in the second format of ALTCHA
 * (altcha.org/docs/v2): PBKDF2 over `nonce` and a number from 0 up, until the key begins with `keyPrefix`. `nonce`,
 * `salt` and `keyPrefix` are hexadecimal; `expiresAt` is in seconds since 1970.
 */
export type ProofChallenge = {
  parameters: {
    algorithm: 'PBKDF2/SHA-256'
    cost: number
    data: { campaign: string }
    expiresAt: number
    keyLength: number
    keyPrefix: string
    keySignature: string
    nonce: string
    salt: string
  }
  signature: string
}

/** What comes back: base64 of the challenge and the key that was found, as ALTCHA's own widget sends it. */
export type ProofPayload = {
  challenge: ProofChallenge
  solution: { counter: number; derivedKey: string }
}

/** How long a challenge may be answered, in milliseconds: a form may be read again before it is sent. */
export const proofLife = 20 * 60_000

/** Rounds of PBKDF2 for one try, and the fewest and most tries: 0.3 to 1.5 s, told by the machine. */
export const proofWork = { cost: 1_000, least: 500, most: 1_500 } as const

const hex = /^(?:[0-9a-f]{2})+$/
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Takes apart what a form brought. `null` for anything else than the payload of a challenge. */
export function readProofPayload(posted: string): ProofPayload | null {
  if (posted.length > 4_000) return null
  let value: unknown
  try {
    value = JSON.parse(atob(posted))
  } catch {
    return null
  }
  if (!isRecord(value) || !isRecord(value.challenge) || !isRecord(value.solution)) return null
  const { parameters, signature } = value.challenge
  const { derivedKey, counter } = value.solution
  if (!isRecord(parameters) || typeof signature !== 'string') return null
  if (typeof derivedKey !== 'string' || !hex.test(derivedKey) || !Number.isSafeInteger(counter)) return null
  return value as ProofPayload
}
