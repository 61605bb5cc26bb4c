import { describe, expect, it } from 'vitest'
import { campaignStates } from './campaign'
import {
  allMoves,
  approvalRule,
  checklist,
  isComplete,
  isForLead,
  isSameTitle,
  mayMove,
  type Readiness,
} from './publishing'

const now = new Date('2026-11-24T09:12:00Z')
const everyone = { forWhom: 'everyone' as const, countries: [] }
const ready: Readiness = {
  originalLanguage: 'es',
  pages: ['es', 'en'],
  letters: ['es', 'en'],
  recipients: [{ id: 'embassy', languages: ['ru', 'es'], hasCheckedAddress: true, ...everyone }],
  hasStory: true,
  closesAt: null,
}
const missing = (facts: Partial<Readiness>, at = now) =>
  checklist({ ...ready, ...facts }, at)
    .filter(({ isDone }) => !isDone)
    .map(({ code }) => code)

describe('the steps of a campaign’s life', () => {
  it('lead on from these states and from no other', () => {
    const table = Object.fromEntries(
      campaignStates.map((state) => [state, allMoves.filter((move) => mayMove(state, move))]),
    )
    expect(table).toEqual({
      draft: ['publish'],
      published: ['pause', 'close', 'conclude'],
      paused: ['resume', 'close', 'conclude'],
      closed: ['reopen', 'conclude', 'archive'],
      concluded: ['reopen', 'conclude', 'archive'],
      archived: [],
    })
  })
})

describe('the checklist', () => {
  it('is complete when everything is there', () => {
    expect(missing({})).toEqual([])
    expect(isComplete(checklist(ready, now))).toBe(true)
  })
  it('wants page and letter in the original language', () => {
    expect(missing({ pages: ['en'] })).toEqual(['page'])
    expect(missing({ letters: ['en'], recipients: [{ ...office, languages: ['en'] }] })).toEqual(['letter'])
  })
  it('wants a letter that every office can read, and says which can’t', () => {
    const reader = { ...office, id: 'ministry', languages: ['be', 'ru'] }
    expect(missing({ recipients: [office, reader] })).toEqual(['readable'])
    const checks = checklist({ ...ready, recipients: [office, reader] }, now)
    expect(checks.find(({ code }) => code === 'readable')?.recipientIds).toEqual(['ministry'])
  })
  it('wants an address that somebody has checked', () => {
    expect(missing({ recipients: [{ ...office, hasCheckedAddress: false }] })).toEqual(['address'])
  })
  it('wants a recipient before anything about recipients is done', () => {
    expect(missing({ recipients: [] })).toEqual(['recipient', 'reached', 'readable', 'address'])
  })
  it('wants supporters in every country to reach an office, and says which office has no country', () => {
    const embassy = { ...office, forWhom: 'countries' as const, countries: ['AR'] }
    const ministry = { ...office, id: 'ministry', forWhom: 'others' as const }
    const reached = (...recipients: Readiness['recipients']) =>
      checklist({ ...ready, recipients }, now).find(({ code }) => code === 'reached')
    expect(reached(embassy, ministry)).toEqual({ code: 'reached', isDone: true, recipientIds: [] })
    expect(reached(embassy)).toEqual({ code: 'reached', isDone: false, recipientIds: [] })
    expect(reached({ ...embassy, countries: [] }, ministry)).toEqual({
      code: 'reached',
      isDone: false,
      recipientIds: ['embassy'],
    })
    expect(missing({ recipients: [{ ...embassy, countries: ['AR', 'ZZ'] }, ministry] })).toEqual(['reached'])
  })
  it('wants a story', () => {
    expect(missing({ hasStory: false })).toEqual(['story'])
  })
  it('takes no closing date for an answer, and no date that is over', () => {
    expect(missing({ closesAt: new Date(now.getTime() + 1) })).toEqual([])
    expect(missing({ closesAt: now })).toEqual(['closing'])
  })
})

const office = { ...{ id: 'embassy', languages: ['ru', 'es'], hasCheckedAddress: true }, ...everyone }

describe('a title typed again', () => {
  it.each(['Libertad para Lapshin', '  libertad  para lapshin ', 'LIBERTAD PARA LAPSHIN'])(
    'is %s',
    (typed) => {
      expect(isSameTitle(typed, 'Libertad para Lapshin')).toBe(true)
    },
  )
  it.each(['', 'Libertad', 'Libertad para Lapshín'])('is not %j', (typed) => {
    expect(isSameTitle(typed, 'Libertad para Lapshin')).toBe(false)
  })
})

describe('who may approve', () => {
  it.each([
    [false, [true], 'nobody-else'],
    [false, [false], 'nobody-else'],
    [true, [true], 'second-person'],
    [true, [false, true], 'second-person'],
    [true, [false, false], 'one-is-enough'],
  ] as const)(
    'with others: %j, wanted by the organisations: %j, is %s',
    (hasOthers, needsSecondPerson, rule) => {
      expect(approvalRule({ hasOthers, needsSecondPerson: [...needsSecondPerson] })).toBe(rule)
    },
  )
})

it('leaves the end of a campaign, and taking it back, to the organisation that leads', () => {
  const forLead = campaignStates.flatMap((state) =>
    allMoves
      .filter((move) => isForLead(state, move) && mayMove(state, move))
      .map((move) => `${state} ${move}`),
  )
  expect(forLead).toEqual([
    'published conclude',
    'paused conclude',
    'closed conclude',
    'closed archive',
    'concluded reopen',
    'concluded conclude',
    'concluded archive',
  ])
})
