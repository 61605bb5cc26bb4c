import type { ReactNode } from 'react'

type Option = { value: string; label: string; detail?: ReactNode }

type RadioCardsProps = {
  name: string
  legend: string
  options: Option[]
  hint?: string | undefined
  fault?: string | undefined
  /** What was chosen before. Without it nothing is chosen: we never choose for a person. */
  chosen?: string | undefined
}

/** One of a few, each with what it means. */
export function RadioCards({ name, legend, options, hint, fault, chosen }: RadioCardsProps) {
  const described = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(' ') || undefined
  return (
    <fieldset className="choices" id={name} aria-describedby={described}>
      <legend>{legend}</legend>
      {hint && (
        <p className="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p className="fault" id={`${name}-fault`}>
          {fault}
        </p>
      )}
      {options.map(({ value, label, detail }) => (
        <label key={value} className="choice">
          <input type="radio" name={name} value={value} defaultChecked={chosen === value} />
          <span className="choice-words">
            <span className="choice-label">{label}</span>
            {detail && <span className="choice-detail">{detail}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

/** A box to tick. One that asks for consent is never ticked beforehand. */
export function Tick({ name, label, isTicked }: { name: string; label: string; isTicked?: boolean }) {
  return (
    <label className="tick">
      <input type="checkbox" name={name} id={name} value="yes" defaultChecked={isTicked} />
      <span>{label}</span>
    </label>
  )
}
