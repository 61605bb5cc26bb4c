import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { isCountry } from '../../campaigns/country'
import { wordsIn } from '../../campaigns/language'
import * as m from '../messages/generated/messages'
import { Thanks } from '../ui/thanks'
import { pageLanguage, publicCampaign } from '../web/pages.server'
import { officeNames } from '../web/route-words.server'

export const meta: MetaFunction = () => [{ title: m.thanks_title() }, { name: 'robots', content: 'noindex' }]

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const language = pageLanguage(request, params.lang)
  const whole = await publicCampaign(context.db, params.slug, context.now())
  const { campaign } = whole
  const query = new URL(request.url).searchParams
  const country = query.get('country') ?? ''
  const title = Object.fromEntries(Object.values(whole.texts).map((text) => [text.language, text.title]))
  return {
    language,
    slug: campaign.slug,
    url: `${context.environment.baseUrl}/${language}/c/${campaign.slug}`,
    title: wordsIn(title, language, campaign.originalLanguage),
    recipients: officeNames(whole, { country: isCountry(country) ? country : null, language }),
    isReviewed: query.has('reviewed'),
  }
}

export type ThanksData = Awaited<ReturnType<typeof loader>>

export default function Page() {
  return <Thanks {...useLoaderData<typeof loader>()} />
}
