import type { z } from 'zod'
import { StoryFile } from './folder'
import { Bcp47 } from './language'

export const storyChanges = ['changed', 'vanished'] as const
/** What became of a report since it was read: its words changed, or it is no longer there. */
export type StoryChange = (typeof storyChanges)[number]

export const pageRefusals = [
  'not-an-address',
  'scheme',
  'user-info',
  'port',
  'private',
  'not-found',
  'unreachable',
  'certificate',
  'too-slow',
  'too-large',
  'not-html',
  'encoded',
  'status',
  'redirects',
  'unreadable',
  'limited',
] as const
/** Why a page was not read. `status` goes with the number the page answered. */
export type PageRefusal = (typeof pageRefusals)[number]
export type RefusedPage = { kind: 'refused'; reason: PageRefusal; status: number | null }

/** What a page says of the report on it. What it does not say is null; nothing here is markup. */
export type FoundStory = {
  headline: string | null
  publisher: string | null
  author: string | null
  /** Where the page says it lives (or where it was found), without what only follows readers around. */
  url: string
  /** ISO 8601, to the precision the page gives. */
  reportedOn: string | null
  place: string | null
  language: string | null
  summary: string | null
  /** The main text, paragraphs apart by an empty line. */
  text: string | null
  /** Where the pictures lie that the page names for itself, the first choice first; absolute. */
  pictures: string[]
}

/** A copy of a report: its main text, the SHA-256 of that text as UTF-8, and when it was read. */
export type StoryCopy = { archive: string; archiveSha256: string; readAt: Date }

/** A picture as it is kept: WebP in base64, made by us, and where the original lies, unless it was uploaded. */
export type StoryPicture = { picture: string; pictureUrl: string | null }

export type ReadStory = {
  kind: 'read'
  found: FoundStory
  copy: StoryCopy | null
  picture: StoryPicture | null
}
/** Reads the page at an address on account of an organisation, its picture only when that is wanted. Never throws. */
export type ReadStoryAt = (
  url: string,
  organisationId: string,
  wanted?: { picture: boolean },
) => Promise<ReadStory | RefusedPage>

/** A campaign holds so many reports at most, as its folder does. */
export const mostStories = 50

/** A report as people describe it; the same bounds as in a campaign folder. */
export const StoryDetails = StoryFile.omit({ readAt: true, archive: true, picture: true })
export type StoryDetails = z.infer<typeof StoryDetails>

export const storyFields = [
  'headline',
  'publisher',
  'author',
  'reportedOn',
  'place',
  'url',
  'language',
  'summary',
  'quotes',
] as const
export type StoryField = (typeof storyFields)[number]
/** What stands in the form. Summaries in further languages are `summary-<language>`. */
export type TypedStory = Partial<Record<StoryField | `summary-${string}`, string>>
export type StoryFault = 'missing' | 'too-long' | 'web-address' | 'reported-on' | 'unclear'
export type StoryFaults = Partial<Record<StoryField | `summary-${string}`, StoryFault>>

/** An address as people type or paste it: a missing scheme is https. */
export function typedAddress(typed: string): string {
  const address = typed.trim()
  return /^[\w-]+(?:\.[\w-]+)+(?:[/?#:]|$)/.test(address) ? `https://${address}` : address
}

/** Quotations as one text: each a paragraph, who said it on a last line of its own after a dash. */
export const quotesText = (quotes: StoryDetails['quotes']): string =>
  quotes.map(({ text, by }) => (by ? `${text}\n— ${by}` : text)).join('\n\n')

/** The quotations in such a text. Marks around a whole quotation are left out: the page sets those of its language. */
export const readQuotes = (typed: string): StoryDetails['quotes'] =>
  typed
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n+/)
    .map((block) => block.trim())
    .filter(Boolean)
    .map((block) => {
      const [, words = block, by] = /^([\s\S]*\S)\s*\n\s*[—–-]{1,2}\s*(\S.*)$/.exec(block) ?? []
      const text = words.trim().replace(/^(?:“([^“”]+)”|«([^«»]+)»|"([^"]+)")$/, '$1$2$3')
      return by ? { text, by } : { text }
    })

/** What a form with this report would hold. */
export const storyTyped = ({ summary, quotes, ...details }: StoryDetails): TypedStory => ({
  ...Object.fromEntries(Object.entries(details).map(([field, value]) => [field, value ?? ''])),
  ...Object.fromEntries(
    Object.entries(summary).map(([tag, words]) => [
      tag === details.language ? 'summary' : `summary-${tag}`,
      words,
    ]),
  ),
  quotes: quotesText(quotes),
})

const faultCodes: Record<string, StoryFault> = { 'web-address': 'web-address', 'reported-on': 'reported-on' }

/** Reads the form. Empty fields are null, as for a report that does not say; a headline and a language there must be. */
export function readStoryForm(
  typed: TypedStory,
): { kind: 'read'; story: StoryDetails } | { kind: 'refused'; faults: StoryFaults } {
  const given = (field: StoryField) => typed[field]?.trim() || null
  const language = given('language') ?? ''
  const further = Object.entries(typed).flatMap(([field, words]) =>
    field.startsWith('summary-') && words?.trim() ? [[field.slice(8), words] as const] : [],
  )
  const own = given('summary')
  const parsed = StoryDetails.safeParse({
    publisher: given('publisher'),
    headline: given('headline') ?? '',
    author: given('author'),
    url: given('url') && typedAddress(given('url') ?? ''),
    reportedOn: given('reportedOn'),
    place: given('place'),
    language,
    summary: {
      ...Object.fromEntries(further),
      ...(own && Bcp47.safeParse(language).success ? { [language]: own } : {}),
    },
    quotes: readQuotes(typed.quotes ?? ''),
  })
  if (parsed.success) return { kind: 'read', story: parsed.data }
  const faults: StoryFaults = {}
  for (const { path, code, message } of parsed.error.issues) {
    const [field = 'headline', tag] = path.map(String)
    const name = field === 'summary' && tag && tag !== language ? (`summary-${tag}` as const) : field
    const isEmpty = !typed[name as StoryField]?.trim()
    faults[name as StoryField] ??=
      faultCodes[message] ?? (isEmpty ? 'missing' : code === 'too_big' ? 'too-long' : 'unclear')
  }
  return { kind: 'refused', faults }
}

/** Paragraphs only in the earlier copy, and only in the later one, in their order. */
export function changedParagraphs(before: string, after: string): { gone: string[]; come: string[] } {
  const [earlier, later] = [before.split('\n\n'), after.split('\n\n')]
  const [had, has] = [new Set(earlier), new Set(later)]
  const only = (paragraphs: string[], others: Set<string>) =>
    paragraphs.filter((paragraph) => paragraph && !others.has(paragraph))
  return { gone: only(earlier, has), come: only(later, had) }
}
