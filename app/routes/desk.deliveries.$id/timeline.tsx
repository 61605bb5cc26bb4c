import type { ReactNode } from 'react'
import * as m from '../../messages/generated/messages'
import { resultWords, returnedWords } from '../../ui/desk-words'
import { Moment } from '../../ui/moment'
import type { DeliveryData } from './route'

/** The course of a letter, as a story: each thing that happened, with the relay's own words. */
export function Timeline(props: DeliveryData) {
  const { attempts, state, nextAttemptAt } = props
  const isWaiting = ['queued', 'deferred', 'unknown'].includes(state)
  return (
    <ol className="timeline">
      <Step at={props.preparedAt}>
        {props.versions.before ? m.course_prepared_anew() : m.course_prepared({ name: props.preparedBy })}
      </Step>
      {props.renderedAt && <Step at={props.renderedAt}>{m.course_set()}</Step>}
      {props.approvedAt && (
        <Step at={props.approvedAt}>{m.course_approved({ name: props.approvedBy ?? '' })}</Step>
      )}
      {attempts.map(({ number, startedAt, finishedAt, result, response, responseCode }) => (
        <Step key={number} at={startedAt}>
          {m.course_attempt({ number })}{' '}
          {result ? resultWords(result) : finishedAt ? m.course_not_sent() : m.course_under_way()}
          {response && (
            <q className="relay-words">
              {responseCode && !response.startsWith(String(responseCode)) ? `${responseCode} ` : ''}
              {response}
            </q>
          )}
        </Step>
      ))}
      {props.acceptedAt && (
        <Step at={props.acceptedAt}>
          {m.course_accepted()}
          {props.isTryOut && (
            <>
              {' '}
              <a href="/mailbox">{m.course_see_mailbox()}</a>
            </>
          )}
        </Step>
      )}
      {props.returned.map((mail) => (
        <Step key={mail.id} at={mail.receivedAt}>
          {returnedWords(mail.kind)}
          {mail.response && <q className="relay-words">{mail.response}</q>}
          {mail.written && <Written {...mail.written} />}
        </Step>
      ))}
      {state === 'cancelled' && <li>{m.course_cancelled()}</li>}
      {isWaiting && nextAttemptAt && (
        <li>
          {m.course_next()} <Moment at={nextAttemptAt} withSeconds />
        </li>
      )}
    </ol>
  )
}

/** What somebody wrote, as they wrote it. */
const Written = ({ from, text }: { from: string; text: string }) => (
  <details>
    <summary>{m.returned_read()}</summary>
    <p className="fine">
      <bdi>{m.returned_from({ from })}</bdi>
    </p>
    <pre className="mail-text" dir="auto">
      {text}
    </pre>
  </details>
)

const Step = ({ at, children }: { at: Date | string; children: ReactNode }) => (
  <li>
    <div>{children}</div>
    <p className="fine">
      <Moment at={at} withSeconds />
    </p>
  </li>
)
