import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Keyring, newToken } from './keyring.server'

/** How long an uploaded table waits for a person to look at it. */
export const uploadLife = 24 * 3_600_000

const folderOf = (dataDir: string) => join(dataDir, 'uploads')
const isToken = (token: string) => /^[A-Za-z0-9_-]{43}$/.test(token)
const contextOf = (organiserId: string, token: string) => `upload:${organiserId}:${token}`

type Kept = { dataDir: string; keyring: Keyring; organiserId: string }

/** Keeps an uploaded file for the person who sent it, sealed, for a day. Returns the token that finds it again. */
export async function keepUpload(
  bytes: Buffer,
  { dataDir, keyring, organiserId, now }: Kept & { now: Date },
): Promise<string> {
  const token = newToken()
  await mkdir(folderOf(dataDir), { recursive: true, mode: 0o700 })
  const sealed = keyring.seal(bytes, contextOf(organiserId, token))
  const path = join(folderOf(dataDir), token)
  await writeFile(path, sealed, { mode: 0o600 })
  await utimes(path, now, now)
  return token
}

/** A kept upload; `null` when it is somebody else's, a day old or was never there. */
export async function openUpload(
  token: string,
  { dataDir, keyring, organiserId, now }: Kept & { now: Date },
): Promise<Buffer | null> {
  if (!isToken(token)) return null
  const path = join(folderOf(dataDir), token)
  try {
    const { mtimeMs } = await stat(path)
    if (now.getTime() - mtimeMs > uploadLife) return null
    const sealed = await readFile(path, 'utf8')
    return keyring.open(sealed, contextOf(organiserId, token))
  } catch {
    // Not there, or sealed for another person: both are nothing to this one.
    return null
  }
}

/** Erases an upload once it was used. */
export async function eraseUpload(token: string, { dataDir }: Pick<Kept, 'dataDir'>): Promise<void> {
  if (isToken(token)) await rm(join(folderOf(dataDir), token), { force: true })
}

/** The uploads that are older than a day, and when the next one will be. */
export async function oldUploads({ dataDir, now }: { dataDir: string; now: Date }) {
  const names = await readdir(folderOf(dataDir)).catch(() => [])
  const old: string[] = []
  let next: Date | null = null
  for (const name of names.filter(isToken)) {
    const at = await stat(join(folderOf(dataDir), name)).catch(() => null)
    if (!at) continue
    const over = new Date(at.mtimeMs + uploadLife)
    if (now > over) old.push(name)
    else if (next === null || over < next) next = over
  }
  return { old, next }
}

/** Erases every upload that is older than a day. Returns how many. */
export async function eraseOldUploads({ dataDir, now }: { dataDir: string; now: Date }): Promise<number> {
  const { old } = await oldUploads({ dataDir, now })
  for (const name of old) await eraseUpload(name, { dataDir })
  return old.length
}
