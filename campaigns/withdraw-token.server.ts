import { timingSafeEqual } from 'node:crypto'
import { eq, type SQL } from 'drizzle-orm'
import { signatures } from '../db/schema'
import type { Keyring } from './keyring.server'

// 132 bits of the MAC: RFC 2104 section 5 asks for half of it.
const length = 22
const macOf = (keyring: Keyring, signatureId: string) =>
  keyring.hash('withdraw-mac', signatureId).slice(0, length)

/**
 * The token that withdraws a signature: its id and a MAC of it. Every mail to its signer can carry it, and the database
 * holds nothing that opens anything.
 */
export const withdrawToken = (keyring: Keyring, signatureId: string) =>
  `${signatureId}.${macOf(keyring, signatureId)}`

/** The signature that a token withdraws, as a condition; none for a token that was made elsewhere. */
export function isWithdrawnBy(keyring: Keyring, token: string): SQL {
  const [id = '', mac, ...more] = token.split('.')
  // Mailed before tokens named their signature: found by its hash.
  if (mac === undefined) return eq(signatures.withdrawHash, keyring.hash('withdraw', token))
  const isOurs = more.length === 0 && isSame(mac, macOf(keyring, id))
  return eq(signatures.id, isOurs ? id : '')
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
