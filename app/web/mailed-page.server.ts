import { findCampaign } from '../../campaigns/campaign.server'
import { signatureOfToken } from '../../campaigns/confirmation.server'
import { countryName } from '../../campaigns/country'
import { wordsIn } from '../../campaigns/language'
import { disclosedAs } from '../../campaigns/signature'
import type { Installation } from './context'
import { localeOf } from './language.server'
import { missing } from './pages.server'
import { officeNames, thanksQuery } from './route-words.server'

/**
 * What the page behind a mailed link shows. The token in the address is all that is needed to open it, so it says no
 * more of the signer than what the recipient will see, and which offices that is. Unknown tokens are 404.
 */
export async function mailedPage(
  { db, keyring, now }: Pick<Installation, 'db' | 'keyring' | 'now'>,
  { kind, token, request }: { kind: 'confirm' | 'withdraw'; token: string; request: Request },
) {
  const row = await signatureOfToken(db, { keyring, token, kind })
  if (!row) throw missing()
  const language = localeOf(request)
  const whole = await findCampaign(db, { id: row.campaignId }, now())
  if (!whole) throw missing()
  const original = whole.campaign.originalLanguage
  const title = Object.fromEntries(Object.values(whole.texts).map((text) => [text.language, text.title]))
  return {
    language,
    slug: whole.campaign.slug,
    title: wordsIn(title, language, original),
    recipients: officeNames(whole, { country: row.country, language }),
    thanksQuery: thanksQuery(whole, { country: row.country, isReviewed: row.state === 'quarantined' }),
    state: row.state,
    isConfirmed: row.confirmedAt !== null,
    seenAs: disclosedAs(row, (code) => countryName(code, language)),
    signatureId: row.signatureId,
  }
}
