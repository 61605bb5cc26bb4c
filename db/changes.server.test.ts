import { sql } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import { freshDb } from '../tests/support/database'
import { type Changes, noChanges, openChanges } from './changes.server'
import { type Connection, connect, type Db } from './client.server'
import { engine } from './dialect'

const server = process.env.TEST_DATABASE_URL ?? ''
const opened: (Changes | Connection)[] = []
afterEach(async () => {
  for (const changes of opened.splice(0)) await changes.close()
})

/** Two processes on one server, each with what it has heard. */
async function twoProcesses() {
  const connection = await connect(server)
  const { db } = connection
  const heard = [0, 0]
  const all = await Promise.all(heard.map(() => openChanges(db, server)))
  opened.push(...all, connection)
  for (const [n, changes] of all.entries())
    changes.hear(() => {
      heard[n] = (heard[n] ?? 0) + 1
    })
  return { db, heard, tell: all[0]?.tell ?? noChanges.tell }
}

async function until(isSo: () => boolean) {
  for (let waited = 0; waited < 10_000 && !isSo(); waited += 10)
    await new Promise((resolve) => setTimeout(resolve, 10))
  expect(isSo()).toBe(true)
}

describe('what processes tell each other', () => {
  it.runIf(engine === 'sqlite')('is nothing where one process has the database to itself', async () => {
    expect(await openChanges(await freshDb(), 'file::memory:')).toBe(noChanges)
  })

  it.runIf(engine === 'postgres' && server)('is heard by all of them', async () => {
    const { heard, tell } = await twoProcesses()
    await tell()
    await until(() => heard.every((n) => n === 1))
  })

  it.runIf(engine === 'postgres' && server)(
    'is heard again after the server ended every connection, which itself counts as a change',
    async () => {
      const { db, heard, tell } = await twoProcesses()
      await db
        .select({ ended: sql`pg_terminate_backend(pid)` })
        .from(sql`pg_stat_activity`)
        .where(sql`query = 'listen demarche_changed'`)
      await until(() => heard.every((n) => n === 1))
      await tell()
      await until(() => heard.every((n) => n === 2))
    },
  )

  it.runIf(engine === 'postgres' && server)(
    'fails nobody who changed something while the server is away',
    async () => {
      const away = { select: () => ({ from: () => Promise.reject(new Error('away')) }) } as unknown as Db
      const changes = await openChanges(away, server)
      opened.push(changes)
      expect(await changes.tell()).toBeUndefined()
    },
  )
})
