import type { ReactNode } from 'react'
import type { Block, Inline, LetterDocument } from '../../campaigns/letter'

type Level = 2 | 3 | 4

/** A parsed text as HTML. `headings` is the level its headings take on this page. */
export function SetText({ document, headings }: { document: LetterDocument; headings: Level }) {
  return <>{document.map((block, index) => setBlock(block, headings, index))}</>
}

// A document never changes its order on a page, so a place is a key.
function setBlock(block: Block, headings: Level, key: number): ReactNode {
  switch (block.kind) {
    case 'paragraph':
      return <p key={key}>{block.children.map(setInline)}</p>
    case 'heading': {
      const Heading = `h${headings}` as const
      return <Heading key={key}>{block.children.map(setInline)}</Heading>
    }
    case 'quote':
      return (
        <blockquote key={key}>
          <SetText document={block.children} headings={headings} />
        </blockquote>
      )
    case 'list':
      return block.isOrdered ? (
        <ol key={key} start={block.start === 1 ? undefined : block.start}>
          {setItems(block.items, headings)}
        </ol>
      ) : (
        <ul key={key}>{setItems(block.items, headings)}</ul>
      )
    default:
      return block satisfies never
  }
}

/** A list whose items are one paragraph each is set without paragraphs, as it was typed. */
const setItems = (items: Block[][], headings: Level) =>
  items.map((item, index) => {
    const [only, ...rest] = item
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the items of a printed list keep their places.
      <li key={index}>
        {only?.kind === 'paragraph' && rest.every(({ kind }) => kind === 'list') ? (
          <>
            {only.children.map(setInline)}
            <SetText document={rest} headings={headings} />
          </>
        ) : (
          <SetText document={item} headings={headings} />
        )}
      </li>
    )
  })

function setInline(node: Inline, key: number): ReactNode {
  switch (node.kind) {
    case 'text':
      return node.isValue ? <bdi key={key}>{node.text}</bdi> : node.text
    case 'strong':
      return <strong key={key}>{node.children.map(setInline)}</strong>
    case 'emphasis':
      return <em key={key}>{node.children.map(setInline)}</em>
    case 'link':
      return (
        <a key={key} href={node.href} rel="noopener nofollow">
          {node.children.map(setInline)}
        </a>
      )
    case 'break':
      return <br key={key} />
    case 'field':
      return <span key={key}>{`{{${node.name}}}`}</span>
    default:
      return node satisfies never
  }
}
