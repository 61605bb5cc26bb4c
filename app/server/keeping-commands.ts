import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { restoreBackup, writeBackup } from '../../campaigns/backup.server'
import { type Lock, newBackupKey, readPrivateKey, readPublicKey } from '../../campaigns/backup-lock.server'
import { foundKeyring } from '../../campaigns/key-file.server'
import { rotateKeys } from '../../campaigns/resealing.server'
import { eraseDue, type RuleReport, retentionDue } from '../../campaigns/retention.server'
import { engineOf } from '../../db/dialect'
import { ConfigurationFault, type Environment, readEnvironment } from '../web/environment.server'
import { heldWords, keyWords, notInIt, refusals } from './backup-words'
import { type Command, note, type Options, out, withInstallation } from './command'
import { passphrase } from './passphrase'

const usePgDump =
  'The database is PostgreSQL, which has its own way: `pg_dump --format=custom` makes a backup and `pg_restore` brings it back. Encrypt the file before it leaves the machine; see docs/keeping.md.'

/** The path of the database, or null where it is not a file. */
function databaseFile({ databaseUrl }: Environment): string | null {
  if (engineOf(databaseUrl) === 'postgres') return null
  return databaseUrl.startsWith('file://')
    ? fileURLToPath(databaseUrl)
    : resolve(databaseUrl.slice('file:'.length))
}

function refuse(options: Options, kind: keyof typeof refusals): number {
  note(refusals[kind])
  if (options.json) out(options, { status: kind }, '')
  return 1
}

/** Disks that are full, folders that can't be written: told, not thrown at a volunteer. */
async function orTold(options: Options, work: () => Promise<number>): Promise<number> {
  try {
    return await work()
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException
    if (!code || !/^(?:E[A-Z]+|SQLITE_[A-Z]+)$/.test(code)) throw error
    const reason = code === 'ENOSPC' || code === 'SQLITE_FULL' ? 'the disk is full' : code
    note(`It could not be done: ${reason}${path ? ` (${path})` : ''}.`)
    if (options.json) out(options, { status: 'failed', code }, '')
    return 1
  }
}

async function lockOf({ to = process.env.BACKUP_TO }: Options): Promise<Lock> {
  if (!to) return { passphrase: await passphrase({ isNew: true }) }
  const publicKey = readPublicKey(to)
  if (!publicKey)
    throw new ConfigurationFault(
      'BACKUP_TO or --to must be the public half of a key that `demarche backup-key` made.',
    )
  return { publicKey }
}

function privateKeyIn(path: string) {
  let key: ReturnType<typeof readPrivateKey> = null
  try {
    key = readPrivateKey(readFileSync(path, 'utf8'))
  } catch {
    // Told below, like a file that holds no key.
  }
  if (!key) throw new ConfigurationFault('--key must be a file that `demarche backup-key` made.')
  return key
}

export const keepingCommands: Record<string, Command> = {
  backup: {
    usage: 'backup <file> [--to <public key>]',
    says: 'Writes the database into an encrypted file while the site goes on. Opens with BACKUP_PASSPHRASE, or with the key whose public half is given with --to or BACKUP_TO.',
    words: 1,
    run: ([file = ''], options) =>
      orTold(options, async () => {
        const environment = readEnvironment(process.env)
        const database = databaseFile(environment)
        if (!database) {
          note(usePgDump)
          return 1
        }
        const lock = await lockOf(options)
        const result = await writeBackup({
          database,
          dataDir: environment.dataDir,
          file: resolve(file),
          lock,
          keyMarks: foundKeyring(environment)?.marks() ?? {},
          now: new Date(),
          tell: teller(),
        })
        if (result.kind !== 'backed-up') return refuse(options, result.kind)
        const { held, bytes } = result
        note(notInIt)
        out(options, { status: 'backed-up', file, bytes, ...held }, `${file}: ${heldWords(held)}.`)
        return 0
      }),
  },
  restore: {
    usage: 'restore <file> [--key <file>]',
    says: 'Brings back the database of a backup where there is none. Overwrites nothing.',
    words: 1,
    run: ([file = ''], options) =>
      orTold(options, async () => {
        const environment = readEnvironment(process.env)
        const database = databaseFile(environment)
        if (!database) {
          note(usePgDump)
          return 1
        }
        const by = options.key
          ? { privateKey: privateKeyIn(options.key) }
          : { passphrase: process.env.BACKUP_PASSPHRASE || undefined }
        const keyMarks = foundKeyring(environment)?.marks() ?? null
        const attempt = (lock: typeof by | { passphrase: string }) =>
          restoreBackup({ file: resolve(file), database, by: lock, keyMarks })
        note(`Reading ${file} …`)
        let result = await attempt(by)
        if (result.kind === 'needs-passphrase' && !options.key)
          result = await attempt({ passphrase: await passphrase({ isNew: false }) })
        if (result.kind !== 'restored') return refuse(options, result.kind)
        const { held, keys } = result
        note(keyWords[keys])
        out(options, { status: 'restored', keys, ...held }, `Restored: ${heldWords(held)}.`)
        return 0
      }),
  },
  'backup-key': {
    usage: 'backup-key <file>',
    says: 'Makes a pair of keys for backups: writes the private half into a new file, and prints the public one.',
    words: 1,
    run: ([file = ''], options) =>
      orTold(options, async () => {
        const { publicKey, privateKey } = newBackupKey()
        writeFileSync(resolve(file), privateKey, { mode: 0o600, flag: 'wx' })
        note(
          `Take ${file} off this machine and keep it where only those who restore can reach it: it opens every backup made for it, and nothing else does.`,
        )
        out(options, { status: 'made', publicKey }, publicKey)
        return 0
      }),
  },
  retention: {
    usage: 'retention [--dry-run]',
    says: 'Erases now what the site erases by itself once a day; with --dry-run only says what and how much.',
    words: 0,
    run: (_, options) =>
      orTold(options, () =>
        withInstallation(async ({ db, environment }) => {
          const { addressDays, dataDir } = environment
          const around = { addressDays, dataDir, now: new Date() }
          if (options['dry-run']) {
            const rules = await retentionDue(db, around)
            out(options, { status: 'dry-run', rules }, rules.map(dueWords).join('\n'))
            return 0
          }
          const rules = await eraseDue(db, around)
          out(
            options,
            { status: 'erased', rules },
            rules.map(({ rule, count }) => `${rule}: ${count} erased`).join('\n'),
          )
          return 0
        }),
      ),
  },
  'rotate-keys': {
    usage: 'rotate-keys',
    says: 'Makes a new sealing key, seals all addresses and letters anew while the site goes on, and retires the key before it. Goes on where it was when it was stopped.',
    words: 0,
    run: (_, options) =>
      orTold(options, () =>
        withInstallation(async ({ db, keyring, environment }) => {
          let told = 0
          const tell = (count: number) => {
            if (count - told >= 1_000) note(`${count} sealed anew …`)
            if (count - told >= 1_000) told = count
          }
          const rotated = await rotateKeys(db, { dataDir: environment.dataDir, keyring, tell })
          const { key, retired, resealedCount, unreadableCount } = rotated
          if (unreadableCount > 0)
            note(`${unreadableCount} values open with no key that is here, and were left as they are.`)
          note(
            'Copy DATA_DIR/keys to where you keep it, and make a new backup. Backups made before open with the keys of their time alone: keep these as long as you keep them.',
          )
          out(
            options,
            { status: 'rotated', key, retired, resealed: resealedCount, unreadable: unreadableCount },
            `Sealed anew with ${key}: ${resealedCount}. Retired: ${retired.join(', ')}.`,
          )
          return 0
        }),
      ),
  },
}

const dueWords = ({ rule, days, count, next }: RuleReport) =>
  `${rule}, after ${days} days: ${count} due${next ? `, the next on ${next.toISOString().slice(0, 10)}` : ''}`

const steps = { copying: 'Copying', writing: 'Compressing and encrypting', checking: 'Checking' }

/** Tells each step once, and every tenth of a long one. */
function teller() {
  let last = ''
  return (step: keyof typeof steps, share: number) => {
    const words = `${steps[step]} …${share >= 0.1 ? ` ${Math.floor(share * 10) * 10} %` : ''}`
    if (words !== last) note(words)
    last = words
  }
}
