import { languageName } from '../../campaigns/language'

/** A language's name for itself, as it stands alone in a list: with a capital where its script has them (not in Georgian). */
export function ownName(language: string): string {
  const name = languageName(language, language)
  return /^\p{Script=Georgian}/u.test(name)
    ? name
    : name.charAt(0).toLocaleUpperCase(language) + name.slice(1)
}
