import type { LoaderFunctionArgs } from '@remix-run/node'
import { campaignLetterPdf } from '../../campaigns/campaign-letter.server'
import { atDesk, deskCampaign } from '../web/desk.server'
import { missing } from '../web/pages.server'
import { pdfResponse } from '../web/pdf.server'

/** The letter with its annex, as it would be sent to an office at this moment: to the first, or to `?office=`. For the desk only. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { campaign, letters } = await deskCampaign(context, await atDesk(request, context), params.id)
  const query = new URL(request.url).searchParams
  const wanted = query.get('language') ?? campaign.originalLanguage
  const officeId = query.get('office')
  if (!letters[wanted]) throw missing()
  const now = context.now()
  const set = await campaignLetterPdf(context.db, {
    campaignId: campaign.id,
    language: wanted,
    ...(officeId && { officeId }),
    withAnnex: true,
    now,
  })
  if (set.kind === 'no-letter') throw missing()
  if (set.kind === 'failed') throw new Error(`The letter could not be set: ${set.fault}`)
  return pdfResponse(set.pdf, { name: `${campaign.slug}-${wanted}-annex`, cache: 'no-store' })
}
