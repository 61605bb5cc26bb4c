import type { Editor } from '@tiptap/core'
import { useEffect, useRef } from 'react'
import { mergeFields } from '../../../campaigns/letter'
import * as m from '../../messages/generated/messages'
import { fieldLabels, fieldMeanings } from './field-words'

/** The fields a letter may hold, to put in at the caret. Escape goes back to the text. */
export function BarField({ editor, onClose }: { editor: Editor; onClose: () => void }) {
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => first.current?.focus(), [])
  return (
    <ul
      className="bar-panel bar-fields"
      aria-label={m.text_fields()}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        onClose()
      }}
    >
      {mergeFields.map((name, index) => (
        <li key={name}>
          <button
            ref={index === 0 ? first : undefined}
            type="button"
            className="bar-choice"
            onClick={() => {
              editor.commands.insertContent({ type: 'mergeField', attrs: { name } })
              onClose()
            }}
          >
            <span className="merge-field">{fieldLabels[name]()}</span>{' '}
            <span className="hint">{fieldMeanings[name]()}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
