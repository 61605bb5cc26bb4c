import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq, inArray, sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { freshDb } from '../tests/support/database'
import { ask, atomically, connect, type Db } from './client.server'
import { engine } from './dialect'
import { organisers } from './schema'

let db: Db
beforeEach(async () => {
  db = await freshDb()
})

const now = new Date('2026-11-24T09:12:00.123Z')
const organiser = (id: string) => ({
  id,
  name: id,
  emailKey: id,
  emailSealed: '',
  language: 'es',
  createdAt: now,
})

describe('a unit of work', () => {
  it('stores all of its steps', async () => {
    const stored = await atomically(db, function* (tx) {
      yield* ask(tx.insert(organisers).values(organiser('tigran')).returning())
      const [row] = yield* ask(tx.select().from(organisers).where(eq(organisers.id, 'tigran')))
      return row
    })
    expect(stored?.createdAt).toEqual(now)
    expect(await db.select().from(organisers)).toHaveLength(1)
  })

  it('stores none of them when it throws halfway', async () => {
    const work = atomically(db, function* (tx) {
      yield* ask(tx.insert(organisers).values(organiser('tigran')).returning())
      throw new Error('halfway')
    })
    await expect(work).rejects.toThrow('halfway')
    expect(await db.select().from(organisers)).toHaveLength(0)
  })

  it('stores none of them when the database refuses one', async () => {
    const work = atomically(db, function* (tx) {
      yield* ask(tx.insert(organisers).values(organiser('ana')).returning())
      yield* ask(tx.insert(organisers).values(organiser('ana')).returning())
    })
    await expect(work).rejects.toThrow()
    expect(await db.select().from(organisers)).toHaveLength(0)
  })

  it.runIf(engine === 'postgres')(
    'is run again when the server undid it because two waited for each other, and not for ever',
    async () => {
      let runs = 0
      const unlucky = (times: number) =>
        atomically(db, function* (tx) {
          yield* ask(
            tx
              .insert(organisers)
              .values(organiser(`${times} ${runs}`))
              .returning(),
          )
          runs += 1
          if (runs <= times) throw Object.assign(new Error('deadlock detected'), { code: '40P01' })
          return runs
        })
      expect(await unlucky(2)).toBe(3)
      expect((await db.select().from(organisers)).map(({ id }) => id)).toEqual(['2 2'])
      runs = 0
      await expect(unlucky(Number.POSITIVE_INFINITY)).rejects.toThrow('deadlock')
      expect(runs).toBe(6)
    },
  )

  it.runIf(process.env.TEST_DATABASE_URL && engine === 'postgres')(
    'comes to its end where two lock the same rows in opposite orders',
    async () => {
      for (const id of ['ana', 'tigran']) await db.insert(organisers).values(organiser(id)).returning()
      let begun = 0
      const rename = (ids: string[], name: string) =>
        atomically(db, function* (tx) {
          begun += 1
          for (const id of ids) {
            yield* ask(tx.update(organisers).set({ name }).where(eq(organisers.id, id)).returning())
            yield* ask(tx.select({ slept: sql`pg_sleep(0.2)` }).from(organisers).limit(1))
          }
        })
      await Promise.all([rename(['ana', 'tigran'], 'one'), rename(['tigran', 'ana'], 'two')])
      expect(begun).toBeGreaterThan(2)
      const names = (await db.select().from(organisers)).map(({ name }) => name)
      expect(new Set(names).size).toBe(1)
    },
  )

  it('keeps units of work apart when many run at once and half of them fail', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) =>
        atomically(db, function* (tx) {
          yield* ask(
            tx
              .insert(organisers)
              .values(organiser(`organiser-${i}`))
              .returning(),
          )
          if (i % 2) throw new Error('odd')
        }),
      ),
    )
    expect(results.filter((r) => r.status === 'rejected')).toHaveLength(20)
    expect(await db.select().from(organisers)).toHaveLength(20)
  })
})

describe('a question', () => {
  it('about a text with a null byte has no answer, on both engines', async () => {
    await db.insert(organisers).values(organiser('tigran')).returning()
    for (const id of ['\0', 'tigran\0', '\0tigran'])
      expect(await db.select().from(organisers).where(eq(organisers.id, id))).toEqual([])
    expect(
      await db
        .select()
        .from(organisers)
        .where(inArray(organisers.id, ['\0', 'tigran'])),
    ).toHaveLength(1)
  })
})

it.runIf(process.env.DATABASE_URL?.startsWith('file:') && process.platform !== 'win32')(
  'makes a database file, and what SQLite puts beside it, for its owner alone, in a folder that anybody may read',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'demarche-db-'))
    chmodSync(folder, 0o755)
    const before = process.umask(0o022)
    try {
      const connection = await connect(`file:${join(folder, 'demarche.db')}`)
      await connection.migrate()
      const modes = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777])
      expect(modes).toEqual([
        ['demarche.db', 0o600],
        ['demarche.db-shm', 0o600],
        ['demarche.db-wal', 0o600],
      ])
      await connection.close()
    } finally {
      process.umask(before)
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
