import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { domainOf } from '../../../campaigns/address'
import { wordsIn } from '../../../campaigns/language'
import { wayToOpen } from '../../../campaigns/organisation'
import { listOrganisations } from '../../../campaigns/organisation.server'
import { grantRequest, listRequests, refuseRequest } from '../../../campaigns/organisation-request.server'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { deskMeta } from '../../ui/desk-title'
import { atDesk, mustKeep } from '../../web/desk.server'
import { OrganisationsPage } from './organisations-page'

export const meta: MetaFunction = () => deskMeta(m.org_nav())

export async function loader({ request, context }: LoaderFunctionArgs) {
  const desk = await atDesk(request, context)
  const { db, environment } = context
  const language = getLocale()
  const [organisations, own, requests] = await Promise.all([
    listOrganisations(db, desk.organisationIds),
    listRequests(db, { organiserId: desk.organiserId }),
    desk.isKeeper ? listRequests(db) : [],
  ])
  return {
    way: wayToOpen(environment.organisations, desk),
    isKeeper: desk.isKeeper,
    organisations: organisations.map(({ id, name, defaultLanguage }) => ({
      id,
      name: wordsIn(name, language, defaultLanguage),
      role: desk.memberships.find(({ organisationId }) => organisationId === id)?.role ?? 'viewer',
    })),
    own: own.map(({ id, name, defaultLanguage }) => ({ id, name: wordsIn(name, language, defaultLanguage) })),
    requests: requests.map((asked) => ({
      id: asked.id,
      name: wordsIn(asked.name, language, asked.defaultLanguage),
      lines: asked.letterhead.lines,
      replyTo: asked.replyTo,
      askedBy: asked.askedBy,
      askedAt: asked.askedAt,
    })),
  }
}

export type OrganisationsData = Awaited<ReturnType<typeof loader>>
export type RequestAnswer = { kind: 'over' }

export async function action({ request, context }: ActionFunctionArgs) {
  const desk = await atDesk(request, context)
  const { db, keyring, environment } = context
  const form = await request.formData()
  const requestId = String(form.get('request') ?? '')
  const mailDomain = domainOf(environment.mailFrom.address)
  const one = { keyring, mailDomain, requestId, now: context.now() }
  const settle = async () => {
    switch (form.get('intent')) {
      case 'grant':
        mustKeep(desk)
        return grantRequest(db, one)
      case 'refuse':
        mustKeep(desk)
        return refuseRequest(db, one)
      case 'take-back':
        return refuseRequest(db, { ...one, takenBackBy: desk.organiserId })
      default:
        return null
    }
  }
  const settled = await settle()
  if (!settled) return data<RequestAnswer | null>(null, { status: 400 })
  if (settled.kind === 'over') return data<RequestAnswer>({ kind: 'over' }, { status: 409 })
  context.wake()
  return redirect('/desk/organisations', { status: 303 })
}

export default function Page() {
  return (
    <OrganisationsPage
      {...useLoaderData<typeof loader>()}
      answer={useActionData<typeof action>() ?? undefined}
    />
  )
}
