import { type FormEvent, useEffect, useState } from 'react'
import { readAccent } from '../../campaigns/accent'
import * as m from '../messages/generated/messages'

type Props = { typed: string; shown: string; fault: string | undefined }

/**
 * A colour as `#rrggbb`. Where scripts run, the browser's own way to pick one stands beside, and writes into the field; it
 * has no name, since it can't be left empty.
 */
export function AccentField({ typed, shown, fault }: Props) {
  const [isAlive, setAlive] = useState(false)
  useEffect(() => setAlive(true), [])
  const pick = ({ currentTarget }: FormEvent<HTMLInputElement>) => {
    const field = currentTarget.form?.elements.namedItem('accent')
    if (field instanceof HTMLInputElement) field.value = currentTarget.value
  }
  return (
    <div className="field">
      <label htmlFor="accent">
        {m.org_accent()}
        <span className="optional"> ({m.org_optional()})</span>
      </label>
      <p className="hint" id="accent-hint">
        {m.org_accent_hint()}
      </p>
      {fault && (
        <p className="fault" id="accent-fault">
          {fault}
        </p>
      )}
      <div className="accent">
        <input
          type="text"
          name="accent"
          id="accent"
          className="input input-short input-ltr"
          defaultValue={typed}
          placeholder="#7a1f0e"
          autoComplete="off"
          spellCheck={false}
          dir="ltr"
          maxLength={9}
          aria-describedby={fault ? 'accent-hint accent-fault' : 'accent-hint'}
          aria-invalid={fault ? true : undefined}
        />
        {isAlive && (
          <input
            type="color"
            className="swatch"
            aria-label={m.org_accent_pick()}
            value={readAccent(shown) ?? '#808080'}
            onInput={pick}
            // What is picked reaches the state by the field it is written into.
            onChange={() => {}}
          />
        )}
      </div>
    </div>
  )
}
