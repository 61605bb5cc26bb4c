import { isLanguageTag } from './language'

/** ISO 3166-1 alpha-2 codes in use, and XK, which Kosovo uses and mail and banks accept. */
export const countries =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW'.split(
    ' ',
  )

const known = new Set(countries)
export const isCountry = (code: string) => known.has(code)

/** A country's name in a language. */
export const countryName = (code: string, language: string): string =>
  new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? code

const lists = new Map<string, [code: string, name: string][]>()

/** All countries as [code, name], in the order of their names in that language. */
export function countryList(language: string): readonly [code: string, name: string][] {
  const held = lists.get(language) ?? listIn(language)
  if (lists.size < 50) lists.set(language, held)
  return held
}

function listIn(language: string): [code: string, name: string][] {
  const names = new Intl.DisplayNames([language], { type: 'region' })
  const order = new Intl.Collator(language)
  return countries
    .map((code): [string, string] => [code, names.of(code) ?? code])
    .sort(([, a], [, b]) => order.compare(a, b))
}

/**
 * The country to propose for a reader with these languages (most wanted first): the region of the first tag that names
 * one. A language alone proposes nothing, since Spanish is not Spain.
 */
export function proposedCountry(languages: string[]): string | null {
  for (const tag of languages) {
    const region = isLanguageTag(tag) ? new Intl.Locale(tag).region : undefined
    if (region && isCountry(region)) return region
  }
  return null
}
