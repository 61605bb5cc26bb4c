import { is, Param, Placeholder, sql } from 'drizzle-orm'
import type { Db } from './client.server'
import { engine } from './dialect'

type Values = Record<string, unknown>
/** A query as Drizzle builds it, and what it makes of one to be kept. */
type Query<R> = PromiseLike<R> & { prepare: () => Kept }
type Kept = {
  all: (values: Values) => unknown
  execute: (values: Values) => Promise<unknown>
  getQuery: () => { params: unknown[] }
}

/**
 * A query that is asked so often that building it anew each time would cost more than asking it. `build` must make the
 * same query whatever the values are; values for comparisons must be text or numbers, as SQLite has them. SQLite keeps it
 * for each database; PostgreSQL, where a unit of work has a connection of its own, builds it with the values in it.
 */
export function ready<V extends Values, R>(build: (tx: Db, values: V) => Query<R>) {
  const kept = new WeakMap<object, Kept>()
  return (tx: Db, values: V): PromiseLike<R> => {
    if (engine === 'postgres') return build(tx, values)
    let query = kept.get(tx)
    if (!query) {
      const places = Object.fromEntries(Object.keys(values).map((name) => [name, sql.placeholder(name)]))
      query = sparingNulls(build(tx, places as unknown as V).prepare())
      kept.set(tx, query)
    }
    return asked(query, values) as PromiseLike<R>
  }
}

/** Drizzle asks a column to write down what goes into its place, null too, of which most make something else. */
function sparingNulls(query: Kept): Kept {
  const { params } = query.getQuery()
  for (const [at, param] of params.entries())
    if (is(param, Param) && is(param.value, Placeholder)) {
      const { encoder, value } = param
      params[at] = new Param(value, {
        mapToDriverValue: (given: unknown) => (given === null ? null : encoder.mapToDriverValue(given)),
      })
    }
  return query
}

/** What `atomically` runs at once, and what everybody else awaits. */
const asked = (query: Kept, values: Values) => ({
  all: () => query.all(values),
  // biome-ignore lint/suspicious/noThenProperty: a query is what one can await, Drizzle's as much as this one
  then: <T>(done: (rows: unknown) => T, failed?: (error: unknown) => T) =>
    query.execute(values).then(done, failed),
})
