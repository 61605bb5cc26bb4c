import { beforeEach, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { readings } from '../db/schema'
import { freshDb } from '../tests/support/database'
import { keyring, later, morning } from '../tests/support/people'
import { eraseOldReadings, findReading, keepReading, readingLife } from './reading.server'
import type { ReadStory } from './story'

let db: Db
beforeEach(async () => {
  db = await freshDb()
})
const read: ReadStory = {
  kind: 'read',
  found: {
    headline: 'Periodista extraditado',
    publisher: null,
    author: null,
    url: 'https://news.example/1',
    reportedOn: '2017-02-07',
    place: null,
    language: 'es',
    summary: null,
    text: 'Un texto con \0 dentro.',
    pictures: [],
  },
  copy: { archive: 'Un texto.', archiveSha256: 'x', readAt: morning },
  picture: { picture: 'AAAA', pictureUrl: null },
}
const address = 'https://news.example/1?from=a'
const reader = { keyring, organiserId: 'tigran' }
const keep = () => keepReading(db, { ...reader, address, read, now: morning })

it('is there for the person who had the page read, as it was read, whichever process asks', async () => {
  const handle = await keep()
  expect(await findReading(db, { ...reader, handle, now: later(1) })).toEqual({ ...read, address })
})

it('is nobody else’s, and not there without its handle or after its hour', async () => {
  const handle = await keep()
  const find = (more: object) => findReading(db, { ...reader, handle, now: later(1), ...more })
  expect(await find({ organiserId: 'nora' })).toBeNull()
  expect(await find({ handle: `${handle}x` })).toBeNull()
  expect(await find({ handle: null })).toBeNull()
  expect(await find({ now: later(readingLife) })).toBeNull()
  expect((await db.select().from(readings)).map(({ id }) => id)).not.toContain(handle)
})

it('is erased when nobody came back for it', async () => {
  await keep()
  expect(await eraseOldReadings(db, { now: later(1) })).toEqual({ erasedCount: 0 })
  expect(await eraseOldReadings(db, { now: later(readingLife) })).toEqual({ erasedCount: 1 })
})
