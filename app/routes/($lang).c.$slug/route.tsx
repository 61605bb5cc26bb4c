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
import { readSignForm, type SignFaults } from '../../../campaigns/signature'
import { signLetter } from '../../../campaigns/signature.server'
import { shownPictures } from '../../../campaigns/story-picture.server'
import { networkOf } from '../../server/guard'
import { accentLink } from '../../ui/accent-link'
import { campaignData } from '../../web/campaign-data.server'
import { writeCookie } from '../../web/cookies.server'
import { missing, pageLanguage, publicCampaign } from '../../web/pages.server'
import { type AskedProof, askProof, passCrowd } from '../../web/proof-form.server'
import { recipientPhrase } from '../../web/route-words.server'
import { consentWords, judge, readPosted, type Typed } from '../../web/sign-form.server'
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

export type SignAnswer = {
  typed: Typed
  faults: SignFaults
  refusal: 'closed' | 'too-many' | null
  /** A proof of work that the form needs, and when the page that was filled in was made. */
  asked: (AskedProof & { rendered: string }) | null
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const language = pageLanguage(request, params.lang)
  const { db, keyring, environment } = context
  const now = context.now()
  const whole = await publicCampaign(db, params.slug, now)
  const { campaign } = whole
  const {
    typed,
    letterId,
    proof: postedProof,
    isWithoutProof,
    ...hidden
  } = readPosted(await request.formData())
  const answer = (status: number, rest: Partial<SignAnswer>, headers: Record<string, string> = {}) =>
    data<SignAnswer>(
      { typed, faults: {}, refusal: null, asked: null, ...rest },
      { status, headers: { ...headers, 'cache-control': 'no-store' } },
    )

  if (!whole.isOpen) return answer(409, { refusal: 'closed' })
  const limited = await context.limits.sign(context.ip, campaign.id)
  if (limited) return answer(429, { refusal: 'too-many' }, { 'retry-after': String(limited.retryAfter) })
  const read = readSignForm(typed, campaign)
  const recipientNames = recipientPhrase(whole, language)
  const { isTooOld, signals } = judge(hidden, { keyring, campaignId: campaign.id, recipientNames, now })
  const faults = {
    ...(read.kind === 'refused' ? read.faults : {}),
    ...(isTooOld ? { page: 'page-too-old' as const } : {}),
  }
  if (read.kind === 'refused' || isTooOld) return answer(422, { faults })

  const asking = { limits: context.limits, keyring, ip: context.ip, campaignId: campaign.id, now }
  const passed = await passCrowd({ proof: postedProof, isWithoutProof }, asking)
  // The time of the first page goes along: what a script sends by itself is not judged as if a person had been that quick.
  if (passed.kind === 'asked') return answer(422, { asked: { ...passed.asked, rendered: hidden.rendered } })

  const signed = await signLetter(db, {
    keyring,
    campaignId: campaign.id,
    letterId,
    language,
    form: read.form,
    words: consentWords(recipientNames),
    signals: [...signals, ...passed.signals],
    proof: passed.proof,
    network: networkOf(context.ip),
    mailDomain: domainOf(environment.mailFrom.address),
    now,
  })
  switch (signed.kind) {
    case 'closed':
      return answer(409, { refusal: 'closed' })
    case 'letter-gone':
      return answer(422, { faults: { page: 'page-too-old' } })
    case 'proof-used':
      return answer(422, { asked: { ...(await askProof(asking, true)), rendered: hidden.rendered } })
    case 'signed':
      context.wake()
      return redirect(`/${language}/c/${campaign.slug}/signed/${signed.handle}`, {
        status: 303,
        headers: { 'set-cookie': writeCookie(request, 'pending', signed.handle, 24 * 3600) },
      })
    default:
      return signed satisfies never
  }
}

export default function Page() {
  return <CampaignPage page={useLoaderData<typeof loader>()} answer={useActionData<typeof action>()} />
}
