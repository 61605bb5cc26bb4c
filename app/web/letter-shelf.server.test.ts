import { expect, it } from 'vitest'
import { openShelf } from './letter-shelf.server'

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 2, 10, 0, seconds))

function press(outcome: Buffer | null | Error = Buffer.from('pdf')) {
  const ends: (() => void)[] = []
  let count = 0
  return {
    set: () => {
      count++
      return new Promise<Buffer | null>((resolve, reject) =>
        ends.push(() => (outcome instanceof Error ? reject(outcome) : resolve(outcome))),
      )
    },
    finish: () => {
      for (const end of ends.splice(0)) end()
    },
    count: () => count,
  }
}

it('sets a letter once a minute, however many ask', async () => {
  const shelf = openShelf({ most: 10, mostAtOnce: 3 })
  const { set, finish, count } = press()
  const asked = Array.from({ length: 50 }, () => shelf.letter('a', at(0), set))
  finish()
  expect(new Set(await Promise.all(asked))).toEqual(new Set([Buffer.from('pdf')]))
  await shelf.letter('a', at(59), set)
  expect(count()).toBe(1)
  const again = shelf.letter('a', at(60), set)
  finish()
  await again
  expect(count()).toBe(2)
})

it.each([null, new Error('torn')])(
  'does not try one that fails (%s) again in the same minute',
  async (outcome) => {
    const shelf = openShelf({ most: 10, mostAtOnce: 3 })
    const { set, finish, count } = press(outcome)
    const first = shelf.letter('a', at(0), set)
    finish()
    expect(await first).toBeNull()
    expect(await shelf.letter('a', at(30), set)).toBeNull()
    expect(count()).toBe(1)
  },
)

it('lets strangers put only a few letters before the press, and more when those are done', async () => {
  const shelf = openShelf({ most: 10, mostAtOnce: 3 })
  const { set, finish, count } = press()
  const asked = ['a', 'b', 'c', 'd', 'e', 'a'].map((id) => shelf.letter(id, at(0), set))
  expect(await asked[3]).toBe('busy')
  expect(await asked[4]).toBe('busy')
  expect(count()).toBe(3)
  finish()
  expect(await asked[5]).toEqual(Buffer.from('pdf'))
  const later = shelf.letter('d', at(1), set)
  finish()
  expect(await later).toEqual(Buffer.from('pdf'))
})

it('keeps so many and no more, and forgets the one set the longest ago', async () => {
  const shelf = openShelf({ most: 2, mostAtOnce: 1 })
  const { set, finish, count } = press()
  const get = async (id: string, seconds: number) => {
    const letter = shelf.letter(id, at(seconds), set)
    finish()
    await letter
  }
  await get('a', 0)
  await get('b', 1)
  await get('a', 60)
  await get('c', 61)
  expect(count()).toBe(4)
  await get('a', 62)
  expect(count()).toBe(4)
  await get('b', 63)
  expect(count()).toBe(5)
})
