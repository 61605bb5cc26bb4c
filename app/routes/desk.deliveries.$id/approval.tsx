import { Form, useNavigation } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { clockLocale } from '../../ui/clock'
import type { DeliveryData } from './route'

/** What a person may do with the letter now. One primary action at most. */
export function Approval(props: DeliveryData) {
  const { state, maySend, maySendAgain, mayCancel, message, messageSha256, renderFault } = props
  const isBusy = useNavigation().state !== 'idle'
  if (!maySend || (state === 'held' && props.versions.after)) return null
  const isReady = state === 'draft' && message && messageSha256
  const mayPrepareAgain =
    ['held', 'cancelled', 'expired', 'failed', 'bounced'].includes(state) || Boolean(renderFault)
  if (!isReady && !mayPrepareAgain && !maySendAgain && !mayCancel) return null
  return (
    <div className="approval">
      {isReady && (
        <Form method="post" className="stack">
          <h2>{m.delivery_approve_title()}</h2>
          <p>{m.delivery_approve_lead({ recipient: props.recipient, time: timeThere(props) })}</p>
          <input type="hidden" name="intent" value="approve" />
          <input type="hidden" name="sha256" value={messageSha256} />
          <button type="submit" className="button" disabled={isBusy}>
            {m.delivery_approve()}
          </button>
        </Form>
      )}
      {maySendAgain && (
        <Form method="post" className="stack">
          {state === 'unknown' && <p>{m.delivery_send_again_lead()}</p>}
          <button type="submit" name="intent" value="send-again" className="button" disabled={isBusy}>
            {state === 'deferred' ? m.delivery_try_now() : m.delivery_send_again()}
          </button>
        </Form>
      )}
      {mayPrepareAgain && (
        <Form method="post">
          <button
            type="submit"
            name="intent"
            value="prepare-again"
            className={maySendAgain ? 'button button-plain' : 'button'}
            disabled={isBusy}
          >
            {m.delivery_prepare_again()}
          </button>
        </Form>
      )}
      {mayCancel && (
        <Form method="post">
          <button
            type="submit"
            name="intent"
            value="cancel"
            className="button button-quiet"
            disabled={isBusy}
          >
            {m.delivery_cancel()}
          </button>
        </Form>
      )}
    </div>
  )
}

/** What the clock on the recipient's wall said when the page was made: server and browser agree on no other. */
const timeThere = ({ madeAt, timeZone }: Pick<DeliveryData, 'timeZone'> & { madeAt: Date | string }) =>
  new Intl.DateTimeFormat(clockLocale(), { hour: '2-digit', minute: '2-digit', timeZone }).format(
    new Date(madeAt),
  )
