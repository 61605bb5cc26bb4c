import { expect, it } from 'vitest'
import { letterLanguageFor } from './recipient'

it.each([
  [['es', 'ru'], ['en', 'es'], 'es'],
  [['ru', 'es'], ['es', 'ru'], 'ru'],
  [['ru'], ['es', 'en'], null],
  [['es'], [], null],
  [[], ['es'], null],
  [['pt-BR'], ['pt'], null],
])('writes to an office that reads %j, of letters in %j, the one in %s', (reads, written, language) => {
  expect(letterLanguageFor(reads, written)).toBe(language)
})
