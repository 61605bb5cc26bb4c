import { describe, expect, it } from 'vitest'
import { isSettled, lifeOf, mailKinds, mailStates, nextWait, resultKinds, stateAfter } from './outbox'

const minute = 60_000
const hour = 60 * minute

/** Minutes after the first attempt at which attempts begin, with no chance in it. */
const begins = (kind: (typeof mailKinds)[number], attempts: number) => {
  const at = [0]
  for (let n = 1; n < attempts; n++) at.push((at.at(-1) ?? 0) + nextWait(kind, n, 0.5))
  return at.map((ms) => ms / minute)
}

describe('the schedule', () => {
  it('of letters is 0, 5, 15, 45 minutes, 2, 4, 8, 16 hours, then daily', () => {
    expect(begins('letter', 11)).toEqual([
      0,
      5,
      15,
      45,
      120,
      240,
      480,
      960,
      960 + 1440,
      960 + 2880,
      960 + 4320,
    ])
  })

  it('of letters ends on the fifth day, of confirmations after 24 hours, of codes after 10 minutes', () => {
    expect([lifeOf('letter'), lifeOf('confirm-signature'), lifeOf('sign-in-code')]).toEqual([
      120 * hour,
      24 * hour,
      10 * minute,
    ])
  })

  it('spreads each wait by a fifth either way, and never waits nothing', () => {
    for (const kind of mailKinds)
      for (let n = 1; n < 20; n++) {
        const [least, middle, most] = [0, 0.5, 1].map((chance) => nextWait(kind, n, chance)) as [
          number,
          number,
          number,
        ]
        expect(least).toBeGreaterThan(0)
        expect(least / middle).toBeCloseTo(0.8, 5)
        expect(most / middle).toBeCloseTo(1.2, 5)
      }
  })

  it('tries each kind more than once in its life', () => {
    for (const kind of mailKinds) expect(nextWait(kind, 1, 1)).toBeLessThan(lifeOf(kind))
  })
})

describe('what a result makes of a mail', () => {
  it.each([
    ['accepted', 'accepted', 'accepted'],
    ['temporary', 'deferred', 'deferred'],
    ['unreachable', 'deferred', 'deferred'],
    ['transport-refused', 'deferred', 'deferred'],
    ['unknown', 'unknown', 'unknown'],
    ['address-refused', 'held', 'suppressed'],
    ['policy-refused', 'held', 'held'],
    ['too-large', 'held', 'held'],
  ] as const)('%s: a letter is %s, a mail to a supporter %s', (result, letter, supporter) => {
    expect(stateAfter('letter', result)).toBe(letter)
    expect(stateAfter('confirm-signature', result)).toBe(supporter)
    expect(stateAfter('sign-in-code', result)).toBe(supporter)
  })

  it('is always one of the known states, and never drops a letter by itself', () => {
    for (const result of resultKinds)
      for (const kind of mailKinds) {
        expect(mailStates).toContain(stateAfter(kind, result))
        if (kind === 'letter' && isSettled(stateAfter(kind, result))) expect(result).toBe('accepted')
      }
  })
})
