import {
  type ActionFunctionArgs,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { acceptInvitation } from '../../../campaigns/invitation.server'
import { findInvitation, isWrittenTo } from '../../../campaigns/invitation-list.server'
import { wordsIn } from '../../../campaigns/language'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { whoIsThere } from '../../web/desk.server'
import { type CodeAnswer, mailCode, takeCode } from '../../web/sign-in.server'
import { JoinPage } from './join-page'

// Without it the answer of the action loses its Retry-After.
export const headers: HeadersFunction = ({ actionHeaders, loaderHeaders }) =>
  actionHeaders.has('retry-after') || actionHeaders.has('set-cookie') ? actionHeaders : loaderHeaders

export const meta: MetaFunction = () => [{ title: m.people_open() }, { name: 'robots', content: 'noindex' }]

export type Refusal = 'unknown' | 'used' | 'withdrawn' | 'expired' | 'another-address'
const statusOf: Record<Refusal, number> = {
  unknown: 404,
  used: 410,
  withdrawn: 410,
  expired: 410,
  'another-address': 403,
}
const refuse = (reason: Refusal) => data({ kind: 'refused', reason } as const, { status: statusOf[reason] })

/** Opening the link changes nothing, and says no more than the mail did. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, keyring, environment } = context
  const invitation = await findInvitation(db, { keyring, token: params.token ?? '', now: context.now() })
  if (!invitation) return refuse('unknown')
  if (invitation.state !== 'open') return refuse(invitation.state)
  const person = await whoIsThere(request, context)
  const { emailKey } = invitation
  const isTheirs = person !== null && (await isWrittenTo(db, { ...person, emailKey }))
  return data({
    kind: 'open',
    path: `/desk/join/${params.token}`,
    organisation: wordsIn(invitation.organisationName, getLocale(), invitation.defaultLanguage),
    invitedBy: invitation.invitedBy,
    role: invitation.role,
    expiresAt: invitation.expiresAt,
    /** The name of who is signed in with another address. */
    somebodyElse: person && !isTheirs ? person.name : null,
    isTheirs,
    isTryOut: environment.isTryOut,
  } as const)
}

export type JoinAnswer = CodeAnswer | { kind: 'refused'; reason: Refusal }

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { db, keyring } = context
  const token = params.token ?? ''
  const invitation = await findInvitation(db, { keyring, token, now: context.now() })
  if (!invitation) return refuse('unknown')
  if (invitation.state !== 'open') return refuse(invitation.state)
  const form = await request.formData()
  const stay = `/desk/join/${token}`
  switch (form.get('intent')) {
    case 'ask':
      // Who is invited may come in whatever the setting says: somebody who may has asked them to.
      return mailCode(request, context, { email: invitation.openEmail(), isOpen: true })
    case 'code':
      return takeCode(request, context, { form, next: stay })
    case 'accept': {
      const person = await whoIsThere(request, context)
      if (!person) return redirect(stay, { status: 303 })
      const { organiserId } = person
      const joined = await acceptInvitation(db, { keyring, token, organiserId, now: context.now() })
      if (joined.kind !== 'accepted') return refuse(joined.kind)
      return redirect(`/desk/organisations/${joined.organisationId}`, { status: 303 })
    }
    default:
      return redirect(stay, { status: 303 })
  }
}

export default function Page() {
  const answer = useActionData<typeof action>()
  return <JoinPage told={useLoaderData<typeof loader>()} answer={answer} />
}
