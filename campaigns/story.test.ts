import { describe, expect, test } from 'vitest'
import {
  changedParagraphs,
  quotesText,
  readQuotes,
  readStoryForm,
  storyTyped,
  type TypedStory,
  typedAddress,
} from './story'

const typed: TypedStory = {
  headline: '  Lapshin handed   over to Baku ',
  publisher: 'Asbarez',
  author: '',
  url: 'asbarez.com/story',
  reportedOn: '2017-02',
  place: 'Minsk',
  language: 'en',
  summary: 'He was flown to Baku.',
  'summary-es': 'Lo llevaron a Bakú.',
  quotes: '“a flagrant violation”\n— The ministry\n\nlong ago',
}

describe('the form of a report', () => {
  test('is read in the one form of a folder; what is empty is not known', () => {
    expect(readStoryForm(typed)).toEqual({
      kind: 'read',
      story: {
        headline: 'Lapshin handed over to Baku',
        publisher: 'Asbarez',
        author: null,
        url: 'https://asbarez.com/story',
        reportedOn: '2017-02',
        place: 'Minsk',
        language: 'en',
        summary: { en: 'He was flown to Baku.', es: 'Lo llevaron a Bakú.' },
        quotes: [{ text: 'a flagrant violation', by: 'The ministry' }, { text: 'long ago' }],
      },
    })
  })

  test('comes back as it was read', () => {
    const read = readStoryForm(typed)
    const again = read.kind === 'read' && readStoryForm(storyTyped(read.story))
    expect(again).toEqual(read)
  })

  test.each<[TypedStory, object]>([
    [{ headline: '' }, { headline: 'missing' }],
    [{ headline: 'x'.repeat(301) }, { headline: 'too-long' }],
    [{ language: '' }, { language: 'missing' }],
    [{ language: 'klingon!' }, { language: 'unclear' }],
    [{ url: 'javascript:alert(1)' }, { url: 'web-address' }],
    [{ url: 'https://user:secret@news.example/' }, { url: 'web-address' }],
    [{ reportedOn: '7 February' }, { reportedOn: 'reported-on' }],
    [{ reportedOn: '2017-02-30' }, { reportedOn: 'reported-on' }],
    [{ summary: 'x'.repeat(2_001) }, { summary: 'too-long' }],
    [{ 'summary-es': 'x'.repeat(2_001) }, { 'summary-es': 'too-long' }],
    [{ quotes: 'x'.repeat(2_001) }, { quotes: 'too-long' }],
    [
      { headline: '', language: '' },
      { headline: 'missing', language: 'missing' },
    ],
  ])('with %j tells its faults by field', (wrong, faults) => {
    expect(readStoryForm({ ...typed, ...wrong })).toEqual({ kind: 'refused', faults })
  })

  test('with nothing in it tells what is needed', () => {
    expect(readStoryForm({})).toEqual({
      kind: 'refused',
      faults: { headline: 'missing', language: 'missing' },
    })
  })
})

test.each([
  ['www.example.org/a', 'https://www.example.org/a'],
  [' example.org ', 'https://example.org'],
  ['http://example.org', 'http://example.org'],
  ['javascript:alert(1)', 'javascript:alert(1)'],
  ['hello', 'hello'],
])('%j is the address %j', (words, address) => {
  expect(typedAddress(words)).toBe(address)
})

test('quotations keep who said them, dashes within them, and lose the marks around them', () => {
  expect(readQuotes('«Hace tiempo — dijo — debió irse»\n– Lukashenko\r\n\r\n  "short"  \n\n\n')).toEqual([
    { text: 'Hace tiempo — dijo — debió irse', by: 'Lukashenko' },
    { text: 'short' },
  ])
  const quotes = [{ text: 'one\ntwo', by: 'A, B' }, { text: 'three “four” five' }]
  expect(readQuotes(quotesText(quotes))).toEqual(quotes)
  expect(readQuotes('')).toEqual([])
})

test('the difference of two copies is told by paragraphs', () => {
  expect(changedParagraphs('one\n\ntwo\n\nthree', 'one\n\nTWO\n\nthree\n\nfour')).toEqual({
    gone: ['two'],
    come: ['TWO', 'four'],
  })
  expect(changedParagraphs('one', '')).toEqual({ gone: ['one'], come: [] })
})
