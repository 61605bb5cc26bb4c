import type { LoaderFunctionArgs } from '@remix-run/node'
import { campaignLetterPdf } from '../../campaigns/campaign-letter.server'
import { openShelf } from '../web/letter-shelf.server'
import { missing, pageLanguage, publicCampaign } from '../web/pages.server'
import { pdfResponse } from '../web/pdf.server'

// Its count and date are a minute old at most.
const shelf = openShelf({ most: 200, mostAtOnce: 8 })

/** The letter's text on paper, without its annex: what anyone may download. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const language = pageLanguage(request, params.lang)
  const now = context.now()
  const { campaign, letters } = await publicCampaign(context.db, params.slug, now)
  const wanted = new URL(request.url).searchParams.get('letter')
  const letter = letters[wanted ?? language] ?? letters[campaign.originalLanguage]
  if (!letter) throw missing()
  const pdf = await shelf.letter(letter.id, now, async () => {
    const { language } = letter
    const set = await campaignLetterPdf(context.db, {
      campaignId: campaign.id,
      language,
      withAnnex: false,
      now,
    })
    return set.kind === 'rendered' ? set.pdf : null
  })
  if (pdf === 'busy' || pdf === null)
    throw new Response('', { status: 503, headers: { 'retry-after': pdf === 'busy' ? '5' : '60' } })
  return pdfResponse(pdf, { name: `${campaign.slug}-${letter.language}`, cache: 'no-cache' })
}
