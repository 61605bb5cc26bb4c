import {
  type BlockNode,
  type ItemNode,
  isEmpty,
  type ListNode,
  longestStart,
  type TextDocument,
} from './text-document'
import { inlineMarkdown } from './text-marks'

const bullets = ['-', '*', '+']

/** A document as the fixed Markdown that reads back as the same document. */
export const documentMarkdown = ({ content }: TextDocument): string => blocksMarkdown(content)

/** One block as Markdown, as it stands at the beginning of a text. */
export const blockMarkdown = (block: BlockNode): string => blocksMarkdown([block])

function blocksMarkdown(blocks: BlockNode[], parent = '', between = (_: BlockNode) => '\n\n'): string {
  let written = ''
  let before = ''
  for (const block of blocks) {
    if (isEmpty(block)) continue
    const mark = markOf(block, parent, before)
    if (written !== '') written += between(block)
    written += block.type === 'bulletList' || block.type === 'orderedList' ? list(block, mark) : words(block)
    before = mark
  }
  return written
}

/** Lists of one kind that follow one another have different signs, or they would be one; so has a list in an item. */
function markOf({ type }: BlockNode, parent: string, before: string): string {
  if (type === 'bulletList') return bullets.find((mark) => mark !== parent && mark !== before) ?? '-'
  if (type === 'orderedList') return before === '.' ? ')' : '.'
  return ''
}

function words(block: Exclude<BlockNode, ListNode>): string {
  if (block.type === 'blockquote') return prefixed(blocksMarkdown(block.content), '> ', '> ')
  const text = inlineMarkdown(block.content, block.type === 'heading')
  if (block.type === 'paragraph') return text
  return text.includes('\n') ? `${text}\n===` : withoutEnd(`## ${text}`)
}

function list(node: ListNode, mark: string): string {
  const isTight = node.content.every(isTightItem)
  const start = node.type === 'orderedList' ? node.attrs.start : null
  return node.content
    .map(({ content }, index) => {
      const sign = start === null ? mark : `${Math.min(start + index, longestStart)}${mark}`
      const text = blocksMarkdown(content, mark, () => (isTight ? '\n' : '\n\n'))
      return prefixed(text, `${sign} `, ' '.repeat(sign.length + 1))
    })
    .join(isTight ? '\n' : '\n\n')
}

/** Whether nothing but lists that need no empty line before them follows the item's first words. */
const isTightItem = ({ content: [, ...rest] }: ItemNode) =>
  rest.every(
    (block) =>
      (block.type === 'bulletList' || (block.type === 'orderedList' && block.attrs.start === 1)) &&
      !isEmpty(block.content[0]?.content[0]),
  )

const prefixed = (text: string, first: string, rest: string) =>
  text
    .split('\n')
    .map((line, index) => withoutEnd((index === 0 ? first : rest) + line))
    .join('\n')

// Spaces alone: a blank of another kind is a word's.
const withoutEnd = (line: string) => line.replace(/ +$/, '')
