import * as m from '../../messages/generated/messages'
import { clockLocale } from '../../ui/clock'
import { Moment } from '../../ui/moment'
import type { Writing } from './use-writing'

/** Whether what stands in the fields is kept, always in sight. */
export function SaveState({ writing, savedAt }: { writing: Writing; savedAt: Date | string | null }) {
  const { state } = writing
  return (
    <p className={`save-state save-state-${state.kind}`} role="status">
      {state.kind === 'untouched' && savedAt && (
        <>
          {m.text_last_saved()} <Moment at={savedAt} />
        </>
      )}
      {state.kind === 'saved' && m.text_saved({ time: clock(state.at) })}
      {state.kind === 'unsaved' && m.text_unsaved()}
      {state.kind === 'saving' && m.text_saving()}
      {state.kind === 'offline' && m.text_offline()}
      {state.kind === 'signed-out' && m.text_signed_out()}
      {state.kind === 'refused' && m.text_too_long()}
      {state.kind === 'conflict' && m.text_conflict()}
      {writing.isRecovered && ` ${m.text_recovered()}`}
    </p>
  )
}

/** On the clock of whoever writes: it is only shown after they did. */
const clock = (at: Date) =>
  new Intl.DateTimeFormat(clockLocale(), { hour: '2-digit', minute: '2-digit' }).format(at)
