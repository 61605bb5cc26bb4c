import { getTableName, is, Table } from 'drizzle-orm'
import type { Db } from '../../db/client.server'
import * as schema from '../../db/schema'

const tables = (
  Object.values(schema as Record<string, unknown>).filter((value) => is(value, Table)) as Table[]
).map((table) => [getTableName(table), table] as const)

/** Every row of every table, by table, in an order of their own: two of these are equal when nothing changed. */
export async function allRows(db: Db): Promise<Record<string, string[]>> {
  const dump: Record<string, string[]> = {}
  for (const [name, table] of tables) {
    const rows = await db.select().from(table as typeof schema.signatures)
    dump[name] = rows.map((row) => JSON.stringify(row)).sort()
  }
  return dump
}
