import { type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { previewPdf } from '../../campaigns/text-preview.server'
import { atDesk } from '../web/desk.server'
import { pdfResponse } from '../web/pdf.server'
import { editorOf, workingCampaign } from '../web/working-campaign.server'

/** The letter as it is worked on, on paper. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const whole = await workingCampaign(context, await atDesk(request, context), params.id)
  const { id, slug, originalLanguage } = whole.campaign
  const language = new URL(request.url).searchParams.get('language') ?? originalLanguage
  const set = await previewPdf(whole, { language, now: context.now() })
  if (!set) return redirect(editorOf(id, language))
  if (set.kind === 'failed') throw new Error(`The letter could not be set: ${set.fault}`)
  return pdfResponse(set.pdf, { name: `${slug}-${language}-preview`, cache: 'no-store' })
}
