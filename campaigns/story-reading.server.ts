import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'
import { decodeHtml } from './charset.ts'
import type { FoundStory } from './story.ts'
import { metadataOf } from './story-metadata.server.ts'
import { oneLine } from './words.ts'

/** Readability looks for the article by length; a main text shorter than this is a notice, a menu or a teaser's stub. */
const shortest = 60
/** UTF-16 code units of a main text that are kept. */
const longest = 200_000

const blocks = new Set(
  'ADDRESS ARTICLE ASIDE BLOCKQUOTE BR CAPTION DD DIV DL DT FIGCAPTION FIGURE FOOTER H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION TABLE TD TH TR UL'.split(
    ' ',
  ),
)
const silent = new Set([
  'SCRIPT',
  'STYLE',
  'TEMPLATE',
  'NOSCRIPT',
  'IFRAME',
  'OBJECT',
  'SVG',
  'BUTTON',
  'FORM',
])

/**
 * What a page of HTML says of the report on it, and the report's main text. For hostile input: it takes its time and
 * memory from whoever calls it, so it is called in a process of its own (story-reader.ts). Throws when the page is built
 * so deep that it can't be read.
 */
export function readHtml({
  body,
  contentType,
  url,
}: {
  body: Uint8Array
  contentType: string
  url: string
}): FoundStory {
  const html = decodeHtml(body, contentType)
  const document = parsed(html)
  const { summary, ...found } = metadataOf(document, url)
  const { text, excerpt } = mainText(document)
  return { ...found, summary: summary ?? excerpt, text }
}

/** linkedom makes an element of whatever comes first, so a page without `<html>` is given one. */
const parsed = (html: string): Document =>
  parseHTML(/<html\b/i.test(html) ? html : `<!doctype html><html><body>${html}</body></html>`).document

function mainText(document: Document): { text: string | null; excerpt: string | null } {
  const read = new Readability<Node>(document, { disableJSONLD: true, serializer: (node) => node }).parse()
  if (!read?.content) return { text: null, excerpt: null }
  const paragraphs = paragraphsOf(read.content)
  const text = paragraphs.join('\n\n').slice(0, longest).toWellFormed().trimEnd()
  if (text.length < shortest) return { text: null, excerpt: null }
  const [opening] = paragraphs.filter((paragraph) => paragraph.length >= shortest)
  return { text, excerpt: opening && opening.length <= 600 ? opening : null }
}

/** The text of a tree, a paragraph for each block in it. No recursion: a page may be deeper than the stack. */
function paragraphsOf(root: Node): string[] {
  const paragraphs: string[] = []
  let words = ''
  const end = () => {
    const line = oneLine(words)
    if (line) paragraphs.push(line)
    words = ''
  }
  let node: Node | null = root
  while (node) {
    const name = node.nodeName.toUpperCase()
    if (node.nodeType === 3) words += node.nodeValue ?? ''
    if (blocks.has(name)) end()
    if (node.firstChild && !silent.has(name)) {
      node = node.firstChild
      continue
    }
    while (node && node !== root && !node.nextSibling) {
      node = node.parentNode
      if (node && blocks.has(node.nodeName.toUpperCase())) end()
    }
    if (!node || node === root) break
    node = node.nextSibling
  }
  end()
  return paragraphs
}
