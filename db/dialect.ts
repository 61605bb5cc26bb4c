// The one file that knows there are two engines.
//
// The whole program is typed as if it ran on SQLite. When DATABASE_URL names PostgreSQL the same
// builders make PostgreSQL tables, and the difference in type is cast away here and nowhere else.
import * as pg from 'drizzle-orm/pg-core'
import * as lite from 'drizzle-orm/sqlite-core'

export type Engine = 'sqlite' | 'postgres'

/** Which engine a database address names. `undefined` and `file:` are SQLite. */
export const engineOf = (url: string | undefined): Engine =>
  url?.startsWith('postgres://') || url?.startsWith('postgresql://') ? 'postgres' : 'sqlite'

/** The engine of this process. Fixed when the schema is loaded, since tables are the engine's own. */
export const engine: Engine = engineOf(process.env.DATABASE_URL)
const isPg = engine === 'postgres'

// The cast, told once: a PostgreSQL builder stands in for the SQLite builder of the same meaning.
const as = <T>(builder: unknown) => builder as T

export const table = isPg ? as<typeof lite.sqliteTable>(pg.pgTable) : lite.sqliteTable
export const index = isPg ? as<typeof lite.index>(pg.index) : lite.index
export const uniqueIndex = isPg ? as<typeof lite.uniqueIndex>(pg.uniqueIndex) : lite.uniqueIndex
export const primaryKey = isPg ? as<typeof lite.primaryKey>(pg.primaryKey) : lite.primaryKey

// PostgreSQL fails on a null byte, even in a question. What somebody puts into an address or a hidden field is found
// nowhere, on both engines alike.
const pgText = pg.customType<{ data: string; driverData: string }>({
  dataType: () => 'text',
  toDriver: (value) => value.replaceAll('\0', '\ufffd'),
})
const liteText = (name: string) => lite.text(name)
/** UTF-8 text. On SQLite and PostgreSQL alike compared byte by byte, so fold case before storing. */
export const text: typeof liteText = isPg ? as(pgText) : liteText

const liteWhole = (name: string) => lite.integer(name)
/** A whole number of at most 31 bits. */
export const whole: typeof liteWhole = isPg ? as(pg.integer) : liteWhole

const liteFlag = (name: string) => lite.integer(name, { mode: 'boolean' })
export const flag: typeof liteFlag = isPg ? as(pg.boolean) : liteFlag

const liteInstant = (name: string) => lite.integer(name, { mode: 'timestamp_ms' })
/** A moment to the millisecond, a `Date` in the program. */
export const instant: typeof liteInstant = isPg
  ? as((name: string) => pg.timestamp(name, { withTimezone: true, precision: 3, mode: 'date' }))
  : liteInstant

const liteJson = (name: string) => lite.text(name, { mode: 'json' })
/** A JSON value; give its shape with `.$type<T>()`. Never queried inside: there are no JSON operators in SQL here. */
export const json: typeof liteJson = isPg ? as(pg.jsonb) : liteJson
