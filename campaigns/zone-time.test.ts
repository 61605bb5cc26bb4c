import { describe, expect, it } from 'vitest'
import { localTime, momentAt } from './zone-time'

describe('a time on somebody’s wall', () => {
  it.each([
    ['2026-11-24T09:12', 'UTC', '2026-11-24T09:12:00.000Z'],
    ['2026-11-24T09:12', 'America/Argentina/Buenos_Aires', '2026-11-24T12:12:00.000Z'],
    ['2026-11-24T00:00', 'Asia/Yerevan', '2026-11-23T20:00:00.000Z'],
    ['2026-07-01T12:00', 'Europe/Berlin', '2026-07-01T10:00:00.000Z'],
    ['2026-11-24T00:00', 'Asia/Kathmandu', '2026-11-23T18:15:00.000Z'],
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  ])('%s in %s is %s', (local, zone, utc) => {
    expect(momentAt(local, zone)?.toISOString()).toBe(utc)
    expect(localTime(new Date(utc), zone)).toBe(local)
  })

  it('that the clocks leave out is the moment after', () => {
    expect(momentAt('2026-03-29T02:30', 'Europe/Berlin')?.toISOString()).toBe('2026-03-29T01:30:00.000Z')
  })

  it.each(['', '2026-11-24', '2026-02-30T10:00', '2026-11-24T25:00', 'tomorrow'])('is none: %j', (local) => {
    expect(momentAt(local, 'UTC')).toBeNull()
  })
})
