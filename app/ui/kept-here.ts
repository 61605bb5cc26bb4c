import type { TextWords } from '../../campaigns/text'

export type Kept = { words: TextWords; basedOn: number }

const ours = 'demarche '
const prefix = `${ours}text `

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

const keysOf = (start: string) => Object.keys(localStorage).filter((key) => key.startsWith(start))

/** Whether anything was written here that the server does not have. */
export const isAnythingKept = () => (trying(() => keysOf(prefix)) ?? []).length > 0

/** Leaves nothing of ours in this browser. */
export const clear = () => {
  trying(() => {
    for (const key of keysOf(ours)) localStorage.removeItem(key)
  })
}

const plain = `${ours}plain text`

/** Whether the person would rather write the marks than see them. */
export const isPlainPreferred = () => trying(() => localStorage.getItem(plain)) === 'yes'

export const preferPlain = (isPlain: boolean) => {
  trying(() => (isPlain ? localStorage.setItem(plain, 'yes') : localStorage.removeItem(plain)))
}
