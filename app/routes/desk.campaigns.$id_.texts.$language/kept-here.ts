import type { TextWords } from '../../../campaigns/text'

export type Kept = { words: TextWords; basedOn: number }

const prefix = 'demarche text '

// A browser may refuse to keep anything (full, or in a private window): then the server is all there is.
const trying = <T>(work: () => T): T | null => {
  try {
    return work()
  } catch {
    return null
  }
}

/** Keeps in this browser what the server does not have yet. */
export const keep = (key: string, text: Kept) =>
  trying(() => localStorage.setItem(prefix + key, JSON.stringify(text)))

export const forget = (key: string) => {
  trying(() => localStorage.removeItem(prefix + key))
}

/** What was kept and never reached the server; `null` for nothing. */
export const kept = (key: string): Kept | null =>
  trying(() => {
    const text = JSON.parse(localStorage.getItem(prefix + key) ?? 'null') as Kept | null
    return text && typeof text.words === 'object' && Number.isSafeInteger(text.basedOn) ? text : null
  })

const plain = 'demarche plain text'

/** Whether the person would rather write the marks than see them. */
export const isPlainPreferred = () => trying(() => localStorage.getItem(plain)) === 'yes'

export const preferPlain = (isPlain: boolean) => {
  trying(() => (isPlain ? localStorage.setItem(plain, 'yes') : localStorage.removeItem(plain)))
}
