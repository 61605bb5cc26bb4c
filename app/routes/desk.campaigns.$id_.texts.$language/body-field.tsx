import { useRef } from 'react'
import { directionOf } from '../../../campaigns/language'
import type { TextKind } from '../../../campaigns/text'
import * as m from '../../messages/generated/messages'
import { fieldWords } from '../../ui/text-words'
import { FieldChips } from './field-chips'
import { useFormatted } from './use-formatted'

type Props = {
  kind: TextKind
  value: string
  fault: string | undefined
  language: string
  onWord: (field: string, words: string) => void
}

/**
 * The body of a text: a plain field for its marks, and over it, where it can be had, one that shows what they mean. The
 * plain one is always there, hidden or not, and is what a form without a script sends.
 */
export function BodyField({ kind, value, fault, language, onWord }: Props) {
  const id = `${kind}-body`
  const { Formatted, opened, ...way } = useFormatted(value)
  const area = useRef<HTMLTextAreaElement>(null)
  const isFormatted = Boolean(Formatted && opened)
  const hint = isFormatted ? m.text_body_hint_formatted() : hints[kind]()
  const describedBy = [`${id}-hint`, ...(fault ? [`${id}-fault`] : [])].join(' ')
  const writing = { lang: language, dir: directionOf(language) }
  const label = fieldWords('body')
  return (
    <div className="field">
      <div className="body-head">
        {isFormatted ? (
          <span className="label" id={`${id}-label`}>
            {label}
          </span>
        ) : (
          <label className="label" htmlFor={id}>
            {label}
          </label>
        )}
        {way.hasScript && (
          <fieldset className="body-ways">
            <legend className="visually-hidden">{m.text_ways()}</legend>
            <button type="button" className="bar-button" aria-pressed={isFormatted} onClick={way.formatted}>
              {m.text_way_formatted()}
            </button>
            <button type="button" className="bar-button" aria-pressed={!isFormatted} onClick={way.plain}>
              {m.text_way_plain()}
            </button>
          </fieldset>
        )}
      </div>
      <p className="hint" id={`${id}-hint`}>
        {hint}
      </p>
      {way.unable && (
        <p className="hint body-unable" role="status">
          {way.unable === 'text' ? m.text_way_unable_text() : m.text_way_unable_browser()}
        </p>
      )}
      {fault && (
        <p className="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
      <textarea
        ref={area}
        id={id}
        name="body"
        rows={kind === 'page' ? 10 : 18}
        className="input input-writing"
        value={value}
        hidden={isFormatted}
        aria-describedby={describedBy}
        aria-invalid={fault ? true : undefined}
        onChange={(event) => onWord('body', event.currentTarget.value)}
        {...writing}
      />
      {Formatted && opened && (
        <Formatted
          id={`${id}-formatted`}
          opened={opened}
          hasFields={kind === 'letter'}
          takesFocus={document.activeElement === area.current}
          onFault={way.fail}
          onWords={(words) => {
            if (words === value) return
            way.says(words)
            onWord('body', words)
          }}
          attributes={{
            ...writing,
            id: `${id}-formatted`,
            class: 'input formatted-area',
            role: 'textbox',
            'aria-multiline': 'true',
            'aria-labelledby': `${id}-label`,
            'aria-describedby': describedBy,
            'aria-invalid': fault ? 'true' : 'false',
          }}
        />
      )}
      {kind === 'letter' && !isFormatted && <FieldChips area={id} onWord={onWord} />}
    </div>
  )
}

const hints: Record<TextKind, () => string> = {
  page: m.text_body_hint_page,
  letter: m.text_body_hint_letter,
}
