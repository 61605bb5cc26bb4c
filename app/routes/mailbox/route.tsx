import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { Moment } from '../../ui/moment'
import { tryOutMailbox } from '../../web/mailbox.server'
import '../../ui/mail.css'

export const meta: MetaFunction = () => [{ title: m.mailbox_title() }, { name: 'robots', content: 'noindex' }]

const shownMost = 200

export async function loader({ context }: LoaderFunctionArgs) {
  return { mails: await tryOutMailbox(context).list(shownMost) }
}

export default function Mailbox() {
  const { mails } = useLoaderData<typeof loader>()
  return (
    <main className="mailbox">
      <header>
        <p className="door-step-name">
          <a href="/">Démarche</a>
        </p>
        <h1>{m.mailbox_title()}</h1>
        <p>{m.mailbox_lead()}</p>
      </header>
      {mails.length === 0 ? (
        <p className="empty">{m.mailbox_empty()}</p>
      ) : (
        <ul className="mail-list">
          {mails.map((mail) => (
            <li key={mail.id}>
              <a href={`/mailbox/${mail.id}`}>
                <bdi className="mail-subject">{mail.subject || m.mailbox_no_subject()}</bdi>
                <span className="mail-to">
                  <bdi>{mail.to.join(', ')}</bdi>
                  {mail.hasAttachments && ` · ${m.mailbox_attached()}`}
                </span>
                <Moment at={mail.receivedAt} />
              </a>
            </li>
          ))}
        </ul>
      )}
    </main>
  )
}
