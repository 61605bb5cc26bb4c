import { describe, expect, it } from 'vitest'
import { countries, countryList, countryName, isCountry, proposedCountry } from './country'

it('knows each country once, by two capitals, and none by a name of the platform alone', () => {
  expect(new Set(countries).size).toBe(countries.length)
  expect(countries).toHaveLength(250)
  for (const code of countries) expect(countryName(code, 'es')).not.toBe(code)
})

it.each(['', 'ar', 'ZZ', 'EU', 'ARG', 'AR ', 'constructor'])('takes %j for no country', (code) => {
  expect(isCountry(code)).toBe(false)
})

it('lists all countries in the order of their names in the language of the reader', () => {
  const inSpanish = countryList('es').map(([, name]) => name)
  expect(inSpanish).toHaveLength(countries.length)
  expect(inSpanish.indexOf('Alemania')).toBeLessThan(inSpanish.indexOf('Argentina'))
  expect(inSpanish.indexOf('España')).toBeLessThan(inSpanish.indexOf('Estonia'))
})

describe('the country proposed to a reader', () => {
  it.each([
    [['es-AR', 'en'], 'AR'],
    [['es', 'en-US'], 'US'],
    [['hy-Armn-AM'], 'AM'],
    [['zh-hant-tw'], 'TW'],
    [['es'], null],
    [['es-419'], null],
    [['sr-Latn'], null],
    [[], null],
  ])('for %j is %s', (languages, country) => {
    expect(proposedCountry(languages)).toBe(country)
  })

  it.each(['en-x', 'en-a', 'en-US-US', 'e', 'en_US', ''])(
    'passes over %j, which is no language tag',
    (tag) => {
      expect(proposedCountry([tag, 'es-UY'])).toBe('UY')
    },
  )
})
