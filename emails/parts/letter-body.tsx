import { Fragment, type ReactNode } from 'react'
import type { Block, Inline, LetterDocument } from '../../campaigns/letter'
import { TextLink } from './layout'
import { bodySize, light, serifFor } from './look'
import { directionOf } from './words'

/** A letter's text as mail programs show it. Throws on a field that is not filled: nobody should read `{{recipient}}`. */
export const LetterBody = ({ document, language }: { document: LetterDocument; language: string }) => (
  <Blocks blocks={document} language={language} />
)

export const letterStyle = (language: string) => ({
  ...bodySize(language),
  color: light.ink,
  fontFamily: serifFor(language),
})

/** `paddingLeft`, or `paddingRight` where lines begin at the right: Outlook knows no logical properties. */
const startOf = (language: string, property: 'padding' | 'border') =>
  `${property}${directionOf(language) === 'rtl' ? 'Right' : 'Left'}`

const Blocks = ({ blocks, language }: { blocks: Block[]; language: string }) =>
  blocks.map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered.
    <Fragment key={index}>{oneBlock(block, language)}</Fragment>
  ))

function oneBlock(block: Block, language: string): ReactNode {
  const style = { ...letterStyle(language), margin: '0 0 16px' }
  switch (block.kind) {
    case 'paragraph':
      return (
        <p className="ink" style={style}>
          {inlines(block.children)}
        </p>
      )
    case 'heading':
      return (
        <h2 className="ink" style={{ ...style, margin: '24px 0 12px', fontWeight: 700 }}>
          {inlines(block.children)}
        </h2>
      )
    case 'quote':
      return (
        <blockquote
          className="line"
          style={{
            margin: '0 0 16px',
            [startOf(language, 'padding')]: '16px',
            [startOf(language, 'border')]: `3px solid ${light.line}`,
          }}
        >
          <Blocks blocks={block.children} language={language} />
        </blockquote>
      )
    case 'list': {
      const items = block.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered.
        <li key={index} style={{ margin: '0 0 8px' }}>
          {itemContent(item, language)}
        </li>
      ))
      const listStyle = { ...style, padding: 0, [startOf(language, 'padding')]: '28px' }
      return block.isOrdered ? (
        <ol className="ink" start={block.start} style={listStyle}>
          {items}
        </ol>
      ) : (
        <ul className="ink" style={listStyle}>
          {items}
        </ul>
      )
    }
  }
}

/** One paragraph stands in its item as it is; more keep their distance. */
function itemContent(item: Block[], language: string): ReactNode {
  const [first] = item
  return item.length === 1 && first?.kind === 'paragraph' ? (
    inlines(first.children)
  ) : (
    <Blocks blocks={item} language={language} />
  )
}

const inlines = (nodes: Inline[]): ReactNode =>
  nodes.map((node, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered.
    <Fragment key={index}>{oneInline(node)}</Fragment>
  ))

function oneInline(node: Inline): ReactNode {
  switch (node.kind) {
    case 'text':
      return node.text
    case 'strong':
      return <strong>{inlines(node.children)}</strong>
    case 'emphasis':
      return <em>{inlines(node.children)}</em>
    case 'break':
      return <br />
    case 'link':
      if (!node.href.startsWith('https://')) throw new Error('A letter links to https addresses only.')
      return <TextLink href={node.href}>{inlines(node.children)}</TextLink>
    case 'field':
      throw new Error(`The letter's field ${node.name} is not filled.`)
  }
}
