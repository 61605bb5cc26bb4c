import {
  type ActionFunctionArgs,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  redirect,
} from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { listStarters, startCampaign } from '../../../campaigns/campaign-start.server'
import { wordsIn } from '../../../campaigns/language'
import { maySend } from '../../../campaigns/organisation'
import { type RefusedPage, readStoryForm, type StoryFaults, type TypedStory } from '../../../campaigns/story'
import { getLocale } from '../../messages/generated/runtime'
import { atDesk, type Desk } from '../../web/desk.server'
import { missing } from '../../web/pages.server'
import {
  answerOf,
  foundInForm,
  languageOptions,
  readingOf,
  readOnto,
  summaryLanguages,
  takenFor,
  typedStory,
} from '../../web/story-form.server'
import { firstTexts } from '../../web/story-frame.server'
import { NewCampaign } from './new-campaign'

/** The organisations the person may start a campaign for. Whoever may for none finds nothing here. */
async function starters(context: LoaderFunctionArgs['context'], desk: Desk) {
  const may = desk.memberships.filter(({ role }) => maySend(role))
  const found = await listStarters(
    context.db,
    may.map(({ organisationId }) => organisationId),
  )
  if (found.length === 0) throw missing()
  return found
}

const chosen = <T extends { id: string }>(organisations: T[], id: string | null): T | null =>
  organisations.length === 1
    ? (organisations[0] ?? null)
    : (organisations.find((one) => one.id === id) ?? null)

/** Retry-After, when there were too many. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export async function loader({ request, context }: LoaderFunctionArgs) {
  const desk = await atDesk(request, context)
  const organisations = await starters(context, desk)
  const query = new URL(request.url).searchParams
  const organisation = chosen(organisations, query.get('organisation'))
  const handle = query.get('reading')
  const reading = await readingOf(context, desk, handle)
  const found = reading && foundInForm(reading.found)
  const isLost = handle !== null && !reading
  const address = query.get('address')?.slice(0, 2_000) ?? ''
  const locale = getLocale()
  return {
    organisations: organisations.map(({ id, name, defaultLanguage }) => ({
      id,
      name: wordsIn(name, locale, defaultLanguage).words,
    })),
    organisationId: organisation?.id ?? null,
    step: reading || (query.get('by') === 'hand' && !isLost) ? ('details' as const) : ('address' as const),
    address,
    isLost,
    reading: reading ? handle : null,
    typed: found?.typed ?? { url: address },
    silent: found?.silent ?? [],
    copy: reading?.copy ?? null,
    hasPicture: Boolean(reading?.picture),
    languages: languageOptions(reading?.found.language, organisation?.defaultLanguage),
    summaries: summaryLanguages(
      organisation ? [organisation.defaultLanguage] : [],
      reading?.found.language ?? null,
    ),
  }
}

export type NewCampaignData = Awaited<ReturnType<typeof loader>>
export type NewCampaignAnswer =
  | (RefusedPage & { address: string; organisationId: string })
  | { kind: 'address'; fault: 'address' | 'organisation'; address: string; organisationId: string }
  | { kind: 'details'; typed: TypedStory; faults: StoryFaults; organisationId: string; isUnchosen: boolean }

export async function action({ request, context }: ActionFunctionArgs) {
  const desk = await atDesk(request, context)
  const organisations = await starters(context, desk)
  const form = await request.formData()
  const field = (name: string) => String(form.get(name) ?? '').trim()
  const organisation = chosen(organisations, field('organisation'))
  const organisationId = organisation?.id ?? ''

  if (field('intent') !== 'start') {
    const address = field('address').slice(0, 2_000)
    const refuse = (fault: 'address' | 'organisation') =>
      data<NewCampaignAnswer>({ kind: 'address', fault, address, organisationId }, { status: 422 })
    if (!organisation) return refuse('organisation')
    if (!address) return refuse('address')
    const read = await readOnto(context, { desk, organisationId, typed: address })
    if (read.kind === 'refused') return data<NewCampaignAnswer>({ ...read, organisationId }, answerOf(read))
    const query = new URLSearchParams({ organisation: organisationId, address, reading: read.handle })
    return redirect(`/desk/campaigns/new?${query}`, { status: 303 })
  }

  const typed = typedStory(form)
  const read = readStoryForm(typed)
  if (read.kind === 'refused' || !organisation) {
    const faults = read.kind === 'refused' ? read.faults : {}
    const answer = { typed, faults, organisationId, isUnchosen: !organisation }
    return data<NewCampaignAnswer>({ kind: 'details', ...answer }, { status: 422 })
  }
  const { story } = read
  const taken = await takenFor(context, { desk, organisationId, handle: field('reading'), url: story.url })
  const language = organisation.defaultLanguage
  const started = await startCampaign(context.db, {
    organisationId,
    organiserId: desk.organiserId,
    story,
    ...{ copy: taken.copy, picture: taken.picture },
    language,
    texts: firstTexts(story, language),
    now: context.now(),
  })
  return redirect(`/desk/campaigns/${started.campaignId}`, { status: 303 })
}

export default function Page() {
  return <NewCampaign {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>()} />
}
