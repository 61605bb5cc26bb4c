import { sql } from 'drizzle-orm'
import type { Client } from 'pg'
import type { Db } from './client.server'
import { engine } from './dialect'

/** How processes that share a database tell each other that something they remember has changed. */
export type Changes = {
  /** Told to every process, this one included. Never throws: what is remembered is forgotten by itself soon. */
  tell: () => Promise<void>
  hear: (listener: () => void) => void
  close: () => Promise<void>
}

const channel = 'demarche_changed'
/** A connection whose other end went away without a word is noticed within so many milliseconds. */
const beat = 10_000
const wait = 500

/** Where one process has the database to itself, there is nobody to tell. */
export const noChanges: Changes = { tell: async () => {}, hear: () => {}, close: async () => {} }

/**
 * Listens on a connection of its own, which no query may use meanwhile, and opens another whenever that one ends. What
 * was told in between is made up for: whoever listens again forgets all the same.
 */
export async function openChanges(db: Db, url: string): Promise<Changes> {
  if (engine !== 'postgres') return noChanges
  const { default: pg } = await import('pg')
  const listeners: (() => void)[] = []
  const announce = () => {
    for (const listener of listeners) listener()
  }
  let client: Client | null = null
  let isClosed = false
  let timer: NodeJS.Timeout | undefined

  const again = () => {
    clearTimeout(timer)
    if (!isClosed) timer = setTimeout(() => listen().catch(again), wait)
  }
  const watch = (watched: Client) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      // Fails by its time-out too, and then the connection ends, and another begins.
      watched.query('select 1').then(
        () => watch(watched),
        () => watched.end().catch(() => {}),
      )
    }, beat)
  }
  async function listen() {
    const fresh = new pg.Client({ connectionString: url, keepAlive: true, query_timeout: beat })
    // Unheard, the end of a connection would end the process.
    fresh.on('error', () => {})
    fresh.on('notification', announce)
    await fresh.connect()
    if (isClosed) return fresh.end()
    fresh.once('end', again)
    client = fresh
    await fresh.query(`listen ${channel}`)
    announce()
    watch(fresh)
  }

  await listen()
  return {
    tell: async () => {
      await db
        .select({ told: sql`pg_notify(${channel}, '')` })
        .from(sql`(select 1) as one`)
        .then(
          () => {},
          () => {},
        )
    },
    hear: (listener) => {
      listeners.push(listener)
    },
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      await client?.end().catch(() => {})
    },
  }
}
