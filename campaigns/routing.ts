import { countries as everyCountry, isCountry } from './country'
import type { ForWhom } from './recipient'

/** Whose signatures an office gets in a campaign. `countries` are ISO 3166-1 alpha-2, and count for 'countries' alone. */
export type Route = { forWhom: ForWhom; countries: string[] }

/** The countries of the signers an office gets: all of them, only these, or all but these. */
export type Share = { kind: 'all' } | { kind: 'only' | 'except'; countries: string[] }

/** Countries that some office has by name, each once, in the order in which they are named. */
const named = (routes: Route[]): string[] => [
  ...new Set(routes.flatMap(({ forWhom, countries }) => (forWhom === 'countries' ? countries : []))),
]

/** Which countries' signatures go to one office, among all offices of its campaign. */
export function shareOf(route: Route, routes: Route[]): Share {
  if (route.forWhom === 'countries') return { kind: 'only', countries: [...new Set(route.countries)] }
  const taken = route.forWhom === 'others' ? named(routes) : []
  return taken.length > 0 ? { kind: 'except', countries: taken } : { kind: 'all' }
}

/** Whether the signatures from a country are in a share. */
export const holds = (share: Share, country: string): boolean =>
  share.kind === 'all' || share.countries.includes(country) === (share.kind === 'only')

/** The offices to which a supporter in this country writes, in the campaign's order. */
export const officesFor = <R extends Route>(routes: R[], country: string): R[] =>
  routes.filter((route) => holds(shareOf(route, routes), country))

/** Whether it matters where a supporter lives. */
export const isRouted = (routes: Route[]): boolean =>
  routes.some((route) => shareOf(route, routes).kind !== 'all')

/** How many of the signatures counted by country are an office's. */
export const countIn = (share: Share, byCountry: Record<string, number>): number =>
  Object.entries(byCountry).reduce((sum, [country, n]) => (holds(share, country) ? sum + n : sum), 0)

/** Supporters who write to the same offices: those in `countries`, or, with null, all who are in no other group. */
export type Group<R> = { countries: string[] | null; offices: R[] }

/** Everybody in groups by the offices they write to: countries with something of their own first, all others last. */
export function groupsOf<R extends Route>(routes: R[]): Group<R>[] {
  const rest = routes.filter((route) => shareOf(route, routes).kind !== 'only')
  const groups: { countries: string[]; offices: R[] }[] = []
  const isSame = (a: R[], b: R[]) => a.length === b.length && a.every((office, i) => office === b[i])
  for (const country of named(routes)) {
    const offices = officesFor(routes, country)
    const group = groups.find((one) => isSame(one.offices, offices))
    if (group) group.countries.push(country)
    else if (!isSame(offices, rest)) groups.push({ countries: [country], offices })
  }
  return [...groups, { countries: null, offices: rest }]
}

/** Countries whose supporters would write to nobody. */
export function unreachedBy(routes: Route[]): string[] {
  if (routes.some(({ forWhom }) => forWhom !== 'countries')) return []
  const reached = new Set(named(routes))
  return everyCountry.filter((country) => !reached.has(country))
}

export type RouteFault = 'countries-missing' | 'country-unknown'

/** What is wrong with one route by itself. The same country at several offices is fine. */
export function faultOf({ forWhom, countries }: Route): RouteFault | null {
  if (forWhom !== 'countries') return null
  if (countries.length === 0) return 'countries-missing'
  return countries.every(isCountry) ? null : 'country-unknown'
}

/** A route as it is kept: its countries once each, by code, and none where they don't count. */
export const tidied = ({ forWhom, countries }: Route): Route => ({
  forWhom,
  countries: forWhom === 'countries' ? [...new Set(countries)].sort() : [],
})
