import { directionOf } from './language.ts'
import type { Block, Inline } from './letter.ts'
import type { Paper, PdfStandard } from './letter-paper.ts'
import { easternFontsFor } from './paper-eastern.server.ts'
import { paperFonts } from './paper-fonts.server.ts'
import { box, paperText, plainLine } from './paper-text.server.ts'

/** What the press is asked: a paper, the standard to keep to, and an empty folder that is all Typst can see. */
export type PressJob = { paper: Paper; standard: PdfStandard; folder: string }

// Longer ones are an attack or an accident; a name in our own form has at most 100 characters.
const longestName = 120

// In Chinese and Japanese, quotation marks, dashes and dots are as wide as a character, so their own font draws them.
const wideMarks = '[^·–—‘’“”‥…‧⸺]'

// Typst brings this one along. The paper uses it for nothing but the box.
const boxFont = { name: 'DejaVu Sans Mono', covers: box }

/** Where the press puts the logo of the nth letterhead for the template. */
export const logoFile = (n: number) => `logo-${n}.webp`

/**
 * The data of the template `letter.typ`: the paper with every text cleaned and drawable, and the fonts it takes. A font
 * for Chinese, Japanese or Korean comes last, so that nothing looks different for its being there.
 */
export function sheetOf(paper: Paper) {
  const words = wordsOfSheet(paper)
  const eastern = easternFontsFor(JSON.stringify(words), paper.language)
  const isWide = /^(zh|ja)\b/.test(paper.language)
  const usual = paperFonts().map(({ family }, n) =>
    n === 0 && isWide ? { name: family, covers: wideMarks } : { name: family },
  )
  const fonts = [...usual, boxFont, ...eastern.map(({ family }) => ({ name: family }))]
  return { sheet: { ...words, fonts }, faces: [...paperFonts(), ...eastern].flatMap(({ faces }) => faces) }
}

function wordsOfSheet(paper: Paper) {
  const [lang = 'en', ...rest] = paper.language.split('-')
  const created = new Date(paper.createdAt)
  return {
    lang,
    region: rest.find((part) => /^[A-Z]{2}$/.test(part)) ?? null,
    isRightToLeft: directionOf(paper.language) === 'rtl',
    title: plainLine(paper.title),
    author: plainLine(paper.author),
    createdAt: [
      created.getUTCFullYear(),
      created.getUTCMonth() + 1,
      created.getUTCDate(),
      created.getUTCHours(),
      created.getUTCMinutes(),
      created.getUTCSeconds(),
    ],
    words: mapValues(paper.words, (words) => paperText(words)),
    letterheads: paper.letterheads.map(({ name, lines, logo }, n) => ({
      name: paperText(name),
      plainName: plainLine(name),
      lines: texts(lines),
      logo: logo ? `/${logoFile(n)}` : null,
    })),
    accent: paper.accent ?? null,
    dateline: paperText(dateline(paper)),
    recipient: texts(paper.recipient),
    reference: paperText(paper.reference),
    subject: paperText(paper.subject),
    body: paper.body.map(block),
    signatories: paper.signatories.map(({ organisation, name, title }) => ({
      organisation: paperText(organisation),
      name: name ? paperText(name) : null,
      title: paperText(title),
    })),
    volume: paper.volume ? mapValues(paper.volume, (words) => paperText(words)) : null,
    annex: paper.annex && {
      first: paper.annex.first ?? 1,
      volumes: (paper.annex.volumes ?? []).map((file) => mapValues(file, (words) => paperText(words))),
      countedOnly: paper.annex.countedOnly,
      note: paperText(paper.annex.note),
      signatures: paper.annex.signatures.map(({ name, place }) => ({
        name: name && paperText(name, longestName).trim(),
        place: paperText(place, longestName).trim(),
      })),
    },
  }
}

const texts = (lines: string[]) => lines.map((line) => paperText(line)).filter((line) => line.trim() !== '')

const dateline = ({ place, date, words }: Paper) =>
  place && date
    ? words.placeAndDate.replace(/\{(place|date)\}/g, (_, slot) => (slot === 'place' ? place : date))
    : place || date

const mapValues = <T extends Record<string, string>>(record: T, change: (value: string) => string) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)])) as T

function block(node: Block): unknown {
  if (node.kind === 'quote') return { ...node, children: node.children.map(block) }
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => item.map(block)) }
  return { ...node, children: node.children.map(inline) }
}

function inline(node: Inline): unknown {
  if (node.kind === 'break') return node
  if (node.kind === 'text') return { ...node, text: paperText(node.text) }
  // An unfilled field is a fault of ours; the reader should see that it is one.
  if (node.kind === 'field') return { kind: 'text', text: `{{${node.name}}}` }
  const children = node.children.map(inline)
  if (node.kind !== 'link') return { ...node, children }
  // On paper nobody can click, so the address goes into a footnote unless it is what the words already say.
  const isNoted = wordsOf(node.children) !== node.href
  return { ...node, children, isNoted, shown: paperText(node.href) }
}

const wordsOf = (nodes: Inline[]): string =>
  nodes
    .map((node) => (node.kind === 'text' ? node.text : 'children' in node ? wordsOf(node.children) : ''))
    .join('')
