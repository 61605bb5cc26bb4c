import { type MergeField, mergeFields, safeAddress, wellFormed } from './letter'

/** A node as an editor hands it over: anything may be in it. */
export type LooseNode = {
  type?: string | undefined
  text?: string | undefined
  attrs?: Record<string, unknown> | undefined
  marks?: { type: string; attrs?: Record<string, unknown> | undefined }[] | undefined
  content?: LooseNode[] | undefined
}

export type TextMark = { type: 'bold' | 'italic' } | { type: 'link'; attrs: { href: string } }
export type InlineNode =
  | { type: 'text'; text: string; marks?: TextMark[] }
  | { type: 'mergeField'; attrs: { name: MergeField }; marks?: TextMark[] }
  | { type: 'hardBreak' }
export type ItemNode = { type: 'listItem'; content: BlockNode[] }
export type ListNode =
  | { type: 'bulletList'; content: ItemNode[] }
  | { type: 'orderedList'; attrs: { start: number }; content: ItemNode[] }
export type BlockNode =
  | { type: 'paragraph' | 'heading'; content: InlineNode[] }
  | { type: 'blockquote'; content: BlockNode[] }
  | ListNode
/** A text as the editor holds it, in its one form: what cannot be told apart in Markdown is the same here. */
export type TextDocument = { type: 'doc'; content: BlockNode[] }

/** Of an ordered list (CommonMark 0.31, section 5.2: nine digits). */
export const longestStart = 999_999_999

/**
 * A document in its one form: texts next to one another joined, blanks at the edges of a line gone, strong and emphasis
 * taken off blanks at their edges and off line breaks, empty paragraphs only where a block would have none.
 */
export const tidyDocument = (doc: LooseNode): TextDocument => ({
  type: 'doc',
  content: filled(blocksOf(doc.content)),
})

const empty = (): BlockNode => ({ type: 'paragraph', content: [] })
export const isEmpty = (node: BlockNode | undefined) =>
  node?.type === 'paragraph' && node.content.length === 0
const filled = (blocks: BlockNode[]) => (blocks.length > 0 ? blocks : [empty()])

const blocksOf = (nodes: LooseNode[] = []): BlockNode[] =>
  nodes.flatMap(blockOf).filter((block) => !isEmpty(block))

function blockOf({ type, attrs, content = [] }: LooseNode): BlockNode[] {
  switch (type) {
    case 'paragraph':
    case 'heading':
      return [{ type, content: tidyInlines(content) }]
    case 'blockquote':
      return [{ type, content: filled(blocksOf(content)) }]
    case 'bulletList':
    case 'orderedList': {
      const items = content.map(({ content: within }): ItemNode => {
        const blocks = blocksOf(within)
        // An item begins with a paragraph, if only an empty one.
        const hasParagraph = blocks[0]?.type === 'paragraph'
        return { type: 'listItem', content: hasParagraph ? blocks : [empty(), ...blocks] }
      })
      if (items.length === 0) return []
      return [
        type === 'bulletList' ? { type, content: items } : { type, attrs: startOf(attrs), content: items },
      ]
    }
    default:
      return []
  }
}

function startOf(attrs: LooseNode['attrs']) {
  const start = attrs?.start
  const isNumber = typeof start === 'number' && Number.isSafeInteger(start)
  return { start: isNumber && start >= 0 && start <= longestStart ? start : 1 }
}

/** A piece of a line with what is laid over it. */
export type Piece = {
  node: { type: 'text'; text: string } | { type: 'mergeField'; attrs: { name: MergeField } }
  bold: boolean
  italic: boolean
  href: string | null
}

function pieceOf({ type, text, attrs, marks = [] }: LooseNode): Piece[] {
  const has = (name: string) => marks.some((mark) => mark.type === name)
  const href = marks.find((mark) => mark.type === 'link')?.attrs?.href
  const over = {
    bold: has('bold'),
    italic: has('italic'),
    href: typeof href === 'string' ? safeAddress(href) : null,
  }
  const name = mergeFields.find((field) => field === attrs?.name)
  if (type === 'mergeField' && name) return [{ node: { type, attrs: { name } }, ...over }]
  const words = type === 'text' ? wellFormed(text ?? '').replace(/[\t\n]+/g, ' ') : ''
  return words === '' ? [] : [{ node: { type: 'text', text: words }, ...over }]
}

/** The lines of a paragraph or heading, each with its pieces. */
export function linesOf(nodes: LooseNode[]): Piece[][] {
  const lines: Piece[][] = [[]]
  for (const node of nodes) {
    if (node.type === 'hardBreak') lines.push([])
    else lines.at(-1)?.push(...pieceOf(node))
  }
  return lines
}

function tidyInlines(nodes: LooseNode[]): InlineNode[] {
  const lines = linesOf(nodes).map((line) =>
    joined(trimmed(unlinkedBlanks(unmarkedBlanks(unmarkedBlanks(line, 'bold'), 'italic')))),
  )
  if (lines.every((line) => line.every(isBlank))) return []
  while (lines.length > 1 && lines[0]?.length === 0) lines.shift()
  while (lines.length > 1 && lines.at(-1)?.length === 0) lines.pop()
  return lines.flatMap((line, index) => [
    ...(index > 0 ? [{ type: 'hardBreak' } as const] : []),
    ...line.map(inlineOf),
  ])
}

function inlineOf({ node, bold, italic, href }: Piece): InlineNode {
  const marks: TextMark[] = [
    ...(href ? [{ type: 'link', attrs: { href } } as const] : []),
    ...(bold ? [{ type: 'bold' } as const] : []),
    ...(italic ? [{ type: 'italic' } as const] : []),
  ]
  return marks.length > 0 ? { ...node, marks } : node
}

/** Takes a mark off the blanks where it begins and ends: no mark of Markdown can begin or end with one. */
function unmarkedBlanks(line: Piece[], mark: 'bold' | 'italic'): Piece[] {
  const parts = line.flatMap((piece): Piece[] =>
    piece.node.type === 'text'
      ? piece.node.text
          .split(/(\s+)/)
          .flatMap((text) => (text ? [{ ...piece, node: { type: 'text', text } }] : []))
      : [piece],
  )
  const off = (at: number) => {
    const piece = parts[at]
    if (piece) parts[at] = { ...piece, [mark]: false }
  }
  const edges = [...parts.keys()]
  for (const at of edges) if (parts[at] && isBlank(parts[at]) && !parts[at - 1]?.[mark]) off(at)
  for (const at of edges.reverse()) if (parts[at] && isBlank(parts[at]) && !parts[at + 1]?.[mark]) off(at)
  return parts
}

const isBlank = ({ node }: Piece) => node.type === 'text' && node.text.trim() === ''

/** Nobody can follow a link from nothing. */
function unlinkedBlanks(line: Piece[]): Piece[] {
  return line.map((piece, at) => {
    if (!piece.href || !isBlank(piece)) return piece
    let [start, end] = [at, at]
    while (line[start - 1]?.href === piece.href) start--
    while (line[end + 1]?.href === piece.href) end++
    return line.slice(start, end + 1).every(isBlank) ? { ...piece, href: null } : piece
  })
}

function trimmed(line: Piece[]): Piece[] {
  const isSpace = (piece: Piece | undefined) => piece?.node.type === 'text' && /^ +$/.test(piece.node.text)
  const rest = joined(line).flatMap(({ node, ...over }): Piece[] =>
    node.type === 'text'
      ? node.text
          .split(/(^ +| +$)/)
          .flatMap((text) => (text ? [{ node: { type: 'text', text }, ...over }] : []))
      : [{ node, ...over }],
  )
  while (isSpace(rest[0])) rest.shift()
  while (isSpace(rest.at(-1))) rest.pop()
  return rest
}

function joined(line: Piece[]): Piece[] {
  const together: Piece[] = []
  for (const piece of line) {
    const last = together.at(-1)
    if (last?.node.type === 'text' && piece.node.type === 'text' && isAlike(last, piece))
      together.splice(-1, 1, { ...last, node: { type: 'text', text: last.node.text + piece.node.text } })
    else together.push(piece)
  }
  return together
}

const isAlike = (a: Piece, b: Piece) => a.bold === b.bold && a.italic === b.italic && a.href === b.href
