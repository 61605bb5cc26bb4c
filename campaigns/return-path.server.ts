import { timingSafeEqual } from 'node:crypto'
import type { Keyring } from './keyring.server'

// Relays fold the case of a local part, and some take what isn't a letter or a digit for a mark of their own.
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
const macBytes = 10

/** RFC 4648 section 6, in lower case and without padding. */
function written(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('')
}

function read(word: string): Buffer {
  const bits = [...word].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

const macOf = (keyring: Keyring, mailId: string) =>
  Buffer.from(keyring.hash('return-path', mailId), 'base64url').subarray(0, macBytes)

/**
 * The envelope sender of one queued mail (VERP), to which reports about it come back:
 * `bounce+<its id>.<mac>@<domain>`, 50 octets before the @ of the 64 that RFC 5321 section 4.5.3.1.1 allows. The MAC is 80
 * bits of an HMAC under the key of hashes, which stays the same when sealing keys are rotated: a report may be days late.
 */
export const returnPath = (keyring: Keyring, { mailId, domain }: { mailId: string; domain: string }) =>
  `bounce+${written(Buffer.from(mailId, 'base64url'))}.${written(macOf(keyring, mailId))}@${domain}`

/** The id of the mail whose reports come to an address, in whatever case it comes back. `null` when it is none of ours. */
export function mailOfReturnPath(
  keyring: Keyring,
  { address, domain }: { address: string; domain: string },
): string | null {
  const [, local, at] = /^bounce\+([a-z2-7]{26}\.[a-z2-7]{16})@(.+)$/.exec(address.toLowerCase()) ?? []
  if (!local || at !== domain.toLowerCase()) return null
  const [token = '', mac = ''] = local.split('.')
  const id = read(token)
  // The last letter has two bits to spare: only one way of writing it is ours.
  if (written(id) !== token) return null
  const mailId = id.toString('base64url')
  return timingSafeEqual(read(mac), macOf(keyring, mailId)) ? mailId : null
}
