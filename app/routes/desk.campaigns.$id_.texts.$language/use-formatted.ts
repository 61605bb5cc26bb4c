import { type ComponentType, useEffect, useRef, useState } from 'react'
import { type OpenedText, openText } from '../../../campaigns/text-editing'
import { isPlainPreferred, preferPlain } from '../../ui/kept-here'

type Formatted = ComponentType<Parameters<typeof import('./formatted-text')['default']>[0]>

/** `wanted` is what the person chose last; `unable` says why the plain field is there all the same. */
type Unable = 'text' | 'browser' | null

/**
 * The formatted way to write a text, laid over the plain field once its program is here. The words stay one string: who
 * writes in either field writes that. A text it can't hold, and a browser it doesn't run in, leave the plain field.
 */
export function useFormatted(value: string) {
  const [editor, setEditor] = useState<{ Component: Formatted } | null>(null)
  const [opened, setOpened] = useState<OpenedText | null>(null)
  const [unable, setUnable] = useState<Unable>(null)
  const [hasScript, setHasScript] = useState(false)
  /** What the formatted field said last, so that it is known from what comes from elsewhere. */
  const said = useRef(value)

  const open = async (words: string) => {
    const text = openText(words)
    said.current = words
    setUnable(text ? null : 'text')
    if (text && !editor) {
      const loaded = await import('./formatted-text').catch(() => null)
      if (!loaded) return setUnable('browser')
      setEditor({ Component: loaded.default })
    }
    setOpened(text)
  }
  const current = useRef({ open, opened, value })
  Object.assign(current.current, { open, opened, value })

  useEffect(() => {
    setHasScript(true)
    if (!isPlainPreferred()) current.current.open(current.current.value)
  }, [])

  useEffect(() => {
    if (current.current.opened && value !== said.current) current.current.open(value)
  }, [value])

  return {
    hasScript,
    unable,
    opened,
    Formatted: opened ? (editor?.Component ?? null) : null,
    /** Tells what the formatted field now says. */
    says: (words: string) => {
      said.current = words
    },
    fail: () => {
      setOpened(null)
      setUnable('browser')
    },
    plain: () => {
      preferPlain(true)
      setOpened(null)
      setUnable(null)
    },
    formatted: () => {
      preferPlain(false)
      open(value)
    },
  }
}
