import type { Locale } from '../../app/messages/generated/runtime'
import { isLocale } from '../../app/messages/generated/runtime'

/** The catalogue of a language, or that of its base language (`es-AR` reads `es`). `null` when there is none. */
export function ownCatalogue(language: string): Locale | null {
  const base = language.split('-')[0]
  return [language, base].find((tag) => isLocale(tag)) ?? null
}

/** The same, and English where there is none: for mails of ours, which must say something. */
export const catalogueFor = (language: string): Locale => ownCatalogue(language) ?? 'en'

const rightToLeftScripts = new Set(['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg'])

/** Writing direction, by the script a language is mostly written in. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  const { script } = new Intl.Locale(language).maximize()
  return rightToLeftScripts.has(script ?? '') ? 'rtl' : 'ltr'
}

/** A count with the separators of its language. */
export const countIn = (locale: Locale, count: number) => new Intl.NumberFormat(locale).format(count)

/**
 * A stranger's words, so that no mail program makes a link of them: whoever fills in a form with somebody else's
 * address must not get us to deliver an address of theirs. `J.R.` becomes `J. R.`, `evil.example` becomes
 * `evil. example`.
 */
export const unlinked = (words: string) => words.replace(/([.:/@])(?=[^\s.,;:)])/gu, '$1 ')
