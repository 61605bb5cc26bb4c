import { beforeAll, expect, test } from 'vitest'
import type { Paper } from '../campaigns/letter-paper'
import { renderLetterPdf } from '../campaigns/letter-pdf.server'
import { easternFontsFor } from '../campaigns/paper-eastern.server'
import { paperFonts } from '../campaigns/paper-fonts.server'
import { box, paperText } from '../campaigns/paper-text.server'
import { report } from './support/figures'
import { hostileNames, markup, ordinary } from './support/hostile-names'
import { textOfPdf } from './support/pdf-text'

// `npm run reliability` sets them all; each is drawn twice, under either standard.
const count = Number(process.env.FUZZ_NAMES ?? 10_000)
const perVolume = 5_000
const longest = 120

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
const names = [...markup, ...ordinary, ...hostileNames(count - markup.length - ordinary.length)]
let covers: (codePoint: number) => boolean

beforeAll(() => {
  const fonts = [...paperFonts(), ...easternFontsFor('漢한𠮷', 'es')]
  covers = (codePoint) => fonts.some((font) => font.covers(codePoint))
})

test('every name that goes to the press is well-formed, on one line, and drawn by a font of the paper', (context) => {
  report(context, { names: names.length })
  const hidden =
    /(?![\u200b-\u200d])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/u
  const faults: string[] = []
  for (const name of names) {
    const text = paperText(name, longest)
    const shown = [...graphemes.segment(text.replace(/\u200b/g, ''))]
    const isDrawn = [...text].every(
      (character) =>
        /[\u200b-\u200d\s]/.test(character) || character === box || covers(character.codePointAt(0) ?? 0),
    )
    const isPiled = shown.some(({ segment }) => (segment.match(/\p{M}/gu)?.length ?? 0) > 6)
    if (!text.isWellFormed() || hidden.test(text) || !isDrawn || isPiled || shown.length > longest + 1)
      faults.push(JSON.stringify([name, text]))
  }
  expect(faults.slice(0, 5)).toEqual([])
})

test.each(['a-3a', 'ua-1'] as const)(
  'no name costs a letter its standard, and none is taken as markup (%s)',
  async (standard) => {
    for (let from = 0; from < names.length; from += perVolume) {
      const some = names.slice(from, from + perVolume)
      const result = await renderLetterPdf(annexOf(some), { standard, timeoutMs: 120_000 })
      if (result.kind === 'failed') throw new Error(`${result.fault}: ${result.detail}`)
      expect(result).toMatchObject({ standard, complaint: null })
      const text = textOfPdf(result.pdf)
      expect(text).not.toMatch(/root:|daemon:/)
      // Numbered, so that each is looked for in its own place.
      const lost = some
        .map((name, n) => ({ name, shown: `${n + 1}.${name.normalize('NFC')}` }))
        .filter(
          ({ name, shown }) => (markup.includes(name) || ordinary.includes(name)) && !text.includes(shown),
        )
      expect(lost.slice(0, 5)).toEqual([])
    }
  },
  900_000,
)

const annexOf = (people: string[]): Paper => ({
  language: 'es',
  title: 'Carta',
  author: 'Defensores',
  letterheads: [],
  place: '',
  date: '',
  recipient: [],
  reference: '',
  subject: 'Carta',
  body: [],
  signatories: [],
  annex: {
    total: people.length,
    countedOnly: 0,
    note: '',
    signatures: people.map((name) => ({ name, place: '' })),
  },
  words: {
    reference: '',
    subject: '',
    placeAndDate: '{place}, {date}',
    annexTitle: 'Anexo',
    annexIntro: 'Firmas',
    countedOnly: '',
    page: '{page}/{pages}',
  },
  createdAt: '2026-11-24T12:00:00.000Z',
})
