import { describe, expect, it } from 'vitest'
import { readOffice, type TypedOffice, type TypedWords } from './recipient-form'
import { zoneOf } from './time-zone'

const salutations = { en: 'To whom it may concern:', es: 'A quien corresponda:' }
const words = (change: Partial<TypedWords> = {}): TypedWords => ({
  ...{ language: 'es', name: 'Embajada de Georgia', city: 'Buenos Aires', addressee: '', salutation: '' },
  ...change,
})
const blank = words({ language: '', name: '', city: '' })
const typed = (change: Partial<TypedOffice> = {}): TypedOffice => ({
  ...{ kind: 'embassy', country: 'GE', hostCountry: 'AR', timeZone: '', postalAddress: '' },
  languages: ['es', '', ''],
  words: [words(), blank],
  ...change,
})
const faultsOf = (change: Partial<TypedOffice>) => {
  const read = readOffice(typed(change), salutations)
  return read.kind === 'refused' ? read.faults : []
}

describe('an office', () => {
  it('needs a name, a city, its countries and a language; the rest has something that stands in for it', () => {
    const read = readOffice(typed(), salutations)
    expect(read).toMatchObject({
      kind: 'read',
      office: {
        name: { es: 'Embajada de Georgia' },
        addressee: { es: 'Embajada de Georgia' },
        salutation: { es: 'A quien corresponda:' },
        timeZone: 'America/Argentina/Buenos_Aires',
        languages: ['es'],
        postalAddress: [],
      },
      given: { addressee: false, salutation: false, timeZone: false, postalAddress: false },
    })
  })

  it('is greeted in English when nothing is at hand in a language it reads', () => {
    const read = readOffice(
      typed({ languages: ['ka'], words: [words({ language: 'ka', name: 'საელჩო' })] }),
      salutations,
    )
    expect(read).toMatchObject({ office: { salutation: { en: 'To whom it may concern:' } } })
  })

  it('keeps the lines of its postal address, and its languages in their order', () => {
    const read = readOffice(
      typed({ postalAddress: ' Calle 1 \r\n\r\n1000 Buenos Aires\n', languages: ['ru', 'es', 'ru'] }),
      salutations,
    )
    expect(read).toMatchObject({
      office: { postalAddress: ['Calle 1', '1000 Buenos Aires'], languages: ['ru', 'es'] },
    })
  })

  it.each<[string, Partial<TypedOffice>, unknown[]]>([
    ['without a kind', { kind: '' }, [{ field: 'kind', code: 'missing' }]],
    ['of another kind', { kind: 'shop' }, [{ field: 'kind', code: 'unknown' }]],
    ['of no country', { country: '' }, [{ field: 'country', code: 'missing' }]],
    ['in no country there is', { hostCountry: 'QQ' }, [{ field: 'hostCountry', code: 'unknown' }]],
    ['that reads nothing', { languages: ['', ''] }, [{ field: 'languages', code: 'missing' }]],
    ['that reads no language', { languages: ['klingon'] }, [{ field: 'languages', code: 'unknown' }]],
    ['in no time zone', { timeZone: 'Moon/Base' }, [{ field: 'timeZone', code: 'unknown' }]],
    [
      'without a name, which is told once',
      { words: [words({ name: '' })] },
      [{ field: 'name', code: 'missing' }],
    ],
    ['without a city', { words: [words({ city: '' })] }, [{ field: 'city', code: 'missing' }]],
    [
      'with a name that is too long, in its place',
      { words: [words(), words({ language: 'en', name: 'x'.repeat(201) })] },
      [{ field: 'name', code: 'too-long', block: 1 }],
    ],
    [
      'with words in no language',
      { words: [words(), words({ language: '' })] },
      [{ field: 'language', code: 'missing', block: 1 }],
    ],
    [
      'with a language twice',
      { words: [words(), words()] },
      [{ field: 'language', code: 'twice', block: 1 }],
    ],
    [
      'with nine lines of address',
      { postalAddress: 'x\n'.repeat(9) },
      [{ field: 'postalAddress', code: 'too-many' }],
    ],
  ])('%s is refused', (_, change, faults) => {
    expect(faultsOf(change)).toEqual(faults)
  })
})

it.each([
  ['AR', 'America/Argentina/Buenos_Aires'],
  ['RU', 'Europe/Moscow'],
  ['AM', 'Asia/Yerevan'],
  ['QQ', 'UTC'],
])('an office in %s keeps the hours of %s', (country, zone) => {
  expect(zoneOf(country)).toBe(zone)
})
