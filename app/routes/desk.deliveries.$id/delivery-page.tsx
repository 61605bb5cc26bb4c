import { Link, useRevalidator } from '@remix-run/react'
import { useEffect } from 'react'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import {
  bouncedAdvice,
  DeliveryStateTag,
  deliveryAdvice,
  disclosureWords,
  heldWords,
} from '../../ui/desk-words'
import { Approval } from './approval'
import type { DeliveryAnswer, DeliveryData } from './route'
import { Setting, size, Volumes } from './setting'
import { Timeline } from './timeline'
import './delivery.css'

type Props = DeliveryData & { answer: DeliveryAnswer | undefined }

const moving = ['queued', 'sending', 'approved']

export function DeliveryPage(props: Props) {
  const { state, recipient, reference, campaign, answer, renderedAt, renderFault } = props
  const isMoving = moving.includes(state) || (state === 'draft' && !renderedAt && !renderFault)
  useFresh(isMoving)
  return (
    <>
      {isMoving && (
        <noscript>
          <meta httpEquiv="refresh" content="3" />
        </noscript>
      )}
      <header className="desk-head">
        <p>
          <Link to={`/desk/campaigns/${campaign.id}`} lang={campaign.language}>
            {campaign.words}
          </Link>
        </p>
        <h1>{m.delivery_title({ recipient })}</h1>
        <p className="desk-line" role="status">
          <DeliveryStateTag state={state} />
          <span className="reference">{reference}</span>
        </p>
        <Advice {...props} />
      </header>
      {answer && (
        <p className="notice notice-bad" role="alert">
          {complaint[answer.kind]()}
        </p>
      )}
      <Held {...props} />
      <div className="delivery">
        <section aria-labelledby="contents">
          <h2 id="contents">{props.acceptedAt ? m.delivery_contents_sent() : m.delivery_contents()}</h2>
          <Disclosed {...props} />
          <Message {...props} />
        </section>
        <section aria-labelledby="course" className="delivery-course">
          <Approval {...props} />
          <h2 id="course">{m.delivery_course()}</h2>
          <Timeline {...props} />
        </section>
      </div>
    </>
  )
}

/** Why it is held, and which letter goes in its place; of that one, in whose place it goes. */
function Held({ state, heldReason, isLinked, versions: { before, after } }: DeliveryData) {
  const other = before ?? after
  const words = () => {
    if (state === 'draft' && before) return m.delivery_in_place()
    if (state !== 'held' || !heldReason) return null
    if (heldReason !== 'too-large' || after) return heldWords(heldReason)
    return isLinked ? m.held_too_large_again() : m.held_too_large_alone()
  }
  const said = words()
  if (!said && !other) return null
  return (
    <div className="notice notice-warn">
      {said && <p>{said}</p>}
      {other && (
        <p>
          <Link to={`/desk/deliveries/${other.id}`}>
            {after
              ? m.delivery_next_version({ reference: after.reference })
              : m.delivery_version_before({ reference: other.reference })}
          </Link>
        </p>
      )}
    </div>
  )
}

/** What the state means, and what to do. A letter that waits for others says for what. */
function Advice({ state, waitsFor, bouncedAs, officeId, maySend }: DeliveryData) {
  if (waitsFor === 'pause') return <p>{m.delivery_behind_pause()}</p>
  if (waitsFor === 'hold') return <p>{m.delivery_behind_hold()}</p>
  if (state === 'bounced')
    return (
      <>
        <p>{bouncedAdvice(bouncedAs)}</p>
        {maySend && (
          <p>
            <Link to={`/desk/directory/${officeId}`}>{m.delivery_other_address()}</Link>
          </p>
        )}
      </>
    )
  const advice = deliveryAdvice(state)
  return advice ? <p>{advice}</p> : null
}

const complaint: Record<DeliveryAnswer['kind'], () => string> = {
  changed: m.delivery_changed,
  'not-a-draft': m.delivery_not_a_draft,
  'too-late': m.delivery_too_late,
  'cannot-prepare': m.delivery_cannot_prepare,
  'not-waiting': m.delivery_not_waiting,
}

/** Looks again every two seconds while something is under way. Without script the page reloads itself. */
function useFresh(isMoving: boolean) {
  const { revalidate } = useRevalidator()
  useEffect(() => {
    if (!isMoving) return
    const timer = setInterval(revalidate, 2_000)
    return () => clearInterval(timer)
  }, [isMoving, revalidate])
}

function Disclosed({ disclosed, signatureCount, language, version }: DeliveryData) {
  const number = new Intl.NumberFormat(getLocale())
  return (
    <>
      <p>
        {m.delivery_holds({ language, version, count: signatureCount, shown: number.format(signatureCount) })}
      </p>
      <dl className="figures">
        {(['full', 'initials', 'counted'] as const).map((choice) => (
          <div key={choice}>
            <dt>{disclosureWords(choice)}</dt>
            <dd>{number.format(disclosed[choice])}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function Message(props: DeliveryData) {
  const { id, message, messageSha256, renderFault, isLinked, pdfBytes, volumes } = props
  if (renderFault) {
    return (
      <p className="notice notice-bad" role="alert">
        {m.delivery_render_fault()} <code>{renderFault}</code>
      </p>
    )
  }
  if (!message) return <Setting {...props} />
  const rows: [string, string][] = [
    [m.delivery_from(), message.from],
    [m.delivery_to(), message.to],
    [m.delivery_reply_to(), message.replyTo],
    [m.delivery_subject(), message.subject],
  ]
  return (
    <>
      <dl className="headers">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
        <div>
          <dt>{m.delivery_attached()}</dt>
          <dd>
            {isLinked && volumes.length === 0 && (
              <a href={`/desk/deliveries/${id}/letter.pdf`}>
                {m.delivery_behind_link({ size: size(pdfBytes) })}
              </a>
            )}
            {message.attachments.slice(0, 1).map(({ filename, size: bytes }) => (
              <a key={filename} href={`/desk/deliveries/${id}/letter.pdf`}>
                {filename} ({size(bytes)})
              </a>
            ))}
            <Volumes {...props} />
          </dd>
        </div>
      </dl>
      <iframe
        className="mail-frame"
        title={m.delivery_mail()}
        src={`/desk/deliveries/${id}/mail.html`}
        sandbox="allow-popups allow-popups-to-escape-sandbox"
      />
      <details>
        <summary>{m.delivery_as_text()}</summary>
        <pre className="mail-text">{message.text}</pre>
      </details>
      <p className="fine">
        <a href={`/desk/deliveries/${id}/message.eml`}>{m.delivery_bytes({ size: size(message.bytes) })}</a> ·
        SHA-256 <code>{messageSha256}</code>
      </p>
    </>
  )
}
