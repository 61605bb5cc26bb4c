import * as m from '../messages/generated/messages'
import type { CampaignData } from '../web/campaign-data.server'
import { Logo } from './logo'
import { Progress } from './progress'
import { StoryPicture } from './story-picture-view'
import { Tag } from './tag'

/** What it is about, what is asked, and how many ask it. */
export function CampaignHead({ page }: { page: CampaignData }) {
  const { title, exampleYear } = page
  const lang = title.language === page.language ? undefined : title.language
  return (
    <header className="campaign-head">
      <Masthead page={page} />
      <div className="row dateline">
        {exampleYear !== null && <Tag>{m.campaign_example({ year: exampleYear })}</Tag>}
        <Reported page={page} />
      </div>
      <h1 className="serif" lang={lang}>
        {title.words}
      </h1>
      <Picture page={page} />
      <p className="lead" lang={lang}>
        {page.summary}
      </p>
      <p className="demand serif" lang={lang}>
        {page.demand}
      </p>
      <Count page={page} />
    </header>
  )
}

/** The picture of the story the campaign is tied to. */
function Picture({ page }: { page: CampaignData }) {
  const picture = page.stories.find(({ isMain }) => isMain)?.picture
  return picture ? <StoryPicture picture={picture} isEager /> : null
}

/** Who asks, with their logos. Behind it further down stands how to reach them. */
const Masthead = ({ page }: { page: CampaignData }) =>
  page.organisations.length > 0 && (
    <ul className="masthead" aria-label={m.campaign_behind()}>
      {page.organisations.map(({ name, logo }) => (
        <li key={name}>
          <Logo href={logo} />
          <span>{name}</span>
        </li>
      ))}
    </ul>
  )

/** Where and when it was reported: one line, as a newspaper would. */
function Reported({ page }: { page: CampaignData }) {
  const story = page.stories.find(({ isMain }) => isMain) ?? page.stories[0]
  if (!story?.publisher || !story.when) return null
  const { publisher, place, when, url } = story
  const words = place
    ? m.campaign_reported_at({ publisher, place, when })
    : m.campaign_reported({ publisher, when })
  return (
    <p className="small soft">
      {url ? (
        <a href={url} rel="noopener nofollow">
          {words}
        </a>
      ) : (
        words
      )}
    </p>
  )
}

/** The count. The script keeps it fresh: it knows the words for one and for many, and the marks ahead. */
function Count({ page }: { page: CampaignData }) {
  const { confirmedCount: count, milestones, language } = page
  const milestone = milestones[0] ?? page.goal
  const shown = new Intl.NumberFormat(language)
  return (
    <div
      className="count"
      data-live={page.isOpen ? `/c/${page.slug}.json` : undefined}
      data-marks={milestones.join(' ')}
      data-progress={m.campaign_progress({ count: '{n}', milestone: '{mark}' })}
    >
      <p>
        <span className="count-number number" data-signatures={count}>
          {shown.format(count)}
        </span>{' '}
        <span
          data-signed
          data-one={m.campaign_signed_words({ count: 1 })}
          data-many={m.campaign_signed_words({ count: 2 })}
        >
          {m.campaign_signed_words({ count })}
        </span>{' '}
        {page.isOpen && (
          <span className="soft number" data-next={m.campaign_next({ milestone: '{mark}' })}>
            {m.campaign_next({ milestone: shown.format(milestone) })}
          </span>
        )}
      </p>
      {page.isOpen && (
        <Progress
          value={count}
          max={milestone}
          label={m.campaign_progress({ count: shown.format(count), milestone: shown.format(milestone) })}
        />
      )}
    </div>
  )
}
