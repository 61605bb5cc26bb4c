import { data, redirect } from '@remix-run/node'
import { domainOf } from '../../campaigns/address'
import { newToken } from '../../campaigns/keyring.server'
import {
  challengeLife,
  isFresh,
  type PasskeyNameFault,
  readPasskeyName,
  relyingPartyOf,
} from '../../campaigns/passkey'
import { addPasskey, beginPasskey, removePasskey, renamePasskey } from '../../campaigns/passkey.server'
import { NewPasskey, readAnswer, UsedPasskey } from '../../campaigns/passkey-answer'
import { beginSignIn, enterByPasskey } from '../../campaigns/passkey-sign-in.server'
import type { Installation, Noted } from './context'
import { readCookie, writeCookie } from './cookies.server'
import { type Desk, ownPath } from './desk.server'
import { missing } from './pages.server'
import { agentOf, letIn } from './sign-in.server'

type Here = Noted & { ip: string; requestId: string }

/** A passkey whose count of uses went back was refused: there may be a copy of it. */
export class PasskeyCounterFault extends Error {
  override name = 'PasskeyCounterFault'
}

/** Where passkeys can't be, nothing is there. */
function relyingPartyHere({ environment }: Installation) {
  const relyingParty = relyingPartyOf(environment.baseUrl)
  if (!relyingParty) throw missing()
  return relyingParty
}

const refuse = (kind: string, status = 422, headers: HeadersInit = {}) =>
  Response.json({ kind }, { status, headers })

async function beginHere(
  request: Request,
  { limits, ip }: Here,
  options: (browser: string) => Promise<{ kind: 'begun'; options: unknown } | { kind: 'too-many-passkeys' }>,
) {
  const limited = await limits.passkey(ip)
  if (limited) return refuse('too-many', 429, { 'retry-after': String(limited.retryAfter) })
  const browser = readCookie(request, 'passkey') ?? newToken()
  const begun = await options(browser)
  if (begun.kind !== 'begun') return refuse(begun.kind, 409)
  const cookie = writeCookie(request, 'passkey', browser, challengeLife / 1000)
  return Response.json(begun, { headers: { 'set-cookie': cookie } })
}

const browserOf = (request: Request) => readCookie(request, 'passkey') ?? ''
const answerIn = (form: FormData) => String(form.get('answer') ?? '')

/** Gives the browser a challenge to sign in by, or takes what it made of one. Says the same to everybody. */
export async function signInByPasskey(request: Request, context: Here): Promise<Response> {
  const { db, keyring } = context
  const relyingParty = relyingPartyHere(context)
  const form = await request.formData()
  const now = context.now()
  switch (form.get('intent')) {
    case 'begin':
      return beginHere(request, context, async (browser) => ({
        kind: 'begun',
        options: await beginSignIn(db, { keyring, browser, relyingParty, now }),
      }))
    case 'finish': {
      const answer = readAnswer(UsedPasskey, answerIn(form))
      const notLetIn = (result: string) => {
        context.note('sign-in-refused', { kind: 'passkey', result })
        return refuse(result)
      }
      if (!answer) return notLetIn('not-proved')
      const browser = browserOf(request)
      const agent = agentOf(request)
      const entered = await enterByPasskey(db, { answer, keyring, browser, relyingParty, agent, now })
      if (entered.kind === 'counter-back') context.report(new PasskeyCounterFault(), context.requestId)
      if (entered.kind !== 'signed-in') return notLetIn(entered.kind)
      const told = { kind: 'signed-in', next: ownPath(form.get('next')) }
      return Response.json(told, {
        headers: { 'set-cookie': await letIn(request, context, { ...entered, way: 'passkey' }) },
      })
    }
    default:
      return refuse('unknown-intent', 400)
  }
}

/** Gives the browser of somebody who signed in lately a challenge to make a passkey for, or takes the passkey. */
export async function addPasskeyHere(request: Request, context: Here, desk: Desk): Promise<Response> {
  const { db, keyring, environment } = context
  const relyingParty = relyingPartyHere(context)
  const { organiserId } = desk
  const form = await request.formData()
  const now = context.now()
  switch (form.get('intent')) {
    case 'begin':
      if (!isFresh(desk.signedInAt, now)) return refuse('not-fresh', 409)
      return beginHere(request, context, (browser) =>
        beginPasskey(db, { keyring, organiserId, browser, relyingParty, now }),
      )
    case 'finish': {
      const read = readPasskeyName(String(form.get('name') ?? ''))
      if (read.kind === 'refused') return refuse(read.fault)
      const answer = readAnswer(NewPasskey, answerIn(form))
      if (!answer) return refuse('not-proved')
      const added = await addPasskey(db, {
        answer,
        keyring,
        organiserId,
        browser: browserOf(request),
        relyingParty,
        name: read.name,
        mailDomain: domainOf(environment.mailFrom.address),
        now,
      })
      if (added.kind !== 'added')
        return refuse(added.kind, ['already-known', 'too-many-passkeys'].includes(added.kind) ? 409 : 422)
      context.wake()
      context.note('passkey-added')
      return Response.json(added)
    }
    default:
      return refuse('unknown-intent', 400)
  }
}

export type PasskeyAnswer =
  | { kind: 'passkey-name'; id: string; typed: string; fault: PasskeyNameFault }
  | { kind: 'passkey-gone' }

/** Changes the name of a passkey, or removes it, by a form. What isn't theirs is not there. */
export async function changePasskey(context: Noted, { organiserId }: Desk, form: FormData) {
  const { db, keyring, environment } = context
  const passkeyId = String(form.get('passkey') ?? '')
  const gone = () => data<PasskeyAnswer>({ kind: 'passkey-gone' }, { status: 404 })
  const done = (what: string) => redirect(`/desk/account?passkey=${what}`, { status: 303 })
  if (form.get('intent') === 'remove-passkey') {
    const mailDomain = domainOf(environment.mailFrom.address)
    const which = { organiserId, passkeyId }
    const removed = await removePasskey(db, { keyring, ...which, mailDomain, now: context.now() })
    if (removed.kind === 'gone') return gone()
    context.wake()
    context.note('passkey-removed')
    return done('removed')
  }
  const typed = String(form.get('passkeyName') ?? '')
  const read = readPasskeyName(typed)
  if (read.kind === 'refused') {
    const { fault } = read
    return data<PasskeyAnswer>({ kind: 'passkey-name', id: passkeyId, typed, fault }, { status: 422 })
  }
  const renamed = await renamePasskey(db, { organiserId, passkeyId, name: read.name })
  return renamed.kind === 'gone' ? gone() : done('renamed')
}
