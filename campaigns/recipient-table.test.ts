import { describe, expect, it } from 'vitest'
import { matchColumns, missingColumns, readColumn, readRow } from './recipient-table'
import { countryNamed, kindNamed, languageNamed } from './recipient-words'

const salutations = { en: 'To whom it may concern:' }
const header = ['kind', 'name', 'country', 'host country', 'city', 'email', 'languages']
const cells = ['embassy', 'Embassy of Georgia', 'Georgia', 'Argentina', 'Buenos Aires', 'a@geo.example', 'es']
const read = (change: Record<string, string> = {}, more: Record<string, string> = {}) => {
  const names = [...header, ...Object.keys(more)]
  const row = [...cells, ...Object.values(more)].map((cell, i) => change[names[i] ?? ''] ?? cell)
  return readRow(row, { columns: matchColumns(names), language: 'en', salutations })
}

describe('headings', () => {
  it('are known in English and Spanish, however they are written', () => {
    expect(
      matchColumns(['Kind', 'NOMBRE', 'País', 'hostCountry', 'país_anfitrión', 'Correo electrónico']),
    ).toEqual(['kind', 'name', 'country', 'hostCountry', '', 'email'])
  })
  it('may name a language by its tag or its name', () => {
    expect(matchColumns(['name', 'name es', 'Nombre (inglés)', 'city_ru', 'salutation.pt-BR'])).toEqual([
      ...['name', 'name:es', 'name:en', 'city:ru', ''],
    ])
  })
  it('may come several times for addresses, and once for everything else', () => {
    expect(matchColumns(['email 1', 'email 2', 'name', 'name'])).toEqual(['email', 'email', 'name', ''])
  })
  it('that nobody knows hold nothing', () => {
    expect(matchColumns(['', 'fax', '__proto__', 'constructor'])).toEqual(['', '', '', ''])
  })
  it('tell what is missing', () => {
    expect(missingColumns(matchColumns(header))).toEqual([])
    expect(missingColumns(matchColumns(['email']))).toEqual(['name', 'city', 'languages', 'country'])
  })
  it.each([
    ['name', 'name'],
    ['name:es', 'name:es'],
    ['name:klingon', ''],
    ['email:es', ''],
    ['toString', ''],
  ])('come back from a form as %j: %j', (value, column) => {
    expect(readColumn(value)).toBe(column)
  })
})

describe('a row', () => {
  it('is an office with its addresses and its holder', () => {
    const more = {
      'name es': 'Embajada de Georgia',
      titular: 'Nino K.',
      desde: '2024',
      address: 'Calle 1|1000 BA',
    }
    expect(read({ email: 'a@geo.example; b@geo.example <c@geo.example>' }, more)).toMatchObject({
      kind: 'read',
      row: {
        office: {
          ...{ kind: 'embassy', country: 'GE', hostCountry: 'AR', city: { en: 'Buenos Aires' } },
          name: { en: 'Embassy of Georgia', es: 'Embajada de Georgia' },
          postalAddress: ['Calle 1', '1000 BA'],
        },
        emails: ['a@geo.example', 'b@geo.example', 'c@geo.example'],
        holder: { name: 'Nino K.', since: '2024' },
      },
    })
  })
  it('says what kind it is by its name when no cell does', () => {
    expect(read({ kind: '', name: 'Consulado General de España' })).toMatchObject({
      row: { office: { kind: 'consulate' } },
    })
  })
  it('of a ministry needs one country, of an embassy two', () => {
    const ministry = { kind: 'Ministry', name: 'Ministry of Justice', country: '' }
    expect(read(ministry)).toMatchObject({ row: { office: { country: 'AR', hostCountry: 'AR' } } })
    expect(read({ country: '' })).toMatchObject({ faults: [{ field: 'country', code: 'missing' }] })
  })
  it.each([
    ['es, ru', ['es', 'ru']],
    ['Spanish; Russian', ['es', 'ru']],
    ['español / ruso', ['es', 'ru']],
    ['es ru hy', ['es', 'ru', 'hy']],
    ['հայերեն', ['hy']],
    ['pt-BR', ['pt-BR']],
  ])('reads %j as languages %j', (languages, tags) => {
    expect(read({ languages })).toMatchObject({ row: { office: { languages: tags } } })
  })
  it('takes what looks like a formula for text', () => {
    for (const name of ['=HYPERLINK("http://evil.example")', '@SUM(1)', '+cmd|x', '-2+3'])
      expect(read({ name })).toMatchObject({ row: { office: { name: { en: name } } } })
  })
  it.each([
    [{ country: 'Nowhere' }, { field: 'country', code: 'unknown', value: 'Nowhere' }],
    [{ languages: 'klingonish' }, { field: 'languages', code: 'unknown', value: 'klingonish' }],
    [{ email: 'nobody' }, { field: 'email', code: 'unknown', value: 'nobody' }],
    [{ name: '' }, { field: 'name', code: 'missing', value: '' }],
    [{ city: 'x'.repeat(200) }, { field: 'city', code: 'too-long', value: 'x'.repeat(80) }],
  ])('with %j is refused, with what stood there', (change, fault) => {
    expect(read(change)).toEqual({ kind: 'refused', faults: [fault] })
  })
  it('with more cells than columns is refused, since something slipped', () => {
    const row = readRow([...cells, 'left over'], {
      columns: matchColumns(header),
      language: 'en',
      salutations,
    })
    expect(row).toMatchObject({ kind: 'refused', faults: [{ field: 'cells' }] })
  })
  it('with fewer cells leaves the last ones empty', () => {
    const row = readRow(cells.slice(0, 5), { columns: matchColumns(header), language: 'en', salutations })
    expect(row).toMatchObject({ kind: 'refused', faults: [{ field: 'languages', code: 'missing' }] })
  })
})

it.each([
  ['AR', 'AR'],
  ['ar', 'AR'],
  ['España', 'ES'],
  ['bielorrusia', 'BY'],
  ['EE.UU.', 'US'],
  ['the moon', 'the moon'],
])('the country %j is %j', (words, code) => {
  expect(countryNamed(words)).toBe(code)
})
it('languages and kinds have names', () => {
  expect(['Armenian', 'armenio', 'HY', 'zz', ''].map(languageNamed)).toEqual(['hy', 'hy', 'hy', null, null])
  expect(['Alta Comisión', 'Corte Suprema', 'circus'].map(kindNamed)).toEqual(['embassy', 'court', 'circus'])
})
