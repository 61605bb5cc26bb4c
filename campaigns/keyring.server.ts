import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

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

const keyId = 'k1'
// Without it Node takes a tag cut short as well, which is easier to forge.
const tagged = { authTagLength: 16 }
const subkey = (secret: Buffer, purpose: string) =>
  Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `demarche ${purpose}`, 32))

/** Makes a keyring from the root secret (at least 32 bytes of it unguessable). */
export function openKeyring(secret: string): Keyring {
  const root = Buffer.from(secret, 'utf8')
  const sealing = subkey(root, 'seal')
  const hashing = subkey(root, 'hash')
  return {
    seal: (plain, context) => {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce, tagged).setAAD(Buffer.from(context))
      const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
      return `${keyId}.${sealed.toString('base64url')}`
    },
    open: (sealed, context) => {
      const [id, body] = sealed.split('.')
      if (id !== keyId || !body)
        throw new Error(`A sealed value names the key ${id}, which is not on the keyring.`)
      const bytes = Buffer.from(body, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, 12), tagged)
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
    marks: () => ({
      [keyId]: createHmac('sha256', sealing).update('mark').digest('base64url').slice(0, 22),
    }),
  }
}

/**
 * The root secret of a data folder: the one given, else the one kept in `<dataDir>/keys` (mode 600), made when there is
 * none. Throws when it is too short to be one. Whoever loses it loses every sealed address and letter; whoever has it and the database can read them.
 */
export function rootSecret(dataDir: string, given: string | undefined): string {
  if (given) return given
  const file = join(dataDir, 'keys')
  if (!existsSync(file)) {
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  }
  const secret = readFileSync(file, 'utf8').trim()
  // Cut short by a full disk or a crash, it would be no secret, and all that is sealed with it lay open.
  if (secret.length < 32)
    throw new Error(
      `${file} holds no whole key. Bring it back from a backup; remove it only if nothing was stored yet.`,
    )
  return secret
}

/** The keyring of an installation that has keys, without making any. For what must not change anything. */
export function foundKeyring({
  dataDir,
  secretKey,
}: {
  dataDir: string
  secretKey: string | undefined
}): Keyring | null {
  if (!secretKey && !existsSync(join(dataDir, 'keys'))) return null
  return openKeyring(rootSecret(dataDir, secretKey))
}

/** 256 random bits, base64url (43 characters). */
export const newToken = () => randomBytes(32).toString('base64url')

/** A new id: 128 random bits, base64url (22 characters). Says nothing of time or order. */
export const newId = () => randomBytes(16).toString('base64url')

// 32 characters without 0, O, 1 and I, which are mistaken for one another.
const codeAlphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** A code of 8 characters, 40 bits, to be typed from a mail. */
export const newCode = () => Array.from(randomBytes(8), (byte) => codeAlphabet[byte % 32]).join('')

/** What a person typed, as `newCode` writes it: upper case, without spaces and without hyphens of any kind. */
export const typedCode = (typed: string) => typed.toUpperCase().replace(/[^0-9A-Z]/g, '')
