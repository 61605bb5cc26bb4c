import { describe, expect, it } from 'vitest'
import { folded, knownOffices, letterLanguageFor, readHolder } from './recipient'

it.each([
  [['es', 'ru'], ['en', 'es'], 'es'],
  [['ru', 'es'], ['es', 'ru'], 'ru'],
  [['ru'], ['es', 'en'], null],
  [['es'], [], null],
  [[], ['es'], null],
  [['pt-BR'], ['pt'], null],
])('writes to an office that reads %j, of letters in %j, the one in %s', (reads, written, language) => {
  expect(letterLanguageFor(reads, written)).toBe(language)
})

it.each([
  ['Embajada de Belarús', 'embajada de belarus'],
  ['  EMBASSY,  of “Belarus” ', 'embassy of belarus'],
  ['Հայաստան', 'հայաստան'],
  ['mail@embassy.example', 'mail@embassy example'],
])('compares %j as %j', (words, as) => {
  expect(folded(words)).toBe(as)
})

describe('a list of known offices', () => {
  const embassy = {
    name: { en: 'Embassy of Belarus', es: 'Embajada de Belarús' },
    hostCountry: 'AR',
    emails: ['Mail@embassy.example'],
  }
  const found = (office: Partial<typeof embassy>) => {
    const known = knownOffices<string>()
    known.add(embassy, 'the embassy')
    return known.find({ ...embassy, name: { en: 'x' }, emails: [], ...office })
  }
  it.each([
    [{ name: { en: 'embassy of belarus', es: '' } }, 'by a name in other letters'],
    [{ name: { en: 'EMBAJADA DE BELARUS', es: '' } }, 'by a name in another language'],
    [{ emails: ['mail@EMBASSY.example'] }, 'by an address'],
  ])('finds one %s', (office, _) => {
    expect(found(office)).toBe('the embassy')
  })
  it('does not take the embassy in another country for it', () => {
    expect(found({ name: embassy.name, hostCountry: 'CL' })).toBeNull()
  })
})

describe('a holder', () => {
  it('is a name with dates to the precision known', () => {
    expect(readHolder({ name: '  Olga   B. ', since: '2024-03', until: '' })).toEqual({
      kind: 'read',
      holder: { name: 'Olga B.', since: '2024-03', until: null },
    })
  })
  it.each([
    [{ name: '' }, ['name-missing']],
    [{ since: '2024-13' }, ['since']],
    [{ since: '03/2024' }, ['since']],
    [{ until: '2024-02-30' }, ['until']],
    [{ since: '2024-05', until: '2023' }, ['until-before-since']],
    [{ name: 'x'.repeat(121) }, ['name-too-long']],
  ])('is refused with %j: %j', (typed, faults) => {
    expect(readHolder({ name: 'Olga', since: '', until: '', ...typed })).toEqual({ kind: 'refused', faults })
  })
  it('may end in the year in which it began', () => {
    expect(readHolder({ name: 'Olga', since: '2024-05', until: '2024' }).kind).toBe('read')
  })
})
