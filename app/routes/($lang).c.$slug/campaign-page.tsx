import type { CampaignData } from './campaign-data.server'
import type { SignAnswer } from './route'

export function CampaignPage({ page }: { page: CampaignData; answer: SignAnswer | undefined }) {
  return (
    <main className="column">
      <h1>{page.title.words}</h1>
      <p data-signatures={page.confirmedCount}>{page.confirmedCount}</p>
    </main>
  )
}
