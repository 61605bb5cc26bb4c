import {
  type ActionFunctionArgs,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  redirect,
} from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { wordsIn } from '../../../campaigns/language'
import {
  changedParagraphs,
  type RefusedPage,
  readStoryForm,
  type StoryFaults,
  storyTyped,
  type TypedStory,
} from '../../../campaigns/story'
import { editStory, keepCopy, makeMainStory, removeStory } from '../../../campaigns/story.server'
import { isPictureShown } from '../../../campaigns/story-picture'
import { findPicture, keepPicture } from '../../../campaigns/story-picture.server'
import { getLocale } from '../../messages/generated/runtime'
import { whenReported } from '../../ui/when-reported'
import { atDesk, type Desk, deskCampaign, mustMaySend } from '../../web/desk.server'
import { missing } from '../../web/pages.server'
import { answerOf, languageOptions, summaryLanguages, typedStory } from '../../web/story-form.server'
import { type PictureAnswer, pictureAction } from './picture-action.server'
import { StoryPage } from './story-page'

/** A report of a campaign of the person's. Else 404. */
async function deskStory(
  context: LoaderFunctionArgs['context'],
  desk: Desk,
  params: LoaderFunctionArgs['params'],
) {
  const whole = await deskCampaign(context, desk, params.id)
  const story = whole.stories.find(({ id }) => id === params.story)
  if (!story) throw missing()
  return { ...whole, story }
}

/** Retry-After, when there were too many. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { campaign, texts, story, maySend } = await deskStory(context, await atDesk(request, context), params)
  const locale = getLocale()
  const title = Object.fromEntries(Object.values(texts).map((text) => [text.language, text.title]))
  const { archive, archiveSha256, change, changedArchive } = story
  const written = Object.keys(story.summary)
  const picture = await findPicture(context.db, { campaignId: campaign.id, storyId: story.id })
  return {
    id: campaign.id,
    storyId: story.id,
    title: wordsIn(title, locale, campaign.originalLanguage),
    isMain: story.isMain,
    mayEdit: maySend && campaign.state !== 'archived',
    isArchived: campaign.state === 'archived',
    headline: story.headline,
    language: story.language,
    url: story.url,
    source: [
      story.publisher,
      story.author,
      story.place,
      story.reportedOn && whenReported(story.reportedOn, locale),
    ]
      .filter(Boolean)
      .join(', '),
    summary: wordsIn(story.summary, locale, campaign.originalLanguage),
    quotes: story.quotes,
    typed: storyTyped(story),
    copy:
      archive !== null && archiveSha256 !== null ? { archive, archiveSha256, readAt: story.readAt } : null,
    picture: picture && {
      sha256: picture.sha256,
      width: picture.width,
      height: picture.height,
      url: story.pictureUrl,
      alt: story.pictureAlt ?? '',
      credit: story.pictureCredit ?? '',
      isShown: isPictureShown(story),
    },
    checkedAt: story.checkedAt,
    change,
    difference: change === 'changed' ? changedParagraphs(archive ?? '', changedArchive ?? '') : null,
    isEmptied: change === 'changed' && !changedArchive,
    languages: languageOptions(story.language, campaign.originalLanguage),
    summaries: summaryLanguages(
      [campaign.originalLanguage, ...Object.keys(texts), ...written],
      story.language,
    ),
  }
}

export type StoryData = Awaited<ReturnType<typeof loader>>
export type StoryAnswer =
  | RefusedPage
  | { kind: 'details'; typed: TypedStory; faults: StoryFaults }
  | { kind: 'archived' | 'main' | 'no-text' }
  | PictureAnswer

export async function action({ request, params, context }: ActionFunctionArgs) {
  const desk = await atDesk(request, context)
  const found = await deskStory(context, desk, params)
  mustMaySend(found)
  const { id: campaignId, organisationId } = found.campaign
  const which = { campaignId, storyId: found.story.id }
  const now = context.now()
  const form = await request.formData()
  const list = `/desk/campaigns/${campaignId}/stories`
  const leadTo = (path: string) => redirect(path, { status: 303 })
  const refuse = (answer: StoryAnswer, status = 409) => data<StoryAnswer>(answer, { status })

  const changed = await pictureAction(context.db, { ...which, now }, form)
  if (changed) return changed
  switch (form.get('intent')) {
    case 'edit': {
      const typed = typedStory(form)
      const read = readStoryForm(typed)
      if (read.kind === 'refused') return refuse({ kind: 'details', typed, faults: read.faults }, 422)
      const edited = await editStory(context.db, { ...which, story: read.story, now })
      return edited.kind === 'archived' ? refuse({ kind: 'archived' }) : leadTo(list)
    }
    case 'remove': {
      const { kind } = await removeStory(context.db, { ...which, now })
      return kind === 'archived' || kind === 'main' ? refuse({ kind }) : leadTo(list)
    }
    case 'make-main': {
      const { kind } = await makeMainStory(context.db, { ...which, now })
      return kind === 'archived' ? refuse({ kind }) : leadTo(list)
    }
    case 'read-again': {
      if (!found.story.url) return refuse({ kind: 'no-text' }, 422)
      const had = await findPicture(context.db, which)
      const read = await context.readStory(found.story.url, organisationId, { picture: had === null })
      if (read.kind === 'refused') return data<StoryAnswer>(read, answerOf(read))
      if (read.picture) await keepPicture(context.db, { ...which, picture: read.picture, now })
      if (!read.copy) return refuse({ kind: 'no-text' }, 422)
      await keepCopy(context.db, { ...which, copy: read.copy })
      return leadTo(`${list}/${which.storyId}`)
    }
    default:
      return data<StoryAnswer | null>(null, { status: 400 })
  }
}

export default function Page() {
  return (
    <StoryPage {...useLoaderData<typeof loader>()} answer={useActionData<typeof action>() ?? undefined} />
  )
}
