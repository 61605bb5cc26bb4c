import { type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { previewMail } from '../../campaigns/text-preview.server'
import { atDesk } from '../web/desk.server'
import { emptyMailFrame, framedMail } from '../web/message.server'
import { editorOf, workingCampaign } from '../web/working-campaign.server'

/** The mail around the letter as it is worked on. With `?live` a frame for the editor to show an unsaved one in. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const whole = await workingCampaign(context, await atDesk(request, context), params.id)
  const { id, originalLanguage } = whole.campaign
  const { searchParams } = new URL(request.url)
  if (searchParams.has('live')) return emptyMailFrame()
  const language = searchParams.get('language') ?? originalLanguage
  const replyTo = context.environment.mailFrom.address
  const html = await previewMail(whole, { language, replyTo, now: context.now() })
  return html === null ? redirect(editorOf(id, language)) : framedMail(html)
}
