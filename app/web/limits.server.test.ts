import { describe, expect, it } from 'vitest'
import { limitCounts } from '../../db/schema'
import { freshDb } from '../../tests/support/database'
import { keyring, later, minute, morning } from '../../tests/support/people'
import { openLimits } from './limits.server'

const ip = '203.0.113.7'

describe('limits', () => {
  it('of two processes without a database in common are each their own', async () => {
    const [one, other] = [openLimits({ signing: 2 }), openLimits({ signing: 2 })]
    for (const limits of [one, other])
      for (let n = 0; n < 2; n++) expect(await limits.sign(ip, 'lapshin')).toBeNull()
    expect(await one.sign(ip, 'lapshin')).toMatchObject({ retryAfter: expect.any(Number) })
  })

  it('of two processes with one database are counted together', async () => {
    const shared = { db: await freshDb(), keyring, now: () => morning }
    const [one, other] = [openLimits({ signing: 3 }, shared), openLimits({ signing: 3 }, shared)]
    for (const limits of [one, other, one]) expect(await limits.sign(ip, 'lapshin')).toBeNull()
    for (const limits of [one, other]) expect(await limits.sign(ip, 'lapshin')).toEqual({ retryAfter: 300 })
    expect(await other.sign(ip, 'another')).toBeNull()
    expect(await other.crowd(ip, 'lapshin')).toBeNull()
  })

  it('tell a flood off without asking the database', async () => {
    const shared = { db: await freshDb(), keyring, now: () => morning }
    const limits = openLimits({ partners: 2 }, shared)
    for (let n = 0; n < 10; n++) await limits.partner('tigran')
    const [row] = await shared.db.select().from(limitCounts)
    expect(row?.useCount).toBe(2)
  })

  it('begin anew for both when the window is over', async () => {
    let at = morning
    const shared = { db: await freshDb(), keyring, now: () => at }
    expect(await openLimits({ crowd: 0 }, shared).crowd(ip, 'lapshin')).not.toBeNull()
    await openLimits({ crowd: 1 }, shared).crowd(ip, 'lapshin')
    expect(await openLimits({ crowd: 1 }, shared).crowd(ip, 'lapshin')).not.toBeNull()
    at = later(5 * minute)
    expect(await openLimits({ crowd: 1 }, shared).crowd(ip, 'lapshin')).toBeNull()
  })

  it('take a whole /64 for one network, and each IPv4 address for its own', async () => {
    const limits = openLimits({ crowd: 1 })
    expect(await limits.crowd('2001:db8::1', 'lapshin')).toBeNull()
    expect(await limits.crowd('2001:db8::ffff:1', 'lapshin')).not.toBeNull()
    expect(await limits.crowd('2001:db8:0:1::1', 'lapshin')).toBeNull()
    expect(await limits.crowd('203.0.113.7', 'lapshin')).toBeNull()
    expect(await limits.crowd('::ffff:203.0.113.7', 'lapshin')).not.toBeNull()
    expect(await limits.crowd('203.0.113.8', 'lapshin')).toBeNull()
  })
})
