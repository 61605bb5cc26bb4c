import { m } from '../app/messages/generated/messages'
import type { PaperWords } from '../campaigns/letter-paper'
import { countIn, ownCatalogue } from './parts/words'

type AnnexCounts = { language: string; total: number; countedOnly: number; volumes?: number }

/**
 * The printed letter's fixed words, with their numbers, in its language or not at all: a letter in a language without a
 * catalogue has the numbers alone, and no English among its words.
 */
export function paperWords({ language, total, countedOnly, volumes = 0 }: AnnexCounts): PaperWords {
  const locale = ownCatalogue(language)
  if (!locale) return wordless({ language, total, countedOnly })
  const counted = (count: number) => ({ count, shown: countIn(locale, count) })
  const named = total - countedOnly
  const intro = () => {
    if (named === 0) return m.paper_annex_none_named(counted(total), { locale })
    if (volumes > 0)
      return m.paper_annex_volumes(
        { ...counted(total), namedShown: countIn(locale, named), volumes },
        { locale },
      )
    if (countedOnly === 0) return m.paper_annex_all_named(counted(total), { locale })
    return m.paper_annex_some_named(
      { ...counted(total), named, namedShown: countIn(locale, named) },
      { locale },
    )
  }
  const further = () => {
    if (countedOnly === 0) return ''
    if (named === 0) return m.paper_counted_all(counted(countedOnly), { locale })
    return m.paper_counted_further(counted(countedOnly), { locale })
  }
  return {
    reference: m.paper_reference({}, { locale }),
    subject: m.paper_subject({}, { locale }),
    placeAndDate: m.paper_place_and_date({}, { locale }),
    annexTitle: m.paper_annex_title({}, { locale }),
    annexIntro: intro(),
    countedOnly: further(),
    page: m.paper_page({}, { locale }),
  }
}

type Volume = { language: string; number: number; of: number; first: number; last: number }

/** What a volume of an annex is headed by, and at the foot of its pages; without a catalogue, the numbers. */
export function volumeWords({ language, number, of, first, last }: Volume) {
  const locale = ownCatalogue(language)
  const range = rangeIn(language, { first, last })
  if (!locale)
    return { title: `${number} / ${of}`, about: range, page: `${number} / ${of} · {page} / {pages}` }
  return {
    title: m.paper_volume_title({ number, of }, { locale }),
    about: m.paper_volume_range({ range }, { locale }),
    page: `${m.paper_volume({ number, of }, { locale })} · ${m.paper_page({}, { locale })}`,
  }
}

/** The running numbers of a volume's signatures, from the first to the last. */
export const rangeIn = (language: string, { first, last }: { first: number; last: number }) => {
  const number = new Intl.NumberFormat(language)
  return `${number.format(first)}–${number.format(last)}`
}

/** What a file of an annex is told by in a list: its signatures, pages and size. */
export function volumeLine(
  language: string,
  { first, last, pages, bytes }: { first: number; last: number; pages: number; bytes: number },
) {
  const locale = ownCatalogue(language)
  const range = rangeIn(language, { first, last })
  const size = sizeIn(language, bytes)
  return locale
    ? m.paper_volume_line({ range, count: pages, pages: countIn(locale, pages), size }, { locale })
    : `${range} · ${size}`
}

/** A size in kB or MB, in a language. */
export const sizeIn = (language: string, bytes: number) =>
  new Intl.NumberFormat(language, {
    style: 'unit',
    unit: bytes < 1_000_000 ? 'kilobyte' : 'megabyte',
    maximumFractionDigits: bytes < 1_000_000 ? 0 : 1,
  }).format(bytes / (bytes < 1_000_000 ? 1_000 : 1_000_000))

const commas: Record<string, string> = { Arab: '، ', Hans: '，', Hant: '，', Jpan: '、' }

function wordless({ language, total, countedOnly }: AnnexCounts): PaperWords {
  const number = new Intl.NumberFormat(language)
  const comma = commas[new Intl.Locale(language).maximize().script ?? ''] ?? ', '
  return {
    reference: '',
    subject: '',
    placeAndDate: `{place}${comma}{date}`,
    annexTitle: '',
    annexIntro: number.format(total),
    countedOnly: countedOnly > 0 ? `+ ${number.format(countedOnly)}` : '',
    page: '{page} / {pages}',
  }
}

/** What joins a place and a date at the head of a letter, as in `paperWords`. */
export const datelineIn = (language: string, { place, date }: { place: string; date: string }) =>
  place && date
    ? paperWords({ language, total: 0, countedOnly: 0 })
        .placeAndDate.replace('{place}', () => place)
        .replace('{date}', () => date)
    : place || date

/** What the mail calls its sender: the organisation, by whose machine. */
export const senderName = (language: string, organisation: string, platform: string) =>
  ownCatalogue(language) ? `${organisation} via ${platform}` : `${organisation} · ${platform}`

export type AnnexNote = {
  language: string
  /** Until when signatures were taken, as it is printed. */
  asOf: string
  /** How many are shown by initials. */
  initialsCount: number
  /** How many signed an earlier text of the letter. */
  earlierCount: number
  /** BCP 47 tag of the text that was read → how many. One language alone is not worth a word. */
  languages: Record<string, number>
}

/** The remark under the annex's introduction: what a count on paper stands for. Without a catalogue, as of when. */
export function annexNote({ language, asOf, initialsCount, earlierCount, languages }: AnnexNote): string {
  const locale = ownCatalogue(language)
  if (!locale) return asOf
  const names = new Intl.DisplayNames([locale], { type: 'language' })
  const read = Object.entries(languages)
    .sort(([, a], [, b]) => b - a)
    .map(([tag, count]) => `${names.of(tag) ?? tag} (${countIn(locale, count)})`)
  const counted = (count: number) => ({ count, shown: countIn(locale, count) })
  return [
    m.paper_confirmed_note({ date: asOf }, { locale }),
    initialsCount > 0 && m.paper_initials_note(counted(initialsCount), { locale }),
    earlierCount > 0 && m.paper_earlier_note(counted(earlierCount), { locale }),
    read.length > 1 && m.paper_languages_note({ languages: read.join(', ') }, { locale }),
  ]
    .filter(Boolean)
    .join(' ')
}
