import type { BlockContent, DefinitionContent, PhrasingContent, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { z } from 'zod'

export const letterStates = ['current', 'superseded'] as const
export type LetterState = (typeof letterStates)[number]

/** Names that a letter may put between double braces: `{{recipient}}`. There are no expressions. */
export const mergeFields = [
  'recipient',
  'salutation',
  'organisation',
  'campaign',
  'count',
  'date',
  'place',
] as const
export type MergeField = (typeof mergeFields)[number]

export type Inline =
  /** `isValue` marks what a field was filled with: set its direction apart (`<bdi>`, or U+2068 and U+2069). */
  | { kind: 'text'; text: string; isValue?: true }
  | { kind: 'strong' | 'emphasis'; children: Inline[] }
  | { kind: 'link'; href: string; children: Inline[] }
  | { kind: 'break' }
  | { kind: 'field'; name: MergeField }

export type Block =
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'heading'; children: Inline[] }
  | { kind: 'quote'; children: Block[] }
  | { kind: 'list'; isOrdered: boolean; start: number; items: Block[][] }

/** The one parsed form of a letter: page, mail and PDF are all made from it. */
export type LetterDocument = Block[]

/** UTF-16 code units of Markdown in the body of a letter. */
export const longestBody = 20_000
/** UTF-16 code units of a subject. */
export const longestSubject = 160
const deepest = 6
const mostLines = 1_500
const mostStars = 2_000
const absurdNesting = /^(?:[ \t]*(?:>|[*+-](?=[ \t])|\d{1,9}[.)](?=[ \t]))){20}/

export const letterFaults = [
  'empty',
  'too-long',
  'too-deep',
  'raw-html',
  'image',
  'code',
  'table',
  'thematic-break',
  'unsafe-link',
  'link-definition',
  'unknown-field',
] as const
/** Why a letter's text is refused. Reference links are refused as `link-definition`: write the address in place. */
export type LetterFault = (typeof letterFaults)[number]

/** `line` counts from 1 in the Markdown as it was typed. */
export type LetterComplaint = { line: number; code: LetterFault }

export type ParsedLetter =
  | { kind: 'parsed'; document: LetterDocument }
  | { kind: 'refused'; faults: LetterComplaint[] }

/**
 * Reads the body of a letter. Understood are paragraphs, headings (of any level, which all become one), strong and
 * emphasis, lists, quotes, hard breaks, links to https addresses, and merge fields. Everything else that Markdown knows
 * (CommonMark 0.31) is refused with its line rather than dropped, since an organiser should never be surprised by what
 * the recipient reads. All faults are reported at once, in the order of the lines.
 */
export function parseLetter(markdown: string): ParsedLetter {
  if (markdown.length > longestBody) return refused(1, 'too-long')
  const text = wellFormed(markdown)
  // The parser's time grows with the square of these three, so absurd amounts are turned away before it.
  const lines = text.split('\n')
  if (lines.length > mostLines || (text.match(/[*_]/g)?.length ?? 0) > mostStars)
    return refused(1, 'too-long')
  const deepLine = lines.findIndex((line) => absurdNesting.test(line))
  if (deepLine >= 0) return refused(deepLine + 1, 'too-deep')

  const faults: LetterComplaint[] = []
  const document = fromMarkdown(text).children.flatMap((node) => readBlock(node, 1, faults))
  if (faults.length > 0) return { kind: 'refused', faults: faults.sort((a, b) => a.line - b.line) }
  return document.length > 0 ? { kind: 'parsed', document } : refused(1, 'empty')
}

const refused = (line: number, code: LetterFault): ParsedLetter => ({
  kind: 'refused',
  faults: [{ line, code }],
})

/** A text in Unicode that every reader accepts: no lone surrogates, and no controls but line breaks and tabs. */
export const wellFormed = (text: string) =>
  text
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '')

const lineOf = (node: { position?: { start: { line: number } } }) => node.position?.start.line ?? 1

function readBlock(
  node: RootContent | BlockContent | DefinitionContent,
  depth: number,
  faults: LetterComplaint[],
): Block[] {
  const complain = (code: LetterFault): [] => {
    faults.push({ line: lineOf(node), code })
    return []
  }
  if (depth > deepest) return complain('too-deep')
  const within = (children: (BlockContent | DefinitionContent)[]) =>
    children.flatMap((child) => readBlock(child, depth + 1, faults))

  switch (node.type) {
    case 'paragraph': {
      const [first] = node.children
      if (first?.type === 'text' && looksLikeTable(first.value)) return complain('table')
      return [{ kind: 'paragraph', children: readInlines(node.children, 1, faults) }]
    }
    case 'heading':
      return [{ kind: 'heading', children: readInlines(node.children, 1, faults) }]
    case 'blockquote':
      return [{ kind: 'quote', children: within(node.children) }]
    case 'list': {
      const items = node.children.map((item) => within(item.children))
      return [{ kind: 'list', isOrdered: node.ordered === true, start: node.start ?? 1, items }]
    }
    case 'html':
      return complain('raw-html')
    case 'code':
      return complain('code')
    case 'thematicBreak':
      return complain('thematic-break')
    case 'definition':
      return complain('link-definition')
    default:
      return complain('table')
  }
}

const looksLikeTable = (text: string) => /^[ \t|:-]*-[ \t:]*\|[ \t|:-]*$/m.test(text)

function readInlines(nodes: PhrasingContent[], depth: number, faults: LetterComplaint[]): Inline[] {
  return nodes.flatMap((node): Inline[] => {
    const complain = (code: LetterFault): [] => {
      faults.push({ line: lineOf(node), code })
      return []
    }
    if (depth > deepest) return complain('too-deep')
    switch (node.type) {
      case 'text':
        return readText(node.value, lineOf(node), faults)
      case 'strong':
      case 'emphasis':
        return [{ kind: node.type, children: readInlines(node.children, depth + 1, faults) }]
      case 'break':
        return [{ kind: 'break' }]
      case 'link': {
        const href = safeAddress(node.url)
        if (!href) return complain('unsafe-link')
        return [{ kind: 'link', href, children: readInlines(node.children, depth + 1, faults) }]
      }
      case 'html':
        return complain('raw-html')
      case 'image':
      case 'imageReference':
        return complain('image')
      case 'inlineCode':
        return complain('code')
      default:
        return complain('link-definition')
    }
  })
}

/** The address of a link in its normal form, or null unless it is https, without user name, password or braces. */
export function safeAddress(address: string): string | null {
  if (!/^https:\/\//i.test(address) || /[{}\s]/.test(address) || !URL.canParse(address)) return null
  const url = new URL(address)
  return url.username === '' && url.password === '' ? url.href : null
}

const fieldPattern = /\{\{[ \t]*([^{}\n]*?)[ \t]*\}\}/

function readText(text: string, line: number, faults: LetterComplaint[]): Inline[] {
  const found: Inline[] = []
  let at = line
  // Split puts the captured names at the odd places.
  for (const [index, piece] of text.split(fieldPattern).entries()) {
    if (index % 2 === 1) {
      if (isMergeField(piece)) found.push({ kind: 'field', name: piece })
      else faults.push({ line: at, code: 'unknown-field' })
      continue
    }
    const open = piece.indexOf('{{')
    if (open >= 0) faults.push({ line: at + breaksIn(piece.slice(0, open)), code: 'unknown-field' })
    if (piece !== '') found.push({ kind: 'text', text: piece.replace(/[ \t]*\n[ \t]*/g, ' ') })
    at += breaksIn(piece)
  }
  return found
}

const breaksIn = (text: string) => text.split('\n').length - 1

const isMergeField = (name: string): name is MergeField => mergeFields.some((field) => field === name)

/** The letter with its fields replaced by these values. A value is text on one line, whatever it looks like. */
export function fillFields(document: LetterDocument, values: Record<MergeField, string>): LetterDocument {
  const inline = (node: Inline): Inline => {
    if (node.kind === 'field') return { kind: 'text', text: oneLine(values[node.name]), isValue: true }
    return 'children' in node ? { ...node, children: node.children.map(inline) } : node
  }
  const block = (node: Block): Block => {
    if (node.kind === 'quote') return { ...node, children: node.children.map(block) }
    if (node.kind === 'list') return { ...node, items: node.items.map((item) => item.map(block)) }
    return { ...node, children: node.children.map(inline) }
  }
  return document.map(block)
}

const oneLine = (text: string) => wellFormed(text).replace(/[\n\t\u2028\u2029]+/g, ' ')

/**
 * The letter as plain text for the text part of a mail: paragraphs apart by an empty line, links as "words (address)",
 * quotes behind "> ", lists behind "- " or "1. ". Lines are not wrapped. Unfilled fields stay as `{{name}}`.
 */
export function plainText(document: LetterDocument): string {
  return document.map(blockText).join('\n\n')
}

function blockText(node: Block): string {
  if (node.kind === 'quote') return prefixed(plainText(node.children), '> ', '> ')
  if (node.kind !== 'list') return node.children.map(inlineText).join('')
  const isLoose = node.items.some((item) => item.filter(({ kind }) => kind !== 'list').length > 1)
  return node.items
    .map((item, index) => {
      const mark = node.isOrdered ? `${node.start + index}. ` : '- '
      return prefixed(item.map(blockText).join(isLoose ? '\n\n' : '\n'), mark, ' '.repeat(mark.length))
    })
    .join(isLoose ? '\n\n' : '\n')
}

const prefixed = (text: string, first: string, rest: string) =>
  text
    .split('\n')
    .map((line, index) => ((index === 0 ? first : rest) + line).trimEnd())
    .join('\n')

function inlineText(node: Inline): string {
  if (node.kind === 'text') return node.text
  if (node.kind === 'break') return '\n'
  if (node.kind === 'field') return `{{${node.name}}}`
  const words = node.children.map(inlineText).join('')
  return node.kind === 'link' && words !== node.href ? `${words} (${node.href})`.trimStart() : words
}

/** What an organiser types: a subject on one line, and the body in Markdown. Issues of the body are `LetterFault`s. */
export const LetterSource = z.object({
  subject: z
    .string()
    .trim()
    .min(1)
    .max(longestSubject)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}]*$/u, 'line-break'),
  body: z.string().superRefine((body, context) => {
    const parsed = parseLetter(body)
    if (parsed.kind === 'parsed') return
    for (const { line, code } of parsed.faults)
      context.addIssue({ code: 'custom', message: code, params: { line } })
  }),
})
export type LetterSource = z.infer<typeof LetterSource>
