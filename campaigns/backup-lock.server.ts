import {
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  type ScryptOptions,
  scrypt,
} from 'node:crypto'

/** Why a backup can't be written or read. The words for it are the command's. */
export type BackupFaultCode =
  | 'not-a-backup'
  | 'newer-format'
  | 'needs-passphrase'
  | 'needs-key'
  | 'wrong-passphrase'
  | 'other-key'
  | 'torn'
  | 'changed'

export class BackupFault extends Error {
  constructor(readonly code: BackupFaultCode) {
    super(code)
  }
}

/** What closes a backup: a passphrase, or the public half of a key whose other half lies elsewhere. */
export type Lock = { passphrase: string } | { publicKey: KeyObject }
/** What opens one. */
export type Unlock = { passphrase?: string | undefined; privateKey?: KeyObject | undefined }

/** How the key of a file is found; stands in its header. */
export type Way =
  | { way: 'passphrase'; salt: string; cost: number }
  | { way: 'key'; salt: string; for: string; ephemeral: string }

// 2^17 with r = 8 takes 128 MB and half a second, for who guesses too (RFC 7914; OWASP's figure for scrypt).
const cost = 2 ** 17
const highestCost = 2 ** 20
const random = () => randomBytes(32).toString('base64url')

const rawOf = (key: KeyObject) => key.export({ format: 'jwk' }).x as string
const markOf = (raw: string) => createHash('sha256').update(raw).digest('base64url').slice(0, 16)

/** A pair for backups: the public half in one word, the private one as PEM (PKCS #8). X25519, RFC 7748. */
export function newBackupKey(): { publicKey: string; privateKey: string } {
  const pair = generateKeyPairSync('x25519')
  return {
    publicKey: rawOf(pair.publicKey),
    privateKey: pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  }
}

/** `null` for what is no public half of a pair for backups. */
export function readPublicKey(word: string): KeyObject | null {
  if (!/^[A-Za-z0-9_-]{43}$/.test(word.trim())) return null
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: word.trim() }, format: 'jwk' })
  } catch {
    return null
  }
}

/** `null` for what is no private half of a pair for backups. */
export function readPrivateKey(pem: string): KeyObject | null {
  try {
    const key = createPrivateKey(pem)
    return key.asymmetricKeyType === 'x25519' ? key : null
  } catch {
    return null
  }
}

/** A secret for one file and what its header says of it. */
export async function lockWith(lock: Lock): Promise<{ way: Way; secret: Buffer }> {
  const salt = random()
  if ('passphrase' in lock)
    return { way: { way: 'passphrase', salt, cost }, secret: await stretched(lock.passphrase, salt, cost) }
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  return {
    way: { way: 'key', salt, for: markOf(rawOf(lock.publicKey)), ephemeral: rawOf(publicKey) },
    secret: diffieHellman({ privateKey, publicKey: lock.publicKey }),
  }
}

/** The secret of a file again. Throws a BackupFault when what is given can't be it. */
export async function unlockWith(way: Way, { passphrase, privateKey }: Unlock): Promise<Buffer> {
  if (way.way === 'passphrase') {
    if (!passphrase) throw new BackupFault('needs-passphrase')
    // A header can name any cost, and its memory would be taken before anything is proved.
    if (!Number.isInteger(way.cost) || way.cost < 2 || way.cost > highestCost)
      throw new BackupFault('changed')
    return stretched(passphrase, way.salt, way.cost)
  }
  if (!privateKey) throw new BackupFault('needs-key')
  if (way.for !== markOf(rawOf(createPublicKey(privateKey)))) throw new BackupFault('other-key')
  const ephemeral = readPublicKey(way.ephemeral)
  if (!ephemeral) throw new BackupFault('changed')
  return diffieHellman({ privateKey, publicKey: ephemeral })
}

/** Key of the file's content: bound to every byte of its header. */
export const contentKey = (secret: Buffer, header: Buffer) => {
  const salt = createHash('sha256').update(header).digest()
  return Buffer.from(hkdfSync('sha256', secret, salt, 'demarche backup', 32))
}

function stretched(passphrase: string, salt: string, N: number): Promise<Buffer> {
  const options: ScryptOptions = { N, r: 8, p: 1, maxmem: 256 * 8 * N }
  return new Promise((resolve, reject) =>
    scrypt(passphrase.normalize('NFKC'), salt, 32, options, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  )
}
