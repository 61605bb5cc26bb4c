import { fromMarkdown } from 'mdast-util-from-markdown'
import { type Block, type Inline, parseLetter } from './letter'
import { type LooseNode, type TextDocument, tidyDocument } from './text-document'
import { blockMarkdown, documentMarkdown } from './text-markdown'

/** A text that an editor may open: its words as they stand, and as a document. */
export type OpenedText = { markdown: string; document: TextDocument }

/**
 * Opens a text for an editor of documents; `null` when it holds anything such an editor would lose, which is every text
 * with faults, and marks within marks of their own kind. Then it can be changed as plain text only.
 */
export function openText(markdown: string): OpenedText | null {
  if (markdown.trim() === '') return { markdown, document: tidyDocument({}) }
  const parsed = parseLetter(markdown)
  if (parsed.kind === 'refused' || !parsed.document.every((block) => isPlain(block))) return null
  const document = tidyDocument({ content: parsed.document.map(blockNode) })
  return readsAs(documentMarkdown(document), document) ? { markdown, document } : null
}

/**
 * The words of a document. What stands in it unchanged keeps the words it had when it was opened; the rest is written in
 * one form, which reads back as the same document.
 */
export function wordsOf(loose: LooseNode, opened: OpenedText): string {
  const document = tidyDocument(loose)
  if (isSame(document, opened.document)) return opened.markdown
  const before = sourcesOf(opened)
  let at = 0
  const mixed = document.content
    .map((block) => {
      const found = before.findIndex(({ key }, index) => index >= at && key === JSON.stringify(block))
      if (found < 0) return blockMarkdown(block)
      at = found + 1
      return before[found]?.source ?? ''
    })
    .join('\n\n')
  return readsAs(mixed, document) ? mixed : documentMarkdown(document)
}

const isSame = (a: TextDocument, b: TextDocument) => JSON.stringify(a) === JSON.stringify(b)

function readsAs(markdown: string, document: TextDocument): boolean {
  if (markdown === '') return isSame(document, tidyDocument({}))
  const parsed = parseLetter(markdown)
  return (
    parsed.kind === 'parsed' && isSame(tidyDocument({ content: parsed.document.map(blockNode) }), document)
  )
}

/** Each block of an opened text with the words it was written in. */
function sourcesOf({ markdown, document }: OpenedText) {
  const sources = fromMarkdown(markdown).children.map(({ position }) =>
    markdown.slice(position?.start.offset, position?.end.offset),
  )
  if (sources.length !== document.content.length) return []
  return document.content.map((block, index) => ({ key: JSON.stringify(block), source: sources[index] }))
}

/** Whether an editor that lays marks over words, each once, can hold it. */
function isPlain(block: Block): boolean {
  if (block.kind === 'quote') return block.children.every(isPlain)
  if (block.kind === 'list') return block.items.every((item) => item.every(isPlain))
  return block.children.every((node) => isPlainInline(node, []))
}

function isPlainInline(node: Inline, around: string[]): boolean {
  if (!('children' in node)) return true
  if (around.includes(node.kind) || (node.kind === 'link' && !node.children.some(isShown))) return false
  return node.children.every((child) => isPlainInline(child, [...around, node.kind]))
}

const isShown = (node: Inline): boolean =>
  node.kind === 'field' ||
  (node.kind === 'text' && node.text.trim() !== '') ||
  ('children' in node && node.children.some(isShown))

function blockNode(block: Block): LooseNode {
  switch (block.kind) {
    case 'quote':
      return { type: 'blockquote', content: block.children.map(blockNode) }
    case 'list':
      return {
        type: block.isOrdered ? 'orderedList' : 'bulletList',
        attrs: { start: block.start },
        content: block.items.map((item) => ({ type: 'listItem', content: item.map(blockNode) })),
      }
    default:
      return { type: block.kind, content: block.children.flatMap((node) => inlineNodes(node, [])) }
  }
}

function inlineNodes(node: Inline, marks: NonNullable<LooseNode['marks']>): LooseNode[] {
  switch (node.kind) {
    case 'text':
      return [{ type: 'text', text: node.text, marks }]
    case 'break':
      return [{ type: 'hardBreak' }]
    case 'field':
      return [{ type: 'mergeField', attrs: { name: node.name }, marks }]
    case 'link':
      return node.children.flatMap((child) =>
        inlineNodes(child, [...marks, { type: 'link', attrs: { href: node.href } }]),
      )
    default: {
      const type = node.kind === 'strong' ? 'bold' : 'italic'
      return node.children.flatMap((child) => inlineNodes(child, [...marks, { type }]))
    }
  }
}
