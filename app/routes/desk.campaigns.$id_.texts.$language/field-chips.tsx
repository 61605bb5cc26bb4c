import { useEffect, useState } from 'react'
import { type MergeField, mergeFields } from '../../../campaigns/letter'
import * as m from '../../messages/generated/messages'
import { fieldMeanings } from './field-words'

/** `area` is the id of the text's field. */
type Props = { area: string; onWord: (field: string, words: string) => void }

/** The fields a letter may hold: to insert at the caret with a script, to copy without one. */
export function FieldChips({ area: id, onWord }: Props) {
  const [hasScript, setHasScript] = useState(false)
  useEffect(() => setHasScript(true), [])
  const insert = (name: MergeField) => {
    const area = document.getElementById(id)
    if (!(area instanceof HTMLTextAreaElement)) return
    area.focus()
    area.setRangeText(`{{${name}}}`, area.selectionStart, area.selectionEnd, 'end')
    onWord('body', area.value)
  }
  return (
    <div className="chips">
      {hasScript && (
        <fieldset className="chip-row">
          <legend className="hint">{m.text_fields()}</legend>
          {mergeFields.map((name) => (
            <button
              key={name}
              type="button"
              className="chip"
              title={fieldMeanings[name]()}
              onClick={() => insert(name)}
            >
              {name}
            </button>
          ))}
        </fieldset>
      )}
      <details>
        <summary>{m.text_fields_meaning()}</summary>
        <dl className="facts">
          {mergeFields.map((name) => (
            <div key={name} className="fact">
              <dt>
                <code>{`{{${name}}}`}</code>
              </dt>
              <dd>{fieldMeanings[name]()}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  )
}
