import type { Editor } from '@tiptap/core'
import { type ReactNode, useEffect, useReducer, useState } from 'react'
import * as m from '../../messages/generated/messages'
import { BarField } from './bar-field'
import { BarLink } from './bar-link'

type Props = { editor: Editor; id: string; hasFields: boolean }
type Panel = 'link' | 'field' | null

/** What can be done to the text that is selected, and whether it is. */
export function FormattedBar({ editor, id, hasFields }: Props) {
  const [, look] = useReducer((count: number) => count + 1, 0)
  const [panel, setPanel] = useState<Panel>(null)
  useEffect(() => {
    editor.on('transaction', look)
    const openLink = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      setPanel('link')
    }
    const { dom } = editor.view
    dom.addEventListener('keydown', openLink)
    return () => {
      editor.off('transaction', look)
      dom.removeEventListener('keydown', openLink)
    }
  }, [editor])
  const chain = () => editor.chain().focus()
  const can = editor.can()
  const close = () => {
    setPanel(null)
    editor.commands.focus()
  }
  const turn = (which: Exclude<Panel, null>) => setPanel(panel === which ? null : which)
  return (
    <div className="formatted-head">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would say again what the field's own label says. */}
      <div className="formatted-bar" role="group" aria-label={m.text_bar()} aria-controls={id}>
        <Turn
          label={m.text_bar_bold()}
          keys="B"
          isOn={editor.isActive('bold')}
          act={() => chain().toggleBold().run()}
        >
          <strong>{m.text_bar_bold_sign()}</strong>
        </Turn>
        <Turn
          label={m.text_bar_italic()}
          keys="I"
          isOn={editor.isActive('italic')}
          act={() => chain().toggleItalic().run()}
        >
          <em>{m.text_bar_italic_sign()}</em>
        </Turn>
        <Turn
          label={m.text_bar_heading()}
          isOn={editor.isActive('heading')}
          act={() => chain().toggleHeading({ level: 3 }).run()}
        >
          H
        </Turn>
        <Turn
          label={m.text_bar_quote()}
          isOn={editor.isActive('blockquote')}
          act={() => chain().toggleBlockquote().run()}
        >
          “ ”
        </Turn>
        <Turn
          label={m.text_bar_list()}
          isOn={editor.isActive('bulletList')}
          act={() => chain().toggleBulletList().run()}
        >
          •
        </Turn>
        <Turn
          label={m.text_bar_numbers()}
          isOn={editor.isActive('orderedList')}
          act={() => chain().toggleOrderedList().run()}
        >
          1.
        </Turn>
        <button
          type="button"
          className="bar-button"
          title={`${m.text_bar_link()} (Ctrl+K)`}
          aria-expanded={panel === 'link'}
          onClick={() => turn('link')}
        >
          {m.text_bar_link()}
        </button>
        {hasFields && (
          <button
            type="button"
            className="bar-button"
            aria-expanded={panel === 'field'}
            onClick={() => turn('field')}
          >
            {m.text_fields()}
          </button>
        )}
        <Act label={m.text_bar_undo()} keys="Z" isOff={!can.undo()} act={() => chain().undo().run()}>
          ↶
        </Act>
        <Act label={m.text_bar_redo()} keys="Shift+Z" isOff={!can.redo()} act={() => chain().redo().run()}>
          ↷
        </Act>
      </div>
      {panel === 'link' && <BarLink editor={editor} id={`${id}-link`} onClose={close} />}
      {panel === 'field' && <BarField editor={editor} onClose={close} />}
    </div>
  )
}

type ButtonProps = { label: string; keys?: string; act: () => void; children: ReactNode }
const titleOf = ({ label, keys }: Pick<ButtonProps, 'label' | 'keys'>) =>
  keys ? `${label} (Ctrl+${keys})` : label

function Turn({ isOn, act, children, ...words }: ButtonProps & { isOn: boolean }) {
  return (
    <button type="button" className="bar-button" title={titleOf(words)} aria-pressed={isOn} onClick={act}>
      <span aria-hidden="true">{children}</span>
      <span className="visually-hidden">{words.label}</span>
    </button>
  )
}

/** Not disabled when there is nothing to take back: the focus would be lost with it. */
function Act({ isOff, act, children, ...words }: ButtonProps & { isOff: boolean }) {
  return (
    <button
      type="button"
      className="bar-button"
      title={titleOf(words)}
      aria-disabled={isOff}
      onClick={() => !isOff && act()}
    >
      <span aria-hidden="true">{children}</span>
      <span className="visually-hidden">{words.label}</span>
    </button>
  )
}
