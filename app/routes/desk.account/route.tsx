import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { readOrganiserName } from '../../../campaigns/organiser'
import { changeOrganiser } from '../../../campaigns/organiser.server'
import { isFresh, relyingPartyOf } from '../../../campaigns/passkey'
import { listPasskeys } from '../../../campaigns/passkey.server'
import { endOtherSessions, endSession, listSessions } from '../../../campaigns/session-list.server'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { deskMeta } from '../../ui/desk-title'
import { atDesk, ownPath } from '../../web/desk.server'
import { isLocale } from '../../web/language.server'
import { changePasskey, type PasskeyAnswer } from '../../web/passkey.server'
import { agentOf } from '../../web/sign-in.server'
import { AccountPage } from './account-page'

/** What became of a passkey, as the address says it afterwards. */
const passkeyDone = ['added', 'removed', 'renamed'] as const

export const meta: MetaFunction = () => deskMeta(m.account_title())

export async function loader({ request, context }: LoaderFunctionArgs) {
  const desk = await atDesk(request, context)
  const { searchParams } = new URL(request.url)
  const sessions = await listSessions(context.db, { organiserId: desk.organiserId, now: context.now() })
  return {
    name: desk.name,
    language: getLocale(),
    next: ownPath(searchParams.get('next')),
    isSaved: searchParams.has('saved'),
    endedCount: Number(/^\d{1,3}$/.exec(searchParams.get('ended') ?? '')?.[0] ?? 0),
    sessions: sessions.map((session) => ({ ...session, isThis: session.id === desk.sessionId })),
    passkeys: await listPasskeys(context.db, desk),
    passkeyDone: passkeyDone.find((one) => one === searchParams.get('passkey')) ?? null,
    passkeyName: agentOf(request) ?? '',
    siteAddress: context.environment.baseUrl,
    passkeyOrigin: relyingPartyOf(context.environment.baseUrl)?.origin ?? null,
    isFresh: isFresh(desk.signedInAt, context.now()),
  }
}

export type AccountData = Awaited<ReturnType<typeof loader>>
export type AccountAnswer = PersonAnswer | PasskeyAnswer
type PersonAnswer = {
  kind: 'person'
  typed: { name: string; language: string }
  faults: { name?: 'name-missing' | 'name-too-long'; language?: 'language-missing' }
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { db } = context
  const desk = await atDesk(request, context)
  const { organiserId, sessionId, name: known } = desk
  const now = context.now()
  const form = await request.formData()
  const ended = ({ endedCount }: { endedCount: number }) => {
    if (endedCount > 0) context.note('sessions-ended', { count: endedCount })
    return redirect(`/desk/account?ended=${endedCount}`, { status: 303 })
  }
  switch (form.get('intent')) {
    case 'save': {
      const typed = { name: String(form.get('name') ?? ''), language: String(form.get('language') ?? '') }
      const read = readOrganiserName(typed.name)
      const { language } = typed
      if (read.kind === 'refused' || !isLocale(language)) {
        const faults: PersonAnswer['faults'] = {
          ...(read.kind === 'refused' ? { name: read.fault } : {}),
          ...(isLocale(language) ? {} : { language: 'language-missing' }),
        }
        return data<AccountAnswer>({ kind: 'person', typed, faults }, { status: 422 })
      }
      await changeOrganiser(db, { organiserId, name: read.name, language })
      const isNew = known === ''
      return redirect(isNew ? ownPath(form.get('next')) : '/desk/account?saved', { status: 303 })
    }
    case 'end':
      return ended(await endSession(db, { organiserId, sessionId: String(form.get('session') ?? ''), now }))
    case 'end-others':
      return ended(await endOtherSessions(db, { organiserId, sessionId, now }))
    case 'rename-passkey':
    case 'remove-passkey':
      return changePasskey(context, desk, form)
    default:
      return data<AccountAnswer | null>(null, { status: 400 })
  }
}

export default function Page() {
  return <AccountPage {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>() ?? null} />
}
