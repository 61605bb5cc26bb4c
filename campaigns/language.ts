import { z } from 'zod'

/** A BCP 47 language tag as used here: language, optional script, optional region (`es`, `hy`, `zh-Hant`, `pt-BR`). */
export const Bcp47 = z.string().regex(/^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?$/)

/** Languages to choose from where a person adds one. What is stored may be in any other. */
export const offeredLanguages =
  'af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko ku ky lb lo lt lv mk ml mn mr ms mt my nb ne nl pa pl ps pt pt-BR ro ru rw sk sl so sq sr sv sw ta te tg th tk tr uk ur uz vi xh yi zh zh-Hant zu'.split(
    ' ',
  )

const rightToLeft = new Set(['ar', 'he', 'fa', 'ur', 'ps', 'dv', 'yi', 'ckb', 'sd', 'ug'])

/** Whether a text is a language tag that the platform can read. The platform throws on any other. */
export function isLanguageTag(tag: string): boolean {
  if (!/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/.test(tag)) return false
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

/** Writing direction of a language tag. */
export const directionOf = (language: string): 'ltr' | 'rtl' =>
  rightToLeft.has(language.split('-')[0] ?? '') ? 'rtl' : 'ltr'

/** The name of a language in another language, its tag when the platform does not know it. */
export const languageName = (language: string, inLanguage: string): string =>
  new Intl.DisplayNames([inLanguage], { type: 'language' }).of(language) ?? language

/**
 * Picks words from a localised text: the wanted language, its base language, then the fallbacks in order, then any.
 * Returns the language found too, for the `lang` attribute.
 */
export function wordsIn(
  text: Record<string, string>,
  wanted: string,
  ...fallbacks: string[]
): { language: string; words: string } {
  for (const language of [wanted, wanted.split('-')[0] ?? wanted, ...fallbacks]) {
    const words = Object.hasOwn(text, language) ? text[language] : undefined
    if (words !== undefined) return { language, words }
  }
  const [first] = Object.entries(text)
  return first ? { language: first[0], words: first[1] } : { language: wanted, words: '' }
}

/**
 * Languages of an Accept-Language header, the most wanted first (RFC 9110 section 12.5.4). Refused ones (q=0) are left
 * out, and what cannot be read is passed over.
 */
export function acceptedLanguages(header: string | null): string[] {
  return (header ?? '')
    .slice(0, 1_000)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';')
      const weight = parameters.find((parameter) => /^\s*q=/i.test(parameter))
      const q = weight === undefined ? '1' : /^\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*$/i.exec(weight)?.[1]
      return { tag: tag.trim(), q: Number(q ?? 0) }
    })
    .filter(({ tag, q }) => q > 0 && isLanguageTag(tag))
    .sort((a, b) => b.q - a.q)
    .map(({ tag }) => tag)
}

/** The tag that dates are written by: plain English puts the day before the month, as most of the world does. */
export const dateTag = (language: string): string => (language === 'en' ? 'en-GB' : language)
