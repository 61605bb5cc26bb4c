import { z } from 'zod'
import { RecipientFile } from './folder'
import { zoneOf } from './time-zone'

const { slug: _slug, addresses: _addresses, ...shape } = RecipientFile.shape

/** An office as the directory keeps it, without its addresses. What is taken here, a campaign folder takes too. */
export const Office = z.strictObject(shape)
export type Office = z.infer<typeof Office>

export const spoken = ['name', 'city', 'addressee', 'salutation'] as const
/** Fields of an office that exist in several languages. */
export type Spoken = (typeof spoken)[number]
export type OfficeField = keyof Office | 'language' | 'email' | 'since'

/** What is wrong with a field: a code, the number of the block of words it stands in, and what was typed. */
export type OfficeFault = {
  field: OfficeField
  code: 'missing' | 'unknown' | 'too-long' | 'too-many' | 'twice'
  block?: number
}

export type TypedWords = { language: string } & Record<Spoken, string>
/** An office as a form holds it, or a row of a table. */
export type TypedOffice = {
  kind: string
  country: string
  hostCountry: string
  timeZone: string
  postalAddress: string
  languages: string[]
  words: TypedWords[]
}

/** Fields that may be left out, because something fitting can stand in for them. */
export type Given = { addressee: boolean; salutation: boolean; timeZone: boolean; postalAddress: boolean }

const linesOf = (typed: string) =>
  typed
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter(Boolean)

/**
 * Reads an office. Without an addressee the letter is addressed to the office by its name; without a salutation it
 * begins with the one of `salutations` (a language to words) in the languages at hand; without a time zone it keeps the
 * hours of its host country. `given` tells what was typed and what was filled in.
 */
export function readOffice(
  typed: TypedOffice,
  salutations: Record<string, string>,
): { kind: 'read'; office: Office; given: Given } | { kind: 'refused'; faults: OfficeFault[] } {
  const faults: OfficeFault[] = []
  const blocks = typed.words.map((words, block) => ({ words, block })).filter(({ words }) => hasWords(words))
  const blockOf = new Map<string, number>()
  for (const { words, block } of blocks) {
    if (words.language === '') faults.push({ field: 'language', code: 'missing', block })
    else if (blockOf.has(words.language)) faults.push({ field: 'language', code: 'twice', block })
    else blockOf.set(words.language, block)
  }
  const inLanguages = (field: Spoken) =>
    Object.fromEntries(
      blocks.flatMap(({ words }) =>
        words.language && words[field].trim() ? [[words.language, words[field]] as const] : [],
      ),
    )
  const name = inLanguages('name')
  const languages = [...new Set(typed.languages.filter(Boolean))]
  const addressee = inLanguages('addressee')
  const salutation = inLanguages('salutation')
  const postalAddress = linesOf(typed.postalAddress)
  const given = {
    addressee: Object.keys(addressee).length > 0,
    salutation: Object.keys(salutation).length > 0,
    timeZone: typed.timeZone !== '',
    postalAddress: postalAddress.length > 0,
  }
  const parsed = Office.safeParse({
    kind: typed.kind,
    name,
    country: typed.country,
    hostCountry: typed.hostCountry,
    city: inLanguages('city'),
    postalAddress,
    languages,
    addressee: given.addressee ? addressee : name,
    salutation: given.salutation ? salutation : fitting(salutations, [...languages, ...Object.keys(name)]),
    timeZone: typed.timeZone || zoneOf(typed.hostCountry),
  })
  if (!parsed.success) {
    // What stands in for a missing name is missing too, and told once.
    const isFilledIn = (field: string) => field in given && !given[field as keyof Given]
    for (const issue of parsed.error.issues) {
      const field = String(issue.path[0]) as keyof Office
      if (isFilledIn(field)) continue
      const fault = { field, code: codeOf(issue, typed) }
      const block = blockOf.get(String(issue.path[1]))
      if (!faults.some((one) => one.field === field && one.block === block))
        faults.push(block === undefined ? fault : { ...fault, block })
    }
  }
  return parsed.success && faults.length === 0
    ? { kind: 'read', office: parsed.data, given }
    : { kind: 'refused', faults }
}

const hasWords = (words: TypedWords) => spoken.some((field) => words[field].trim() !== '')

const fitting = (salutations: Record<string, string>, languages: string[]) => {
  const found = Object.entries(salutations).filter(([language]) => languages.includes(language))
  return Object.fromEntries(found.length > 0 ? found : Object.entries(salutations).slice(0, 1))
}

function codeOf(issue: z.core.$ZodIssue, typed: TypedOffice): OfficeFault['code'] {
  const field = String(issue.path[0])
  const isBlank = field in typed && typed[field as keyof TypedOffice] === ''
  if (isBlank || issue.code === 'too_small' || issue.message === 'no-language') return 'missing'
  if (issue.code === 'too_big') return issue.origin === 'array' ? 'too-many' : 'too-long'
  return 'unknown'
}
