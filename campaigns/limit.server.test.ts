import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { limitCounts } from '../db/schema'
import { freshDb } from '../tests/support/database'
import { day, keyring, later, morning } from '../tests/support/people'
import { countUse, eraseOldLimits } from './limit.server'

let db: Db
beforeEach(async () => {
  db = await freshDb()
})
const limited = { keyring, name: 'signing', key: '203.0.113.7 lapshin', points: 3, duration: 300 }
const use = (more: Partial<typeof limited> & { now?: Date } = {}) =>
  countUse(db, { ...limited, now: morning, ...more })

describe('a limit that is counted in the database', () => {
  it('lets through as many as it says in its window, tells how long to wait, and begins anew', async () => {
    for (let n = 0; n < 3; n++) expect(await use()).toBeNull()
    expect(await use({ now: later(1_000) })).toEqual({ retryAfter: 299 })
    expect(await use({ now: later(299_999) })).toEqual({ retryAfter: 1 })
    for (let n = 0; n < 3; n++) expect(await use({ now: later(300_000) })).toBeNull()
    expect(await use({ now: later(300_001) })).toEqual({ retryAfter: 300 })
  })

  it('is exact, however many use it at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => use()))
    expect(answers.filter((answer) => answer === null)).toHaveLength(3)
  })

  it('keeps names and keys apart', async () => {
    for (let n = 0; n < 3; n++) await use()
    expect(await use({ name: 'crowd' })).toBeNull()
    expect(await use({ key: '203.0.113.8 lapshin' })).toBeNull()
    expect(await use()).not.toBeNull()
  })

  it('stores no network, nor anything by which one is found again the next day', async () => {
    await use()
    await use({ now: later(day) })
    const rows = await db.select().from(limitCounts)
    expect(rows).toHaveLength(2)
    expect(JSON.stringify(rows)).not.toContain('203.0.113')
    for (const { id } of rows) expect(id).toMatch(/^[\w-]{43}$/)
  })

  it('is forgotten once its window is over', async () => {
    await use()
    expect(await eraseOldLimits(db, { now: later(299_999) })).toEqual({ erasedCount: 0 })
    expect(await eraseOldLimits(db, { now: later(300_000) })).toEqual({ erasedCount: 1 })
  })
})
