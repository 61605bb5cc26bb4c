import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import { sql } from 'drizzle-orm'
import { type BetterSQLite3Database, drizzle as drizzleLite } from 'drizzle-orm/better-sqlite3'
import { migrate as migrateLite } from 'drizzle-orm/better-sqlite3/migrator'
import { engine, engineOf } from './dialect'
import { packageRoot } from './package-root.server'
import { openWriter, rememberStatements, type Writer } from './writer.server'

/** The database, typed as SQLite whichever engine runs it. */
export type Db = Omit<BetterSQLite3Database, 'transaction' | 'get' | 'all' | 'run' | 'values'>

export type Connection = {
  db: Db
  /** Brings the tables up to this program's schema. Safe to call when nothing is to be done. */
  migrate: () => Promise<void>
  close: () => Promise<void>
}

/** Where the generated migrations of an engine lie. */
export const migrationsFolder = (of = engine) => join(packageRoot, 'db', 'migrations', of)

/**
 * Opens the database an address names: `file:<path>`, `file::memory:` or `postgres://…`.
 * Throws when it cannot be opened, or when the address names another engine than the schema was loaded for. On PostgreSQL
 * it opens as many as `connections` at a time.
 */
export async function connect(url: string, { connections = 20 } = {}): Promise<Connection> {
  if (engineOf(url) !== engine)
    throw new Error(`The tables were loaded for ${engine}; set DATABASE_URL before the start.`)
  return engine === 'postgres' ? connectPostgres(url, connections) : connectSqlite(url)
}

function connectSqlite(url: string): Connection {
  const path = url.slice('file:'.length)
  const isMemory = path === ':memory:'
  const file = isMemory ? path : url.startsWith('file://') ? fileURLToPath(url) : path
  if (!isMemory) {
    mkdirSync(dirname(file), { recursive: true })
    // Names and hashes are in it: made for its owner alone, whatever the folder allows. Its journals take after it.
    closeSync(openSync(file, 'a', 0o600))
  }
  const sqlite = new Sqlite(file, { timeout: 5_000 })
  sqlite.pragma('journal_mode = WAL')
  // FULL: a signature that was acknowledged is on the disk, whatever happens to the power.
  sqlite.pragma('synchronous = FULL')
  sqlite.pragma('foreign_keys = ON')
  // What is erased is written over, and not only no longer found.
  sqlite.pragma('secure_delete = ON')
  // 64 MB: the upper pages of all indexes of a million signatures.
  sqlite.pragma('cache_size = -65536')
  rememberStatements(sqlite)
  const db = drizzleLite(sqlite)
  return {
    db,
    migrate: async () => migrateLite(db, { migrationsFolder: migrationsFolder() }),
    close: async () => {
      sqlite.close()
    },
  }
}

async function connectPostgres(url: string, connections: number): Promise<Connection> {
  const { default: pg } = await import('pg')
  const { drizzle } = await import('drizzle-orm/node-postgres')
  const { migrate } = await import('drizzle-orm/node-postgres/migrator')
  const pool = new pg.Pool({ connectionString: url, max: connections })
  // A server that restarts ends idle connections too. Unheard, that error would end the process; the next query
  // opens a new connection or says why it can't.
  pool.on('error', () => {})
  const db = drizzle(pool)
  return {
    db: db as unknown as Db,
    migrate: async () => {
      // Two processes that start at once must not both migrate: the second waits on the lock, then finds nothing to do.
      const holder = await pool.connect()
      try {
        await holder.query('select pg_advisory_lock(711031)')
        await migrate(db, { migrationsFolder: migrationsFolder() })
      } finally {
        await holder.query('select pg_advisory_unlock(711031)').catch(() => undefined)
        holder.release()
      }
    },
    close: () => pool.end(),
  }
}

/** One database step inside a unit of work: `const rows = yield* ask(tx.select()…)`. */
export function* ask<T>(query: PromiseLike<T>): Generator<PromiseLike<T>, T, unknown> {
  return (yield query) as T
}

type Steps<R> = Generator<PromiseLike<unknown>, R, unknown>
type LiteQuery = { all: () => unknown }
type WithTransaction = { transaction: <R>(work: (tx: Db) => Promise<R>) => Promise<R> }

/**
 * Runs a unit of work: all of its steps are stored, or none. What it returns is returned once it is stored;
 * what it throws undoes it and is thrown again.
 *
 * SQLite runs the steps at once, with nothing in between, and several units by one commit; PostgreSQL awaits each. Hence
 * a generator and not an async function: better-sqlite3 would commit an async function's rows at its first await. Only
 * database steps belong inside, never mail or PDF, and nothing outside is changed: where two units waited for each other,
 * PostgreSQL undoes one, and it is run again.
 */
export async function atomically<R>(db: Db, work: (tx: Db) => Steps<R>): Promise<R> {
  if (engine === 'postgres') return evenIfInTheWay(() => inOneGo(db, work))
  return writerOf(db)(() => {
    const steps = work(db)
    let step = steps.next()
    while (!step.done) step = steps.next((step.value as unknown as LiteQuery).all())
    return step.value
  })
}

function inOneGo<R>(db: Db, work: (tx: Db) => Steps<R>): Promise<R> {
  return (db as unknown as WithTransaction).transaction(async (tx) => {
    const steps = work(tx)
    let step = steps.next()
    while (!step.done) {
      try {
        step = steps.next(await step.value)
      } catch (error) {
        step = steps.throw(error)
      }
    }
    return step.value
  })
}

/** Runs a unit of work again when PostgreSQL undid it because it and another waited for each other. */
async function evenIfInTheWay<R>(run: () => Promise<R>): Promise<R> {
  for (let triesLeft = 5; ; triesLeft--) {
    try {
      return await run()
    } catch (error) {
      if (triesLeft === 0 || !isDeadlock(error)) throw error
      // Begun again at once it would overtake the other, which has only just been let go on.
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 80))
    }
  }
}

const writers = new WeakMap<object, Writer>()

function writerOf(db: Db): Writer {
  const held = writers.get(db) ?? openWriter((db as unknown as { $client: Sqlite.Database }).$client)
  writers.set(db, held)
  return held
}

/**
 * Empties the journal of SQLite, where what was erased still stands as it was before. While somebody reads an earlier
 * moment it waits for the next time. PostgreSQL does this by itself, in its own time (autovacuum).
 */
export async function forgetErased(db: Db): Promise<void> {
  if (engine === 'postgres') return
  const { $client } = db as unknown as { $client: Sqlite.Database }
  $client.pragma('wal_checkpoint(TRUNCATE)')
}

/** Answers within the engine's time-out or throws. For health checks. */
export async function ping(db: Db): Promise<void> {
  await db.select({ one: sql<number>`1` }).from(sql`(select 1) as one`)
}

/** What the engine calls a fault; Drizzle wraps it. */
const codesOf = (error: unknown) =>
  [error, (error as { cause?: unknown }).cause].map((e) => (e as { code?: unknown } | undefined)?.code)

/** Whether a UNIQUE constraint refused it: SQLITE_CONSTRAINT_UNIQUE on the one engine, 23505 (unique_violation) on the other. */
export const isUniqueViolation = (error: unknown): boolean =>
  codesOf(error).some((code) => code === 'SQLITE_CONSTRAINT_UNIQUE' || code === '23505')

/** PostgreSQL's deadlock_detected. */
const isDeadlock = (error: unknown): boolean => codesOf(error).includes('40P01')
