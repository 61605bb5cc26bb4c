import * as m from '../../messages/generated/messages'
import { Frame } from '../../ui/frame'
import { Tag } from '../../ui/tag'
import type { HomeData } from './route'

/** A quiet front page: what is open, by whom, to whom, and how many stand behind it. */
export function Home({ campaigns, language, isTryOut }: HomeData) {
  const list = new Intl.ListFormat(language)
  const number = new Intl.NumberFormat(language)
  const langOf = (other: string) => (other === language ? undefined : other)
  return (
    <Frame isTryOut={isTryOut}>
      <div className="column front-page">
        <header className="home-head">
          <h1 className="serif">{m.home_title()}</h1>
          <p className="soft">{m.home_what()}</p>
        </header>
        {campaigns.length === 0 ? (
          <div className="front-empty">
            <h2>{m.home_empty_title()}</h2>
            <p>{m.home_empty()}</p>
          </div>
        ) : (
          <ol className="front">
            {campaigns.map(({ slug, title, summary, organisations, recipients, ...campaign }) => (
              <li key={slug}>
                {(campaign.exampleYear !== null || !campaign.isOpen) && (
                  <p className="row">
                    {campaign.exampleYear !== null && (
                      <Tag>{m.campaign_example({ year: campaign.exampleYear })}</Tag>
                    )}
                    {!campaign.isOpen && <Tag>{m.home_closed()}</Tag>}
                  </p>
                )}
                <h2 className="serif">
                  <a href={`/${language}/c/${slug}`} lang={langOf(title.language)}>
                    {title.words}
                  </a>
                </h2>
                <p lang={langOf(summary.language)}>{summary.words}</p>
                <dl className="front-facts small soft">
                  <div>
                    <dt>{m.home_by()}</dt>
                    <dd>{list.format(organisations)}</dd>
                  </div>
                  {recipients.length > 0 && (
                    <div>
                      <dt>{m.home_to()}</dt>
                      <dd>{list.format(recipients)}</dd>
                    </div>
                  )}
                  <div>
                    <dt>{m.home_count()}</dt>
                    <dd className="number">{number.format(campaign.confirmedCount)}</dd>
                  </div>
                </dl>
              </li>
            ))}
          </ol>
        )}
      </div>
    </Frame>
  )
}
