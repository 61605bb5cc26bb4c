import { useEffect, useRef, useState } from 'react'
import type { TextWords } from '../../../campaigns/text'

export type LivePreview =
  | { kind: 'drawn'; pages: number; svg: string }
  | { kind: 'mail'; html: string }
  /** The words can't be read as they stand; what is wrong is told at their field. */
  | { kind: 'faulty' }
  | { kind: 'failed' }

// Long enough to leave a fast typist alone, short enough to be seen as at once.
const pause = 120

/**
 * What the words become as mail or on paper, asked of the server a moment after the last keystroke. A newer question takes
 * back the older one. What was shown last stays until there is something new; nothing is ever sent away or kept.
 */
export function useLivePreview(place: string, words: TextWords, as: 'mail' | 'paper') {
  const [shown, setShown] = useState<LivePreview | null>(null)
  const [isFaulty, setIsFaulty] = useState(false)
  const [hasFailed, setHasFailed] = useState(false)
  const wait = useRef(0)
  useEffect(() => {
    const superseded = new AbortController()
    const timer = setTimeout(async () => {
      const answer = await ask(`${place}/preview.json`, words, as, superseded.signal)
      if (superseded.signal.aborted) return
      setHasFailed(answer.kind === 'failed')
      setIsFaulty(answer.kind === 'faulty')
      if (answer.kind === 'drawn' || answer.kind === 'mail') setShown(answer)
    }, wait.current)
    wait.current = pause
    return () => {
      clearTimeout(timer)
      superseded.abort()
    }
  }, [place, words, as])
  return { shown, isFaulty, hasFailed }
}

async function ask(address: string, words: TextWords, as: string, signal: AbortSignal): Promise<LivePreview> {
  const form = new FormData()
  for (const [field, text] of Object.entries(words)) form.set(field, text)
  form.set('kind', 'letter')
  form.set('basedOn', '0')
  form.set('as', as)
  try {
    const answer = await fetch(address, { method: 'POST', body: form, redirect: 'manual', signal })
    if (answer.status !== 200 && answer.status !== 422) return { kind: 'failed' }
    return (await answer.json()) as LivePreview
  } catch {
    return { kind: 'failed' }
  }
}
