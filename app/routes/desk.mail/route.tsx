import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { listUnclear } from '../../../campaigns/inbound-list.server'
import { findMailbox } from '../../../campaigns/inbound-mailbox.server'
import {
  endPause,
  liftSuppression,
  listMailTrouble,
  releaseDomain,
} from '../../../campaigns/mail-release.server'
import { listCountFaults } from '../../../campaigns/recount.server'
import * as m from '../../messages/generated/messages'
import { deskMeta } from '../../ui/desk-title'
import { atDesk, mustKeep } from '../../web/desk.server'
import { MailPage } from './mail-page'

export const meta: MetaFunction = () => deskMeta(m.mail_title())

export async function loader({ request, context }: LoaderFunctionArgs) {
  mustKeep(await atDesk(request, context))
  return {
    ...(await listMailTrouble(context.db, { keyring: context.keyring })),
    mailbox: context.environment.bounceMailbox
      ? await findMailbox(context.db, { keyring: context.keyring, place: context.environment.bounceMailbox })
      : null,
    unclear: await listUnclear(context.db, { now: context.now() }),
    counts: await listCountFaults(context.db),
    wasLifted: new URL(request.url).searchParams.has('lifted'),
  }
}

export type MailData = Awaited<ReturnType<typeof loader>>
export type MailAnswer = { kind: 'over' } | { kind: 'not-suppressed'; typed: string }

export async function action({ request, context }: ActionFunctionArgs) {
  mustKeep(await atDesk(request, context))
  const { db, keyring } = context
  const form = await request.formData()
  const stay = (search = '') => redirect(`/desk/mail${search}`, { status: 303 })
  const over = () => data<MailAnswer>({ kind: 'over' }, { status: 409 })
  switch (form.get('intent')) {
    case 'try-again': {
      const ended = await endPause(db)
      context.wake()
      return ended.kind === 'ended' ? stay() : over()
    }
    case 'release': {
      const holdId = String(form.get('hold') ?? '')
      const released = await releaseDomain(db, { holdId, now: context.now() })
      context.wake()
      return released.kind === 'released' ? stay() : over()
    }
    case 'lift': {
      const typed = String(form.get('address') ?? '').slice(0, 300)
      const lifted = await liftSuppression(db, { keyring, email: typed.trim() })
      if (lifted.kind === 'lifted') return stay('?lifted')
      return data<MailAnswer>({ kind: 'not-suppressed', typed }, { status: 422 })
    }
    default:
      return data<MailAnswer | null>(null, { status: 400 })
  }
}

export default function Page() {
  return <MailPage {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>() ?? undefined} />
}
