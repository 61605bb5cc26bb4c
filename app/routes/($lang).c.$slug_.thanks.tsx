import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { wordsIn } from '../../campaigns/language'
import * as m from '../messages/generated/messages'
import { Thanks } from '../ui/thanks'
import { pageLanguage, publicCampaign } from '../web/pages.server'

export const meta: MetaFunction = () => [{ title: m.thanks_title() }, { name: 'robots', content: 'noindex' }]

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const language = pageLanguage(request, params.lang)
  const whole = await publicCampaign(context.db, params.slug, context.now())
  const { campaign } = whole
  const title = Object.fromEntries(Object.values(whole.texts).map((text) => [text.language, text.title]))
  return {
    language,
    slug: campaign.slug,
    url: `${context.environment.baseUrl}/${language}/c/${campaign.slug}`,
    title: wordsIn(title, language, campaign.originalLanguage),
    recipients: whole.recipients.map(({ name }) => wordsIn(name, language, campaign.originalLanguage).words),
    isReviewed: new URL(request.url).searchParams.has('reviewed'),
  }
}

export type ThanksData = Awaited<ReturnType<typeof loader>>

export default function Page() {
  return <Thanks {...useLoaderData<typeof loader>()} />
}
