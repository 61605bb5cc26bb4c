import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { type AddedKeys, type Keyring, openKeyring } from './keyring.server'

// The file `keys`: a line with the root secret, unless SECRET_KEY is set; then a line for each key that was added,
// "k2 <secret>", and for each that is no longer used, "k1 retired".
const fileOf = (dataDir: string) => join(dataDir, 'keys')
type Given = { dataDir: string; secretKey: string | undefined }

/**
 * The root secret of a data folder: the one given, else the one kept in `<dataDir>/keys` (mode 600), made when there is
 * none. Throws when it is too short to be one. Whoever loses it loses every sealed address and letter; whoever has it and the database can read them.
 */
export function rootSecret(dataDir: string, given: string | undefined): string {
  if (given) return given
  const file = fileOf(dataDir)
  if (!existsSync(file)) {
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  }
  const secret = readFileSync(file, 'utf8').split('\n')[0]?.trim() ?? ''
  // Cut short by a full disk or a crash, it would be no secret, and all that is sealed with it lay open.
  if (secret.length < 32 || /^k\d+ /.test(secret))
    throw new Error(
      `${file} holds no whole key. Bring it back from a backup; remove it only if nothing was stored yet.`,
    )
  return secret
}

function parse(text: string): AddedKeys {
  const lines = [...text.matchAll(/^(k\d+) (\S+)$/gm)].map(([, id = '', word = '']) => [id, word] as const)
  return {
    secrets: Object.fromEntries(lines.filter(([, word]) => word !== 'retired')),
    retired: lines.filter(([, word]) => word === 'retired').map(([id]) => id),
  }
}

/** Reads the keys that were added, again whenever the file is another one. */
export function addedKeys(dataDir: string): () => AddedKeys {
  let seen = ''
  let keys: AddedKeys = { secrets: {}, retired: [] }
  return () => {
    const at = statSync(fileOf(dataDir), { throwIfNoEntry: false })
    const now = at ? `${at.ino} ${at.mtimeMs} ${at.size}` : seen
    if (now !== seen) {
      keys = parse(readFileSync(fileOf(dataDir), 'utf8'))
      seen = now
    }
    return keys
  }
}

/** The keyring of an installation. Makes its first key where there is none; throws where it is not whole. */
export const installedKeyring = ({ dataDir, secretKey }: Given): Keyring =>
  openKeyring(rootSecret(dataDir, secretKey), addedKeys(dataDir))

/** The same for what must not change anything: `null` where there are no keys. */
export const foundKeyring = (given: Given): Keyring | null =>
  given.secretKey || existsSync(fileOf(given.dataDir)) ? installedKeyring(given) : null

/** Writes a file beside and moves it into place, on the disk when this returns. */
function replace(path: string, text: string) {
  const beside = `${path}.${randomBytes(6).toString('hex')}.part`
  const file = openSync(beside, 'wx', 0o600)
  writeFileSync(file, text)
  fsyncSync(file)
  closeSync(file)
  renameSync(beside, path)
}

const textIn = (dataDir: string) =>
  existsSync(fileOf(dataDir)) ? `${readFileSync(fileOf(dataDir), 'utf8').trim()}\n` : ''

/**
 * Adds a key, which seals everything from now on. Two who do it at the same moment add the same one: the secret gets its
 * own name first, which only one of them can give. Returns its id.
 */
export function addKey(dataDir: string): string {
  const text = textIn(dataDir)
  const { secrets, retired } = parse(text)
  const id = `k${Math.max(1, ...[...Object.keys(secrets), ...retired].map((one) => Number(one.slice(1)))) + 1}`
  const next = `${fileOf(dataDir)}.${id}`
  const offered = `${next}.${randomBytes(6).toString('hex')}`
  replace(offered, randomBytes(32).toString('base64url'))
  try {
    linkSync(offered, next)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(offered)
  }
  replace(fileOf(dataDir), `${text.trimStart()}${id} ${readFileSync(next, 'utf8')}\n`)
  rmSync(next, { force: true })
  return id
}

/** Strikes keys out: nothing opens with them any more, and their secrets are gone from the file. */
export function retireKeys(dataDir: string, ids: string[]): void {
  const kept = textIn(dataDir)
    .split('\n')
    .filter((line) => line && !ids.some((id) => line.startsWith(`${id} `)))
  replace(fileOf(dataDir), `${[...kept, ...ids.map((id) => `${id} retired`)].join('\n')}\n`)
}
