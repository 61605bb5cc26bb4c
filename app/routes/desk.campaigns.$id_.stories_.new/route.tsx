import {
  type ActionFunctionArgs,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  redirect,
} from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { wordsIn } from '../../../campaigns/language'
import { type RefusedPage, readStoryForm, type StoryFaults, type TypedStory } from '../../../campaigns/story'
import { addStory } from '../../../campaigns/story.server'
import { getLocale } from '../../messages/generated/runtime'
import { atDesk, deskCampaign, mustMaySend } from '../../web/desk.server'
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
import { NewStory } from './new-story'

/** Retry-After, when there were too many. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const desk = await atDesk(request, context)
  const whole = await deskCampaign(context, desk, params.id)
  mustMaySend(whole)
  const { campaign, texts } = whole
  const query = new URL(request.url).searchParams
  const handle = query.get('reading')
  const reading = await readingOf(context, desk, handle)
  const found = reading && foundInForm(reading.found)
  const isLost = handle !== null && !reading
  const address = query.get('address')?.slice(0, 2_000) ?? ''
  const title = Object.fromEntries(Object.values(texts).map((text) => [text.language, text.title]))
  return {
    id: campaign.id,
    title: wordsIn(title, getLocale(), campaign.originalLanguage),
    step: reading || (query.get('by') === 'hand' && !isLost) ? ('details' as const) : ('address' as const),
    address,
    isLost,
    reading: reading ? handle : null,
    typed: found?.typed ?? { url: address },
    silent: found?.silent ?? [],
    copy: reading?.copy ?? null,
    hasPicture: Boolean(reading?.picture),
    languages: languageOptions(reading?.found.language, campaign.originalLanguage),
    summaries: summaryLanguages(
      [campaign.originalLanguage, ...Object.keys(texts)],
      reading?.found.language ?? null,
    ),
  }
}

export type NewStoryData = Awaited<ReturnType<typeof loader>>
export type NewStoryAnswer =
  | (RefusedPage & { address: string })
  | { kind: 'address'; address: string }
  | { kind: 'details'; typed: TypedStory; faults: StoryFaults }
  | { kind: 'archived' | 'too-many'; typed: TypedStory }

export async function action({ request, params, context }: ActionFunctionArgs) {
  const desk = await atDesk(request, context)
  const whole = await deskCampaign(context, desk, params.id)
  mustMaySend(whole)
  const { id: campaignId, organisationId } = whole.campaign
  const form = await request.formData()
  const field = (name: string) => String(form.get(name) ?? '').trim()

  if (field('intent') !== 'add') {
    const address = field('address').slice(0, 2_000)
    if (!address) return data<NewStoryAnswer>({ kind: 'address', address }, { status: 422 })
    const read = await readOnto(context, { desk, organisationId, typed: address })
    if (read.kind === 'refused') return data<NewStoryAnswer>(read, answerOf(read))
    const query = new URLSearchParams({ address, reading: read.handle })
    return redirect(`/desk/campaigns/${campaignId}/stories/new?${query}`, { status: 303 })
  }

  const typed = typedStory(form)
  const read = readStoryForm(typed)
  if (read.kind === 'refused')
    return data<NewStoryAnswer>({ kind: 'details', typed, faults: read.faults }, { status: 422 })
  const { story } = read
  const taken = await takenFor(context, { desk, organisationId, handle: field('reading'), url: story.url })
  const { copy, picture } = taken
  const added = await addStory(context.db, { campaignId, story, copy, picture, now: context.now() })
  if (added.kind !== 'added') return data<NewStoryAnswer>({ kind: added.kind, typed }, { status: 409 })
  return redirect(`/desk/campaigns/${campaignId}/stories`, { status: 303 })
}

export default function Page() {
  return <NewStory {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>()} />
}
