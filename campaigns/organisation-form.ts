import { readAccent } from './accent'
import { readAddress } from './address'
import { Slug } from './campaign'
import { Bcp47 } from './language'
import type { Letterhead } from './organisation'
import { isTimeZone } from './time-zone'
import { oneLine } from './words'

export const organisationLimits = { name: 200, line: 120, lines: 8, signatories: 6, languages: 12 } as const

/** The form of an organisation as it was typed: every field there is, whatever is in it. */
export type TypedOrganisation = {
  slug: string
  /** Languages the form has fields for, in their order. */
  languages: string[]
  name: Record<string, string>
  defaultLanguage: string
  lines: string
  signatories: { name: string; title: Record<string, string> }[]
  replyTo: string
  timeZone: string
  accent: string
  needsSecondPerson: boolean
}

export type OrganisationFault =
  | 'name-missing'
  | 'name-too-long'
  | 'slug-wrong'
  | 'slug-taken'
  | 'language-unknown'
  | 'lines-too-many'
  | 'line-too-long'
  | 'signatory-too-long'
  | 'title-missing'
  | 'reply-to'
  | 'time-zone'
  | 'accent'
/** What is wrong, by the name of the field. */
export type OrganisationFaults = Record<string, OrganisationFault>

export type OrganisationDetails = {
  name: Record<string, string>
  letterhead: Letterhead
  replyTo: string | null
  defaultLanguage: string
  timeZone: string
  /** `#rrggbb`. */
  accent: string | null
  needsSecondPerson: boolean
}

/** An empty form in one language. */
export const blankOrganisation = (language: string): TypedOrganisation => ({
  slug: '',
  languages: [language],
  name: {},
  defaultLanguage: language,
  lines: '',
  signatories: [{ name: '', title: {} }],
  replyTo: '',
  timeZone: '',
  accent: '',
  needsSecondPerson: true,
})

/** The form with what is stored in it. */
export function typedOf(slug: string, stored: OrganisationDetails): TypedOrganisation {
  const { name, letterhead, defaultLanguage } = stored
  const titles = letterhead.signatories.flatMap(({ title }) => Object.keys(title))
  return {
    slug,
    languages: [...new Set([defaultLanguage, ...Object.keys(name), ...titles])],
    name,
    defaultLanguage,
    lines: letterhead.lines.join('\n'),
    signatories: letterhead.signatories.map((person) => ({ name: person.name ?? '', title: person.title })),
    replyTo: stored.replyTo ?? '',
    timeZone: stored.timeZone,
    accent: stored.accent ?? '',
    needsSecondPerson: stored.needsSecondPerson,
  }
}

/** What the fields of the form hold (`name.<language>`, `signatory.<n>.title.<language>` …), in the browser and on the server alike. */
export function typedIn(fields: Iterable<[string, unknown]>): TypedOrganisation {
  const all = [...fields].map(([name, value]) => [name, String(value)] as const)
  const one = (wanted: string) => all.find(([name]) => name === wanted)?.[1] ?? ''
  const named = all.flatMap(([name]) => /^name\.(.+)$/.exec(name)?.[1] ?? [])
  const languages = [...new Set(named)]
    .filter((language) => Bcp47.safeParse(language).success)
    .slice(0, organisationLimits.languages)
  const inEach = (field: string) =>
    Object.fromEntries(languages.map((language) => [language, one(`${field}.${language}`)]))
  const numbers = all.flatMap(([name]) => /^signatory\.(\d)\.name$/.exec(name)?.[1] ?? [])
  return {
    slug: one('slug'),
    languages,
    name: inEach('name'),
    defaultLanguage: one('defaultLanguage'),
    lines: one('lines'),
    signatories: [...new Set(numbers)].slice(0, organisationLimits.signatories).map((n) => ({
      name: one(`signatory.${n}.name`),
      title: inEach(`signatory.${n}.title`),
    })),
    replyTo: one('replyTo'),
    timeZone: one('timeZone'),
    accent: one('accent'),
    needsSecondPerson: one('needsSecondPerson') === 'yes',
  }
}

/** The form with one more language or one more signatory; what was typed stays. */
export function grown(typed: TypedOrganisation, intent: unknown, added: unknown): TypedOrganisation {
  const { languages, signatories } = typed
  if (intent === 'add-signatory' && signatories.length < organisationLimits.signatories)
    return { ...typed, signatories: [...signatories, { name: '', title: {} }] }
  const tag = Bcp47.safeParse(added)
  const isNew = intent === 'add-language' && tag.success && !languages.includes(tag.data)
  if (!isNew || languages.length >= organisationLimits.languages) return typed
  return { ...typed, languages: [...languages, tag.data] }
}

const written = (text: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(text)
      .map(([language, words]) => [language, oneLine(words)] as const)
      .filter(([, words]) => words !== ''),
  )

/** The letterhead as it would print now, finished or not: empty lines and people who are not there left out. */
export const letterheadOf = ({ lines, signatories }: TypedOrganisation): Letterhead => ({
  lines: lines
    .split(/\r\n?|\n/)
    .map(oneLine)
    .filter(Boolean),
  signatories: signatories
    .map(({ name, title }) => ({ ...(oneLine(name) ? { name: oneLine(name) } : {}), title: written(title) }))
    .filter((person) => person.name !== undefined || Object.keys(person.title).length > 0),
})

/** Reads the form of an organisation. Fields left empty are left out; what is wrong is told by the name of its field. */
export function readOrganisation(
  typed: TypedOrganisation,
): { kind: 'read'; details: OrganisationDetails } | { kind: 'refused'; faults: OrganisationFaults } {
  const faults: OrganisationFaults = {}
  const name = written(typed.name)
  const { defaultLanguage, timeZone } = typed
  if (!typed.languages.includes(defaultLanguage)) faults.defaultLanguage = 'language-unknown'
  else if (!/[\p{L}\p{N}]/u.test(name[defaultLanguage] ?? ''))
    faults[`name.${defaultLanguage}`] = 'name-missing'
  for (const [language, words] of Object.entries(name))
    if (words.length > organisationLimits.name) faults[`name.${language}`] = 'name-too-long'

  const letterhead = letterheadOf(typed)
  if (letterhead.lines.length > organisationLimits.lines) faults.lines = 'lines-too-many'
  else if (letterhead.lines.some((line) => line.length > organisationLimits.line))
    faults.lines = 'line-too-long'
  typed.signatories.forEach((person, n) => {
    const title = written(person.title)
    if (oneLine(person.name) && Object.keys(title).length === 0)
      faults[`signatory.${n}.title.${typed.languages[0]}`] = 'title-missing'
    if (oneLine(person.name).length > organisationLimits.line)
      faults[`signatory.${n}.name`] = 'signatory-too-long'
    for (const [language, words] of Object.entries(title))
      if (words.length > organisationLimits.name)
        faults[`signatory.${n}.title.${language}`] = 'signatory-too-long'
  })

  const address = readAddress(typed.replyTo)
  const hasReply = typed.replyTo.trim() !== ''
  if (hasReply && address.kind === 'refused') faults.replyTo = 'reply-to'
  if (!isTimeZone(timeZone)) faults.timeZone = 'time-zone'
  const accent = readAccent(typed.accent)
  if (typed.accent.trim() !== '' && !accent) faults.accent = 'accent'

  if (Object.keys(faults).length > 0) return { kind: 'refused', faults }
  const replyTo = address.kind === 'address' ? address.address : null
  const { needsSecondPerson } = typed
  return {
    kind: 'read',
    details: { name, letterhead, replyTo, defaultLanguage, timeZone, accent, needsSecondPerson },
  }
}

/**
 * A short name for addresses and folders, made from the organisation's name: Latin letters without their accents.
 * Empty when the name has too few of them, in which case a person has to find one.
 */
export function proposedSlug(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[’']/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '')
  return Slug.safeParse(slug).success ? slug : ''
}

/** The short name that was typed, else the one the name proposes. `null` when it can't be one. */
export function slugOf({ slug, name, defaultLanguage }: TypedOrganisation): string | null {
  const typed = slug.trim().toLowerCase()
  const read = Slug.safeParse(typed === '' ? proposedSlug(name[defaultLanguage] ?? '') : typed)
  return read.success ? read.data : null
}
