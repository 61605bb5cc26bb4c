import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { domainOf } from '../../../campaigns/address'
import { countryName } from '../../../campaigns/country'
import { prepareDelivery } from '../../../campaigns/delivery.server'
import { listDeliveries } from '../../../campaigns/delivery-list.server'
import { languageName, wordsIn } from '../../../campaigns/language'
import { letterLanguageFor } from '../../../campaigns/recipient'
import { countIn, shareOf } from '../../../campaigns/routing'
import { listSignatures, signatureCounts, totalOf } from '../../../campaigns/signature-list.server'
import { countryCounts } from '../../../campaigns/tally.server'
import { getLocale } from '../../messages/generated/runtime'
import { atDesk, deskCampaign, mustMaySend } from '../../web/desk.server'
import { namedShare } from '../../web/route-words.server'
import { CampaignDesk } from './campaign-desk'
import { publishingAction } from './publishing-action.server'
import { publishingData } from './publishing-data.server'
import './publishing.css'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const desk = await atDesk(request, context)
  const whole = await deskCampaign(context, desk, params.id)
  const { campaign, letters } = whole
  const language = getLocale()
  const named = (text: Record<string, string>) => wordsIn(text, language, campaign.originalLanguage).words
  const title = Object.fromEntries(Object.values(whole.texts).map((text) => [text.language, text.title]))
  const counts = await signatureCounts(context.db, campaign.id)
  const [publishing, byCountry, latest, sent] = await Promise.all([
    publishingData(context, desk, whole),
    countryCounts(context.db, campaign.id),
    listSignatures(context.db, {
      campaignId: campaign.id,
      state: null,
      page: 1,
      total: totalOf(counts, null),
    }),
    listDeliveries(context.db, campaign.id),
  ])
  return {
    id: campaign.id,
    slug: campaign.slug,
    state: campaign.state === 'published' && !whole.isOpen ? ('closed' as const) : campaign.state,
    goal: campaign.goal,
    maySend: whole.maySend,
    title: publishing.draft?.title
      ? { language: campaign.originalLanguage, words: publishing.draft.title }
      : wordsIn(title, language, campaign.originalLanguage),
    original: campaign.originalLanguage,
    publishing,
    done: new URL(request.url).searchParams.get('done'),
    stories: {
      changedCount: whole.stories.filter(({ change }) => change !== null).length,
    },
    counts,
    letters: Object.values(letters).map(({ language: tag, version, isOriginal, translator, sha256 }) => ({
      language: tag,
      name: languageName(tag, language),
      version,
      isOriginal,
      translator,
      sha256,
    })),
    recipients: whole.recipients.map((office) => ({
      id: office.id,
      name: named(office.name),
      place: `${named(office.city)}, ${countryName(office.hostCountry, language)}`,
      reads: office.languages.map((tag) => languageName(tag, language)),
      letterLanguage: letterLanguageFor(office.languages, Object.keys(letters)),
      share: namedShare(office, whole.recipients, language),
      signatureCount: countIn(shareOf(office, whole.recipients), byCountry),
    })),
    deliveries: sent.map((delivery) => ({ ...delivery, recipient: named(delivery.recipient) })),
    signatures: latest.slice(0, 10).map((signer) => ({ ...signer, place: placeOf(signer, language) })),
  }
}

const placeOf = ({ city, country }: { city: string | null; country: string }, language: string) =>
  [city, countryName(country, language)].filter(Boolean).join(', ')

export type CampaignDeskData = Awaited<ReturnType<typeof loader>>
export type PrepareAnswer = {
  kind:
    | 'not-a-recipient'
    | 'no-address'
    | 'no-readable-letter'
    | 'not-published'
    | 'no-signatures'
    | 'nobody-signed'
}

/** Prepares a letter to one office. Nothing is sent by it. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const desk = await atDesk(request, context)
  const whole = await deskCampaign(context, desk, params.id)
  mustMaySend(whole)
  const form = await request.formData()
  const stepped = await publishingAction(context, { desk, whole, form })
  if (stepped) return stepped
  const prepared = await prepareDelivery(context.db, {
    campaignId: whole.campaign.id,
    recipientId: String(form.get('recipient') ?? ''),
    organiserId: desk.organiserId,
    mailDomain: domainOf(context.environment.mailFrom.address),
    mayBeEmpty: form.get('without') === 'signatures',
    now: context.now(),
  })
  if (prepared.kind === 'prepared' || prepared.kind === 'underway') {
    context.wake()
    return redirect(`/desk/deliveries/${prepared.deliveryId}`, { status: 303 })
  }
  return data<PrepareAnswer>(prepared, { status: 409 })
}

export default function Page() {
  return (
    <CampaignDesk {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>() ?? undefined} />
  )
}
