import { type FormEvent, useEffect, useState } from 'react'
import { readAccent } from '../../campaigns/accent'
import * as m from '../messages/generated/messages'
import { Field } from './field'

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
    <div className="row accent">
      <Field
        name="accent"
        label={m.org_accent()}
        optional={m.org_optional()}
        hint={m.org_accent_hint()}
        fault={fault}
        defaultValue={typed}
        placeholder="#7a1f0e"
        autoComplete="off"
        spellCheck={false}
        dir="ltr"
        maxLength={9}
        className="input-short input-ltr"
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
  )
}
