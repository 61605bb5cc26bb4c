import * as m from '../../messages/generated/messages'
import type { HomeData } from './route'

export function Home({ campaigns, language }: HomeData) {
  return (
    <main className="column">
      <h1>{m.home_title()}</h1>
      <ul>
        {campaigns.map((campaign) => (
          <li key={campaign.slug}>
            <a href={`/${language}/c/${campaign.slug}`} lang={campaign.title.language}>
              {campaign.title.words}
            </a>
          </li>
        ))}
      </ul>
    </main>
  )
}
