import type { Editor } from '@tiptap/core'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { safeAddress } from '../../../campaigns/letter'
import * as m from '../../messages/generated/messages'

type Props = { editor: Editor; id: string; onClose: () => void }

/** Where the selected words lead. Stands in the text's own form, so Enter must not send that. */
export function BarLink({ editor, id, onClose }: Props) {
  const before = editor.getAttributes('link').href
  const [address, setAddress] = useState(typeof before === 'string' ? before : '')
  const [isRefused, setIsRefused] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const set = () => {
    const typed = address.trim()
    const href = safeAddress(/^[a-z][a-z\d+.-]*:/i.test(typed) ? typed : `https://${typed}`)
    setIsRefused(!href)
    if (!href) return field.current?.focus()
    const isBare = editor.state.selection.empty && !editor.isActive('link')
    const chain = editor.chain().focus()
    if (isBare)
      chain.insertContent({ type: 'text', text: href, marks: [{ type: 'link', attrs: { href } }] }).run()
    else chain.extendMarkRange('link').setMark('link', { href }).run()
    onClose()
  }
  const remove = () => {
    editor.chain().focus().extendMarkRange('link').unsetMark('link').run()
    onClose()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return
    event.preventDefault()
    if (event.key === 'Enter') set()
    else onClose()
  }
  return (
    <div className="bar-panel">
      <label htmlFor={id}>{m.text_bar_link_address()}</label>
      {isRefused && (
        <p className="fault" id={`${id}-fault`}>
          {m.text_fault_link()}
        </p>
      )}
      <input
        ref={field}
        id={id}
        className="input"
        type="url"
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        placeholder="https://"
        dir="ltr"
        value={address}
        aria-invalid={isRefused || undefined}
        aria-describedby={isRefused ? `${id}-fault` : undefined}
        onChange={(event) => setAddress(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div className="row">
        <button type="button" className="button button-plain" onClick={set}>
          {m.text_bar_link_set()}
        </button>
        {before && (
          <button type="button" className="button button-quiet" onClick={remove}>
            {m.text_bar_link_remove()}
          </button>
        )}
        <button type="button" className="button button-quiet" onClick={onClose}>
          {m.text_bar_close()}
        </button>
      </div>
    </div>
  )
}
