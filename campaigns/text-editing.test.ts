import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { mergeFields, parseLetter } from './letter'
import { type LooseNode, tidyDocument } from './text-document'
import { openText, wordsOf } from './text-editing'
import { documentMarkdown } from './text-markdown'

/** Numbers that look random and are the same in every run (mulberry32). */
function dice(seed: number) {
  let state = seed
  return (sides: number) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % sides
  }
}
type Dice = ReturnType<typeof dice>
const oneOf = <T>(roll: Dice, from: readonly T[]) => from[roll(from.length)] as T
const some = <T>(roll: Dice, most: number, make: () => T) => Array.from({ length: 1 + roll(most) }, make)

// All that means something to Markdown, and letters, blanks and signs of every kind around it.
const bits = [
  ...'abz19 .,;:!?()-+=#>~|{}\'"/\\`*_[]<&@^$%',
  ...['  ', '\u00a0', '—', '«', '€', 'ñ', 'я', 'ש', 'م', 'հ', '漢', '😀', '\u200b', '\u0301', '\ud83d'],
  ...['1.', '2)', '# ', '- ', '---', '===', '***', '__', '~~~', '> ', '[a](b)', '![', '](', '&amp;', '&#35;'],
  ...['<b>', 'http://a.b', 'a@b.c', '\\', '\\\\', '\n', '\t', '{', '}'],
]
const addresses = ['https://a.example/', 'https://b.example/(x)_*?a=1&amp;b=[2]\\#!c', 'https://c.example/ñ']

const marks = (roll: Dice) => [
  ...(roll(4) === 0 ? [{ type: 'bold' }] : []),
  ...(roll(4) === 0 ? [{ type: 'italic' }] : []),
  ...(roll(6) === 0 ? [{ type: 'link', attrs: { href: oneOf(roll, addresses) } }] : []),
]
function inline(roll: Dice): LooseNode {
  const kind = roll(12)
  if (kind === 0) return { type: 'hardBreak', marks: marks(roll) }
  if (kind === 1) return { type: 'mergeField', attrs: { name: oneOf(roll, mergeFields) }, marks: marks(roll) }
  return { type: 'text', text: some(roll, 5, () => oneOf(roll, bits)).join(''), marks: marks(roll) }
}
function block(roll: Dice, depth: number): LooseNode {
  const kind = roll(depth > 3 ? 4 : 8)
  if (kind < 3) return { type: 'paragraph', content: roll(8) === 0 ? [] : some(roll, 6, () => inline(roll)) }
  if (kind === 3)
    return { type: 'heading', attrs: { level: 2 }, content: some(roll, 3, () => inline(roll)).slice(roll(2)) }
  const blocks = () => some(roll, 2, () => block(roll, depth + 1))
  if (kind === 4) return { type: 'blockquote', content: blocks() }
  return {
    type: kind < 7 ? 'bulletList' : 'orderedList',
    attrs: { start: oneOf(roll, [0, 1, 1, 3, 999_999_999]) },
    content: some(roll, 2, () => ({ type: 'listItem', content: blocks() })),
  }
}
const anyDocument = (seed: number) => {
  const roll = dice(seed)
  return { type: 'doc', content: some(roll, 3, () => block(roll, 1)) }
}

/** Two braces name a field and a bar can make a table, however they are written: such texts have faults, and keep them. */
const hasFaults = (words: string) => words !== '' && parseLetter(words).kind === 'refused'
const opened = (words: string) => {
  const text = openText(words)
  if (!text) throw new Error(`Not opened: ${words}`)
  return text
}

describe('a document and its text', () => {
  test('become one another without a difference, whatever is in them', () => {
    let count = 0
    for (let seed = 0; seed < 1_200; seed++) {
      const document = tidyDocument(anyDocument(seed))
      const words = documentMarkdown(document)
      if (hasFaults(words)) {
        expect([seed, words]).toEqual([seed, expect.stringMatching(/\{\{(?!\w+\}\})|-\s*\||\|\s*-/)])
        continue
      }
      expect([seed, words, openText(words)?.document]).toEqual([seed, words, document])
      count++
    }
    expect(count).toBeGreaterThan(1_000)
  })

  test.each([
    ['strong within a word', 'in**divi**sible'],
    ['a quote in strong next to letters', 'a**“b”**c'],
    ['strong and emphasis side by side', '**a**_b_'],
    ['a list within a list', '- a\n  - b\n  - c\n- d'],
    ['two lists one after the other', '1. a\n\n1) b'],
    ['a list that begins with a list', '- * a'],
    ['a link over a strong word', '[a **b** c](https://a.example/)'],
    ['a field in strong', '**{{count}}** people'],
    ['a heading of two lines', 'a\\\nb\n==='],
    ['what only looks like marks', '1985\\. \\*a\\* \\[b\\] \\_c\\_ 3 < 4'],
    ['an empty text', ''],
  ])('%s is opened and not rewritten', (_, words) => {
    const { document } = opened(words)
    expect(wordsOf(document, opened(words))).toBe(words)
  })

  test('are the texts that this project comes with', () => {
    const folder = new URL('../db/seed/lapshin-2017/', import.meta.url)
    const files = readdirSync(folder).filter((name) => /^(?:letter|page)\..+\.md$/.test(name))
    expect(files.length).toBeGreaterThan(2)
    for (const file of files) {
      const words = readFileSync(new URL(file, folder), 'utf8')
        .replace(/^---\n.*?\n---\n/s, '')
        .trim()
      const text = opened(words)
      expect(documentMarkdown(text.document), file).toBe(words)
    }
  })
})

describe('a text that is changed in one place', () => {
  const words =
    'One\nline after *another*,\nas typed.\n\n\n* a\n* b\n\nDear __{{ recipient }}__,\n\n3) c\n4) d'

  test('keeps the rest as it was typed', () => {
    const text = opened(words)
    const document = structuredClone(text.document)
    const [, , greeting] = document.content
    if (greeting?.type !== 'paragraph') throw new Error('No paragraph.')
    greeting.content.push({ type: 'text', text: ' and *all*' })
    expect(wordsOf(document, text)).toBe(
      'One\nline after *another*,\nas typed.\n\n* a\n* b\n\nDear **{{recipient}}**, and \\*all\\*\n\n3) c\n4) d',
    )
  })

  test('is the old text again when the change is undone', () => {
    const text = opened(words)
    expect(wordsOf({ type: 'doc', content: [...text.document.content, { type: 'paragraph' }] }, text)).toBe(
      words,
    )
  })

  test('is written anew where old words beside new ones would read otherwise', () => {
    const text = opened('- a\n\npara\n\n- b')
    const [first, , last] = text.document.content
    const together = tidyDocument({ content: [first, last] as LooseNode[] })
    expect(wordsOf(together, text)).toBe('- a\n\n* b')
  })
})

describe('a text that an editor would lose something of', () => {
  test.each([
    ['with HTML', 'a <b>b</b>'],
    ['with a picture', '![a](https://a.example/)'],
    ['with code', '`a`'],
    ['with a line across', 'a\n\n---\n\nb'],
    ['with a field nobody knows', '{{name}}'],
    ['with a link that is not https', '[a](http://a.example)'],
    ['with a link from nothing', 'a [](https://a.example/) b'],
    ['with emphasis in emphasis', '*a *b* c*'],
    ['that is too long', 'a'.repeat(20_001)],
  ])('%s is not opened', (_, words) => {
    expect(openText(words)).toBeNull()
  })

  test('never happens: what is opened is said again by what is written', () => {
    let count = 0
    for (let seed = 0; seed < 3_000; seed++) {
      const roll = dice(seed)
      const words = some(roll, 12, () => oneOf(roll, [...bits, 'word ', 'word', '\n\n', '  \n'])).join('')
      const text = openText(words)
      if (!text) continue
      count++
      expect(wordsOf(text.document, text)).toBe(words)
      const again = openText(documentMarkdown(text.document))
      expect([words, again?.document]).toEqual([words, text.document])
    }
    expect(count).toBeGreaterThan(1_000)
  })
})

test('what an editor may hand over besides is left out, and the words stay', () => {
  const document = tidyDocument({
    type: 'doc',
    content: [
      { type: 'paragraph', content: [{ type: 'text', text: ' a\tb\n', marks: [{ type: 'underline' }] }] },
      { type: 'paragraph' },
      { type: 'table', content: [] },
      {
        type: 'paragraph',
        content: [
          {
            type: 'text',
            text: 'c',
            marks: [{ type: 'link', attrs: { href: 'javascript:alert(1)', target: '_blank' } }],
          },
          { type: 'mergeField', attrs: { name: 'password' } },
        ],
      },
      { type: 'orderedList', attrs: { start: -4 }, content: [{ type: 'listItem' }] },
    ],
  })
  expect(documentMarkdown(document)).toBe('a b\n\nc\n\n1.')
})
