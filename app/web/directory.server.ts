import { countryList } from '../../campaigns/country'
import { languageName, wordsIn } from '../../campaigns/language'
import { maySend } from '../../campaigns/organisation'
import { findOffice } from '../../campaigns/recipient-entry.server'
import { spoken, type TypedOffice, type TypedWords } from '../../campaigns/recipient-form'
import { directoryHomes } from '../../campaigns/recipient-list.server'
import * as m from '../messages/generated/messages'
import { getLocale, locales } from '../messages/generated/runtime'
import type { Noted } from './context'
import { atDesk, type Desk } from './desk.server'
import { missing } from './pages.server'

/** A directory a person may add to: one of an organisation, or the one the installation shares (`shared`). */
export type Home = { value: string; name: string }
export type Directory = Desk & { isKeeper: boolean; homes: Home[] }

/** The person at the desk, with the directories they may add to. Every page of the directory begins here. */
export async function atDirectory(request: Request, context: Noted): Promise<Directory> {
  const desk = await atDesk(request, context)
  const { isKeeper, homes } = await directoryHomes(context.db, desk)
  const may = desk.memberships.filter(({ role }) => maySend(role)).map(({ organisationId }) => organisationId)
  const own = homes
    .filter(({ id }) => may.includes(id))
    .map(({ id, name }) => ({ value: id, name: wordsIn(name, getLocale()).words }))
  const shared = isKeeper ? [{ value: 'shared', name: m.directory_shared() }] : []
  return { ...desk, isKeeper, homes: [...own, ...shared] }
}

/** Refuses, as if it were not there, what only those may see who add to a directory. */
export function mustMayAdd({ homes }: Directory) {
  if (homes.length === 0) throw missing()
}

/** Whose directory a form names; one the person may not add to is 404. */
export function ownerNamed({ homes }: Directory, value: unknown): { organisationId: string | null } {
  const home = homes.find((one) => one.value === value)
  if (!home) throw missing()
  return { organisationId: home.value === 'shared' ? null : home.value }
}

/** An office the person sees, and whether they keep it: a keeper what is shared, a campaigner or an owner their own. Else 404. */
export async function deskOffice({ db }: Noted, directory: Directory, id: string | undefined) {
  const { organisationIds, homes } = directory
  const found = id ? await findOffice(db, { officeId: id, organisationIds }) : null
  if (!found) throw missing()
  const owner = found.office.organisationId ?? 'shared'
  return { ...found, mayKeep: homes.some(({ value }) => value === owner) }
}

/** Refuses, as if it were not there, a change by somebody who may only look. */
export function mustMayKeep({ mayKeep }: { mayKeep: boolean }) {
  if (!mayKeep) throw missing()
}

/** The salutation that fits any office, in each language of the product. */
export const fittingSalutations = () =>
  Object.fromEntries(locales.map((locale) => [locale, m.office_salutation_fitting({}, { locale })]))

const offered =
  'ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km ko ku ky lb lo lt lv mk mn ms mt my nb ne nl pl ps pt pt-BR ro ru sk sl sq sr sv sw ta tg th tk tr uk ur uz vi zh zh-Hant'.split(
    ' ',
  )

/** What the selects of an office's form offer. Made here, since browsers know other names and zones than the server. */
export function officeChoices(inUse: string[] = []) {
  const language = getLocale()
  const order = new Intl.Collator(language)
  return {
    countries: countryList(language),
    languages: [...new Set([...offered, ...inUse])]
      .map((tag): [string, string] => [tag, languageName(tag, language)])
      .sort(([, a], [, b]) => order.compare(a, b)),
    timeZones: ['UTC', ...Intl.supportedValuesOf('timeZone')],
  }
}

/** Most languages an office reads, and most blocks of words its form has; more is nobody's form. */
const mostReads = 10
const mostBlocks = 40

/** An office as its form was filled in. */
export function readOfficeForm(form: FormData): TypedOffice {
  const field = (name: string) => String(form.get(name) ?? '')
  const words: TypedWords[] = []
  for (let n = 0; n < mostBlocks && form.has(`language-${n}`); n++)
    words.push({
      language: field(`language-${n}`),
      ...(Object.fromEntries(spoken.map((name) => [name, field(`${name}-${n}`)])) as Omit<
        TypedWords,
        'language'
      >),
    })
  return {
    kind: field('kind'),
    country: field('country'),
    hostCountry: field('hostCountry'),
    timeZone: field('timeZone'),
    postalAddress: field('postalAddress'),
    languages: Array.from({ length: mostReads }, (_, n) => field(`languages-${n}`)),
    words,
  }
}
