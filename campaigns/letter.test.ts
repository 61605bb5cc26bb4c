import { describe, expect, test } from 'vitest'
import {
  fillFields,
  type LetterDocument,
  type LetterFault,
  LetterSource,
  longestBody,
  type MergeField,
  parseLetter,
  plainText,
} from './letter'

function parsed(markdown: string): LetterDocument {
  const result = parseLetter(markdown)
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.faults))
  return result.document
}

function faults(markdown: string): [number, LetterFault][] {
  const result = parseLetter(markdown)
  return result.kind === 'refused' ? result.faults.map(({ line, code }) => [line, code]) : []
}

const values: Record<MergeField, string> = {
  recipient: 'Embassy of Belarus',
  salutation: 'Your Excellency',
  organisation: 'Committee for Justice',
  campaign: 'Free Maksim',
  count: '214',
  date: '24 November 2026',
  place: 'London',
}

describe('reading', () => {
  test('paragraphs, headings of any level, lists, quotes, breaks, emphasis and links are understood', () => {
    expect(
      parsed(
        '# One\n\nTwo  \nthree *four* **five** [six](https://example.org/a)\n\n3. a\n4. b\n\n> q\n\n- l',
      ),
    ).toEqual([
      { kind: 'heading', children: [{ kind: 'text', text: 'One' }] },
      {
        kind: 'paragraph',
        children: [
          { kind: 'text', text: 'Two' },
          { kind: 'break' },
          { kind: 'text', text: 'three ' },
          { kind: 'emphasis', children: [{ kind: 'text', text: 'four' }] },
          { kind: 'text', text: ' ' },
          { kind: 'strong', children: [{ kind: 'text', text: 'five' }] },
          { kind: 'text', text: ' ' },
          { kind: 'link', href: 'https://example.org/a', children: [{ kind: 'text', text: 'six' }] },
        ],
      },
      {
        kind: 'list',
        isOrdered: true,
        start: 3,
        items: [
          [{ kind: 'paragraph', children: [{ kind: 'text', text: 'a' }] }],
          [{ kind: 'paragraph', children: [{ kind: 'text', text: 'b' }] }],
        ],
      },
      { kind: 'quote', children: [{ kind: 'paragraph', children: [{ kind: 'text', text: 'q' }] }] },
      {
        kind: 'list',
        isOrdered: false,
        start: 1,
        items: [[{ kind: 'paragraph', children: [{ kind: 'text', text: 'l' }] }]],
      },
    ])
    expect(parsed('###### Deep')).toEqual(parsed('# Deep'))
  })

  test('a line break in the source is a space in the letter', () => {
    expect(plainText(parsed('one\ntwo\r\nthree'))).toBe('one two three')
  })

  test('merge fields are found with and without spaces, next to words and inside emphasis', () => {
    expect(parsed('{{salutation}}: **{{ count }}** x')).toEqual([
      {
        kind: 'paragraph',
        children: [
          { kind: 'field', name: 'salutation' },
          { kind: 'text', text: ': ' },
          { kind: 'strong', children: [{ kind: 'field', name: 'count' }] },
          { kind: 'text', text: ' x' },
        ],
      },
    ])
  })

  test('controls and broken characters in the text do no harm', () => {
    expect(plainText(parsed('a\u0000b\u0007c \ud800 d\udfff \u{1f600}'))).toBe('abc \ufffd d\ufffd \u{1f600}')
  })
})

describe('refusing', () => {
  test.each<[LetterFault, string]>([
    ['raw-html', 'a\n\nb <b>bold</b>'],
    ['raw-html', 'a\n\n<script>alert(1)</script>'],
    ['raw-html', 'a\n\n<!-- a remark -->'],
    ['image', 'a\n\n![alt](https://example.org/x.png)'],
    ['code', 'a\n\n```\ncode\n```'],
    ['code', 'a\n\n    indented'],
    ['code', 'a\n\nsome `code`'],
    ['table', 'a\n\n| a | b |\n|---|---|\n| 1 | 2 |'],
    ['thematic-break', 'a\n\n---'],
    ['unsafe-link', 'a\n\n[b](http://example.org)'],
    ['unsafe-link', 'a\n\n[b](javascript:alert(1))'],
    ['unsafe-link', 'a\n\n[b](/relative)'],
    ['unsafe-link', 'a\n\n[b](https://user:word@example.org)'],
    ['unsafe-link', 'a\n\n[b](https://example.org/{{count}})'],
    ['unsafe-link', 'a\n\n<mailto:a@example.org>'],
    ['link-definition', 'a\n\n[b]: https://example.org'],
    ['unknown-field', 'a\n\nDear {{name}}'],
    ['unknown-field', 'a\n\nDear {{count + 1}}'],
    ['unknown-field', 'a\n\nDear {{count'],
  ])('%s, with its line: %j', (code, markdown) => {
    expect(faults(markdown)).toContainEqual([3, code])
  })

  test('every fault is told at once, in the order of the lines', () => {
    expect(faults('{{a}} x\ny {{b}}\n\n<b>\n\n`c`')).toEqual([
      [1, 'unknown-field'],
      [2, 'unknown-field'],
      [4, 'raw-html'],
      [6, 'code'],
    ])
  })

  test('an empty letter and one that is too long', () => {
    expect(faults(' \n\n')).toEqual([[1, 'empty']])
    expect(faults('x'.repeat(longestBody))).toEqual([])
    expect(faults('x'.repeat(longestBody + 1))).toEqual([[1, 'too-long']])
  })

  test('quotes in quotes and lists in lists beyond what paper can show', () => {
    expect(faults('> > > > > a')).toEqual([])
    expect(faults('> > > > > > > a')).toEqual([[1, 'too-deep']])
    expect(faults(`${'*a **b '.repeat(9)}${'** *'.repeat(9)}`).map(([, code]) => code)).not.toContain(
      'raw-html',
    )
  })

  test.each([
    '>'.repeat(20_000),
    '- '.repeat(10_000),
    '*_'.repeat(10_000),
    '['.repeat(20_000),
    '> a\n\n'.repeat(4_000),
    '![a]('.repeat(4_000),
    '{{'.repeat(10_000),
  ])('hostile markup costs less than a second of the processor', (markdown) => {
    const before = process.cpuUsage()
    parseLetter(markdown)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1_000).toBeLessThan(1_000)
  })
})

describe('filling', () => {
  test('a value is text, whatever it looks like, and is marked as a value', () => {
    const document = fillFields(parsed('- > **{{recipient}}**'), {
      ...values,
      recipient: '**<b>**\n{{count}}\u0000',
    })
    expect(JSON.stringify(document)).toContain('{"kind":"text","text":"**<b>** {{count}}","isValue":true}')
  })

  test('the parsed letter itself stays unfilled', () => {
    const document = parsed('{{count}}')
    fillFields(document, values)
    expect(plainText(document)).toBe('{{count}}')
  })
})

test('the letter as plain text reads like a letter', () => {
  const source = `{{salutation}},

on behalf of **{{count}}** people ([report](https://example.org/r), <https://example.org/r>):

## We ask

9. one
10. two

    still two
    - three

> Nobody\\
> spoke.
>
> > Nothing.

Yours`
  expect(plainText(fillFields(parsed(source), values))).toBe(`Your Excellency,

on behalf of 214 people (report (https://example.org/r), https://example.org/r):

We ask

9. one

10. two

    still two

    - three

> Nobody
> spoke.
>
> > Nothing.

Yours`)
})

describe('what an organiser types', () => {
  test('a subject is one line of 1 to 160 characters without controls', () => {
    const isGood = (subject: string) => LetterSource.safeParse({ subject, body: 'a' }).success
    expect(isGood('Detention of Maksim Znak')).toBe(true)
    expect(isGood('x'.repeat(160))).toBe(true)
    for (const bad of ['', '   ', 'x'.repeat(161), 'a\nBcc: b', 'a\u0000', 'a\u2028b', '\ud800'])
      expect(isGood(bad), JSON.stringify(bad)).toBe(false)
  })

  test('faults of the body come as issues with their code and line', () => {
    const issues = LetterSource.safeParse({ subject: 'a', body: 'a\n\n`b`' }).error?.issues
    expect(issues).toMatchObject([{ path: ['body'], message: 'code', params: { line: 3 } }])
  })
})
