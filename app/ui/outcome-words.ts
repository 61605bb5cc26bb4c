import type { Outcome } from '../../campaigns/campaign'
import * as m from '../messages/generated/messages'

const words: Record<Outcome, () => string> = {
  won: m.publish_outcome_won,
  'partly-won': m.publish_outcome_partly_won,
  answered: m.publish_outcome_answered,
  lost: m.publish_outcome_lost,
  withdrawn: m.publish_outcome_withdrawn,
}

/** What became of a campaign, in a sentence. */
export const outcomeWords = (outcome: Outcome) => words[outcome]()
