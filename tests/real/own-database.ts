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

/**
 * The address of a database for one program: a new one on the real server, of a user who owns it and may nothing else, as
 * docs/keeping.md says; or a file where there is no server.
 */
export async function ownDatabase(dataDir: string): Promise<string> {
  const server = process.env.TEST_DATABASE_URL
  if (!server) return `file:${join(dataDir, 'demarche.db')}`
  const name = `process_${randomBytes(6).toString('hex')}`
  const admin = await connected(server)
  const { execute } = admin as unknown as { execute: (query: unknown) => Promise<unknown> }
  const password = randomBytes(12).toString('hex')
  for (const statement of [
    `create role ${name} login password '${password}' nosuperuser nocreatedb nocreaterole`,
    `create database ${name} owner ${name}`,
    `revoke connect, temporary on database ${name} from public`,
  ])
    await execute.call(admin, sql.raw(statement))
  const address = new URL(server)
  address.pathname = `/${name}`
  address.username = name
  address.password = password
  return address.href
}
