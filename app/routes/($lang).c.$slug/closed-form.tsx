import type { Outcome } from '../../../campaigns/campaign'
import * as m from '../../messages/generated/messages'
import { faultsId } from '../../ui/fault-summary'
import { outcomeWords } from '../../ui/outcome-words'
import type { CampaignData } from '../../web/campaign-data.server'

/** Where the form would be: why there is none, and what became of the campaign once that was said. */
export function ClosedForm({ page, wasPosted }: { page: CampaignData; wasPosted: boolean }) {
  const [title, words] = wordsFor(page)
  return (
    <section className="sign" id="sign" aria-labelledby="sign-title">
      <h2 id="sign-title">{title}</h2>
      <p className="sign-lead" id={faultsId} tabIndex={wasPosted ? -1 : undefined}>
        {wasPosted ? m.sign_closed_now() : words}
      </p>
    </section>
  )
}

function wordsFor({ state, outcome }: { state: CampaignData['state']; outcome: Outcome | null }) {
  if (state === 'paused') return [m.sign_paused(), m.sign_paused_words()]
  if (outcome) return [outcomeWords(outcome), m.sign_closed_words()]
  return [m.sign_closed(), m.sign_closed_words()]
}
