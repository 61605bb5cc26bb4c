import { openFont, type PaperFont } from './paper-fonts.server.ts'

const files = (name: string, file: string) => [
  `@expo-google-fonts/${name}/400Regular/${file}_400Regular.ttf`,
  `@expo-google-fonts/${name}/700Bold/${file}_700Bold.ttf`,
]

const families = {
  'Noto Serif SC': files('noto-serif-sc', 'NotoSerifSC'),
  'Noto Serif JP': files('noto-serif-jp', 'NotoSerifJP'),
  'Noto Serif KR': files('noto-serif-kr', 'NotoSerifKR'),
}
type Family = keyof typeof families

// The first one draws what it can, so a letter in Japanese shows the forms that are read in Japan, and any other letter
// the names of its Chinese, Japanese and Korean signers without opening more of these large files than it must.
const orders: Record<string, Family[]> = {
  ja: ['Noto Serif JP', 'Noto Serif SC', 'Noto Serif KR'],
  ko: ['Noto Serif KR', 'Noto Serif SC', 'Noto Serif JP'],
}
const usualOrder: Family[] = ['Noto Serif SC', 'Noto Serif KR', 'Noto Serif JP']

const easternCharacter =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Bopomofo}\\u3000-\\u303f\\u30fb\\u30fc\\u3200-\\u33ff\\ufe30-\\ufe4f\\uff00-\\uffef]'
const eastern = new RegExp(`^${easternCharacter}`, 'u')
const easternClusters = new RegExp(`(?:\\p{Script=Hangul}+|${easternCharacter})\\p{M}*`, 'gu')
const korean = /^\p{Script=Hangul}/u

/** Whether a piece of text begins with what is written in China, Japan or Korea. */
export const isEastern = (text: string) => eastern.test(text)

const opened = new Map<Family, PaperFont>()

/** One of these families, read when it is needed for the first time (15 to 30 MB). */
function easternFont(family: Family): PaperFont {
  const font = opened.get(family) ?? openFont(family, families[family])
  opened.set(family, font)
  return font
}

const fontFor = (cluster: string, order: Family[]) => {
  const codePoints = [...cluster].map((character) => character.codePointAt(0) ?? 0)
  return order
    .filter((family) => family === 'Noto Serif KR' || !korean.test(cluster))
    .map(easternFont)
    .find(({ covers }) => codePoints.every(covers))
}

/** Whether one of these families can draw a whole grapheme cluster that begins with an eastern character. */
export const isDrawnEastern = (cluster: string) => isEastern(cluster) && Boolean(fontFor(cluster, usualOrder))

/** The families that cleaned text in a letter of this language needs besides the usual ones, in order of preference. */
export function easternFontsFor(text: string, language: string): PaperFont[] {
  const order = orders[language.split('-')[0] ?? ''] ?? usualOrder
  const needed = new Set([...new Set(text.match(easternClusters))].map((cluster) => fontFor(cluster, order)))
  return order.flatMap((family) => {
    const font = opened.get(family)
    return font && needed.has(font) ? font : []
  })
}
