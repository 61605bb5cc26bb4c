import { describe, expect, it } from 'vitest'
import { CampaignFile, type CampaignFolder } from './folder'
import { tellFault } from './folder-fault'
import { fileKind, readableJson, readTexts, writeTexts } from './folder-text'

const campaign = CampaignFile.parse({
  $schema: 'urn:demarche:campaign:1',
  ...{
    slug: 'lapshin',
    state: 'draft',
    originalLanguage: 'es',
    goal: 100,
    closesAt: null,
    isHighRisk: false,
  },
  ...{ exampleYear: null, recipients: [], stories: [] },
  organisations: [
    {
      ...{ slug: 'consejo', name: { hy: 'Խորհուրդ', es: 'Consejo' }, replyTo: null, defaultLanguage: 'es' },
      ...{ letterhead: { signatories: [], lines: ['Calle 1', 'Buenos Aires'] }, timeZone: 'UTC' },
    },
  ],
})

const page = { language: 'es', title: 'Carta', summary: 'Dos frases.', demand: 'Una audiencia.', body: '' }
const folderWith = (title: string): CampaignFolder => ({
  ...{ campaign, letters: [], archives: new Map(), pictures: new Map() },
  pages: [{ ...page, title }],
})
const titleIn = (folder: CampaignFolder) => writeTexts(folder).get('page.es.md')?.split('\n')[1]

describe('front matter', () => {
  it.each([
    ['Carta de protesta', 'title: Carta de protesta'],
    ['Nagorno-Karabakh, 1ª carta (2017)', 'title: Nagorno-Karabakh, 1ª carta (2017)'],
    ['Lapshin: una carta', 'title: "Lapshin: una carta"'],
    ['«Lapshin» #1', 'title: "«Lapshin» #1"'],
    ['"Lapshin"', String.raw`title: "\"Lapshin\""`],
    ['- no', 'title: "- no"'],
    ['¿Por qué?', 'title: ¿Por qué?'],
  ])('quotes only what a reader of YAML would misread: %s', (title, written) => {
    const folder = folderWith(title)
    expect(titleIn(folder)).toBe(written)
    expect(readTexts(writeTexts(folder))).toEqual({ kind: 'read', folder })
  })

  it('keeps a summary of several lines', () => {
    const folder = { ...folderWith('Carta'), pages: [{ ...page, summary: 'Una.\n\nDos.' }] }
    expect(writeTexts(folder).get('page.es.md')).toContain(String.raw`summary: "Una.\n\nDos."`)
    expect(readTexts(writeTexts(folder))).toEqual({ kind: 'read', folder })
  })

  it.each([
    ['', 'page.es.md:1: The file must begin with a line ---, lines "key: value", and a line ---.'],
    [
      '---\ntitle: T\n',
      'page.es.md:1: The file must begin with a line ---, lines "key: value", and a line ---.',
    ],
    ['---\ntitle: T\nsummary: S\ndemand: D\nno colon\n---\n', 'page.es.md:5: This line is not "key: value".'],
    ['---\ntitle: T\ntitle: T\nsummary: S\ndemand: D\n---\n', 'page.es.md:3, title: This stands here twice.'],
    [
      '---\ntitle: "T\nsummary: S\ndemand: D\n---\n',
      'page.es.md:2, title: This value must stand in double quotes, written as a JSON string.',
    ],
    [
      `---\ntitle: ${'T'.repeat(161)}\nsummary: S\ndemand: D\n---\n`,
      'page.es.md:2, title: This is too long: at most 160.',
    ],
    [
      `---\ntitle: T\nsummary: S\ndemand: D\n---\n\n\nWords.\n\n<b>`,
      'page.es.md:10: The letter holds something that letters do not have: raw-html.',
    ],
  ])('is refused with its line', (text, told) => {
    const result = readTexts(new Map([...writeTexts(folderWith('Carta')), ['page.es.md', text]]))
    expect(result.kind === 'refused' && result.faults.map(tellFault)).toEqual([told])
  })
})

describe('a letter in a folder', () => {
  const letters = (versions: Record<string, string>) =>
    readTexts(new Map([['campaign.json', readableJson(campaign)], ...Object.entries(versions)]))
  const text = (more = '') => `---\nsubject: Carta\n${more}---\n\nSe lo pedimos.\n`

  it('may be missing in a draft, and has its version in its front matter or its name', () => {
    expect(letters({})).toMatchObject({ kind: 'read', folder: { letters: [] } })
    expect(letters({ 'letter.es.md': text('version: 3\n'), 'letters/es.v2.md': text() })).toMatchObject({
      folder: {
        letters: [
          { version: 2, isCurrent: false },
          { version: 3, isCurrent: true },
        ],
      },
    })
  })

  it('is refused when its versions do not add up', () => {
    const faults = (versions: Record<string, string>) => {
      const result = letters(versions)
      return result.kind === 'refused' && result.faults.map(({ file, code }) => `${file} ${code}`)
    }
    expect(faults({ 'letters/es.v1.md': text() })).toEqual(['letter.es.md file-missing'])
    expect(faults({ 'letter.es.md': text(), 'letters/es.v1.md': text() })).toEqual([
      'letters/es.v1.md version-order',
    ])
    expect(faults({ 'letter.es.md': text('version: two\n') })).toEqual(['letter.es.md version'])
    expect(faults({ 'letter.es.md': '---\nsubject: Carta\n---\n' })).toEqual(['letter.es.md letter-mark'])
  })
})

describe('the names in a folder', () => {
  it.each([
    'story/0.txt',
    'story/../x.txt',
    'story/1.html',
    'letters/es.md',
    'letter.es.v1.md',
    'Campaign.json',
    'letter..md',
  ])('do not include %s', (name) => expect(fileKind(name)).toBeNull())
})

describe('campaign.json', () => {
  it('puts a list of words on one line where it fits, and languages in order', () => {
    const text = writeTexts(folderWith('Carta')).get('campaign.json')
    expect(text).toContain('"lines": ["Calle 1", "Buenos Aires"],\n')
    expect(text).toContain('"es": "Consejo",\n        "hy": "Խորհուրդ"\n')
    expect(readableJson({ a: ['x'.repeat(60), 'y'.repeat(60)], b: ['[', ']', '",\n'] })).toBe(
      `{\n  "a": [\n    "${'x'.repeat(60)}",\n    "${'y'.repeat(60)}"\n  ],\n  "b": ["[", "]", "\\",\\n"]\n}\n`,
    )
  })
})
