import { Form, Link } from '@remix-run/react'
import * as m from '../messages/generated/messages'
import { getLocale } from '../messages/generated/runtime'
import { Notice } from './notice'

type Trouble = { isPaused: boolean; heldDomainCount: number }

/** Says on every page of the desk that mail waits, and to those who keep the installation where to mend it. */
export function MailTrouble({ trouble, isKeeper }: { trouble: Trouble; isKeeper: boolean }) {
  const { isPaused, heldDomainCount } = trouble
  if (!isPaused && heldDomainCount === 0) return null
  const shown = new Intl.NumberFormat(getLocale()).format(heldDomainCount)
  return (
    <Notice kind="warn">
      {isPaused && <p>{m.mail_paused()}</p>}
      {heldDomainCount > 0 && <p>{m.mail_held({ count: heldDomainCount, shown })}</p>}
      <p>
        {isKeeper ? (
          <Link to="/desk/mail">{isPaused ? m.mail_paused_keeper() : m.mail_held_keeper()}</Link>
        ) : (
          m.mail_paused_ask()
        )}
      </p>
      {isKeeper && isPaused && (
        <Form method="post" action="/desk/mail">
          <button type="submit" name="intent" value="try-again" className="button">
            {m.mail_try_again()}
          </button>
        </Form>
      )}
    </Notice>
  )
}
