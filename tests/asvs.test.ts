import { describe, expect, it } from 'vitest'
import { report } from './support/figures'
import {
  countRequirements,
  faultsOf,
  isTestThere,
  type Requirement,
  readRequirements,
  requirementsPage,
} from './support/requirements'

const list = readRequirements()
const answers = Object.entries(list.requirements)

/** How many requirements of levels 1 and 2 each chapter of ASVS 5.0.0 has. */
const asked: Record<string, [first: number, second: number]> = {
  V1: [8, 19],
  V2: [4, 7],
  V3: [8, 11],
  V4: [2, 8],
  V5: [4, 5],
  V6: [13, 22],
  V7: [6, 12],
  V8: [4, 3],
  V9: [4, 3],
  V10: [5, 24],
  V11: [3, 11],
  V12: [3, 6],
  V13: [1, 12],
  V14: [2, 7],
  V15: [3, 10],
  V16: [0, 16],
  V17: [0, 7],
}

describe('the requirements of ASVS 5.0.0, levels 1 and 2', () => {
  it('all have an answer, and are in their order', () => {
    for (const [chapter, counts] of Object.entries(asked)) {
      const levels = answers.filter(([id]) => id.startsWith(`${chapter}.`)).map(([, { level }]) => level)
      expect(
        [1, 2].map((level) => levels.filter((one) => one === level).length),
        chapter,
      ).toEqual(counts)
    }
    const numbers = answers.map(([id]) => id.slice(1).split('.').map(Number))
    const [first = [], ...rest] = numbers
    rest.reduce((before, one) => {
      const at = one.findIndex((n, i) => n !== before[i])
      expect(one[at] ?? 0, one.join('.')).toBeGreaterThan(before[at] ?? 0)
      return one
    }, first)
  })

  it('are answered by tests and files that are there', () => {
    expect(answers.flatMap(faultsOf)).toEqual([])
  })
  it.each<[string, Requirement]>([
    [
      'a test that is not there',
      { level: 1, name: 'A name', status: 'met', tests: ['tests/asvs.test.ts#no such title'] },
    ],
    ['a file that is not there', { level: 1, name: 'A name', status: 'met', tests: ['tests/x.test.ts#x'] }],
    ['no test', { level: 1, name: 'A name', status: 'met', tests: [] }],
    ['no reason', { level: 1, name: 'A name', status: 'open', reason: '' }],
    [
      'a reason without a file',
      { level: 1, name: 'A name', status: 'met', file: 'x', reason: 'Because it is' },
    ],
  ])('would be seen to have %s', (_, answer) => {
    expect(faultsOf(['V0.0.0', answer])).toHaveLength(1)
  })
  it('are answered by a title, not by words in a test', () => {
    expect(isTestThere('tests/asvs.test.ts#all have an answer, and are in their order')).toBe(true)
    expect(isTestThere('tests/asvs.test.ts#all have an answer')).toBe(false)
  })

  it('that apply are tested for the most part, and the page that `npm run asvs` writes says so', async (context) => {
    const counted = countRequirements(list)
    const { applicable, tested } = counted
    report(context, counted)
    expect(tested / applicable).toBeGreaterThanOrEqual(0.6)
    await expect(requirementsPage(list)).toMatchFileSnapshot('../docs/asvs.md')
  })
})
