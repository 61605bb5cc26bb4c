import * as m from '../messages/generated/messages'

type Props = {
  timeZone: string
  /** `never`, `at`, or nothing chosen yet. */
  chosen: string | undefined
  /** As a clock in the time zone shows it. */
  closesAt: string
  fault?: string | undefined
}

/** A closing date, or the choice to have none. */
export function ClosingChoice({ timeZone, chosen, closesAt, fault }: Props) {
  return (
    <fieldset className="choices" id="closing" aria-describedby={fault ? 'closing-fault' : undefined}>
      <legend>{m.settings_closing()}</legend>
      {fault && (
        <p className="fault" id="closing-fault">
          {fault}
        </p>
      )}
      <label className="choice">
        <input type="radio" name="closing" value="never" defaultChecked={chosen === 'never'} />
        <span className="choice-words">
          <span className="choice-label">{m.settings_closing_never()}</span>
          <span className="choice-detail">{m.settings_closing_never_hint()}</span>
        </span>
      </label>
      <div className="choice">
        <input type="radio" name="closing" id="closing-at" value="at" defaultChecked={chosen === 'at'} />
        <span className="choice-words">
          <label className="choice-label" htmlFor="closing-at">
            {m.settings_closing_at()}
          </label>
          <label className="hint" htmlFor="closesAt">
            {m.settings_closing_clock({ zone: timeZone })}
          </label>
          <input
            type="datetime-local"
            name="closesAt"
            id="closesAt"
            className="input input-short"
            defaultValue={closesAt}
          />
        </span>
      </div>
    </fieldset>
  )
}
