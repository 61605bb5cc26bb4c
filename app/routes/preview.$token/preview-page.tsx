import * as m from '../../messages/generated/messages'
import { CampaignHead } from '../../ui/campaign-head'
import { DoorStep } from '../../ui/door-step'
import { Frame } from '../../ui/frame'
import { LetterView } from '../../ui/letter-view'
import { Notice } from '../../ui/notice'
import { RecipientView } from '../../ui/recipient-view'
import { Behind, Sources, StoryView } from '../../ui/story-view'
import type { CampaignData } from '../../web/campaign-data.server'

/** The campaign's page as it would be, with a word where the form will stand. */
export function PreviewPage({ page }: { page: CampaignData | null }) {
  if (!page)
    return (
      <DoorStep title={m.preview_empty()}>
        <p>{m.preview_empty_words()}</p>
      </DoorStep>
    )
  return (
    <Frame isTryOut={page.isTryOut}>
      <div className="campaign wide">
        <div className="campaign-letter">
          <Notice kind="warn" title={m.preview_title()}>
            <p>{m.preview_words()}</p>
          </Notice>
          <CampaignHead page={page} />
          <LetterView page={page} hasPdf={false} />
          <RecipientView page={page} />
        </div>
        <div className="campaign-sign">
          <section className="sign" id="sign" aria-labelledby="sign-title">
            <h2 id="sign-title">{m.preview_no_form()}</h2>
            <p className="sign-lead">{m.preview_no_form_words()}</p>
          </section>
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
