import { CampaignHead } from '../../ui/campaign-head'
import { Frame } from '../../ui/frame'
import { LetterView } from '../../ui/letter-view'
import { RecipientView } from '../../ui/recipient-view'
import { Behind, Sources, StoryView } from '../../ui/story-view'
import type { CampaignData } from '../../web/campaign-data.server'
import type { SignAnswer } from '../../web/signing.server'
import { SignBar } from './sign-bar'
import { SignForm } from './sign-form'

/**
 * The page that carries the product. Its order is a phone's: what it is, the letter, whom it goes to, the form, the
 * story. On a wide screen the form stands beside all of that.
 */
export function CampaignPage({ page, answer }: { page: CampaignData; answer: SignAnswer | undefined }) {
  return (
    <Frame isTryOut={page.isTryOut}>
      <div className="campaign wide">
        <div className="campaign-letter">
          <CampaignHead page={page} />
          <LetterView page={page} />
          <RecipientView page={page} />
          {page.isOpen && <SignBar />}
        </div>
        <div className="campaign-sign">
          <SignForm page={page} answer={answer} />
        </div>
        <div className="campaign-story">
          <StoryView page={page} />
          <Sources page={page} />
          <Behind page={page} />
        </div>
      </div>
    </Frame>
  )
}
