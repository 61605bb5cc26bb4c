import { countries, isCountry } from './country'
import { Bcp47 } from './language'
import { folded, type RecipientKind } from './recipient'

// How countries, languages and kinds of offices are written in tables, in English and Spanish.

const tongues = ['en', 'es']

const countryAliases: Record<string, string[]> = {
  AE: ['UAE', 'EAU'],
  BY: ['Byelorussia', 'Bielorrusia', 'Belarús'],
  CD: ['DRC', 'DR Congo', 'RD Congo', 'RDC'],
  CI: ['Ivory Coast', 'Costa de Marfil'],
  CZ: ['Czech Republic', 'República Checa'],
  GB: ['UK', 'Great Britain', 'Gran Bretaña', 'England', 'Inglaterra'],
  MM: ['Burma', 'Birmania'],
  MK: ['Macedonia'],
  NL: ['Holland', 'The Netherlands', 'Holanda'],
  RU: ['Russian Federation', 'Federación Rusa', 'Federación de Rusia'],
  TR: ['Turkey', 'Turquía', 'Türkiye'],
  US: ['USA', 'U.S.A.', 'United States of America', 'EE. UU.', 'EEUU', 'Estados Unidos de América'],
  VA: ['Holy See', 'Santa Sede', 'Vatican', 'Vaticano'],
}

const kindNames: Record<RecipientKind, string[]> = {
  embassy: ['embassy', 'embajada', 'high commission', 'alta comision', 'nunciature', 'nunciatura'],
  consulate: ['consulate', 'consulado'],
  ministry: ['ministry', 'ministerio', 'department', 'secretaria', 'foreign office', 'cancilleria'],
  court: ['court', 'corte', 'tribunal', 'juzgado', 'supreme court', 'corte suprema'],
  company: ['company', 'empresa', 'compania', 'corporation', 'business', 'sociedad'],
  office: ['office', 'oficina', 'despacho', 'person', 'persona'],
}

const lazily = <T>(make: () => T) => {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

const countryCodes = lazily(() => {
  const codes = new Map<string, string>()
  for (const tongue of tongues) {
    const names = new Intl.DisplayNames([tongue], { type: 'region' })
    for (const code of countries) codes.set(folded(names.of(code) ?? code), code)
  }
  for (const [code, names] of Object.entries(countryAliases))
    for (const name of names) codes.set(folded(name), code)
  return codes
})

/** The code of a country (ISO 3166-1 alpha-2) written as its code or its name; what is neither stays as it was. */
export function countryNamed(words: string): string {
  const code = words.trim().toUpperCase()
  return isCountry(code) ? code : (countryCodes().get(folded(words)) ?? words)
}

/** Tables say the same few words over and over, and asking the platform for names is slow. */
const remembered = <T>(find: (words: string) => T) => {
  const found = new Map<string, T>()
  return (words: string): T => {
    const known = found.get(words)
    if (known !== undefined) return known
    const answer = find(words)
    if (found.size < 1_000) found.set(words, answer)
    return answer
  }
}

const letters = 'abcdefghijklmnopqrstuvwxyz'.split('')
const languageTags = lazily(() => {
  const tags = new Map<string, string>()
  for (const tag of letters.flatMap((a) => letters.map((b) => a + b)))
    for (const tongue of [...tongues, tag]) {
      const names = new Intl.DisplayNames([tongue], { type: 'language', fallback: 'none' })
      const name = names.of(tag)
      if (name && !tags.has(folded(name))) tags.set(folded(name), tag)
    }
  return tags
})

/** The tag of a language (BCP 47) written as its tag or by name in English, Spanish or itself; else `null`. */
export const languageNamed = remembered((words: string): string | null => {
  const named = languageTags().get(folded(words))
  if (named) return named
  const [language = '', ...rest] = words.trim().split(/[-_]/)
  const tag = [language.toLowerCase(), ...rest.map((part) => (part.length === 2 ? part.toUpperCase() : part))]
  const written = tag.join('-')
  return Bcp47.safeParse(written).success && isSpoken(language) ? written : null
})

const isSpoken = (language: string) =>
  new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' }).of(language.toLowerCase()) !==
  undefined

/** The kind of office these words begin with or are: "Consulado General" is a consulate. What is none stays as it was. */
export function kindNamed(words: string): string {
  const here = ` ${folded(words)} `
  for (const [kind, names] of Object.entries(kindNames))
    if (names.some((name) => here.startsWith(` ${name} `))) return kind
  return words
}
