import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { wordsIn } from '../../../campaigns/language'
import { changeOrganisation } from '../../../campaigns/organisation.server'
import {
  grown,
  type OrganisationFaults,
  readOrganisation,
  type TypedOrganisation,
  typedIn,
  typedOf,
} from '../../../campaigns/organisation-form'
import { timeZones } from '../../../campaigns/time-zone'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { deskMeta } from '../../ui/desk-title'
import { atDesk, deskOrganisation, mustManage } from '../../web/desk.server'
import { OrganisationPage } from './organisation-page'

export const meta: MetaFunction<typeof loader> = ({ data: told }) =>
  deskMeta(told?.title.words ?? m.org_nav())

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const desk = await atDesk(request, context)
  const { organisation, mayManage } = await deskOrganisation(context, desk, params.id)
  const { id, slug, name, defaultLanguage } = organisation
  return {
    id,
    slug,
    mayManage,
    title: wordsIn(name, getLocale(), defaultLanguage),
    stored: typedOf(slug, organisation),
    timeZones: mayManage ? timeZones(organisation.timeZone) : [],
    isSaved: new URL(request.url).searchParams.has('saved'),
  }
}

export type OrganisationData = Awaited<ReturnType<typeof loader>>
export type OrganisationAnswer = { typed: TypedOrganisation; faults: OrganisationFaults }

export async function action({ request, params, context }: ActionFunctionArgs) {
  const desk = await atDesk(request, context)
  const found = await deskOrganisation(context, desk, params.id)
  mustManage(found)
  const { id: organisationId } = found.organisation
  const form = await request.formData()
  const typed = typedIn(form)
  const intent = form.get('intent')
  if (intent === 'add-language' || intent === 'add-signatory')
    return data<OrganisationAnswer>({ typed: grown(typed, intent, form.get('added')), faults: {} })
  const read = readOrganisation(typed)
  if (read.kind === 'refused')
    return data<OrganisationAnswer>({ typed, faults: read.faults }, { status: 422 })
  await changeOrganisation(context.db, { organisationId, details: read.details })
  return redirect(`/desk/organisations/${organisationId}?saved`, { status: 303 })
}

export default function Page() {
  return <OrganisationPage {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>()} />
}
