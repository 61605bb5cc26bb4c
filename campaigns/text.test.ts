import { describe, expect, it } from 'vitest'
import {
  faultsOf,
  goesOnline,
  isSameText,
  languageState,
  type TextWords,
  tidyWords,
  typedLanguage,
  type WorkingCopies,
} from './text'

const page = tidyWords('page', {
  title: 'Libertad',
  summary: 'Un hombre.',
  demand: 'Que vuelva.',
  body: 'Fue así.',
  state: 'reviewed',
})
const letter = tidyWords('letter', { subject: 'Señor Embajador', body: '{{salutation}}\n\nLe pedimos.' })

describe('a text that is worked on', () => {
  it('is kept in one form, whatever a browser sends', () => {
    expect(
      tidyWords('page', { title: ' A\nb ', body: 'x\r\ny\r\n', state: 'nonsense', other: 'gone' }),
    ).toEqual({ title: 'A b', summary: '', demand: '', body: 'x\ny', state: 'draft' })
  })
  it('keeps the blanks that make a hard break, and an empty line at the top', () => {
    expect(tidyWords('letter', { body: '\none  \ntwo' }).body).toBe('\none  \ntwo')
  })
  it('is the same when every field is', () => {
    expect(isSameText(page, { ...page })).toBe(true)
    expect(isSameText(page, { ...page, demand: 'Ya.' })).toBe(false)
    expect(isSameText({ a: '' }, {})).toBe(true)
  })
})

describe('what keeps a text from going online', () => {
  it('is nothing in a whole page and letter', () => {
    expect(faultsOf('page', page)).toEqual([])
    expect(faultsOf('page', { ...page, body: '' })).toEqual([])
    expect(faultsOf('letter', letter)).toEqual([])
  })
  it('is what is missing, by field', () => {
    expect(faultsOf('page', tidyWords('page', {}))).toEqual([
      { field: 'title', code: 'missing' },
      { field: 'summary', code: 'missing' },
      { field: 'demand', code: 'missing' },
    ])
    expect(faultsOf('letter', tidyWords('letter', {}))).toEqual([
      { field: 'subject', code: 'missing' },
      { field: 'body', code: 'missing' },
    ])
  })
  it('is every mark a letter does not know, with its line', () => {
    expect(faultsOf('letter', { ...letter, body: 'One\n\n<b>two</b>\n\n{{country}}' })).toEqual([
      { field: 'body', code: 'raw-html', line: 3 },
      { field: 'body', code: 'raw-html', line: 3 },
      { field: 'body', code: 'unknown-field', line: 5 },
    ])
  })
  it('is a field on a page, where nothing would fill it', () => {
    expect(faultsOf('page', { ...page, body: '> - To **{{recipient}}**' })).toEqual([
      { field: 'body', code: 'field-on-page' },
    ])
  })
  it.each([
    ['title', 161],
    ['summary', 601],
    ['demand', 301],
  ])('is a %s of %i characters', (field, length) => {
    expect(faultsOf('page', { ...page, [field]: 'x'.repeat(length) })).toEqual([{ field, code: 'too-long' }])
    expect(faultsOf('page', { ...page, [field]: 'x'.repeat(length - 1) })).toEqual([])
  })
})

describe('a language tag', () => {
  it.each([
    ['es', 'es'],
    [' HY ', 'hy'],
    ['pt-br', 'pt-BR'],
    ['ZH-hant-tw', 'zh-Hant-TW'],
    ['sr_Latn', 'sr-Latn'],
  ])('typed %j is %s', (typed, tag) => {
    expect(typedLanguage(typed)).toBe(tag)
  })
  it.each(['', 'e', 'español', 'es-', '../x', 'es-AR-x-y'])('is none: %j', (typed) => {
    expect(typedLanguage(typed)).toBeNull()
  })
})

const copy = (words: TextWords, online: TextWords | null = null) => ({
  number: 1,
  words,
  savedBy: null,
  savedAt: null,
  online,
})

describe('the state of a language', () => {
  it('is what was said of its page', () => {
    expect(languageState({ page: copy(page) })).toBe('reviewed')
    expect(languageState({ page: copy({ ...page, state: 'translated' }), letter: copy(letter) })).toBe(
      'translated',
    )
  })
  it('is missing without words, and a draft with a letter alone', () => {
    expect(languageState(undefined)).toBe('missing')
    expect(languageState({ page: copy(tidyWords('page', { state: 'reviewed' })) })).toBe('missing')
    expect(languageState({ letter: copy(letter) })).toBe('draft')
  })
})

describe('the languages that go online', () => {
  const draft = { ...page, state: 'draft' }
  const copies: WorkingCopies = {
    es: { page: copy(draft), letter: copy(letter) },
    en: { page: copy({ ...page, state: 'translated' }), letter: copy(letter) },
    fr: { page: copy(draft) },
    hy: { page: copy(page), letter: copy({ ...letter, body: '![x](y)' }) },
    ru: { page: copy(draft, page) },
  }
  it('are the original, the finished ones and what is online already', () => {
    expect(goesOnline(copies, 'es')).toEqual(['es', 'en', 'ru'])
  })
})
