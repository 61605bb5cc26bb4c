import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { routeOffice } from '../../../campaigns/campaign-recipient.server'
import { continentList } from '../../../campaigns/continent'
import { isCountry } from '../../../campaigns/country'
import { wordsIn } from '../../../campaigns/language'
import { forWhoms } from '../../../campaigns/recipient'
import type { RouteFault } from '../../../campaigns/routing'
import { getLocale } from '../../messages/generated/runtime'
import { atDesk, type Desk, deskCampaign, mustMaySend } from '../../web/desk.server'
import { missing } from '../../web/pages.server'
import { routeLines } from '../../web/route-words.server'
import { RoutePage } from './route-page'
import '../../ui/directory.css'
import './countries.css'

/** An office that a campaign of the person's addresses. Else 404. */
async function deskRoute(
  context: LoaderFunctionArgs['context'],
  desk: Desk,
  params: LoaderFunctionArgs['params'],
) {
  const whole = await deskCampaign(context, desk, params.id)
  mustMaySend(whole)
  const office = whole.recipients.find(({ id }) => id === params.office)
  if (!office) throw missing()
  return { whole, office }
}

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { whole, office } = await deskRoute(context, await atDesk(request, context), params)
  const { campaign, texts, confirmedCount } = whole
  const language = getLocale()
  const title = Object.fromEntries(Object.values(texts).map((text) => [text.language, text.title]))
  return {
    id: campaign.id,
    title: wordsIn(title, language, campaign.originalLanguage),
    name: wordsIn(office.name, language, campaign.originalLanguage),
    isDraft: campaign.state === 'draft',
    confirmedCount,
    forWhom: office.forWhom as string,
    countries: office.countries,
    continents: continentList(language),
    lines: routeLines(whole, language),
  }
}

export type RouteData = Awaited<ReturnType<typeof loader>>
/** What was chosen, and why it was not taken. */
export type RouteAnswer = {
  fault: RouteFault | 'choice-missing' | 'unreached'
  forWhom: string
  countries: string[]
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { whole, office } = await deskRoute(context, await atDesk(request, context), params)
  const form = await request.formData()
  const typed = {
    forWhom: String(form.get('forWhom') ?? ''),
    countries: form.getAll('countries').map(String),
  }
  const refuse = (fault: RouteAnswer['fault'], status: 409 | 422) =>
    data<RouteAnswer>({ ...typed, countries: typed.countries.filter(isCountry), fault }, { status })
  const forWhom = forWhoms.find((one) => one === typed.forWhom)
  if (!forWhom) return refuse('choice-missing', 422)
  const routed = await routeOffice(context.db, {
    campaignId: whole.campaign.id,
    officeId: office.id,
    route: { forWhom, countries: typed.countries },
    now: context.now(),
  })
  switch (routed.kind) {
    case 'refused':
      return refuse(routed.fault, 422)
    case 'unreached':
      return refuse('unreached', 409)
    case 'gone':
      throw missing()
    case 'routed':
    case 'as-before':
      return redirect(`/desk/campaigns/${whole.campaign.id}/recipients`, { status: 303 })
    default:
      return routed satisfies never
  }
}

export default function Page() {
  return <RoutePage {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>()} />
}
