import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { Moment } from '../../ui/moment'
import { tryOutMailbox } from '../../web/mailbox.server'
import { missing } from '../../web/pages.server'
import '../../ui/mail.css'

export const meta: MetaFunction<typeof loader> = ({ data: mail }) => [
  { title: mail?.subject ?? m.mailbox_title() },
  { name: 'robots', content: 'noindex' },
]

export async function loader({ params, context }: LoaderFunctionArgs) {
  const mail = await tryOutMailbox(context).read(params.id ?? '')
  if (!mail) throw missing()
  return mail
}

export default function Mail() {
  const mail = useLoaderData<typeof loader>()
  return (
    <main className="mailbox">
      <p>
        <a href="/mailbox">{m.mailbox_back()}</a>
      </p>
      <h1 className="mail-title">
        <bdi>{mail.subject || m.mailbox_no_subject()}</bdi>
      </h1>
      <dl className="headers">
        <Row name={m.delivery_from()} value={mail.from} />
        <Row name={m.delivery_to()} value={mail.to.join(', ')} />
        <div>
          <dt>{m.mailbox_received()}</dt>
          <dd>
            <Moment at={mail.receivedAt} withSeconds />
          </dd>
        </div>
        {mail.attachments.length > 0 && (
          <div>
            <dt>{m.delivery_attached()}</dt>
            <dd>
              {mail.attachments.map(({ filename, size, index }) => (
                <a key={index} href={`/mailbox/${mail.id}/attachments/${index}`}>
                  {filename} ({Math.ceil(size / 1000)} kB)
                </a>
              ))}
            </dd>
          </div>
        )}
      </dl>
      {mail.html && (
        <iframe
          className="mail-frame"
          title={m.delivery_mail()}
          src={`/mailbox/${mail.id}.html`}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
        />
      )}
      <details open={!mail.html}>
        <summary>{m.delivery_as_text()}</summary>
        <pre className="mail-text">{mail.text}</pre>
      </details>
      <details>
        <summary>{m.mailbox_headers()}</summary>
        <pre className="mail-text">{mail.headers.map(([name, value]) => `${name}: ${value}`).join('\n')}</pre>
      </details>
      <p>
        <a href={`/mailbox/${mail.id}.eml`}>{m.mailbox_eml()}</a>
      </p>
    </main>
  )
}

const Row = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <bdi>{value}</bdi>
    </dd>
  </div>
)
