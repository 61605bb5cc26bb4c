import { Form } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { Field } from '../../ui/field'
import { Moment } from '../../ui/moment'
import { Counts } from './counts'
import { Mailbox } from './mailbox'
import type { MailAnswer, MailData } from './route'
import { Unclear } from './unclear'
import '../../ui/desk-form.css'

type Props = MailData & { answer: MailAnswer | undefined }

/** What stops mail from going out, what to do about it, and the buttons that let it go again. */
export function MailPage(props: Props) {
  const { pause, holds, waitingCount, wasLifted, answer } = props
  const shown = new Intl.NumberFormat(getLocale()).format(waitingCount)
  return (
    <>
      <h1>{m.mail_title()}</h1>
      {answer?.kind === 'over' && (
        <p className="notice notice-bad" role="alert">
          {m.mail_over()}
        </p>
      )}
      {wasLifted && !answer && (
        <p className="notice notice-good" role="status">
          {m.mail_lifted()}
        </p>
      )}
      {!pause && holds.length === 0 && <p>{m.mail_fine()}</p>}
      <p>{m.mail_waiting({ shown })}</p>
      {pause && <Pause pause={pause} />}
      {holds.length > 0 && <Holds holds={holds} />}
      <Refused {...props} />
      <Mailbox mailbox={props.mailbox} />
      <Unclear unclear={props.unclear} />
      <Counts counts={props.counts} />
    </>
  )
}

const pauseWords = (phase: string) => {
  if (phase === 'auth' || phase === 'mail') return m.mail_pause_auth()
  return phase === 'tls' ? m.mail_pause_tls() : m.mail_pause_refused()
}

function Pause({ pause }: { pause: NonNullable<MailData['pause']> }) {
  return (
    <section aria-labelledby="pause" className="card stack">
      <h2 id="pause">{m.mail_pause_title()}</h2>
      <p>{pauseWords(pause.phase)}</p>
      <dl className="facts">
        <dt>{m.mail_since()}</dt>
        <dd>
          <Moment at={pause.createdAt} />
        </dd>
        <dt>{m.mail_said()}</dt>
        <dd>
          <q className="relay-words">{pause.response}</q>
        </dd>
        <dt>{m.mail_next()}</dt>
        <dd>
          <Moment at={pause.tryAt} />
        </dd>
      </dl>
      <p className="fine">{m.mail_pause_codes()}</p>
    </section>
  )
}

function Holds({ holds }: Pick<MailData, 'holds'>) {
  const number = new Intl.NumberFormat(getLocale())
  return (
    <section aria-labelledby="holds">
      <h2 id="holds">{m.mail_holds_title()}</h2>
      <p>{m.mail_holds_lead()}</p>
      {holds.map(({ id, domain, mailCount, createdAt, response }) => (
        <div key={id} className="card stack">
          <h3>
            <bdi>{domain}</bdi>
          </h3>
          <dl className="facts">
            <dt>{m.mail_count()}</dt>
            <dd>{number.format(mailCount)}</dd>
            <dt>{m.mail_since()}</dt>
            <dd>
              <Moment at={createdAt} />
            </dd>
            <dt>{m.mail_said()}</dt>
            <dd>
              <q className="relay-words">{response}</q>
            </dd>
          </dl>
          <Form method="post">
            <input type="hidden" name="hold" value={id} />
            <button type="submit" name="intent" value="release" className="button">
              {m.mail_release({ domain })}
            </button>
          </Form>
        </div>
      ))}
    </section>
  )
}

function Refused({ suppressedCount, answer }: Props) {
  const refused = answer?.kind === 'not-suppressed' ? answer : null
  if (suppressedCount === 0 && !refused) return null
  return (
    <section aria-labelledby="refused">
      <h2 id="refused">{m.mail_suppressed_title()}</h2>
      <p>{m.mail_suppressed({ shown: new Intl.NumberFormat(getLocale()).format(suppressedCount) })}</p>
      <Form method="post" className="stack" key={refused ? 'refused' : suppressedCount}>
        <Field
          label={m.mail_lift_label()}
          hint={m.mail_lift_hint()}
          fault={refused ? m.mail_not_suppressed() : undefined}
          name="address"
          type="email"
          autoComplete="off"
          required
          defaultValue={refused?.typed}
        />
        <button type="submit" name="intent" value="lift" className="button">
          {m.mail_lift()}
        </button>
      </Form>
    </section>
  )
}
