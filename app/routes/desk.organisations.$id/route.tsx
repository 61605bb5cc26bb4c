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
import { changeLogo, type LogoFault, logoHref, removeLogo } from '../../../campaigns/organisation-logo.server'
import { timeZones } from '../../../campaigns/time-zone'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { accentLink } from '../../ui/accent-link'
import { deskMeta } from '../../ui/desk-title'
import { atDesk, deskOrganisation, mustManage } from '../../web/desk.server'
import { partnerQuestions } from '../../web/partner-questions.server'
import { OrganisationPage } from './organisation-page'

export const meta: MetaFunction<typeof loader> = ({ data: told }) => [
  ...deskMeta(told?.title.words ?? m.org_nav()),
  ...accentLink(told?.accent),
]

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const desk = await atDesk(request, context)
  const { organisation, mayManage } = await deskOrganisation(context, desk, params.id)
  const { id, slug, name, defaultLanguage, accent } = organisation
  const { searchParams } = new URL(request.url)
  return {
    id,
    slug,
    mayManage,
    title: wordsIn(name, getLocale(), defaultLanguage),
    stored: typedOf(slug, organisation),
    timeZones: mayManage ? timeZones(organisation.timeZone) : [],
    accent,
    logo: logoHref(organisation),
    questions: await partnerQuestions(context, desk, id),
    isSaved: searchParams.has('saved'),
    hasDeclined: searchParams.has('declined'),
  }
}

export type OrganisationData = Awaited<ReturnType<typeof loader>>
export type OrganisationAnswer =
  | { typed: TypedOrganisation; faults: OrganisationFaults }
  | { logoFault: LogoFault }

export async function action({ request, params, context }: ActionFunctionArgs) {
  const desk = await atDesk(request, context)
  const found = await deskOrganisation(context, desk, params.id)
  mustManage(found)
  const { id: organisationId } = found.organisation
  const form = await request.formData()
  const typed = typedIn(form)
  const intent = form.get('intent')
  const now = context.now()
  const saved = () => redirect(`/desk/organisations/${organisationId}?saved`, { status: 303 })
  if (intent === 'remove-logo') {
    await removeLogo(context.db, { organisationId, now })
    return saved()
  }
  if (intent === 'logo') {
    const file = form.get('logo')
    const bytes = file instanceof Blob ? Buffer.from(await file.arrayBuffer()) : Buffer.alloc(0)
    const changed = await changeLogo(context.db, { organisationId, bytes, now })
    return changed.kind === 'changed'
      ? saved()
      : data<OrganisationAnswer>({ logoFault: changed.fault }, { status: 422 })
  }
  if (intent === 'add-language' || intent === 'add-signatory')
    return data<OrganisationAnswer>({ typed: grown(typed, intent, form.get('added')), faults: {} })
  const read = readOrganisation(typed)
  if (read.kind === 'refused')
    return data<OrganisationAnswer>({ typed, faults: read.faults }, { status: 422 })
  await changeOrganisation(context.db, { organisationId, details: read.details, now })
  return saved()
}

export default function Page() {
  return <OrganisationPage {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>()} />
}
