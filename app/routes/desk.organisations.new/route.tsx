import {
  type ActionFunctionArgs,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { domainOf } from '../../../campaigns/address'
import { wayToOpen } from '../../../campaigns/organisation'
import { openOrganisation } from '../../../campaigns/organisation.server'
import {
  blankOrganisation,
  grown,
  type OrganisationFaults,
  readOrganisation,
  slugOf,
  type TypedOrganisation,
  typedIn,
} from '../../../campaigns/organisation-form'
import { requestOrganisation } from '../../../campaigns/organisation-request.server'
import { timeZones } from '../../../campaigns/time-zone'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { deskMeta } from '../../ui/desk-title'
import { OrganisationForm } from '../../ui/organisation-form'
import { atDesk } from '../../web/desk.server'
import { missing } from '../../web/pages.server'

// Without it the answer of the action loses its Retry-After.
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export const meta: MetaFunction = () => deskMeta(m.org_new_title())

export async function loader({ request, context }: LoaderFunctionArgs) {
  const way = wayToOpen(context.environment.organisations, await atDesk(request, context))
  if (way === 'none') throw missing()
  return { way, timeZones: timeZones(), blank: blankOrganisation(getLocale()) }
}

type Answer = {
  typed: TypedOrganisation
  faults: OrganisationFaults
  refused?: 'too-many' | 'asked-already'
}

export async function action({ request, context }: ActionFunctionArgs) {
  const desk = await atDesk(request, context)
  const { db, keyring, environment } = context
  const way = wayToOpen(environment.organisations, desk)
  if (way === 'none') throw missing()
  const form = await request.formData()
  const typed = typedIn(form)
  if (form.get('intent') !== 'save')
    return data<Answer>({ typed: grown(typed, form.get('intent'), form.get('added')), faults: {} })

  const read = readOrganisation(typed)
  const slug = slugOf(typed)
  if (read.kind === 'refused' || !slug) {
    const faults: OrganisationFaults = read.kind === 'refused' ? read.faults : {}
    const isNamed = Boolean(typed.slug.trim() || typed.name[typed.defaultLanguage]?.trim())
    return data<Answer>(
      { typed, faults: slug || !isNamed ? faults : { ...faults, slug: 'slug-wrong' } },
      { status: 422 },
    )
  }
  const limited = await context.limits.open(desk.organiserId)
  if (limited) {
    return data<Answer>(
      { typed, faults: {}, refused: 'too-many' },
      { status: 429, headers: { 'retry-after': String(limited.retryAfter) } },
    )
  }
  const wanted = { slug, details: read.details, organiserId: desk.organiserId, now: context.now() }
  const mailDomain = domainOf(environment.mailFrom.address)
  const got =
    way === 'open'
      ? await openOrganisation(db, wanted)
      : await requestOrganisation(db, { ...wanted, keyring, mailDomain })
  switch (got.kind) {
    case 'opened':
      return redirect(`/desk/organisations/${got.organisationId}`, { status: 303 })
    case 'asked':
      context.wake()
      return redirect('/desk/organisations', { status: 303 })
    case 'slug-taken':
      return data<Answer>({ typed: { ...typed, slug }, faults: { slug: 'slug-taken' } }, { status: 422 })
    case 'asked-already':
      return data<Answer>({ typed, faults: {}, refused: 'asked-already' }, { status: 409 })
    default:
      return got satisfies never
  }
}

export default function NewOrganisation() {
  const { way, timeZones: zones, blank } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  return (
    <>
      <h1>{m.org_new_title()}</h1>
      <p>{way === 'open' ? m.org_new_lead() : `${m.org_new_lead()} ${m.org_ask_lead()}`}</p>
      {answer?.refused && (
        <p className="notice notice-bad" role="alert">
          {answer.refused === 'too-many' ? m.org_too_many() : m.org_asked_already()}
        </p>
      )}
      <OrganisationForm
        typed={answer?.typed ?? blank}
        faults={answer?.faults ?? {}}
        timeZones={zones}
        isNew
        submit={way === 'open' ? m.org_open() : m.org_ask()}
      />
    </>
  )
}
