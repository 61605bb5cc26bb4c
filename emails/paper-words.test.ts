import { describe, expect, test } from 'vitest'
import { annexNote, datelineIn, paperWords, senderName } from './paper-words'

describe('the words of the annex', () => {
  test.each([
    [
      214,
      31,
      '214 people have signed this letter; 183 of them are named below.',
      '31 further people have signed and asked to be counted without being named.',
    ],
    [214, 0, '214 people have signed this letter and are named below.', ''],
    [31, 31, '31 people have signed this letter.', 'All of them asked to be counted without being named.'],
    [
      2,
      1,
      '2 people have signed this letter; 1 of them is named below.',
      '1 further person has signed and asked to be counted without being named.',
    ],
    [1, 0, '1 person has signed this letter and is named below.', ''],
    [
      1,
      1,
      '1 person has signed this letter.',
      'The person who signed asked to be counted without being named.',
    ],
  ])('are right for %i signatures, %i of them counted only', (total, countedOnly, annexIntro, further) => {
    expect(paperWords({ language: 'en', total, countedOnly })).toMatchObject({
      annexIntro,
      countedOnly: further,
    })
  })

  test('are Spanish for a Spanish letter, with its separators', () => {
    const { annexIntro, page, subject } = paperWords({ language: 'es-AR', total: 12_345, countedOnly: 45 })
    expect(annexIntro).toBe('12.345 personas firmaron esta carta; 12.300 de ellas figuran a continuación.')
    expect(page).toBe('Página {page} de {pages}')
    expect(subject).toBe('Asunto:')
  })

  test('are numbers alone where a language has no catalogue', () => {
    expect(paperWords({ language: 'hy', total: 12_345, countedOnly: 45 })).toEqual({
      reference: '',
      subject: '',
      placeAndDate: '{place}, {date}',
      annexTitle: '',
      annexIntro: new Intl.NumberFormat('hy').format(12_345),
      countedOnly: '+ 45',
      page: '{page} / {pages}',
    })
    for (const language of ['ar', 'fa', 'he', 'ru', 'zh', 'zh-Hant', 'ja', 'ko', 'hi']) {
      const words = JSON.stringify(Object.values(paperWords({ language, total: 3, countedOnly: 1 })))
      expect(words.replace(/\{(place|date|pages?)\}/g, '')).not.toMatch(/[a-z]/i)
      expect(
        annexNote({ language, asOf: 'day', initialsCount: 1, earlierCount: 1, languages: { es: 1, en: 1 } }),
      ).toBe('day')
    }
  })

  test('join place and date as the script does', () => {
    expect(datelineIn('ar', { place: 'a$&', date: 'b' })).toBe('a$&، b')
    expect(datelineIn('zh', { place: 'a', date: 'b' })).toBe('a，b')
    expect(datelineIn('es', { place: '', date: 'b' })).toBe('b')
    expect(senderName('es', 'A', 'B')).toBe('A via B')
    expect(senderName('ar', 'A', 'B')).toBe('A · B')
  })
})

test('the note says as of when, and only what there is to say', () => {
  const note = {
    language: 'en',
    asOf: '7 February 2017',
    initialsCount: 0,
    earlierCount: 0,
    languages: { es: 214 },
  }
  expect(annexNote(note)).toBe(
    'Each signature was confirmed from the signer’s own mailbox. As of 7 February 2017.',
  )
  expect(annexNote({ ...note, initialsCount: 1, earlierCount: 3, languages: { hy: 14, es: 200 } })).toBe(
    'Each signature was confirmed from the signer’s own mailbox. As of 7 February 2017. 1 person is shown by initials, as that person chose. 3 of the signatures were given to an earlier version of this text. Signed in: Spanish (200), Armenian (14).',
  )
})
