import { directionOf, languageName } from '../../campaigns/language'
import { findReading, keepReading } from '../../campaigns/reading.server'
import {
  type FoundStory,
  type ReadStory,
  type RefusedPage,
  type StoryCopy,
  type StoryPicture,
  storyFields,
  type TypedStory,
  typedAddress,
} from '../../campaigns/story'
import { getLocale } from '../messages/generated/runtime'
import type { Installation } from './context'
import type { Desk } from './desk.server'

/** Languages that news is read in here, besides whatever a report says of itself. */
const languages =
  'af am ar as az be bg bn bs ca cs cy da de dv el en eo es et eu fa fi fo fr ga gl gn gu ha he hi hr ht hu hy id ig is it ja ka kk km kn ko ku ky la lb lo lt lv mg mi mk ml mn mr ms mt my nb ne nl nn om or pa pl ps pt qu ro ru rw sd si sk sl so sq sr st sv sw ta te tg th ti tk tr tt ug uk ur uz vi xh yi yo zh zu'.split(
    ' ',
  )

/** Languages by tag and name, in the order of their names, with those that are in use anyway. */
export function languageOptions(...used: (string | null | undefined)[]): [tag: string, name: string][] {
  const locale = getLocale()
  const order = new Intl.Collator(locale)
  return [...new Set([...languages, ...used.filter((tag) => tag != null && tag !== '')])]
    .map((tag): [string, string] => [tag as string, languageName(tag as string, locale)])
    .sort(([, a], [, b]) => order.compare(a, b))
}

/** Further languages a summary may be written in: each with its field, name and direction. */
export const summaryLanguages = (tags: string[], ofReport: string | null) =>
  [...new Set(tags)]
    .filter((tag) => tag !== ofReport)
    .map((tag) => ({ tag, name: languageName(tag, getLocale()), direction: directionOf(tag) }))

/** What stands in a posted form about a report. */
export function typedStory(form: FormData): TypedStory {
  const typed: TypedStory = {}
  for (const [name, value] of form)
    if (
      typeof value === 'string' &&
      (storyFields.some((field) => field === name) || /^summary-[\w-]{2,20}$/.test(name))
    )
      typed[name as 'summary'] = value
  return typed
}

/** What was found on a page, as a form holds it; and the fields it says nothing for. */
export function foundInForm({ text: _, pictures: __, ...found }: FoundStory) {
  const typed: TypedStory = Object.fromEntries(
    Object.entries(found).map(([field, value]) => [field, value ?? '']),
  )
  const silent = storyFields.filter((field) => field !== 'quotes' && !found[field])
  return { typed, silent }
}

type Account = { desk: Desk; organisationId: string }

/** Reads the page at an address that was typed, and keeps it for the next step. */
export async function readOnto(
  { db, keyring, readStory, now }: Installation,
  { desk, organisationId, typed }: Account & { typed: string },
): Promise<{ kind: 'kept'; handle: string } | (RefusedPage & { address: string })> {
  const address = typedAddress(typed)
  const read = await readStory(address, organisationId, { picture: true })
  if (read.kind === 'refused') return { ...read, address }
  const { organiserId } = desk
  const handle = await keepReading(db, { keyring, organiserId, address, read, now: now() })
  return { kind: 'kept', handle }
}

/** What was read a step ago, for the person at the desk. */
export const readingOf = ({ db, keyring, now }: Installation, desk: Desk, handle: string | null) =>
  findReading(db, { keyring, organiserId: desk.organiserId, handle, now: now() })

const nothing: Taken = { copy: null, picture: null }
type Taken = { copy: StoryCopy | null; picture: StoryPicture | null }

/**
 * The copy and the picture that go with a report just described: of the page that was read for it, if the report is
 * still said to be there. What is no longer held is read once more; when that fails, the report goes without.
 */
export async function takenFor(
  installation: Installation,
  { desk, organisationId, handle, url }: Account & { handle: string; url: string | null },
): Promise<Taken> {
  if (!handle || url === null) return nothing
  const held = await readingOf(installation, desk, handle)
  if (held) return [held.found.url, held.address].includes(url) ? held : nothing
  const again: ReadStory | RefusedPage = await installation.readStory(url, organisationId, { picture: true })
  return again.kind === 'read' ? again : nothing
}

/** How an answer says that a page was not read: too many for now, or not with this address. */
export const answerOf = ({ reason }: RefusedPage) =>
  reason === 'limited' ? { status: 429, headers: { 'retry-after': '3600' } } : { status: 422 }
