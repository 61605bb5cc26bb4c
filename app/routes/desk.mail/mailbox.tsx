import * as m from '../../messages/generated/messages'
import { Moment } from '../../ui/moment'
import type { MailData } from './route'

const faults: Record<string, () => string> = {
  auth: m.mail_box_auth,
  folder: m.mail_box_folder,
  tls: m.mail_box_tls,
  unreachable: m.mail_box_unreachable,
  own: m.mail_box_own,
}

/** The mailbox that is asked for what came back: when it was, or why it can't be. */
export function Mailbox({ mailbox }: Pick<MailData, 'mailbox'>) {
  if (!mailbox) return null
  const { fault, faultAt, readAt, tryAt } = mailbox
  return (
    <section aria-labelledby="mailbox" className={fault ? 'card stack' : 'stack'}>
      <h2 id="mailbox">{m.mail_box_title()}</h2>
      <p>{fault ? (faults[fault] ?? m.mail_box_own)() : m.mail_box_fine()}</p>
      <dl className="facts">
        {fault && faultAt && (
          <>
            <dt>{m.mail_since()}</dt>
            <dd>
              <Moment at={faultAt} />
            </dd>
          </>
        )}
        {readAt && (
          <>
            <dt>{m.mail_box_read()}</dt>
            <dd>
              <Moment at={readAt} />
            </dd>
          </>
        )}
        {fault && (
          <>
            <dt>{m.mail_box_next()}</dt>
            <dd>
              <Moment at={tryAt} />
            </dd>
          </>
        )}
      </dl>
    </section>
  )
}
