import {
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { isPublic } from '../../../campaigns/campaign'
import { findCampaign } from '../../../campaigns/campaign.server'
import { previewedCampaign } from '../../../campaigns/preview-link.server'
import { shownPictures } from '../../../campaigns/story-picture.server'
import { withWorkingCopies } from '../../../campaigns/text-preview.server'
import { workingCopies } from '../../../campaigns/working-copy.server'
import { accentLink } from '../../ui/accent-link'
import { campaignData } from '../../web/campaign-data.server'
import { localeOf } from '../../web/language.server'
import { missing } from '../../web/pages.server'
import { PreviewPage } from './preview-page'

export const headers: HeadersFunction = ({ loaderHeaders }) => loaderHeaders

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [
  { title: page?.page?.title.words ?? 'Démarche' },
  { name: 'robots', content: 'noindex, nofollow' },
  ...accentLink(page?.page?.accent),
]

/**
 * A campaign as it is worked on, for anybody who was given its address. It shows and takes nothing: there is no form on
 * it. Once the campaign is published, the address leads to it.
 */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { db, keyring, environment } = context
  const now = context.now()
  const id = await previewedCampaign(db, { keyring, token: params.token ?? '' })
  const whole = id ? await findCampaign(db, { id }, now) : null
  if (!whole) throw missing()
  if (isPublic(whole.campaign)) throw redirect(`/c/${whole.campaign.slug}`)
  const shown = withWorkingCopies(whole, await workingCopies(db, whole.campaign.id), now)
  const page = campaignData(shown, {
    pictures: await shownPictures(db, whole.campaign.id),
    language: localeOf(request),
    letterLanguage: new URL(request.url).searchParams.get('letter'),
    request,
    keyring,
    isTryOut: environment.isTryOut,
    now,
  })
  return data({ page }, { headers: { 'x-robots-tag': 'noindex, nofollow', 'cache-control': 'no-store' } })
}

export default function Page() {
  return <PreviewPage {...useLoaderData<typeof loader>()} />
}
