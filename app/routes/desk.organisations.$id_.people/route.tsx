import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { listInvitations } from '../../../campaigns/invitation-list.server'
import { wordsIn } from '../../../campaigns/language'
import { listMembers, removeMember } from '../../../campaigns/member.server'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { deskMeta } from '../../ui/desk-title'
import { atDesk, deskOrganisation, mustManage } from '../../web/desk.server'
import { changePeople } from './change-people.server'
import { PeoplePage } from './people-page'

/** What was done, as the address says it after the form was sent. */
const done = ['changed', 'removed', 'invited', 'withdrawn'] as const
export type Done = (typeof done)[number]

export const meta: MetaFunction<typeof loader> = ({ data: told }) =>
  deskMeta([m.people_title(), told?.title.words].filter(Boolean).join(', '))

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const desk = await atDesk(request, context)
  const { organisation, mayManage } = await deskOrganisation(context, desk, params.id)
  const { db, keyring } = context
  const { id, name, defaultLanguage } = organisation
  const members = await listMembers(db, id)
  const said = new URL(request.url).searchParams.get('done')
  return {
    id,
    title: wordsIn(name, getLocale(), defaultLanguage),
    mayManage,
    members: members.map((member) => ({ ...member, isYou: member.organiserId === desk.organiserId })),
    // They hold addresses, so they are for those who wrote them.
    invitations: mayManage
      ? await listInvitations(db, { keyring, organisationId: id, now: context.now() })
      : null,
    done: done.find((one) => one === said) ?? null,
  }
}

export type PeopleData = Awaited<ReturnType<typeof loader>>

export async function action({ request, params, context }: ActionFunctionArgs) {
  const desk = await atDesk(request, context)
  const found = await deskOrganisation(context, desk, params.id)
  const organisationId = found.organisation.id
  const form = await request.formData()
  if (form.get('intent') === 'leave') {
    const left = await removeMember(context.db, { organisationId, organiserId: desk.organiserId })
    return left.kind === 'removed'
      ? redirect('/desk/organisations', { status: 303 })
      : data({ kind: left.kind, member: desk.organiserId } as const, { status: 409 })
  }
  mustManage(found)
  const changed = await changePeople(context, { organisationId, invitedBy: desk.organiserId, form })
  if (!changed) return data(null, { status: 400 })
  if ('done' in changed) {
    context.wake()
    return redirect(`/desk/organisations/${organisationId}/people?done=${changed.done}`, { status: 303 })
  }
  return data(changed, { status: changed.kind === 'faults' ? 422 : 409 })
}

export default function Page() {
  return (
    <PeoplePage {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>() ?? undefined} />
  )
}
