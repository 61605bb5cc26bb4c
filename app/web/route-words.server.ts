import type { WholeCampaign } from '../../campaigns/campaign.server'
import { countryName } from '../../campaigns/country'
import { wordsIn } from '../../campaigns/language'
import { groupsOf, isRouted, officesFor, type Route, shareOf } from '../../campaigns/routing'
import * as m from '../messages/generated/messages'

type Addressing = Pick<WholeCampaign, 'campaign' | 'recipients'>

const inOrder = (countries: string[], language: string): string[] =>
  countries.map((code) => countryName(code, language)).sort(new Intl.Collator(language).compare)

// Kept: making one takes longer than most of what a signature needs. There are as many as languages of letters.
const formats = new Map<string, Intl.ListFormat>()

function listOf(words: string[], language: string, type: 'conjunction' | 'disjunction' = 'conjunction') {
  const key = `${type} ${language}`
  const format = formats.get(key) ?? new Intl.ListFormat(language, { type })
  formats.set(key, format)
  return format.format(words)
}

/** Whose signatures an office gets, with the countries by name. */
export function namedShare(route: Route, routes: Route[], language: string) {
  const share = shareOf(route, routes)
  const countries = share.kind === 'only' ? listOf(inOrder(share.countries, language), language) : ''
  return { kind: share.kind, countries }
}
export type NamedShare = ReturnType<typeof namedShare>

/** Who writes to which offices: a line for each group of countries, the last one for everybody else. */
export function routeLines({ campaign, recipients }: Addressing, language: string) {
  return groupsOf(recipients).map(({ countries, offices }) => ({
    countries: countries && listOf(inOrder(countries, language), language),
    offices: listOf(
      offices.map(({ name }) => wordsIn(name, language, campaign.originalLanguage).words),
      language,
    ),
  }))
}

/**
 * All offices that may get a signature as one phrase, exactly as the record of consent has it. Where it matters in which
 * country somebody is, it says so for each.
 */
export function recipientPhrase({ campaign, recipients }: Addressing, language: string): string {
  const phrases = recipients.flatMap((route) => {
    const office = wordsIn(route.name, language, campaign.originalLanguage).words
    const share = shareOf(route, recipients)
    if (share.kind === 'all') return [office]
    if (share.kind === 'except') return [m.route_if_elsewhere({ office })]
    const countries = listOf(inOrder(share.countries, language), language, 'disjunction')
    return countries ? [m.route_if_in({ office, countries })] : []
  })
  return isRouted(recipients) ? phrases.join('; ') : listOf(phrases, language)
}

/** The names of the offices that get a signature from this country; of all of them while the country is not known. */
export function officeNames(
  { campaign, recipients }: Addressing,
  { country, language }: { country: string | null; language: string },
): string[] {
  const offices = country === null ? recipients : officesFor(recipients, country)
  return offices.map(({ name }) => wordsIn(name, language, campaign.originalLanguage).words)
}

/** What to add to the address of the thanks page so that it names the right offices: a country, where it matters. */
export function thanksQuery(
  { recipients }: Addressing,
  { country, isReviewed }: { country: string; isReviewed: boolean },
): string {
  const query = [isReviewed ? 'reviewed' : '', isRouted(recipients) ? `country=${country}` : '']
  const said = query.filter(Boolean).join('&')
  return said && `?${said}`
}
