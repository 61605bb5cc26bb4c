import { type InlineNode, linesOf, type Piece } from './text-document'

/** What is written one after the other: words still to be guarded at their edges, or signs as they stand. */
type Sign = { kind: 'words' | 'field' | 'bracket'; text: string } | { kind: 'open' | 'close'; text: string }

/** A paragraph's or heading's content as Markdown, without the sign that makes it a heading. */
export const inlineMarkdown = (nodes: InlineNode[], isHeading = false): string =>
  linesOf(nodes)
    .map((line) => lineMarkdown(line, isHeading))
    .join('\\\n')

function lineMarkdown(line: Piece[], isHeading: boolean): string {
  // With strong beside it, a star more or less would be ambiguous.
  const emphasis = line.some(({ bold }) => bold) ? '_' : '*'
  const signs = nested(line, emphasis)
  const [first] = signs
  if (first?.kind === 'words') first.text = atLineStart(first.text)
  const last = signs.at(-1)
  if (isHeading && last?.kind === 'words') last.text = last.text.replace(/(^| )(#+)$/, '$1\\$2')
  // Before a link it would make a picture.
  for (const [at, sign] of signs.entries())
    if (sign.kind === 'words' && signs[at + 1]?.text === '[') sign.text = sign.text.replace(/!$/, '\\!')
  let before: string
  // A reference is a neighbour too, of what stands on its other side.
  do {
    before = textOf(signs)
    guard(signs)
  } while (textOf(signs) !== before)
  return before
}

const textOf = (signs: Sign[]) => signs.map(({ text }) => text).join('')

function nested(line: Piece[], emphasis: string): Sign[] {
  const signs: Sign[] = []
  for (let at = 0; at < line.length; ) {
    const piece = line[at] as Piece
    const [mark, end] = longestMark(line, at)
    if (mark) {
      const within = line.slice(at, end).map((one) => ({ ...one, [mark]: mark === 'href' ? null : false }))
      const [open, close] = aroundOf(mark, piece, emphasis)
      signs.push(open, ...nested(within, emphasis), close)
      at = end
    } else {
      signs.push(plain(piece))
      at++
    }
  }
  return signs
}

type Mark = 'href' | 'bold' | 'italic'

function aroundOf(mark: Mark, { href }: Piece, emphasis: string): [Sign, Sign] {
  if (mark === 'href')
    return [
      { kind: 'bracket', text: '[' },
      { kind: 'bracket', text: `](${escapedAddress(href ?? '')})` },
    ]
  const text = mark === 'bold' ? '**' : emphasis
  return [
    { kind: 'open', text },
    { kind: 'close', text },
  ]
}

/** The mark at a place that reaches furthest, and where it ends; a link is never cut in two by another mark. */
function longestMark(line: Piece[], from: number): [Mark | null, number] {
  let best: [Mark | null, number] = [null, from]
  for (const mark of ['href', 'bold', 'italic'] as const) {
    const value = line[from]?.[mark]
    if (!value) continue
    let end = from
    while (line[end]?.[mark] === value) end++
    const over = mark === 'href' ? -1 : linkAcross(line, from, end)
    if (over > from) end = over
    if (end > best[1]) best = [mark, end]
  }
  return best
}

/** Where a link begins after `from` that goes on beyond `end`; -1 when none does. */
function linkAcross(line: Piece[], from: number, end: number): number {
  const href = line[end]?.href
  if (!href || line[end - 1]?.href !== href) return -1
  let start = end
  while (line[start - 1]?.href === href) start--
  return start > from ? start : -1
}

function plain({ node }: Piece): Sign {
  if (node.type === 'mergeField') return { kind: 'field', text: `{{${node.attrs.name}}}` }
  return { kind: 'words', text: escaped(node.text) }
}

const escaped = (words: string) => words.replace(/[\\`*_[\]<]/g, '\\$&').replace(/&(?=#?[a-z0-9]+;)/gi, '\\&')

const escapedAddress = (href: string) => href.replace(/[\\()]/g, '\\$&').replace(/&(?=#?[a-z0-9]+;)/gi, '\\&')

/** What would begin a heading, a list, a quote, a fence or an underline, were it not escaped. */
const atLineStart = (words: string) =>
  words
    .replace(/^(?:#{1,6}(?= |$)|[-+](?= |$)|-(?=-)|[=>~])/, '\\$&')
    .replace(/^(\d{1,9})([.)])(?= |$)/, '$1\\$2')

/**
 * Strong and emphasis begin and end only beside certain characters (CommonMark 0.31, section 6.2): where the neighbour
 * is another, it is written as a reference, which reads the same.
 */
function guard(signs: Sign[]) {
  for (const [at, sign] of signs.entries()) {
    const [before, after] = [signs[at - 1], signs[at + 1]]
    if (sign.kind !== 'open' && sign.kind !== 'close') continue
    const [inner, outer] = sign.kind === 'open' ? [after, before] : [before, after]
    const [first, last] = [/^./su, /.$/su]
    const [innerEdge, outerEdge] = sign.kind === 'open' ? [first, last] : [last, first]
    const edge = (one: Sign | undefined, where: RegExp) => unitAt(one?.text ?? ' ', where === first)
    if (inner?.kind === 'words' && isBlank(edge(inner, innerEdge))) refer(inner, innerEdge)
    const needsGuard = sign.text === '_' || isPunctuation(edge(inner, innerEdge))
    const faces = edge(outer, outerEdge)
    if (needsGuard && outer?.kind === 'words' && !isBlank(faces) && !isPunctuation(faces))
      refer(outer, outerEdge)
  }
}

// The parser looks at UTF-16 code units.
const unitAt = (text: string, isFirst: boolean) => (isFirst ? text.charAt(0) : text.charAt(text.length - 1))
const isBlank = (unit: string) => /\s/.test(unit)
const isPunctuation = (unit: string) => /[\p{P}\p{S}]/u.test(unit)

function refer(sign: Sign, edge: RegExp) {
  sign.text = sign.text.replace(edge, (one) => `&#x${one.codePointAt(0)?.toString(16)};`)
}
