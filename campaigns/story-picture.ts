/** How large a story's picture is kept at most, in pixels. */
export const storyPictureRoom = { width: 1280, height: 1280 } as const

/** Most UTF-16 code units of the alternative text and of the credit. */
export const longestPictureWords = 300

export type PictureFields = { alt: string; credit: string; isShown: boolean }
export type PictureFaults = Partial<Record<'alt' | 'credit', 'missing' | 'too-long'>>
/** What is kept of it. The credit is whoever's word who puts the picture on the page, so it is kept with the tick alone. */
export type PictureWords = { pictureAlt: string | null; pictureCredit: string | null }

const line = (words: string) => words.trim().replace(/\s+/g, ' ')

/** Reads what is said of a picture. It is shown once somebody said what it shows, and whose it is and by what right. */
export function readPictureForm(
  typed: PictureFields,
): { kind: 'read'; words: PictureWords } | { kind: 'refused'; faults: PictureFaults } {
  const words = { alt: line(typed.alt), credit: line(typed.credit) }
  const faults: PictureFaults = {}
  for (const field of ['alt', 'credit'] as const) {
    if (words[field].length > longestPictureWords) faults[field] = 'too-long'
    else if (typed.isShown && words[field] === '') faults[field] = 'missing'
  }
  if (Object.keys(faults).length > 0) return { kind: 'refused', faults }
  const { alt, credit } = words
  return { kind: 'read', words: { pictureAlt: alt || null, pictureCredit: typed.isShown ? credit : null } }
}

/** Whether readers see a story's picture. */
export const isPictureShown = ({ pictureAlt, pictureCredit }: PictureWords): boolean =>
  pictureAlt !== null && pictureCredit !== null
