import { expect, it } from 'vitest'
import { invitationState } from './invitation'
import { openings, wayToOpen } from './organisation'
import { isTimeZone, timeZones } from './time-zone'

const at = (ms: number) => new Date(ms)

it('works until its last moment, and says afterwards what became of it', () => {
  const open = { acceptedAt: null, withdrawnAt: null, expiresAt: at(10) }
  expect(invitationState(open, at(9))).toBe('open')
  expect(invitationState(open, at(10))).toBe('expired')
  expect(invitationState({ ...open, withdrawnAt: at(1) }, at(2))).toBe('withdrawn')
  expect(invitationState({ ...open, acceptedAt: at(1) }, at(20))).toBe('used')
})

it('lets a keeper open organisations under every setting, and others as the setting says', () => {
  expect(openings.map((opening) => wayToOpen(opening, { isKeeper: true }))).toEqual(['open', 'open', 'open'])
  expect(openings.map((opening) => wayToOpen(opening, { isKeeper: false }))).toEqual(['open', 'ask', 'none'])
})

it('offers time zones by the names they are stored under', () => {
  const listed = timeZones('Europe/Kyiv')
  expect(listed[0]).toBe('UTC')
  expect(listed).toContain('Europe/Kyiv')
  expect(new Set(listed).size).toBe(listed.length)
  expect(listed.every(isTimeZone)).toBe(true)
})
