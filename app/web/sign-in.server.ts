import { data, redirect } from '@remix-run/node'
import { domainOf } from '../../campaigns/address'
import { newToken } from '../../campaigns/keyring.server'
import { browserIn } from '../../campaigns/organiser'
import { type SignedIn, sessionLife, signOut } from '../../campaigns/session.server'
import { enterCode, requestCode } from '../../campaigns/sign-in.server'
import { getLocale } from '../messages/generated/runtime'
import type { Noted } from './context'
import { readCookie, writeCookie } from './cookies.server'

/** The `claim` goes into the page that takes the code, and comes back with it. */
export type CodeAnswer =
  | { kind: 'asked'; claim: string }
  | { kind: 'wrong-code'; triesLeft: number; claim: string }
  | { kind: 'no-code' }
  | { kind: 'too-many' }

/** What the list of sessions calls the browser of a request. */
export const agentOf = (request: Request) => browserIn(request.headers.get('user-agent'))

/** By what a person signs in. */
export type SignInWay = 'code' | 'passkey' | 'one-time-address'

/** A Set-Cookie value for a session that has just begun. The one this browser was in before ends with it. */
export async function letIn(
  request: Request,
  { db, keyring, now, note, recognise }: Noted,
  { session, organiserId, way }: SignedIn & { way: SignInWay },
) {
  recognise(organiserId)
  note('signed-in', { kind: way })
  const before = readCookie(request, 'session')
  if (before) await signOut(db, { keyring, session: before, now: now() })
  return writeCookie(request, 'session', session, sessionLife / 1000)
}

/** Mails a code to an address that can be one, and binds it to the browser. `isOpen`: to a stranger's too. */
export async function mailCode(
  request: Request,
  { db, keyring, environment, limits, ip, wake, now, note }: Noted & { ip: string },
  { email, isOpen }: { email: string; isOpen: boolean },
) {
  const limited = await limits.signIn(ip, keyring.hash('limit', email.toLowerCase()))
  if (limited) {
    return data<CodeAnswer>(
      { kind: 'too-many' },
      { status: 429, headers: { 'retry-after': String(limited.retryAfter) } },
    )
  }
  const browser = readCookie(request, 'browser') ?? newToken()
  const mailDomain = domainOf(environment.mailFrom.address)
  const language = getLocale()
  const asked = await requestCode(db, { keyring, email, browser, isOpen, language, mailDomain, now: now() })
  wake()
  note('code-asked')
  return data<CodeAnswer>(asked, {
    headers: { 'set-cookie': writeCookie(request, 'browser', browser, 24 * 3600) },
  })
}

/** Takes the code typed into the page, and leads on with a session. */
export async function takeCode(
  request: Request,
  context: Noted,
  { form, next }: { form: FormData; next: string },
) {
  const { db, keyring, now } = context
  const claim = String(form.get('claim') ?? '')
  const entered = await enterCode(db, {
    keyring,
    browser: readCookie(request, 'browser') ?? '',
    code: String(form.get('code') ?? ''),
    claim,
    agent: agentOf(request),
    now: now(),
  })
  if (entered.kind !== 'signed-in') context.note('sign-in-refused', { kind: 'code', result: entered.kind })
  if (entered.kind === 'no-code') return data<CodeAnswer>(entered, { status: 422 })
  if (entered.kind === 'wrong-code') return data<CodeAnswer>({ ...entered, claim }, { status: 422 })
  return redirect(next, {
    status: 303,
    headers: { 'set-cookie': await letIn(request, context, { ...entered, way: 'code' }) },
  })
}
