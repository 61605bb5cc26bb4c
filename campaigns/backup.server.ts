import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { copyDatabase, type Inspected, inspectDatabase, newestMigration } from '../db/copy.server'
import { openFile, sealFile } from './backup-file.server'
import { BackupFault, type BackupFaultCode, type Lock, lockWith, type Unlock } from './backup-lock.server'

/** What a backup says of itself, inside the encryption. */
type Note = Pick<Inspected, 'counts' | 'confirmedCount' | 'migratedTo'> & {
  /** ISO 8601, UTC. */
  madeAt: string
  /** Tells the keys that belong to it from others; see `Keyring.marks`. */
  keyMarks: Marks
}

type Marks = Record<string, string>

export type Held = { campaigns: number; signatures: number; confirmed: number; madeAt: string }
const heldIn = ({ counts, confirmedCount, madeAt }: Note): Held => ({
  campaigns: counts.campaigns ?? 0,
  signatures: counts.signatures ?? 0,
  confirmed: confirmedCount,
  madeAt,
})

export type BackedUp =
  | { kind: 'backed-up'; held: Held; bytes: number }
  | { kind: 'no-database' | 'already-there' | 'damaged' | 'not-the-same' }

type Step = 'copying' | 'writing' | 'checking'
type Telling = (step: Step, share: number) => void

/**
 * Writes the database into an encrypted file, while the site goes on. The file appears under its name only after it was
 * opened again and holds what was copied. Plain copies lie in the data folder meanwhile, for their owner alone, and are
 * removed whatever happens.
 */
export async function writeBackup({
  database,
  dataDir,
  file,
  lock,
  keyMarks,
  now,
  tell,
}: {
  database: string
  dataDir: string
  file: string
  lock: Lock
  keyMarks: Marks
  now: Date
  tell: Telling
}): Promise<BackedUp> {
  if (!existsSync(database)) return { kind: 'no-database' }
  if (existsSync(file)) return { kind: 'already-there' }
  await removeLeftovers(dataDir, now)
  const work = await mkdtemp(join(dataDir, 'backup-'))
  const beside = besideOf(file)
  try {
    const copy = join(work, 'copy.db')
    await copyDatabase({ from: database, to: copy, tell: (share) => tell('copying', share) })
    const inspected = inspectDatabase(copy)
    if (inspected.faults.length > 0) return { kind: 'damaged' }
    const { counts, confirmedCount, migratedTo } = inspected
    const note: Note = { counts, confirmedCount, migratedTo, madeAt: now.toISOString(), keyMarks }
    tell('writing', 0)
    await mkdir(dirname(file), { recursive: true })
    const key = await sealFile({ from: copy, to: beside, note, ...(await lockWith(lock)) })
    await rm(copy)
    tell('checking', 0)
    const again = join(work, 'again.db')
    const read = await openFile<Note>({ from: beside, to: again, by: { key } })
    if (!isAsNoted(inspectDatabase(again), read)) return { kind: 'not-the-same' }
    const { size } = await stat(beside)
    await moveInto(beside, file)
    return { kind: 'backed-up', held: heldIn(note), bytes: size }
  } finally {
    await rm(beside, { force: true })
    await rm(work, { recursive: true, force: true })
  }
}

export type Restored =
  /** `keys`: whether those in this installation are the ones of the backup. */
  | { kind: 'restored'; held: Held; keys: 'same' | 'other' | 'missing' }
  | { kind: BackupFaultCode | 'no-file' | 'already-there' | 'newer-schema' | 'not-the-same' }

/** Puts the database of a backup where there is none. It is looked through before it gets its name. */
export async function restoreBackup({
  file,
  database,
  by,
  keyMarks,
}: {
  file: string
  database: string
  by: Unlock
  keyMarks: Marks | null
}): Promise<Restored> {
  const places = [database, `${database}-wal`, `${database}-shm`, `${database}-journal`]
  if (places.some((place) => existsSync(place))) return { kind: 'already-there' }
  if (!existsSync(file)) return { kind: 'no-file' }
  await mkdir(dirname(database), { recursive: true, mode: 0o700 })
  const beside = besideOf(database)
  try {
    const note = await openFile<Note>({ from: file, to: beside, by })
    const inspected = inspectDatabase(beside)
    if (!isAsNoted(inspected, note)) return { kind: 'not-the-same' }
    if (inspected.migratedTo > newestMigration()) return { kind: 'newer-schema' }
    await moveInto(beside, database)
    return { kind: 'restored', held: heldIn(note), keys: keysFor(note.keyMarks, keyMarks) }
  } catch (error) {
    if (error instanceof BackupFault) return { kind: error.code }
    throw error
  } finally {
    await rm(beside, { force: true })
  }
}

function keysFor(needed: Marks, here: Marks | null): 'same' | 'other' | 'missing' {
  if (!here) return 'missing'
  return Object.entries(needed).every(([id, mark]) => here[id] === mark) ? 'same' : 'other'
}

/** Plain copies that a backup left behind when it was killed. */
async function removeLeftovers(dataDir: string, now: Date): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!/^backup-\w{6}$/.test(name)) continue
    const { mtimeMs } = await stat(join(dataDir, name))
    if (now.getTime() - mtimeMs > 24 * 3_600_000) await rm(join(dataDir, name), { recursive: true })
  }
}

const besideOf = (path: string) => `${path}.${randomBytes(6).toString('hex')}.part`

function isAsNoted({ faults, counts, confirmedCount }: Inspected, note: Note): boolean {
  const [is, was] = [counts, note.counts].map((all) => JSON.stringify(Object.entries(all).sort()))
  return faults.length === 0 && is === was && confirmedCount === note.confirmedCount
}

/** Gives a finished file its name, unless there is one of that name by now. Some file systems know no second names. */
async function moveInto(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
    await rm(from)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' || existsSync(to)) throw error
    await rename(from, to)
  }
}
