import { isDrawnEastern, isEastern } from './paper-eastern.server.ts'
import { paperFonts } from './paper-fonts.server.ts'

/** Stands for a character that none of the paper's fonts can draw (U+25A1). */
export const box = '□'

const breakChance = '\u200b'
const longestWord = 24

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/**
 * One piece of text made fit for the paper: well-formed Unicode in NFC on one line, without controls, direction marks or
 * other invisible characters, with at most two accents on a letter, and with a box for each character that no font of
 * the paper covers. The last matters most: under a PDF standard one missing glyph loses the whole letter.
 *
 * Words of more than 24 characters get chances to break, which the template reads (U+200B).
 * At most `longest` characters (grapheme clusters) are kept, an ellipsis included.
 */
export function paperText(text: string, longest = Number.POSITIVE_INFINITY): string {
  const clusters: string[] = []
  let wordLength = 0
  for (const { segment } of graphemes.segment(plainLine(text))) {
    if (clusters.length >= longest) {
      clusters[longest - 1] = '…'
      break
    }
    // Between ideographs a line may break anyway.
    wordLength = /^\s/u.test(segment) || isEastern(segment) ? 0 : wordLength + 1
    const isTooLong = wordLength > longestWord && !/^\p{M}/u.test(segment)
    if (isTooLong) wordLength = 1
    clusters.push((isTooLong ? breakChance : '') + drawable(segment))
  }
  return clusters.join('').replace(strayJoiner, '')
}

/** The same cleaning without boxes and breaks, for the title and author that only machines and viewers read. */
export function plainLine(text: string): string {
  return withFewAccents(
    text
      .replace(/\p{Surrogate}/gu, '\ufffd')
      .normalize('NFC')
      .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
      .replace(/(?![\u200c\u200d])[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/gu, '')
      .replace(joinerOutsideEmoji, ''),
  )
}

// Persian and Hindi spell with joiners and non-joiners; elsewhere they are only a way to hide. Emoji are put together
// with them too, and keep them until the whole has become one box.
const strayJoiner =
  /(?<![\p{scx=Arabic}\p{scx=Devanagari}])[\u200c\u200d]+|[\u200c\u200d]+(?![\p{scx=Arabic}\p{scx=Devanagari}])/gu
const joinerOutsideEmoji = new RegExp(
  strayJoiner.source.replaceAll(
    '\\p{scx=Arabic}',
    '\\p{scx=Arabic}\\p{Extended_Pictographic}\\p{Emoji_Modifier}',
  ),
  'gu',
)

// An accent made for any script (U+0301 and its like) makes "zalgo" when piled up. Marks that belong to one script are
// counted apart: a Hindi letter can rightly carry a nukta, a vowel and a nasal, a Hebrew one a dagesh, a dot and a vowel.
const withFewAccents = (text: string) =>
  text.replace(/\p{M}{3,}/gu, (marks) => {
    let accentCount = 0
    let ownCount = 0
    return [...marks]
      .filter((mark) => (/\p{Script=Inherited}/u.test(mark) ? ++accentCount <= 2 : ++ownCount <= 3))
      .join('')
  })

const known = new Map<string, string>()

function drawable(cluster: string): string {
  const cached = known.get(cluster)
  if (cached !== undefined) return cached
  const answer = isCovered(cluster) ? cluster : /^\s+$/u.test(cluster) ? ' ' : box
  known.set(cluster, answer)
  return answer
}

function isCovered(cluster: string): boolean {
  // U+FFFD stands for what was lost before it came to us; readers know it no better than the box.
  if (cluster.includes('\ufffd')) return false
  const codePoints = [...cluster].filter((c) => !/[\u200c\u200d]/.test(c)).map((c) => c.codePointAt(0) ?? 0)
  return paperFonts().some(({ covers }) => codePoints.every(covers)) || isDrawnEastern(cluster)
}
