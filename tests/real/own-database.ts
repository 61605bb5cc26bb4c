import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll } from 'vitest'
import { type Connection, connect, type Db } from '../../db/client.server'

const opened: Connection[] = []
afterAll(async () => {
  for (const connection of opened.splice(0)) await connection.close()
})

/** A connection to a database, closed when the tests of the file are done. */
export async function connected(url: string): Promise<Db> {
  const connection = await connect(url)
  opened.push(connection)
  return connection.db
}

/** The address of a database for one program: a new one on the real server, or a file where there is no server. */
export async function ownDatabase(dataDir: string): Promise<string> {
  const server = process.env.TEST_DATABASE_URL
  if (!server) return `file:${join(dataDir, 'demarche.db')}`
  const name = `process_${randomBytes(6).toString('hex')}`
  const admin = await connected(server)
  await (admin as unknown as { execute: (query: unknown) => Promise<unknown> }).execute(
    sql.raw(`create database ${name}`),
  )
  const address = new URL(server)
  address.pathname = `/${name}`
  return address.href
}
