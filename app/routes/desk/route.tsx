import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { NavLink, Outlet, useLoaderData } from '@remix-run/react'
import { findMailTrouble } from '../../../campaigns/mail-release.server'
import { haveCountsDiffered } from '../../../campaigns/recount.server'
import * as m from '../../messages/generated/messages'
import { CountTrouble } from '../../ui/count-trouble'
import { Fault } from '../../ui/fault'
import { MailTrouble } from '../../ui/mail-trouble'
import { atDesk } from '../../web/desk.server'
import { SignOut } from './sign-out'
import '../../ui/ledger.css'
import '../../ui/mail.css'
import '../../ui/writing.css'
import './desk.css'

export const meta: MetaFunction = () => [{ title: m.desk_title() }, { name: 'robots', content: 'noindex' }]

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { name, isKeeper } = await atDesk(request, context)
  const { pausedAt, heldDomainCount } = await findMailTrouble(context.db)
  return {
    name,
    isKeeper,
    isTryOut: context.environment.isTryOut,
    storage: await context.storage(),
    doCountsDiffer: isKeeper && (await haveCountsDiffered(context.db)),
    trouble: { isPaused: pausedAt !== null, heldDomainCount },
  }
}

export default function Desk() {
  const { name, isKeeper, isTryOut, storage, trouble, doCountsDiffer } = useLoaderData<typeof loader>()
  return (
    <div className="desk">
      <a className="skip" href="#main">
        {m.site_skip()}
      </a>
      <header className="desk-rail">
        <p className="desk-name">Démarche</p>
        <nav aria-label={m.desk_nav()}>
          <NavLink to="/desk" end>
            {m.desk_campaigns()}
          </NavLink>
          <NavLink to="/desk/directory">{m.directory_title()}</NavLink>
          <NavLink to="/desk/organisations">{m.org_nav()}</NavLink>
          <NavLink to="/desk/account">{m.account_nav()}</NavLink>
          {isKeeper && <NavLink to="/desk/mail">{m.mail_title()}</NavLink>}
          {isTryOut && <a href="/mailbox">{m.desk_mailbox()}</a>}
          <a href="/">{m.desk_site()}</a>
        </nav>
        <SignOut name={name} />
      </header>
      <main id="main" className="desk-main">
        {storage !== 'ok' && (
          <p className="desk-storage" role="status">
            {storage === 'full' ? m.desk_storage_full() : m.desk_storage_low()}
          </p>
        )}
        {isTryOut && <p className="desk-try-out">{m.desk_try_out()}</p>}
        <MailTrouble trouble={trouble} isKeeper={isKeeper} />
        {doCountsDiffer && <CountTrouble />}
        <Outlet />
      </main>
    </div>
  )
}

export function ErrorBoundary() {
  return <Fault />
}
