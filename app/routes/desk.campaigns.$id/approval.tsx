import { Form, useNavigation } from '@remix-run/react'
import type { ApprovalRule } from '../../../campaigns/publishing'
import * as m from '../../messages/generated/messages'
import { Field } from '../../ui/field'
import { Moment } from '../../ui/moment'
import type { Draft } from './checklist'
import type { PublishingProps } from './publishing'

type Props = PublishingProps & { draft: Draft }

/** Who asked and who approved; for whoever may, the way to do it. */
export function Approval({ draft, maySend }: Props) {
  const { asked, approved, rule, isComplete } = draft
  const isOwn = rule !== 'second-person'
  const isBusy = useNavigation().state !== 'idle'
  if (approved)
    return (
      <p className="notice notice-good">
        {m.publish_approved_by({ name: approved.name })} <Moment at={approved.at} />
      </p>
    )
  if (!asked)
    return maySend ? (
      <Form method="post" className="step">
        <p>{askWords[rule]()}</p>
        <button type="submit" name="step" value="ask" className="button" disabled={isBusy || !isComplete}>
          {rule === 'nobody-else' ? m.publish_ask_alone_button() : m.publish_ask_button()}
        </button>
      </Form>
    ) : null
  return (
    <div className="stack-small">
      <p>
        {m.publish_asked_by({ name: asked.name })} <Moment at={asked.at} />
      </p>
      {maySend && asked.isMe && !isOwn && <p className="notice">{m.publish_waiting_second()}</p>}
      {maySend && asked.isMe && isOwn && !draft.isPauseOver && draft.mayApproveFrom && (
        <p className="notice">
          {m.publish_waiting_pause()} <Moment at={draft.mayApproveFrom} />
        </p>
      )}
      {maySend && (!asked.isMe || (isOwn && draft.isPauseOver)) && (
        <Form method="post" className="step">
          <p>{approveWords(asked.isMe ? rule : 'second-person')}</p>
          <input type="hidden" name="revision" value={draft.revision} />
          {asked.isMe && (
            <Field
              name="title"
              label={m.publish_title_again()}
              hint={draft.title}
              autoComplete="off"
              required
            />
          )}
          <button
            type="submit"
            name="step"
            value="approve"
            className="button"
            disabled={isBusy || !isComplete}
          >
            {m.publish_approve_button()}
          </button>
        </Form>
      )}
    </div>
  )
}

const askWords: Record<ApprovalRule, () => string> = {
  'second-person': m.publish_ask_words,
  'nobody-else': m.publish_ask_alone,
  'one-is-enough': m.publish_ask_one,
}

function approveWords(rule: ApprovalRule): string {
  if (rule === 'second-person') return m.publish_approve_words()
  return rule === 'nobody-else' ? m.publish_approve_alone() : m.publish_approve_one()
}

/** What goes online, and when: now, or at an hour to come. */
export function Publish({ draft, timeZone }: Props) {
  const { approved, isComplete, publishAt, wasMissed } = draft
  const isBusy = useNavigation().state !== 'idle'
  const isReady = approved !== null && isComplete
  return (
    <>
      {publishAt && (
        <Form method="post" className="step">
          <p className={wasMissed ? 'notice notice-warn' : undefined}>
            {wasMissed ? m.publish_missed() : m.publish_planned()} <Moment at={publishAt} />
          </p>
          <button
            type="submit"
            name="step"
            value="unschedule"
            className="button button-plain"
            disabled={isBusy}
          >
            {m.publish_unschedule()}
          </button>
        </Form>
      )}
      {isReady && (
        <>
          <Form method="post" className="step">
            <p>
              {m.publish_words({ languages: draft.online })}
              {draft.staying && ` ${m.publish_staying({ languages: draft.staying })}`}
            </p>
            <button type="submit" name="step" value="publish" className="button" disabled={isBusy}>
              {m.publish_button()}
            </button>
          </Form>
          {!publishAt && (
            <details>
              <summary>{m.publish_later()}</summary>
              <Form method="post" className="step">
                <Field
                  name="publishAt"
                  type="datetime-local"
                  label={m.publish_at()}
                  hint={m.settings_closing_clock({ zone: timeZone })}
                  className="input-short"
                  required
                />
                <p>{m.publish_later_words()}</p>
                <button
                  type="submit"
                  name="step"
                  value="schedule"
                  className="button button-plain"
                  disabled={isBusy}
                >
                  {m.publish_later_button()}
                </button>
              </Form>
            </details>
          )}
        </>
      )}
    </>
  )
}
