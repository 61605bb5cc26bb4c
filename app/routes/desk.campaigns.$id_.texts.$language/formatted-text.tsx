import { Editor } from '@tiptap/core'
import { useEffect, useRef, useState } from 'react'
import { type OpenedText, wordsOf } from '../../../campaigns/text-editing'
import { tidyPasted } from '../../ui/pasted'
import { FormattedBar } from './formatted-bar'
import { textNodes } from './text-nodes'

type Props = {
  id: string
  opened: OpenedText
  onWords: (words: string) => void
  /** It can't be had in this browser, and the plain field stays. */
  onFault: () => void
  hasFields: boolean
  takesFocus: boolean
  attributes: Record<string, string>
}

/** The text as it will look, to be written in. What it tells by `onWords` is the fixed Markdown. */
export default function FormattedText({
  id,
  opened,
  onWords,
  onFault,
  hasFields,
  takesFocus,
  attributes,
}: Props) {
  const place = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<Editor | null>(null)
  const now = useRef({ opened, onWords, onFault, attributes, takesFocus })
  Object.assign(now.current, { opened, onWords, onFault, attributes })

  useEffect(() => {
    let made: Editor | null = null
    try {
      made = new Editor({
        element: place.current,
        extensions: textNodes,
        content: now.current.opened.document,
        injectCSS: false,
        enablePasteRules: ['mergeField'],
        autofocus: now.current.takesFocus ? 'end' : false,
        editorProps: {
          attributes: () => now.current.attributes,
          transformPastedHTML: (html) =>
            tidyPasted(html, (said) => new DOMParser().parseFromString(said, 'text/html')),
          // Tab goes on to the next field, in lists too: whoever has no mouse must get out again.
          handleDOMEvents: { keydown: (_, { key }) => key === 'Tab' },
        },
        onUpdate: ({ editor: { state } }) =>
          now.current.onWords(wordsOf(state.doc.toJSON(), now.current.opened)),
      })
    } catch {
      now.current.onFault()
    }
    setEditor(made)
    return () => made?.destroy()
  }, [])

  // Another text from elsewhere: what a colleague wrote, or what this browser had kept.
  const shown = useRef(opened)
  useEffect(() => {
    if (!editor || shown.current === opened) return
    shown.current = opened
    editor.commands.setContent(opened.document, { emitUpdate: false })
  }, [editor, opened])

  // The view asks for its attributes again when it is told of a change.
  const told = JSON.stringify(attributes)
  useEffect(() => {
    if (editor && told) editor.view.setProps({})
  }, [editor, told])

  return (
    <div className="formatted">
      {editor && <FormattedBar editor={editor} id={id} hasFields={hasFields} />}
      <div ref={place} />
    </div>
  )
}
