import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { carryJournal } from './checkpoint.server'
import { connect } from './client.server'
import { engine } from './dialect'

it.skipIf(engine === 'postgres')(
  'the journal is carried over into the file while it is written, and by nobody once that was ended',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'demarche-journal-'))
    const file = join(folder, 'one.db')
    const { db, close } = await connect(`file:${file}`)
    const { $client } = db as unknown as { $client: Sqlite.Database }
    $client.exec('create table words (word text)')
    const fill = () => {
      for (let i = 0; i < 8; i++) $client.prepare('insert into words values (?)').run('x'.repeat(1024 * 1024))
    }
    const size = () => statSync(file).size
    const end = carryJournal(db)
    fill()
    expect(size()).toBeLessThan(1024 * 1024)
    await expect.poll(size, { timeout: 20_000 }).toBeGreaterThan(7 * 1024 * 1024)
    await end()
    const before = size()
    fill()
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(size()).toBe(before)
    await close()
    rmSync(folder, { recursive: true, force: true })
  },
)
