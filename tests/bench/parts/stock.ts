import { join } from 'node:path'
import Database from 'better-sqlite3'

/** How many signatures stand for a million; fewer to try the bench out. */
export const million = Number(process.env.BENCH_SIGNATURES ?? 1_000_000)
/** How many stand for the hundred thousand of a campaign of some weeks. */
export const hundredThousand = Math.min(million, 100_000)
export const inWords = (count: number) => count.toLocaleString('en')

export const databaseIn = (dir: string) => join(dir, 'demarche.db')

// Keys of the product begin with any of these with equal chance. Were ours bunched, all new ones would fall beside them, and into
// the same few pages of an index.
const alphabet = `'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'`
const letter = (number: string) => `substr(${alphabet}, 1 + (${number} & 63), 1)`

/** 43 characters, as a keyed hash has, and nobody else's; `i` counts the signatures. */
const hash = `${letter('random()')} || ${letter('random()')} || ${letter('random()')} || substr(hex(randomblob(20)), 1, 40)`
/** 22 characters that begin with their time, as an id does; the same for the same signature. */
const id = (kind: string) => `printf('%08x${kind}%013d', 1790000000 + i, i)`
/** What is stored of a token: 8 characters of its time, and a hash. */
const timedHash = `printf('%08x', 1790000000 + i) || ${hash}`
const countries = `substr('ARARARARUYCLBRESAMIL', 1 + (i % 10) * 2, 2)`
const at = `1790000000000 + i * 10`

/**
 * What differs from row to row, by table and column. All else is as in the rows of the one person whom the product itself
 * took as a signer: same columns, same lengths.
 */
const differing: Record<string, Record<string, string>> = {
  signatures: {
    id: id('s'),
    name: `'Nombre Apellido ' || i`,
    name_key: hash,
    address_key: hash,
    slot_key: hash,
    salt: hash,
    ip_hash: hash,
    country: countries,
    city: `'Ciudad ' || (i % 500)`,
    disclosure: `CASE i % 3 WHEN 0 THEN 'full' WHEN 1 THEN 'initials' ELSE 'counted' END`,
    created_at: at,
    confirmed_at: `${at} + 1000`,
  },
  consents: { id: `${id('c')} || old.kind`, signature_id: id('s') },
  confirmations: {
    id: id('k'),
    signature_id: id('s'),
    token_hash: timedHash,
    handle_hash: timedHash,
    code_hash: hash,
    created_at: at,
  },
  outbox: {
    id: id('o'),
    signature_id: id('s'),
    address_key: hash,
    message_id: `'<' || ${id('m')} || '@petitions.example>'`,
    created_at: at,
  },
  attempts: { id: id('a'), outbox_id: id('o') },
  count_events: { id: id('e'), signature_id: id('s') },
}

/**
 * Fills the database of an installation with confirmed signatures as a campaign leaves them: each with her consents, her
 * confirmation, her mail that was accepted, and her event in the count. `model` is a database in which one person signed and
 * confirmed. Past the deeds, which would take an hour.
 */
export function fill(file: string, { model, count }: { model: string; count: number }) {
  const sqlite = new Database(file)
  sqlite.pragma('journal_mode = OFF')
  sqlite.pragma('synchronous = OFF')
  sqlite.pragma('foreign_keys = OFF')
  sqlite.pragma('cache_size = -2000000')
  sqlite.pragma('temp_store = MEMORY')
  sqlite.exec(`ATTACH '${model}' AS model`)
  sqlite.exec('BEGIN')
  for (const [table, columns] of Object.entries(differing)) multiply(sqlite, { table, columns, count })
  sqlite.exec(`
    DELETE FROM tallies; DELETE FROM country_tallies;
    INSERT INTO tallies SELECT campaign_id, count(*), 1790000000000 FROM signatures WHERE state = 'confirmed' GROUP BY 1;
    INSERT INTO country_tallies SELECT campaign_id, country, count(*) FROM signatures WHERE state = 'confirmed' GROUP BY 1, 2`)
  sqlite.exec('COMMIT')
  sqlite.exec('DETACH model')
  sqlite.pragma('journal_mode = WAL')
  sqlite.close()
}

type Multiplied = { table: string; columns: Record<string, string>; count: number }

function multiply(sqlite: Database.Database, { table, columns, count }: Multiplied) {
  const names = sqlite
    .prepare(`SELECT name FROM pragma_table_info(?)`)
    .all(table)
    .map((row) => (row as { name: string }).name)
  const indexes = sqlite
    .prepare(`SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL`)
    .all(table) as { name: string; sql: string }[]
  // Built at the end, in one go: many times faster than row by row.
  for (const { name } of indexes) sqlite.exec(`DROP INDEX "${name}"`)
  const values = names.map((name) => columns[name] ?? `old."${name}"`)
  sqlite.exec(`
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1})
    INSERT INTO main."${table}" (${names.map((name) => `"${name}"`).join(', ')})
    SELECT ${values.join(', ')} FROM n CROSS JOIN model."${table}" AS old`)
  for (const { sql } of indexes) sqlite.exec(sql)
}
