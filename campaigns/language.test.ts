import { describe, expect, it } from 'vitest'
import { acceptedLanguages, Bcp47, directionOf, languageName, wordsIn } from './language'

describe('the languages a browser asks for', () => {
  it.each([
    ['es-AR,es;q=0.9,en;q=0.8', ['es-AR', 'es', 'en']],
    ['en;q=0.2, hy , es;q=0.5', ['hy', 'es', 'en']],
    ['en, es, fr', ['en', 'es', 'fr']],
    ['es;q=0, en', ['en']],
    ['es;q=0.000, en;q=0.001', ['en']],
    ['es ; q=0.5, en', ['en', 'es']],
    ['es;Q=0.5, en', ['en', 'es']],
    ['*, en', ['en']],
    ['en-x, es', ['es']],
    ['en-US-US, es', ['es']],
    ['../../etc/passwd, <script>, es', ['es']],
    ['es;q=abc, en;q=0.1', ['en']],
    ['es;q=7, en;q=0.1', ['en']],
    ['es;q=1.5, en;q=0.1', ['en']],
    [';;;,,,', []],
    ['', []],
    [null, []],
  ])('of %j are %j', (header, languages) => {
    expect(acceptedLanguages(header)).toEqual(languages)
  })

  it('are read from the beginning of a header however long it is', () => {
    expect(acceptedLanguages(`es,${'en,'.repeat(100_000)}`)[0]).toBe('es')
  })
})

describe('words in several languages', () => {
  const text = { es: 'carta', en: 'letter', 'pt-BR': 'carta' }
  it.each([
    ['en', [], 'en'],
    ['en-GB', [], 'en'],
    ['ru', ['es'], 'es'],
    ['ru', ['fr', 'en'], 'en'],
    ['ru', [], 'es'],
    ['constructor', [], 'es'],
    ['__proto__', [], 'es'],
  ])('wanted in %s with fallbacks %j are found in %s', (wanted, fallbacks, language) => {
    expect(wordsIn(text, wanted, ...fallbacks).language).toBe(language)
  })

  it('are empty when there are none', () => {
    expect(wordsIn({}, 'es')).toEqual({ language: 'es', words: '' })
  })
})

it.each(['es', 'hy', 'zh-Hant', 'pt-BR', 'ckb', 'zh-Hant-TW'])('takes %s as a language tag', (tag) => {
  expect(Bcp47.safeParse(tag).success).toBe(true)
})
it.each(['', 'e', 'ES', 'es_AR', 'es-ar', 'en-x-y', '../es', 'es\n'])('refuses %j as one', (tag) => {
  expect(Bcp47.safeParse(tag).success).toBe(false)
})

it('writes Arabic, Hebrew and Persian from right to left, Armenian and Spanish from left to right', () => {
  expect(['ar', 'he', 'fa-AF', 'ar-EG'].map(directionOf)).toEqual(['rtl', 'rtl', 'rtl', 'rtl'])
  expect(['hy', 'es', 'en-GB', 'arn'].map(directionOf)).toEqual(['ltr', 'ltr', 'ltr', 'ltr'])
})

it('names a language in another one', () => {
  expect(languageName('hy', 'es')).toBe('armenio')
})
