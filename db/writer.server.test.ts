import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openWriter, rememberStatements } from './writer.server'

let folder: string
let file: string
let sqlite: Sqlite.Database
let said: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demarche-writer-'))
  file = join(folder, 'one.db')
  said = []
  sqlite = new Sqlite(file, { verbose: (words) => said.push(String(words)) })
  sqlite.pragma('journal_mode = WAL')
  sqlite.exec('create table names (name text primary key, size text)')
})
afterEach(() => {
  sqlite.close()
  rmSync(folder, { recursive: true, force: true })
})

const store = (name: string, size = '') => sqlite.prepare('insert into names values (?, ?)').run(name, size)
const stored = (by = sqlite) =>
  by
    .prepare('select name from names order by name')
    .all()
    .map((row) => (row as { name: string }).name)
const commits = () => said.filter((words) => words === 'commit').length

it('stores what is asked for at about the same time by one commit', async () => {
  const write = openWriter(sqlite, () => 0)
  await Promise.all(Array.from({ length: 50 }, (_, i) => write(() => store(`n${i}`))))
  expect(commits()).toBe(1)
  expect(stored()).toHaveLength(50)
})

it('commits now and then when there is much to write, so that others get their turn', async () => {
  let at = 0
  const write = openWriter(sqlite, () => at)
  await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      write(() => {
        at += 3
        return store(`n${i}`)
      }),
    ),
  )
  expect(commits()).toBe(6)
  expect(stored()).toHaveLength(50)
})

it('answers nobody before it is on the disk, where another process can read it', async () => {
  const write = openWriter(sqlite)
  const other = new Sqlite(file, { readonly: true })
  await Promise.all(
    ['ana', 'bruno'].map(async (name) => {
      await write(() => store(name))
      expect(stored(other)).toContain(name)
    }),
  )
  other.close()
})

it('undoes the one that throws and keeps its neighbours', async () => {
  const write = openWriter(sqlite)
  const answers = await Promise.allSettled([
    write(() => store('ana')),
    write(() => {
      store('bruno')
      throw new Error('halfway')
    }),
    write(() => {
      store('carla')
      store('ana')
    }),
    write(() => store('dora')),
  ])
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
  expect(stored()).toEqual(['ana', 'dora'])
})

it('tells all whose work a full disk undid, and goes on once there is room', async () => {
  const write = openWriter(sqlite)
  sqlite.pragma(`max_page_count = ${Number(sqlite.pragma('page_count', { simple: true })) + 2}`)
  const answers = await Promise.allSettled([
    write(() => store('ana')),
    write(() => store('bruno', 'x'.repeat(100_000))),
    write(() => store('carla')),
  ])
  const [first, second] = answers
  expect(second).toMatchObject({ status: 'rejected', reason: { code: 'SQLITE_FULL' } })
  for (const answer of answers)
    if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'SQLITE_FULL' })
  // Whoever was told that it is stored finds it, and nobody else does.
  const told = ['ana', 'bruno', 'carla'].filter((_, i) => answers[i]?.status === 'fulfilled')
  expect(first?.status === 'fulfilled').toBe(stored().includes('ana'))
  expect(stored()).toEqual(told)
  sqlite.pragma('max_page_count = 1000000')
  await write(() => store('dora', 'x'.repeat(100_000)))
  expect(stored()).toContain('dora')
})

it('tells all who wait that nothing can be written while another has the file, and goes on after that', async () => {
  sqlite.pragma('busy_timeout = 1')
  const write = openWriter(sqlite)
  const other = new Sqlite(file)
  other.exec('begin immediate')
  const answers = await Promise.allSettled([write(() => store('ana')), write(() => store('bruno'))])
  for (const answer of answers)
    expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'SQLITE_BUSY' } })
  other.exec('commit')
  other.close()
  await write(() => store('carla'))
  expect(stored()).toEqual(['carla'])
})

it('gives a statement its words and its rows, plain and raw, however often it is asked', () => {
  rememberStatements(sqlite)
  store('ana', 'small')
  const find = () => sqlite.prepare('select name, size from names')
  for (let again = 0; again < 2; again++) {
    expect(find().all()).toEqual([{ name: 'ana', size: 'small' }])
    expect(find().raw().all()).toEqual([['ana', 'small']])
    expect(find().get()).toEqual({ name: 'ana', size: 'small' })
  }
  for (let i = 0; i < 1_000; i++) expect(sqlite.prepare(`select ${i} as n`).get()).toEqual({ n: i })
})
