import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomFillSync,
} from 'node:crypto'

/**
 * All keys of the installation. What is sealed names the key it was sealed with, so keys can be added later
 * without touching what older ones sealed.
 */
export type Keyring = {
  /** AES-256-GCM. `context` says what the value is and whose: a value moved to another row no longer opens. */
  seal: (plain: string | Buffer, context: string) => string
  /** Throws when the value was changed, moved, or sealed with a key that is not here. */
  open: (sealed: string, context: string) => Buffer
  /** HMAC-SHA-256 over length-prefixed parts, base64url (43 characters). One way, and useless without the key. */
  hash: (purpose: string, ...parts: string[]) => string
  /** What tells each sealing key from others, by its id, and nothing else of it. For backups, which hold no keys. */
  marks: () => Record<string, string>
}

// Without it Node takes a tag cut short as well, which is easier to forge.
const tagged = { authTagLength: 16 }
// An object and not bytes: Node would make one of them anew for every use, at five times the price of the use itself.
const subkey = (secret: string, purpose: string): KeyObject =>
  createSecretKey(
    Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'utf8'), Buffer.alloc(0), `demarche ${purpose}`, 32)),
  )

/** Sealing keys beside the first one, which comes from the root secret: secrets by id, and ids that are retired. */
export type AddedKeys = { secrets: Record<string, string>; retired: string[] }
const none: AddedKeys = { secrets: {}, retired: [] }

/**
 * Makes a keyring from the root secret (at least 32 bytes of it unguessable). Everything is sealed with the newest key;
 * `added` is asked each time, so that a key that was added is used at once, by a site that runs too. Hashes have one key
 * for ever: what they find again was stored nowhere else.
 */
export function openKeyring(secret: string, added: () => AddedKeys = () => none): Keyring {
  const hashing = subkey(secret, 'hash')
  const first = subkey(secret, 'seal')
  let known: AddedKeys | undefined
  let sealing = new Map<string, KeyObject>()
  const keys = () => {
    const now = added()
    if (now !== known) {
      const all = [
        ['k1', first] as const,
        ...Object.entries(now.secrets).map(([id, one]) => [id, subkey(one, 'seal')] as const),
      ]
      sealing = new Map(all.filter(([id]) => !now.retired.includes(id)).sort(([a], [b]) => age(a) - age(b)))
      known = now
    }
    return sealing
  }
  return {
    seal: (plain, context) => {
      const [id, key] = [...keys()].at(-1) ?? ['k1', first]
      const nonce = freshBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce, tagged).setAAD(Buffer.from(context))
      const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
      return `${id}.${sealed.toString('base64url')}`
    },
    open: (sealed, context) => {
      const [id = '', body] = sealed.split('.')
      const key = keys().get(id)
      if (!key || !body) throw new Error(`A sealed value names the key ${id}, which is not on the keyring.`)
      const bytes = Buffer.from(body, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), tagged)
      decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-16))
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()])
    },
    hash: (purpose, ...parts) => {
      const mac = createHmac('sha256', hashing)
      for (const part of [purpose, ...parts]) {
        const bytes = Buffer.from(part, 'utf8')
        mac.update(`${bytes.length}:`).update(bytes)
      }
      return mac.digest('base64url')
    },
    marks: () =>
      Object.fromEntries(
        [...keys()].map(([id, key]) => [
          id,
          createHmac('sha256', key).update('mark').digest('base64url').slice(0, 22),
        ]),
      ),
  }
}

const age = (id: string) => Number(id.slice(1))

// The system is asked for so many at once: each question costs more than what is taken of the answer.
const random = Buffer.alloc(4_096)
let used = random.length

/** Random bytes of the system (`randomFillSync`), no two times the same. */
function freshBytes(count: number): Buffer {
  if (used + count > random.length) {
    randomFillSync(random)
    used = 0
  }
  const fresh = Buffer.from(random.subarray(used, used + count))
  // What was given is not kept here.
  random.fill(0, used, used + count)
  used += count
  return fresh
}

/** 256 random bits, base64url (43 characters). */
export const newToken = () => freshBytes(32).toString('base64url')

/**
 * A token for rows that carry their time anyway: 48 bits of it in milliseconds, then 208 random bits, base64url (43
 * characters). It is stored as `timedHash` and looked for as any of `hashesOf`.
 */
export function newTimedToken(now: Date): string {
  const bytes = freshBytes(32)
  bytes.writeUIntBE(now.getTime(), 0, 6)
  return bytes.toString('base64url')
}

/** What is stored of a timed token: its time, and its hash. So those of one moment lie side by side in an index. */
export const timedHash = (keyring: Keyring, purpose: string, token: string) =>
  token.slice(0, 8) + keyring.hash(purpose, token)

/** All that a token may be stored as: tokens that were mailed before they had a time are stored as a hash alone. */
export const hashesOf = (keyring: Keyring, purpose: string, token: string) => [
  timedHash(keyring, purpose, token),
  keyring.hash(purpose, token),
]

/** A new id: 128 random bits, base64url (22 characters). Says nothing of time or order. */
export const newId = () => freshBytes(16).toString('base64url')

/**
 * An id for rows that carry their time anyway: 48 bits of it in milliseconds, then 80 random bits, base64url (22
 * characters). Those of one moment lie side by side in an index, which with millions of rows spares most of the disk's work.
 */
export function newTimedId(now: Date): string {
  const bytes = freshBytes(16)
  bytes.writeUIntBE(now.getTime(), 0, 6)
  return bytes.toString('base64url')
}

// 32 characters without 0, O, 1 and I, which are mistaken for one another.
const codeAlphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** A code of 8 characters, 40 bits, to be typed from a mail. */
export const newCode = () => Array.from(freshBytes(8), (byte) => codeAlphabet[byte % 32]).join('')

/** What a person typed, as `newCode` writes it: upper case, without spaces and without hyphens of any kind. */
export const typedCode = (typed: string) => typed.toUpperCase().replace(/[^0-9A-Z]/g, '')
