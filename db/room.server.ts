import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type Sqlite from 'better-sqlite3'
import type { Db } from './client.server'
import { engine } from './dialect'

/**
 * How many bytes can still be written: the room on the disk of the database, or up to its own limit, whichever is less.
 * `null` where it can't be known, as with a server elsewhere. Only looks, and so tells of room that was made as well.
 */
export async function roomLeft(db: Db): Promise<number | null> {
  if (engine === 'postgres') return null
  const { $client } = db as unknown as { $client: Sqlite.Database }
  const number = (name: string) => Number($client.pragma(name, { simple: true }))
  const pages = number('max_page_count') - number('page_count') + number('freelist_count')
  const inFile = pages * number('page_size')
  if ($client.memory) return inFile
  const { bavail, bsize } = await statfs(dirname($client.name))
  return Math.min(inFile, bavail * bsize)
}

const full = [
  'SQLITE_FULL',
  'SQLITE_IOERR_WRITE',
  'SQLITE_IOERR_SHMSIZE',
  '53100',
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
]

/** Whether there was no room to write: on either engine (53100 is disk_full), or in a file beside it. Drizzle wraps both. */
export function isStorageFull(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause)
    if (full.includes(String((one as { code?: unknown }).code))) return true
  return false
}
