import { expect, test } from 'vitest'
import { parseLetter } from './letter'
import { inMarkdown } from './letter-frame'

const text = (words: string) => {
  const parsed = parseLetter(inMarkdown(words))
  if (parsed.kind === 'refused') return parsed.faults
  const [paragraph] = parsed.document
  return paragraph?.kind === 'paragraph'
    ? paragraph.children.map((node) => ('text' in node ? node.text : node.kind)).join('')
    : paragraph?.kind
}

test.each([
  'Plain words, (in brackets) and 100 %',
  '**Bold** and _soft_ `code`',
  '<script>alert(1)</script> &amp; more',
  '[a link](javascript:alert(1)) ![x](y)',
  '# no heading',
  '- no list',
  '1. no list either',
  '> no quote',
  'a\\b',
])('%j means nothing in a letter', (words) => {
  expect(text(words)).toBe(words)
})

test('what would name a field or make a table is taken out', () => {
  expect(text('{{count}} a | b')).toBe('count a / b')
})
