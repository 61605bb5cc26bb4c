import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { CampaignTabs } from './campaign-tabs'

type Props = { id: string; title: { language: string; words: string }; children: ReactNode }

/** The head of a part of a campaign in the desk: the campaign, what the part is (`children`), and the way to the others. */
export const CampaignPartHead = ({ id, title, children }: Props) => (
  <header className="desk-head">
    <p>
      <Link to={`/desk/campaigns/${id}`} lang={title.language}>
        {title.words}
      </Link>
    </p>
    <h1>{children}</h1>
    <CampaignTabs id={id} />
  </header>
)
