import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { copyDatabase, inspectDatabase } from './copy.server'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demarche-copy-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('copies one moment of a database that somebody writes to between any two steps, and comes to an end', async () => {
  const [from, to] = [join(folder, 'site.db'), join(folder, 'copy.db')]
  const site = new Sqlite(from)
  site.pragma('journal_mode = WAL')
  site.exec('create table pairs (one text, other text)')
  const insert = site.prepare('insert into pairs values (?, ?)')
  const add = site.transaction((n: number) => {
    insert.run(`${n}`, 'x'.repeat(3_000))
    insert.run(`${n}`, 'x'.repeat(3_000))
  })
  for (let n = 0; n < 200; n++) add(n)
  let steps = 0
  const tell = () => {
    add(1_000 + steps++)
  }
  await copyDatabase({ from, to, pagesAtOnce: 5, tell })
  expect(steps).toBeGreaterThan(30)
  // Nothing of what came after it began, as a copy that began again would have.
  expect(inspectDatabase(to)).toMatchObject({ faults: [], counts: { pairs: 400 } })
  expect(inspectDatabase(from).counts.pairs).toBe(400 + 2 * steps)
  site.close()
})

it('throws where there is no database', async () => {
  await expect(copyDatabase({ from: join(folder, 'none.db'), to: join(folder, 'copy.db') })).rejects.toThrow()
})
