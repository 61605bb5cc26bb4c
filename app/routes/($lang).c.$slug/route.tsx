import {
  type ActionFunctionArgs,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { shownPictures } from '../../../campaigns/story-picture.server'
import { accentLink } from '../../ui/accent-link'
import { campaignData } from '../../web/campaign-data.server'
import { writeCookie } from '../../web/cookies.server'
import { missing, pageLanguage, publicCampaign } from '../../web/pages.server'
import { signedAddress, takeSignature } from '../../web/signing.server'
import { CampaignPage } from './campaign-page'

export const headers: HeadersFunction = ({ loaderHeaders, actionHeaders }) =>
  actionHeaders.has('cache-control') ? actionHeaders : loaderHeaders

export const meta: MetaFunction<typeof loader> = ({ data: page }) =>
  page
    ? [
        { title: page.title.words },
        { name: 'description', content: page.summary },
        { property: 'og:title', content: page.title.words },
        { property: 'og:description', content: page.summary },
        { property: 'og:type', content: 'article' },
        ...accentLink(page.accent),
      ]
    : []

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const language = pageLanguage(request, params.lang)
  const now = context.now()
  const whole = await publicCampaign(context.db, params.slug, now)
  const letterLanguage = new URL(request.url).searchParams.get('letter')
  const page = campaignData(whole, {
    pictures: await shownPictures(context.db, whole.campaign.id),
    language,
    letterLanguage,
    request,
    keyring: context.keyring,
    isTryOut: context.environment.isTryOut,
    now,
  })
  if (!page) throw missing()
  return data(page, { headers: { 'cache-control': 'no-cache', vary: 'accept-language' } })
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const language = pageLanguage(request, params.lang)
  // A form posted to the plain address was tried before it came here (app/server/sign-door.ts), and counts once.
  const signing =
    context.signing ??
    (await takeSignature(context, { slug: params.slug ?? '', language, form: await request.formData() }))
  switch (signing.kind) {
    case 'missing':
      throw missing()
    case 'signed':
      return redirect(signedAddress(language, signing), {
        status: 303,
        headers: { 'set-cookie': writeCookie(request, 'pending', signing.handle, 24 * 3600) },
      })
    case 'refused': {
      const { status, answer, retryAfter } = signing
      const headers = {
        'cache-control': 'no-store',
        ...(retryAfter && { 'retry-after': String(retryAfter) }),
      }
      return data(answer, { status, headers })
    }
    default:
      return signing satisfies never
  }
}

export default function Page() {
  return <CampaignPage page={useLoaderData<typeof loader>()} answer={useActionData<typeof action>()} />
}
