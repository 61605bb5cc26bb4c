import { CampaignText, type TextState, textStates } from './campaign'
import { Bcp47 } from './language'
import { type Block, type Inline, type LetterFault, longestSubject, parseLetter } from './letter'
import { oneLine } from './words'

export const textKinds = ['page', 'letter'] as const
export type TextKind = (typeof textKinds)[number]

/** What a text that is worked on consists of. `state` says how far its language has come; the page carries it. */
export const textFields = {
  page: ['title', 'summary', 'demand', 'body', 'state'],
  letter: ['subject', 'body', 'translator'],
} as const

/** The words of a text by field. Unknown fields are left out by `tidyWords`, missing ones are empty. */
export type TextWords = Record<string, string>

export type TextFault = {
  field: string
  code: LetterFault | 'missing' | 'field-on-page'
  /** Counts from 1 in the body as it was typed. */
  line?: number
}

/** UTF-16 code units of one field that are kept at all. Less than that and too long for its place, it is kept with a fault. */
export const longestKept = 60_000

const lines = new Set(['title', 'demand', 'subject', 'translator'])

/** A text in the one form it is stored and compared in: known fields only, one kind of line break, short fields on one line. */
export function tidyWords(kind: TextKind, typed: Record<string, string | undefined>): TextWords {
  const tidy = (field: string): string => {
    const words = (typed[field] ?? '').toWellFormed().replaceAll('\0', '')
    if (field === 'state') return textStates.find((state) => state === words) ?? 'draft'
    return lines.has(field) ? oneLine(words) : words.replace(/\r\n?/g, '\n').replace(/\s+$/, '')
  }
  return Object.fromEntries(textFields[kind].map((field) => [field, tidy(field)]))
}

/** Whether two texts say the same, field by field. */
export const isSameText = (a: TextWords, b: TextWords) =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].every((field) => (a[field] ?? '') === (b[field] ?? ''))

/** Whether nothing was written yet: a state and a translator are no text. */
export const isBlank = (words: TextWords) =>
  Object.entries(words).every(([field, text]) => field === 'state' || field === 'translator' || text === '')

const limits: Record<string, number> = {
  title: CampaignText.shape.title.maxLength ?? 0,
  summary: CampaignText.shape.summary.maxLength ?? 0,
  demand: CampaignText.shape.demand.maxLength ?? 0,
  subject: longestSubject,
  translator: 120,
}

/** What keeps a text from going online, in the order of its fields. A working copy may have faults, a published text none. */
export function faultsOf(kind: TextKind, words: TextWords): TextFault[] {
  return textFields[kind].flatMap((field): TextFault[] => {
    const text = words[field] ?? ''
    if (field === 'body') return bodyFaults(kind, text)
    const isOptional = field === 'translator' || field === 'state'
    if (text === '') return isOptional ? [] : [{ field, code: 'missing' }]
    return text.length > (limits[field] ?? Number.POSITIVE_INFINITY) ? [{ field, code: 'too-long' }] : []
  })
}

function bodyFaults(kind: TextKind, body: string): TextFault[] {
  // A page may have no body: title, summary and demand can say it all.
  if (body.trim() === '') return kind === 'page' ? [] : [{ field: 'body', code: 'missing' }]
  const parsed = parseLetter(body)
  if (parsed.kind === 'refused') return parsed.faults.map((fault) => ({ field: 'body', ...fault }))
  // A page has no recipient of its own to name, so nothing would fill the field.
  return kind === 'page' && parsed.document.some(holdsField) ? [{ field: 'body', code: 'field-on-page' }] : []
}

const inlineHolds = (node: Inline): boolean =>
  node.kind === 'field' || ('children' in node && node.children.some(inlineHolds))

function holdsField(block: Block): boolean {
  if (block.kind === 'quote') return block.children.some(holdsField)
  if (block.kind === 'list') return block.items.some((item) => item.some(holdsField))
  return block.children.some(inlineHolds)
}

/** A language tag as a person types it (`PT-br`), in its one spelling; `null` when it is none that is used here. */
export function typedLanguage(typed: string): string | null {
  const [head = '', ...rest] = typed.trim().replaceAll('_', '-').split('-')
  const spelled = [
    head.toLowerCase(),
    ...rest.map((part) =>
      part.length === 4 ? part.charAt(0).toUpperCase() + part.slice(1).toLowerCase() : part.toUpperCase(),
    ),
  ].join('-')
  return Bcp47.safeParse(spelled).data ?? null
}

export type LanguageState = 'missing' | TextState

/** A text of a campaign as it is worked on. */
export type WorkingCopy = {
  /** 0 for what stands online and was never worked on here. */
  number: number
  words: TextWords
  savedBy: string | null
  savedAt: Date | null
  /** What a reader sees, `null` for nothing yet. */
  online: TextWords | null
}

/** Working copies by language and kind; a kind without words is not there. */
export type WorkingCopies = Record<string, Partial<Record<TextKind, WorkingCopy>>>

/** How far a language has come: what was said of its page. A letter alone is a draft. */
export function languageState(copies: WorkingCopies[string] | undefined): LanguageState {
  const { page, letter } = copies ?? {}
  if ((!page || isBlank(page.words)) && (!letter || isBlank(letter.words))) return 'missing'
  return textStates.find((state) => state === page?.words.state) ?? 'draft'
}

/** Whether the working copy says something else than what is online. */
export const differsFromOnline = ({ words, online }: WorkingCopy) =>
  online === null ? !isBlank(words) : !isSameText(words, online)

/**
 * The languages whose texts go online with a campaign: the original, what is online already, and every other that is no
 * draft and has no faults. The rest stays in the desk.
 */
export const goesOnline = (copies: WorkingCopies, originalLanguage: string): string[] =>
  Object.keys(copies).filter((language) => {
    const texts = Object.entries(copies[language] ?? {}) as [TextKind, WorkingCopy][]
    if (language === originalLanguage || texts.some(([, { online }]) => online !== null)) return true
    const isWhole = texts.every(([kind, { words }]) => isBlank(words) || faultsOf(kind, words).length === 0)
    return isWhole && !['missing', 'draft'].includes(languageState(copies[language]))
  })
