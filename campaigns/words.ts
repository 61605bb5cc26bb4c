// C0 and C1 controls, line and paragraph separators, and the marks that turn the direction of text around.
const unprintable =
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/g

/**
 * One line of text as a person meant it: well-formed UTF-16, NFC, controls and direction marks taken out, white space
 * folded to single spaces. Emoji, joiners inside words and every script stay.
 */
export const oneLine = (typed: string): string =>
  typed
    .toWellFormed()
    .replace(/[\t\r\n]/g, ' ')
    .replace(unprintable, '')
    .replaceAll('\ufffd', '')
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim()

/** At most so many UTF-16 code units, cut between words, with a mark where it was cut. */
export function shortened(words: string, longest: number): string {
  if (words.length <= longest) return words
  const cut = words
    .slice(0, longest - 1)
    .toWellFormed()
    .replaceAll('\ufffd', '')
  return `${cut.replace(/\s+\S{0,30}$/, '')}…`
}
