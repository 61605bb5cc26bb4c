import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import type Sqlite from 'better-sqlite3'
import type { Db } from './client.server'
import { engine } from './dialect'

// Plain and in one string: the thread has nothing of the program but the driver.
const program = `
const { workerData } = require('node:worker_threads')
const { statSync } = require('node:fs')
const Sqlite = require(workerData.driver)
const sqlite = new Sqlite(workerData.file, { timeout: 0 })
sqlite.pragma('synchronous = FULL')
setInterval(() => {
  try {
    if (statSync(workerData.file + '-wal').size > workerData.least) sqlite.pragma('wal_checkpoint(PASSIVE)')
  } catch {
    // Its time comes again; and without it the writer does the same work by itself.
  }
}, workerData.every)
`

/** So large the journal may be before it is carried over, in bytes, and how often that is looked at, in milliseconds. */
const carrying = { least: 4 * 1024 * 1024, every: 200 }

/** So long the journal may get before the writer carries it over itself, in pages of 4 kB. */
const longest = 16_000

/**
 * Carries the journal of a SQLite file over into the file while others write, by a thread of its own: with millions of
 * rows the disk takes long for it, and whoever signs would wait meanwhile. Returns how to end it.
 */
export function carryJournal(db: Db): () => Promise<void> {
  if (engine === 'postgres') return async () => {}
  const { $client } = db as unknown as { $client: Sqlite.Database }
  if ($client.memory) return async () => {}
  $client.pragma(`wal_autocheckpoint = ${longest}`)
  const driver = createRequire(import.meta.url).resolve('better-sqlite3')
  const thread = new Worker(program, { eval: true, workerData: { driver, file: $client.name, ...carrying } })
  thread.unref()
  // Then the writer does it all by itself, only less evenly.
  thread.on('error', () => {})
  return async () => {
    await thread.terminate()
  }
}
