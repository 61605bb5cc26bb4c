import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { listCampaigns } from '../../../campaigns/campaign.server'
import { wordsIn } from '../../../campaigns/language'
import * as m from '../../messages/generated/messages'
import { pageLanguage } from '../../web/pages.server'
import { Home } from './home'

export const meta: MetaFunction = () => [
  { title: m.home_title() },
  { name: 'description', content: m.home_lead() },
]

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const language = pageLanguage(request, params.lang)
  const listed = await listCampaigns(context.db, { public: true }, context.now())
  return {
    language,
    isTryOut: context.environment.isTryOut,
    campaigns: listed.map(({ slug, goal, exampleYear, isOpen, confirmedCount, ...texts }) => ({
      slug,
      goal,
      exampleYear,
      isOpen,
      confirmedCount,
      title: wordsIn(texts.title, language),
      summary: wordsIn(texts.summary, language),
      organisations: texts.organisations.map((name) => wordsIn(name, language).words),
      recipients: texts.recipients.map((name) => wordsIn(name, language).words),
    })),
  }
}

export type HomeData = Awaited<ReturnType<typeof loader>>

export default function Page() {
  return <Home {...useLoaderData<typeof loader>()} />
}
