import { describe, expect, it } from 'vitest'
import { continentList, continents } from './continent'
import { countries } from './country'
import { type ForWhom, forWhoms } from './recipient'
import {
  countIn,
  faultOf,
  groupsOf,
  isRouted,
  officesFor,
  type Route,
  shareOf,
  tidied,
  unreachedBy,
} from './routing'

type Named = Route & { id: string }
const office = (id: string, forWhom: ForWhom = 'everyone', ...in_: string[]): Named => ({
  id,
  forWhom,
  countries: in_,
})
const ids = (routes: Named[]) => routes.map(({ id }) => id).join(' ')

const embassy = office('embassy', 'countries', 'AR', 'UY')
const consulate = office('consulate', 'countries', 'UY')
const ministry = office('ministry', 'others')
const court = office('court')

describe('the offices a supporter writes to', () => {
  it.each<[Named[], string, string]>([
    [[court], 'AR', 'court'],
    [[embassy, ministry], 'AR', 'embassy'],
    [[embassy, ministry], 'DE', 'ministry'],
    [[embassy, consulate, ministry], 'UY', 'embassy consulate'],
    [[ministry, court, embassy], 'AR', 'court embassy'],
    [[ministry, court, embassy], 'DE', 'ministry court'],
    [[embassy], 'DE', ''],
    [[ministry], 'DE', 'ministry'],
    [[], 'AR', ''],
  ])('%j from %s are %j', (routes, country, expected) => {
    expect(ids(officesFor(routes, country))).toBe(expected)
  })
})

it('a country that was left over from another choice says nothing', () => {
  const leftOver = office('court', 'everyone', 'AR')
  expect(shareOf(ministry, [leftOver, ministry])).toEqual({ kind: 'all' })
  expect(tidied(leftOver).countries).toEqual([])
  expect(tidied(office('x', 'countries', 'UY', 'AR', 'UY')).countries).toEqual(['AR', 'UY'])
})

describe('in words there is a group for each set of offices', () => {
  const told = (routes: Named[]) =>
    groupsOf(routes).map(({ countries: in_, offices }) => `${in_?.join(',') ?? '*'}: ${ids(offices)}`)
  it.each<[Named[], string[]]>([
    [[court], ['*: court']],
    [[ministry], ['*: ministry']],
    [
      [embassy, ministry],
      ['AR,UY: embassy', '*: ministry'],
    ],
    [
      [embassy, consulate, ministry],
      ['AR: embassy', 'UY: embassy consulate', '*: ministry'],
    ],
    [
      [court, embassy],
      ['AR,UY: court embassy', '*: court'],
    ],
    [[embassy], ['AR,UY: embassy', '*: ']],
    [[], ['*: ']],
  ])('%j', (routes, expected) => {
    expect(told(routes)).toEqual(expected)
  })
})

describe('what is wrong with routes', () => {
  it.each<[Route, string | null]>([
    [embassy, null],
    [court, null],
    [office('x', 'countries'), 'countries-missing'],
    [office('x', 'countries', 'AR', 'ZZ'), 'country-unknown'],
    [office('x', 'countries', 'ar'), 'country-unknown'],
    [office('x', 'others', 'ZZ'), null],
  ])('%j: %s', (route, fault) => {
    expect(faultOf(route)).toBe(fault)
  })

  it('is that somebody reaches nobody', () => {
    expect(unreachedBy([embassy, consulate])).toHaveLength(countries.length - 2)
    expect(unreachedBy([embassy, ministry])).toEqual([])
    expect(unreachedBy([embassy, court])).toEqual([])
    expect(unreachedBy([office('all', 'countries', ...countries)])).toEqual([])
    expect(unreachedBy([])).toEqual(countries)
  })
})

// One generator, so that a run that goes wrong can be run again.
function* someRoutes(seed: number): Generator<Named[], never> {
  let state = seed
  const pick = (n: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % n
  }
  for (;;)
    yield Array.from({ length: pick(6) }, (_, n) => {
      const some = Array.from({ length: pick(5) }, () => countries[pick(12)] ?? 'AR')
      return office(`${n}`, forWhoms[pick(3)] ?? 'everyone', ...some)
    })
}

describe('whatever the routes are', () => {
  const some = someRoutes(20)
  const cases = Array.from({ length: 300 }, () => some.next().value)
  const byCountry = Object.fromEntries(countries.map((country, n) => [country, (n * 7) % 11]))

  it('an office gets the signatures of exactly those who write to it', () => {
    for (const routes of cases)
      for (const route of routes) {
        const writing = countries.filter((country) => officesFor(routes, country).includes(route))
        const expected = writing.reduce((sum, country) => sum + (byCountry[country] ?? 0), 0)
        expect(countIn(shareOf(route, routes), byCountry)).toBe(expected)
      }
  })

  it('each supporter is in one group, which names the offices they write to', () => {
    for (const routes of cases) {
      const groups = groupsOf(routes)
      for (const country of countries) {
        const own = groups.filter((group) => group.countries?.includes(country))
        expect(own.length).toBeLessThanOrEqual(1)
        expect((own[0] ?? groups.at(-1))?.offices).toEqual(officesFor(routes, country))
      }
    }
  })

  it('it matters where somebody lives when two people can write to different offices, or an office gets nobody', () => {
    for (const routes of cases) {
      const differs = countries.some((country) => officesFor(routes, country).length < routes.length)
      expect(isRouted(routes)).toBe(differs)
    }
  })

  it('those are unreached who write to nobody', () => {
    for (const routes of cases)
      expect(unreachedBy(routes)).toEqual(
        countries.filter((country) => officesFor(routes, country).length === 0),
      )
  })
})

it('every country lies on one continent, and is listed there by name', () => {
  const all = continents.flatMap(([, list]) => list.split(' '))
  expect(all.toSorted()).toEqual(countries.toSorted())
  const [first] = continentList('es')
  expect(first?.name).toBe('América')
  expect(first?.countries).toContainEqual(['AR', 'Argentina'])
})
