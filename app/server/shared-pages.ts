import { proposedCountry } from '../../campaigns/country'
import { acceptedLanguages } from '../../campaigns/language'
import { locales } from '../messages/generated/runtime'
import { type Locale, localeAmong } from '../web/language.server'

// Pages and data whose loaders read nothing of a visitor but the languages they take. No other address may be here.
const languages = locales.join('|')
const slug = '[\\w-]{1,100}'
const home = new RegExp(`^/(?:${languages})$`)
const campaign = new RegExp(`^/(?:${languages})/c/${slug}$`)
const wayToCampaign = new RegExp(`^/c/${slug}$`)
const campaignData = new RegExp(`^/c/${slug}\\.json$`)

/** Under what a page is kept, and the country it is to propose to this reader, ISO 3166-1 alpha-2. */
export type Shared = { key: string; country: string | null }

/** What decides how a kept page is made: its path, which letter it shows, and into which language it sends its reader. */
type Kept = { path: string; letter: string; language: Locale }

const most = 2_000
const known = new Map<string, Shared | null>()

/** How an address is shared by its readers; `null` for one that is not the same for everybody. */
export function sharedAt(url: string, accepted: string): Shared | null {
  const asked = `${accepted} ${url}`
  const held = known.get(asked)
  if (held !== undefined) return held
  const found = find(url, accepted)
  if (known.size >= most) known.clear()
  // Longer ones are nobody's in particular, and would fill the memory.
  if (asked.length < 400) known.set(asked, found)
  return found
}

function find(url: string, accepted: string): Shared | null {
  const [path = '', query = ''] = url.split('?', 2)
  const kept = (rest: Partial<Kept> = {}) =>
    JSON.stringify({ path, letter: '', language: 'en', ...rest } satisfies Kept)
  if (home.test(path) || campaignData.test(path)) return { key: kept(), country: null }
  if (wayToCampaign.test(path))
    return query ? null : { key: kept({ language: proposalOf(accepted).language }), country: null }
  if (!campaign.test(path)) return null
  const letter = query ? (new URLSearchParams(query).get('letter') ?? '') : ''
  if (!/^[A-Za-z-]{0,12}$/.test(letter)) return null
  return { key: kept({ letter }), country: proposalOf(accepted).country }
}

/** The request that makes the page kept under a key. */
export function requestOf(key: string, baseUrl: string): Request {
  const { path, letter, language } = JSON.parse(key) as Kept
  return new Request(`${baseUrl}${path}${letter && `?letter=${letter}`}`, {
    headers: { 'accept-language': language },
  })
}

type Proposal = { language: Locale; country: string | null }
const proposals = new Map<string, Proposal>()

function proposalOf(accepted: string): Proposal {
  const held = proposals.get(accepted)
  if (held) return held
  const tags = acceptedLanguages(accepted)
  const proposal = { language: localeAmong(tags), country: proposedCountry(tags) }
  if (proposals.size >= 1_000) proposals.clear()
  proposals.set(accepted, proposal)
  return proposal
}

const countryField = /<select name="country"[\s\S]*?<\/select>/

/**
 * A campaign's page, made for nobody, as it is made for a reader to whom a country is proposed. Rendering it anew for
 * each would cost a hundred times as much; a test holds the two to the same bytes.
 */
export const proposing = (page: string, country: string): string =>
  page.replace(countryField, (field) =>
    field
      .replace('<option value="" selected="">', '<option value="">')
      .replace(`<option value="${country}">`, `<option value="${country}" selected="">`),
  )
