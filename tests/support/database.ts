import { readFileSync } from 'node:fs'
import { getTableName, is, sql, Table } from 'drizzle-orm'
import { afterAll, inject } from 'vitest'
import { type Connection, connect, type Db, migrationsFolder } from '../../db/client.server'
import { engine } from '../../db/dialect'
import * as schema from '../../db/schema'

const tables = Object.values(schema as Record<string, unknown>).filter((value) => is(value, Table)) as Table[]

let shared: Promise<Connection> | undefined
const opened: Connection[] = []

/**
 * An empty, migrated database. SQLite: a new one in memory. PostgreSQL: one server for the test file (PGlite, or the
 * one TEST_DATABASE_URL names, in a database of its own), emptied.
 */
export async function freshDb(): Promise<Db> {
  return (await freshConnection()).db
}

export async function freshConnection(): Promise<Connection> {
  if (engine === 'sqlite') {
    const connection = await connect('file::memory:')
    await connection.migrate()
    opened.push(connection)
    return connection
  }
  shared ??= openPostgres()
  const connection = await shared
  const names = tables.map((table) => `"${getTableName(table)}"`).join(', ')
  await execute(connection.db, `truncate ${names} cascade`)
  return connection
}

const execute = (db: Db, statement: string) =>
  (db as unknown as { execute: (query: unknown) => Promise<unknown> }).execute(sql.raw(statement))

async function openPostgres(): Promise<Connection> {
  const server = process.env.TEST_DATABASE_URL
  const connection = server ? await openServer(server) : await openPglite()
  await connection.migrate()
  opened.push(connection)
  return connection
}

/** A database of this process's own on a real server, dropped at the end. */
async function openServer(url: string): Promise<Connection> {
  const name = `test_${process.pid}_${Math.random().toString(36).slice(2, 8)}`
  const server = await connect(url)
  await execute(server.db, `create database ${name}`)
  const address = new URL(url)
  address.pathname = `/${name}`
  const connection = await connect(address.href)
  return {
    ...connection,
    close: async () => {
      await connection.close()
      await execute(server.db, `drop database ${name}`)
      await server.close()
    },
  }
}

async function openPglite(): Promise<Connection> {
  const { PGlite } = await import('@electric-sql/pglite')
  const { drizzle } = await import('drizzle-orm/pglite')
  const { migrate } = await import('drizzle-orm/pglite/migrator')
  const client = new PGlite({ loadDataDir: new Blob([readFileSync(inject('emptyServer'))]) })
  const db = drizzle(client)
  return {
    db: db as unknown as Db,
    migrate: () => migrate(db, { migrationsFolder: migrationsFolder() }),
    close: () => client.close(),
  }
}

afterAll(async () => {
  await Promise.all(opened.splice(0).map((connection) => connection.close()))
  shared = undefined
})
