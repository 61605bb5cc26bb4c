import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import {
  type Addressed,
  addressCampaign,
  lettersBegun,
  moveRecipientUp,
  type Unaddressed,
  unaddressCampaign,
} from '../../../campaigns/campaign-recipient.server'
import { countryName } from '../../../campaigns/country'
import { languageName, wordsIn } from '../../../campaigns/language'
import { letterLanguageFor } from '../../../campaigns/recipient'
import { firstAddresses, listOffices } from '../../../campaigns/recipient-list.server'
import { getLocale } from '../../messages/generated/runtime'
import { deskCampaign, mustMaySend } from '../../web/desk.server'
import { atDirectory } from '../../web/directory.server'
import { namedShare, routeLines } from '../../web/route-words.server'
import { RecipientsPage } from './recipients-page'
import '../../ui/directory.css'

const shownAtOnce = 10

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const directory = await atDirectory(request, context)
  const whole = await deskCampaign(context, directory, params.id)
  const { campaign, texts, letters, recipients, confirmedCount, maySend } = whole
  const { organisationIds } = directory
  const language = getLocale()
  const words = (new URL(request.url).searchParams.get('words') ?? '').slice(0, 200)
  const [begun, addresses, found] = await Promise.all([
    lettersBegun(context.db, campaign.id),
    firstAddresses(
      context.db,
      recipients.map(({ id }) => id),
    ),
    maySend ? listOffices(context.db, { organisationIds, words, page: 1, language }) : null,
  ])
  const named = (tags: string[]) => tags.map((tag) => languageName(tag, language))
  const place = (office: { city: Record<string, string>; hostCountry: string }) =>
    `${wordsIn(office.city, language).words}, ${countryName(office.hostCountry, language)}`
  const title = Object.fromEntries(Object.values(texts).map((text) => [text.language, text.title]))
  const hasTitle = Object.keys(title).length > 0
  return {
    id: campaign.id,
    title: hasTitle
      ? wordsIn(title, language, campaign.originalLanguage)
      : { language, words: campaign.slug },
    isDraft: campaign.state === 'draft',
    confirmedCount,
    maySend,
    lines: routeLines(whole, language),
    recipients: recipients.map((office) => {
      const ready = letterLanguageFor(office.languages, Object.keys(letters))
      const inWork = letterLanguageFor(office.languages, begun)
      const address = addresses.get(office.id)
      return {
        id: office.id,
        name: wordsIn(office.name, language, campaign.originalLanguage),
        place: place(office),
        reads: named(office.languages),
        letterLanguage: ready && languageName(ready, language),
        begunLanguage: inWork && languageName(inWork, language),
        email: address?.email ?? null,
        checkedAt: address?.checkedAt ?? null,
        share: namedShare(office, recipients, language),
        isSeen: office.organisationId === null || organisationIds.includes(office.organisationId),
      }
    }),
    search: found && {
      words,
      foundCount: found.foundCount,
      allCount: found.allCount,
      offices: found.offices
        .filter(({ id }) => !recipients.some((one) => one.id === id))
        .slice(0, shownAtOnce)
        .map((office) => ({
          id: office.id,
          name: wordsIn(office.name, language),
          place: place(office),
          reads: named(office.languages),
        })),
    },
  }
}

export type RecipientsData = Awaited<ReturnType<typeof loader>>
export type RecipientsAnswer = Exclude<
  Addressed | Unaddressed,
  { kind: 'addressed' | 'already' | 'unaddressed' | 'gone' }
>

export async function action({ request, params, context }: ActionFunctionArgs) {
  const directory = await atDirectory(request, context)
  const whole = await deskCampaign(context, directory, params.id)
  mustMaySend(whole)
  const form = await request.formData()
  const { organisationIds } = directory
  const linking = {
    campaignId: whole.campaign.id,
    officeId: String(form.get('office') ?? ''),
    now: context.now(),
  }
  const stay = redirect(`/desk/campaigns/${whole.campaign.id}/recipients`, { status: 303 })
  switch (form.get('intent')) {
    case 'add': {
      const added = await addressCampaign(context.db, { ...linking, organisationIds })
      if (added.kind === 'no-such-office' || added.kind === 'too-many')
        return data<RecipientsAnswer>(added, { status: 409 })
      return stay
    }
    case 'remove': {
      const removed = await unaddressCampaign(context.db, linking)
      if (removed.kind === 'underway' || removed.kind === 'last' || removed.kind === 'unreached')
        return data<RecipientsAnswer>(removed, { status: 409 })
      return stay
    }
    case 'up':
      await moveRecipientUp(context.db, linking)
      return stay
    default:
      return data<RecipientsAnswer | null>(null, { status: 400 })
  }
}

export default function Page() {
  return (
    <RecipientsPage {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>() ?? null} />
  )
}
