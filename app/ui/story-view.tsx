import * as m from '../messages/generated/messages'
import type { CampaignData } from '../web/campaign-data.server'
import { SetText } from './set-text'
import { StoryPicture } from './story-picture-view'

type Story = CampaignData['stories'][number]

const langOf = (language: string, page: CampaignData) => (language === page.language ? undefined : language)

/** What happened, in the organisation's words. */
export function StoryView({ page }: { page: CampaignData }) {
  if (page.body.length === 0) return null
  return (
    <section className="part" aria-label={m.campaign_story()}>
      <div className="set-text page-text" lang={langOf(page.title.language, page)}>
        <SetText document={page.body} headings={2} />
      </div>
    </section>
  )
}

/** The reports the campaign rests on, with the lines quoted from them. */
export function Sources({ page }: { page: CampaignData }) {
  if (page.stories.length === 0) return null
  const main = page.stories.filter(({ isMain }) => isMain)
  const further = page.stories.filter(({ isMain }) => !isMain)
  return (
    <section className="part" aria-labelledby="sources-title">
      <h2 className="part-title" id="sources-title">
        {m.campaign_sources()}
      </h2>
      {main.map((story) => (
        <Report key={story.headline} story={story} page={page} />
      ))}
      {further.length > 0 && (
        <>
          {main.length > 0 && <h3>{m.campaign_further()}</h3>}
          {further.map((story) => (
            <Report key={story.headline} story={story} page={page} />
          ))}
        </>
      )}
    </section>
  )
}

function Report({ story, page }: { story: Story; page: CampaignData }) {
  const lang = langOf(story.language, page)
  return (
    <article className="report">
      <p className="report-headline serif" lang={lang}>
        {story.url ? (
          <a href={story.url} rel="noopener nofollow">
            {story.headline}
          </a>
        ) : (
          story.headline
        )}
      </p>
      <p className="small soft">
        {[story.author, story.publisher, story.place, story.when].filter(Boolean).join(', ')}
      </p>
      {story.picture && !story.isMain && <StoryPicture picture={story.picture} />}
      {story.summary.words && <p lang={langOf(story.summary.language, page)}>{story.summary.words}</p>}
      {story.quotes.map(({ text, by }) => (
        <figure className="quotation" key={text}>
          <blockquote className="serif" lang={lang}>
            <p>{quoted(text, story.language)}</p>
          </blockquote>
          {by && (
            <figcaption className="small soft" lang={lang}>
              {by}
            </figcaption>
          )}
        </figure>
      ))}
    </article>
  )
}

/** The words in the quotation marks of their language. */
function quoted(text: string, language: string): string {
  const isGuillemet = /^(?:es|fr|ru|uk|be|it|pt|hy|ca|el|fa)\b/.test(language)
  return isGuillemet ? `«${text}»` : `“${text}”`
}

export function Behind({ page }: { page: CampaignData }) {
  if (page.organisations.length === 0) return null
  return (
    <section className="part" aria-labelledby="behind-title">
      <h2 className="part-title" id="behind-title">
        {m.campaign_behind()}
      </h2>
      <ul className="offices">
        {page.organisations.map(({ name, lines }) => (
          <li key={name}>
            <strong>{name}</strong>
            {lines.map((line) => (
              <span className="small soft" key={line}>
                {line}
              </span>
            ))}
          </li>
        ))}
      </ul>
      <p>{m.campaign_behind_words({ count: page.organisations.length })}</p>
    </section>
  )
}
