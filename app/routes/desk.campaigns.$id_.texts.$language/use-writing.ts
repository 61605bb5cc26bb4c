import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react'
import { isSameText, type TextKind, type TextWords, tidyWords } from '../../../campaigns/text'
import { forget, keep, kept } from '../../ui/kept-here'
import { post, type Saved } from './post-text'

export type SaveStateKind =
  | { kind: 'untouched' | 'unsaved' | 'saving' | 'offline' | 'signed-out' | 'refused' | 'conflict' }
  | { kind: 'saved'; at: Date }

type Conflict = { theirs: TextWords; number: number }
type Options = {
  /** The editor's own address. */
  place: string
  kind: TextKind
  saved: { words: TextWords; number: number }
  /** What a form without a script had posted, when the answer is this page. */
  typed: TextWords | null
  conflict: Conflict | null
  isActive: boolean
}
export type Writing = ReturnType<typeof useWriting>

const pause = 1_000
const again = 10_000

/**
 * The text in the fields and whether it is kept: on the server a second after the last keystroke, and in this browser
 * from the keystroke on until the server has it. What a lost connection or a closed window left behind is taken up again.
 */
export function useWriting({ place, kind, saved, typed, conflict: posted, isActive }: Options) {
  const [words, setWords] = useState<TextWords>(typed ?? saved.words)
  const [basedOn, setBasedOn] = useState(posted?.number ?? saved.number)
  const [conflict, setConflict] = useState<Conflict | null>(posted)
  const [state, setState] = useState<SaveStateKind>({ kind: posted ? 'conflict' : 'untouched' })
  const [isRecovered, setIsRecovered] = useState(false)
  const key = `${place} ${kind}`
  const now = useRef({ words, basedOn, isSending: false, onServer: saved.words })
  now.current.words = words
  now.current.basedOn = basedOn
  const timer = useRef<ReturnType<typeof setTimeout>>()

  const send = useCallback(
    async (isAutosave: boolean) => {
      const { current } = now
      clearTimeout(timer.current)
      if (current.isSending) {
        timer.current = setTimeout(() => send(isAutosave), pause)
        return
      }
      current.isSending = true
      const sent = current.words
      setState({ kind: 'saving' })
      const answer: Saved = await post(place, { kind, words: sent, basedOn: current.basedOn, isAutosave })
      current.isSending = false
      switch (answer.kind) {
        case 'saved':
          current.onServer = sent
          setBasedOn(answer.number)
          current.basedOn = answer.number
          setConflict(null)
          if (isSameText(current.words, sent)) {
            forget(key)
            setState({ kind: 'saved', at: new Date() })
          } else {
            setState({ kind: 'unsaved' })
            timer.current = setTimeout(() => send(true), pause)
          }
          break
        case 'conflict':
          setConflict(answer)
          setBasedOn(answer.number)
          setState({ kind: 'conflict' })
          break
        case 'offline':
          setState({ kind: 'offline' })
          timer.current = setTimeout(() => send(true), again)
          break
        default:
          setState({ kind: answer.kind })
      }
    },
    [place, kind, key],
  )

  // What this browser kept because the server never got it.
  useEffect(() => {
    if (!isActive) return
    const left = kept(key)
    if (!left || typed) return
    if (isSameText(tidyWords(kind, left.words), now.current.onServer)) return forget(key)
    setWords(left.words)
    setBasedOn(left.basedOn)
    setIsRecovered(true)
    setState({ kind: 'unsaved' })
    timer.current = setTimeout(() => send(true), pause)
  }, [key, kind, typed, isActive, send])

  useEffect(() => {
    const retry = () => kept(key) && send(true)
    addEventListener('online', retry)
    return () => {
      removeEventListener('online', retry)
      clearTimeout(timer.current)
    }
  }, [key, send])

  const write = (field: string, text: string) => {
    const next = { ...now.current.words, [field]: text }
    now.current.words = next
    setWords(next)
    keep(key, { words: next, basedOn: now.current.basedOn })
    // With a conflict open, a person decides first.
    if (conflict) return
    if (state.kind !== 'saving') setState({ kind: 'unsaved' })
    clearTimeout(timer.current)
    timer.current = setTimeout(() => send(true), pause)
  }

  return {
    words,
    basedOn,
    conflict,
    state,
    isRecovered,
    isSaved: state.kind === 'saved' || state.kind === 'untouched',
    write,
    submit: (event: FormEvent) => {
      event.preventDefault()
      send(false)
    },
    takeTheirs: () => {
      if (!conflict) return
      forget(key)
      now.current.words = conflict.theirs
      now.current.onServer = conflict.theirs
      setWords(conflict.theirs)
      setConflict(null)
      setState({ kind: 'saved', at: new Date() })
    },
  }
}
