import {
  type ActionFunctionArgs,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { domainOf, readAddress } from '../../../campaigns/address'
import { newToken } from '../../../campaigns/keyring.server'
import { enterCode, requestCode, sessionLife } from '../../../campaigns/session.server'
import * as m from '../../messages/generated/messages'
import { readCookie, writeCookie } from '../../web/cookies.server'
import { ownPath } from '../../web/desk.server'
import { tryOutOrganiser } from '../../web/try-out'
import { SignIn } from './sign-in'

// Without it the answer of the action loses its Retry-After.
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export const meta: MetaFunction = () => [{ title: m.signin_title() }, { name: 'robots', content: 'noindex' }]

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url)
  return {
    next: ownPath(searchParams.get('next')),
    tryOutAddress: context.environment.isTryOut ? tryOutOrganiser : null,
  }
}

export type SignInAnswer =
  | { kind: 'asked' }
  | { kind: 'not-an-address'; typed: string }
  | { kind: 'wrong-code'; triesLeft: number }
  | { kind: 'no-code' }
  | { kind: 'too-many' }

export async function action({ request, context }: ActionFunctionArgs) {
  const { db, keyring, environment, ip } = context
  const now = context.now()
  const form = await request.formData()
  const browser = readCookie(request, 'browser') ?? newToken()
  if (form.get('intent') === 'code') {
    const entered = await enterCode(db, { keyring, browser, code: String(form.get('code') ?? ''), now })
    if (entered.kind !== 'signed-in') return data<SignInAnswer>(entered, { status: 422 })
    return redirect(ownPath(form.get('next')), {
      status: 303,
      headers: { 'set-cookie': writeCookie(request, 'session', entered.session, sessionLife / 1000) },
    })
  }
  const typed = String(form.get('email') ?? '')
  const address = readAddress(typed)
  if (address.kind === 'refused')
    return data<SignInAnswer>({ kind: 'not-an-address', typed }, { status: 422 })
  const limited = await context.limits.signIn(ip, keyring.hash('limit', address.address.toLowerCase()))
  if (limited) {
    return data<SignInAnswer>(
      { kind: 'too-many' },
      { status: 429, headers: { 'retry-after': String(limited.retryAfter) } },
    )
  }
  const mailDomain = domainOf(environment.mailFrom.address)
  await requestCode(db, { keyring, email: address.address, browser, mailDomain, now })
  context.wake()
  return data<SignInAnswer>(
    { kind: 'asked' },
    { headers: { 'set-cookie': writeCookie(request, 'browser', browser, 24 * 3600) } },
  )
}

export default function Page() {
  return <SignIn {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>()} />
}
