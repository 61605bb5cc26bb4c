import { describe, expect, it } from 'vitest'
import { OrganisationFile } from './folder'
import {
  blankOrganisation,
  grown,
  letterheadOf,
  organisationLimits,
  proposedSlug,
  readOrganisation,
  slugOf,
  type TypedOrganisation,
  typedIn,
  typedOf,
} from './organisation-form'

const whole: TypedOrganisation = {
  slug: '',
  languages: ['es', 'hy'],
  name: { es: ' Unión  Juventud Armenia ', hy: 'Հայ Երիտասարդական' },
  defaultLanguage: 'es',
  lines: 'Armenia 1366\r\n\r\n Buenos Aires ',
  signatories: [
    { name: 'Ani Sarkisian', title: { es: 'Presidenta', hy: '' } },
    { name: '', title: {} },
    { name: '', title: { es: 'La comisión' } },
  ],
  replyTo: 'mail@AYF.example',
  timeZone: 'America/Argentina/Buenos_Aires',
  accent: ' 7A1F0E ',
  needsSecondPerson: true,
}
const faultsOf = (change: Partial<TypedOrganisation>) => {
  const read = readOrganisation({ ...whole, ...change })
  return read.kind === 'refused' ? read.faults : {}
}

describe('the form of an organisation', () => {
  it('is read without what was left empty', () => {
    expect(readOrganisation(whole)).toEqual({
      kind: 'read',
      details: {
        name: { es: 'Unión Juventud Armenia', hy: 'Հայ Երիտասարդական' },
        letterhead: {
          lines: ['Armenia 1366', 'Buenos Aires'],
          signatories: [
            { name: 'Ani Sarkisian', title: { es: 'Presidenta' } },
            { title: { es: 'La comisión' } },
          ],
        },
        replyTo: 'mail@ayf.example',
        defaultLanguage: 'es',
        timeZone: 'America/Argentina/Buenos_Aires',
        accent: '#7a1f0e',
        needsSecondPerson: true,
      },
    })
  })

  it('holds nothing that a campaign folder could not carry, but what is the organisation’s own affair', () => {
    const read = readOrganisation(whole)
    if (read.kind === 'refused') throw new Error('refused')
    const { accent: _, needsSecondPerson: __, ...told } = read.details
    expect(OrganisationFile.safeParse({ slug: 'union', ...told }).success).toBe(true)
  })

  it('shows again what is stored', () => {
    const read = readOrganisation(whole)
    if (read.kind === 'refused') throw new Error('refused')
    expect(readOrganisation(typedOf('union', read.details))).toEqual(read)
  })

  it.each<[Partial<TypedOrganisation>, string, string]>([
    [{ name: { hy: 'Միայն' } }, 'name.es', 'name-missing'],
    [{ name: { es: '…' } }, 'name.es', 'name-missing'],
    [{ name: { es: 'x'.repeat(201) } }, 'name.es', 'name-too-long'],
    [{ defaultLanguage: 'en' }, 'defaultLanguage', 'language-unknown'],
    [{ lines: 'x\n'.repeat(9) }, 'lines', 'lines-too-many'],
    [{ lines: 'x'.repeat(121) }, 'lines', 'line-too-long'],
    [{ signatories: [{ name: 'Ani', title: {} }] }, 'signatory.0.title.es', 'title-missing'],
    [
      { signatories: [{ name: 'x'.repeat(121), title: { es: 'x' } }] },
      'signatory.0.name',
      'signatory-too-long',
    ],
    [{ replyTo: 'not an address' }, 'replyTo', 'reply-to'],
    [{ timeZone: '' }, 'timeZone', 'time-zone'],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone', 'time-zone'],
    [{ accent: 'red' }, 'accent', 'accent'],
    [{ accent: '#ff00' }, 'accent', 'accent'],
  ])('with %j is refused at %s', (change, field, fault) => {
    expect(faultsOf(change)).toEqual({ [field]: fault })
  })

  it('needs no reply address, no lines, no colour and nobody who signs', () => {
    expect(faultsOf({ replyTo: ' ', lines: '', signatories: [], accent: ' ' })).toEqual({})
  })

  it('is read from the fields that a browser sends, whatever else it sends', () => {
    const fields: [string, string][] = [
      ['name.es', 'Unión'],
      ['name.not-a-tag!', 'x'],
      ['defaultLanguage', 'es'],
      ['signatory.0.name', 'Ani'],
      ['signatory.0.title.es', 'Presidenta'],
      ['signatory.99.name', 'x'],
      ['timeZone', 'UTC'],
    ]
    expect(typedIn(fields)).toMatchObject({
      languages: ['es'],
      name: { es: 'Unión' },
      signatories: [{ name: 'Ani', title: { es: 'Presidenta' } }],
      timeZone: 'UTC',
    })
  })

  it('asks for a second person until somebody unticks it', () => {
    expect(blankOrganisation('en').needsSecondPerson).toBe(true)
    expect(typedIn([['needsSecondPerson', 'yes']]).needsSecondPerson).toBe(true)
    expect(typedIn([]).needsSecondPerson).toBe(false)
  })

  it('grows by a language once, and by signatories as far as there is room', () => {
    const blank = blankOrganisation('en')
    const two = grown(blank, 'add-language', 'es')
    expect(two.languages).toEqual(['en', 'es'])
    expect(grown(two, 'add-language', 'es')).toEqual(two)
    expect(grown(two, 'add-language', 'x'.repeat(9))).toEqual(two)
    let many = blank
    for (let n = 0; n < 9; n++) many = grown(many, 'add-signatory', null)
    expect(many.signatories).toHaveLength(organisationLimits.signatories)
  })

  it('shows a letterhead before it is finished', () => {
    expect(letterheadOf(blankOrganisation('en'))).toEqual({ lines: [], signatories: [] })
  })
})

describe('a short name', () => {
  it.each([
    ['Unión Juventud Armenia', 'union-juventud-armenia'],
    ['People’s Voice & Co.', 'peoples-voice-co'],
    ['Հայ Երիտասարդական', ''],
    ['UN', ''],
    ['x'.repeat(80), 'x'.repeat(60)],
  ])('for “%s” is proposed as “%s”', (name, slug) => {
    expect(proposedSlug(name)).toBe(slug)
  })
  it('is the one that was typed, when one was', () => {
    expect(slugOf({ ...whole, slug: ' AYF-South ' })).toBe('ayf-south')
    expect(slugOf({ ...whole, slug: 'no spaces here' })).toBeNull()
    expect(slugOf(whole)).toBe('union-juventud-armenia')
  })
})
