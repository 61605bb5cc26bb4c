import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { migrationsFolder } from './client.server'

/**
 * Copies a SQLite database to a new file while others write to it, as it is at one moment. Its own connection holds one
 * read transaction over all steps; without it every write of somebody else would begin the copy again.
 * `tell` hears the share that is done, from 0 to 1. Throws when there is no such database.
 */
export async function copyDatabase({
  from,
  to,
  tell = () => {},
  // About 8 MB: large enough to be quick, small enough that a site on the same disk is not kept waiting.
  pagesAtOnce = 2_000,
}: {
  from: string
  to: string
  tell?: (share: number) => void
  pagesAtOnce?: number
}): Promise<void> {
  closeSync(openSync(to, 'wx', 0o600))
  const sqlite = new Sqlite(from, { fileMustExist: true, timeout: 5_000 })
  try {
    sqlite.exec('begin')
    sqlite.prepare('select count(*) from sqlite_master').get()
    await sqlite.backup(to, {
      progress: ({ totalPages, remainingPages }) => {
        if (totalPages > 0) tell(1 - remainingPages / totalPages)
        return pagesAtOnce
      },
    })
  } finally {
    sqlite.close()
  }
  const copy = new Sqlite(to)
  // One file, without a journal beside it. The site turns the journal on again when it opens it.
  copy.pragma('journal_mode = DELETE')
  copy.close()
}

export type Inspected = {
  /** What `PRAGMA integrity_check` and `foreign_key_check` found; empty when all is well. */
  faults: string[]
  /** Rows by table. */
  counts: Record<string, number>
  confirmedCount: number
  /** The newest migration it has had, in milliseconds since 1970; 0 without any. */
  migratedTo: number
}

/** Looks through a database file that nobody has open. Throws when it is none. */
export function inspectDatabase(path: string): Inspected {
  const sqlite = new Sqlite(path, { fileMustExist: true, readonly: true })
  try {
    const rows = <T>(statement: string) => sqlite.prepare(statement).all() as T[]
    const names = rows<{ name: string }>(
      "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name",
    ).map(({ name }) => name)
    const one = (statement: string) => rows<{ n: number | null }>(statement)[0]?.n ?? 0
    const has = (name: string) => names.includes(name)
    return {
      faults: [
        ...rows<{ integrity_check: string }>('pragma integrity_check')
          .map(({ integrity_check }) => integrity_check)
          .filter((line) => line !== 'ok'),
        ...rows<{ table: string }>('pragma foreign_key_check').map(({ table }) => `foreign key of ${table}`),
      ],
      counts: Object.fromEntries(names.map((name) => [name, one(`select count(*) as n from "${name}"`)])),
      confirmedCount: has('signatures')
        ? one("select count(*) as n from signatures where state = 'confirmed'")
        : 0,
      migratedTo: has('__drizzle_migrations')
        ? one('select max(created_at) as n from __drizzle_migrations')
        : 0,
    }
  } finally {
    sqlite.close()
  }
}

/** The newest migration this program knows, in milliseconds since 1970. */
export function newestMigration(): number {
  const journal = readFileSync(join(migrationsFolder('sqlite'), 'meta', '_journal.json'), 'utf8')
  const { entries } = JSON.parse(journal) as { entries: { when: number }[] }
  return Math.max(0, ...entries.map(({ when }) => when))
}
