import { describe, expect, it } from 'vitest'
import { campaignStates, isOpen, isPublic, nextMilestone, Slug } from './campaign'

const closesAt = new Date('2026-12-01T00:00:00Z')
const at = (ms: number) => new Date(closesAt.getTime() + ms)

describe('a campaign takes signatures', () => {
  it('up to its closing moment, which is closed already', () => {
    expect(isOpen({ state: 'published', closesAt }, at(-1))).toBe(true)
    expect(isOpen({ state: 'published', closesAt }, at(0))).toBe(false)
    expect(isOpen({ state: 'published', closesAt }, at(1))).toBe(false)
  })
  it('for ever without a closing moment', () => {
    expect(isOpen({ state: 'published', closesAt: null }, at(1e12))).toBe(true)
  })
  it('only while it is published', () => {
    for (const state of campaignStates)
      expect(isOpen({ state, closesAt: null }, at(0))).toBe(state === 'published')
  })
})

it('stays readable in every state but draft', () => {
  expect(campaignStates.filter((state) => !isPublic({ state }))).toEqual(['draft'])
})

describe('the next number to reach', () => {
  it.each([
    [0, 500, 10],
    [9, 500, 10],
    [10, 500, 25],
    [250, 500, 500],
    [499, 500, 500],
    [500, 500, 1_000],
    [0, 7, 7],
    [7, 7, 10],
    [120, 130, 130],
    [130, 130, 250],
    [999_999, 2_000_000, 1_000_000],
    [1_000_000, 1_000_000, 2_000_000],
    [2_345_678, 10, 3_000_000],
  ])('after %d with the goal %d is %d', (count, goal, next) => {
    expect(nextMilestone(count, goal)).toBe(next)
  })

  it('is always above the count, and never jumps over the goal', () => {
    for (let count = 0; count < 3_000; count += 7)
      for (const goal of [1, 10, 26, 500, 999, 5_000]) {
        const next = nextMilestone(count, goal)
        expect(next).toBeGreaterThan(count)
        if (count < goal) expect(next).toBeLessThanOrEqual(goal)
      }
  })
})

it.each(['lapshin-2017', 'abc', 'a-b', 'x'.repeat(60)])('takes %s as the end of an address', (slug) => {
  expect(Slug.safeParse(slug).success).toBe(true)
})
it.each(['', 'ab', 'Abc', 'a--b', '-abc', 'abc-', 'a b c', 'año', '../abc', 'abc\n', 'x'.repeat(61)])(
  'refuses %j as one',
  (slug) => {
    expect(Slug.safeParse(slug).success).toBe(false)
  },
)
