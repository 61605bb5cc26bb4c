import type { ApprovalRule } from '../../../campaigns/publishing'
import * as m from '../../messages/generated/messages'
import { outcomeWords } from '../../ui/outcome-words'
import { Approval, Publish } from './approval'
import { Checklist } from './checklist'
import { PreviewLink } from './preview-link'
import type { PublishingAnswer, StepRefusal } from './publishing-action.server'
import type { PublishingData } from './publishing-data.server'
import { Steps } from './steps'

export type PublishingProps = PublishingData & {
  id: string
  maySend: boolean
  original: string
  stepAnswer: PublishingAnswer | undefined
  done: string | null
}

/** Where the campaign stands on its way, what is missing, and what may be done next. */
export function Publishing(props: PublishingProps) {
  const { id, draft, stepAnswer, done, outcome, maySend } = props
  const words = done && Object.hasOwn(doneWords, done) ? doneWords[done] : undefined
  return (
    <section aria-labelledby="way" className="way">
      <h2 id="way">{draft ? m.publish_to_publish() : m.publish_way()}</h2>
      {stepAnswer?.kind === 'step-refused' && (
        <p className="notice notice-bad" role="alert">
          {refusalWords[stepAnswer.reason]()}
        </p>
      )}
      {words && !stepAnswer && (
        <p className="notice notice-good" role="status">
          {words()}
        </p>
      )}
      {draft ? (
        <>
          <Checklist draft={draft} id={id} />
          <p className="hint">{ruleWords[draft.rule]()}</p>
          <Approval {...props} draft={draft} />
          {maySend && <Publish {...props} draft={draft} />}
          {maySend && <PreviewLink {...props} />}
        </>
      ) : (
        <>
          {outcome && <p>{outcomeWords(outcome)}</p>}
          {maySend && <Steps {...props} />}
        </>
      )}
    </section>
  )
}

const ruleWords: Record<ApprovalRule, () => string> = {
  'second-person': m.publish_rule_second,
  'nobody-else': m.publish_rule_nobody,
  'one-is-enough': m.publish_rule_one,
}

const refusalWords: Record<StepRefusal, () => string> = {
  'not-a-draft': m.publish_refused_not_a_draft,
  incomplete: m.publish_refused_incomplete,
  'already-asked': m.publish_refused_already_asked,
  'not-asked': m.publish_refused_not_asked,
  changed: m.publish_refused_changed,
  'already-approved': m.publish_refused_already_approved,
  'second-person-needed': m.publish_refused_second_person,
  'too-early': m.publish_refused_too_early,
  'title-differs': m.publish_refused_title,
  'not-approved': m.publish_refused_not_approved,
  'not-in-the-future': m.publish_refused_past,
  'wrong-state': m.publish_refused_state,
  'closing-passed': m.settings_fault_closing_passed,
  'closing-missing': m.settings_fault_closing,
  'closing-not-a-time': m.settings_fault_closing_time,
  'not-a-time': m.publish_refused_time,
  'no-outcome': m.publish_refused_outcome,
}

const doneWords: Record<string, () => string> = {
  asked: m.publish_done_asked,
  approved: m.publish_done_approved,
  published: m.publish_done_published,
  scheduled: m.publish_done_scheduled,
  unscheduled: m.publish_done_unscheduled,
  pause: m.publish_done_paused,
  resume: m.publish_done_resumed,
  close: m.publish_done_closed,
  reopen: m.publish_done_resumed,
  conclude: m.publish_done_concluded,
  archive: m.publish_done_archived,
  'preview-revoked': m.preview_revoked,
}
