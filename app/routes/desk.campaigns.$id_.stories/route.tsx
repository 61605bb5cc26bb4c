import type { LoaderFunctionArgs } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { wordsIn } from '../../../campaigns/language'
import { mostStories } from '../../../campaigns/story'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { CampaignPartHead } from '../../ui/campaign-part-head'
import { Moment } from '../../ui/moment'
import { Tag } from '../../ui/tag'
import { whenReported } from '../../ui/when-reported'
import { atDesk, deskCampaign } from '../../web/desk.server'
import '../../ui/story.css'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const whole = await deskCampaign(context, await atDesk(request, context), params.id)
  const { campaign, stories, maySend } = whole
  const locale = getLocale()
  const title = Object.fromEntries(Object.values(whole.texts).map((text) => [text.language, text.title]))
  return {
    id: campaign.id,
    title: wordsIn(title, locale, campaign.originalLanguage),
    isArchived: campaign.state === 'archived',
    mayAdd: maySend && campaign.state !== 'archived' && stories.length < mostStories,
    isFull: stories.length >= mostStories,
    stories: stories.map(({ id, isMain, headline, language, change, readAt, ...story }) => ({
      id,
      isMain,
      headline,
      language,
      change,
      readAt,
      hasCopy: story.archive !== null,
      source: [story.publisher, story.author, story.reportedOn && whenReported(story.reportedOn, locale)]
        .filter(Boolean)
        .join(', '),
    })),
  }
}

type Listed = ReturnType<typeof useLoaderData<typeof loader>>['stories'][number]

export default function Stories() {
  const { id, title, stories, mayAdd, isArchived, isFull } = useLoaderData<typeof loader>()
  const further = stories.filter(({ isMain }) => !isMain)
  return (
    <>
      <CampaignPartHead id={id} title={title}>
        {m.story_stories()}
      </CampaignPartHead>
      {isArchived && <p className="notice">{m.story_archived()}</p>}
      {isFull && <p className="notice">{m.story_too_many()}</p>}
      {mayAdd && (
        <p>
          <Link to={`/desk/campaigns/${id}/stories/new`} className="button">
            {m.story_add()}
          </Link>
        </p>
      )}
      <section aria-labelledby="main-story">
        <h2 id="main-story">{m.story_main()}</h2>
        <Cards id={id} stories={stories.filter(({ isMain }) => isMain)} none={m.story_none()} />
      </section>
      {stories.length > 0 && (
        <section aria-labelledby="further">
          <h2 id="further">{m.story_further()}</h2>
          <Cards id={id} stories={further} none={m.story_no_further()} />
        </section>
      )}
    </>
  )
}

function Cards({ id, stories, none }: { id: string; stories: Listed[]; none: string }) {
  if (stories.length === 0) return <p className="empty">{none}</p>
  return (
    <ul className="story-cards">
      {stories.map(({ id: storyId, headline, language, source, change, hasCopy, readAt }) => (
        <li key={storyId} className="story-card">
          <h3>
            <Link to={`/desk/campaigns/${id}/stories/${storyId}`} lang={language}>
              {headline}
            </Link>
          </h3>
          {source && <p>{source}</p>}
          <p className="fine">
            {hasCopy ? m.story_copy() : m.story_copy_none()}
            {hasCopy && readAt && (
              <>
                {' · '}
                <Moment at={readAt} />
              </>
            )}
          </p>
          {change && (
            <p>
              <Tag kind="warn">{change === 'changed' ? m.story_changed() : m.story_vanished()}</Tag>
            </p>
          )}
        </li>
      ))}
    </ul>
  )
}
