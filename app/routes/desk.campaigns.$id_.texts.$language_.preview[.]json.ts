import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from '@remix-run/node'
import { previewPress } from '../../campaigns/preview-press.server'
import { typedLanguage } from '../../campaigns/text'
import { previewMail, previewPaper, withUnsavedLetter } from '../../campaigns/text-preview.server'
import { atDesk, deskCampaign } from '../web/desk.server'
import { withLinksOutside } from '../web/message.server'
import { packedJson } from '../web/packed.server'
import { missing } from '../web/pages.server'
import { readTextForm } from '../web/text-form.server'
import { workingCampaign } from '../web/working-campaign.server'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await deskCampaign(context, await atDesk(request, context), params.id)
  throw data(null, { status: 405, headers: { allow: 'POST' } })
}

/** What a letter looks like while it is written: as mail, or drawn as on paper. Nothing of it is kept. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const desk = await atDesk(request, context)
  const whole = await workingCampaign(context, desk, params.id)
  const { language = '' } = params
  const form = await request.formData()
  const text = readTextForm(form)
  if (text?.kind !== 'letter' || typedLanguage(language) !== language) throw missing()
  const now = context.now()
  const shown = withUnsavedLetter(whole, { language, words: text.words, now })
  if (!shown) return Response.json({ kind: 'faulty' }, { status: 422 })
  if (form.get('as') === 'mail') {
    const replyTo = context.environment.mailFrom.address
    const html = await previewMail(shown, { language, replyTo, now })
    return Response.json({ kind: 'mail', html: withLinksOutside(html ?? '') })
  }
  const paper = previewPaper(shown, { language, now })
  if (!paper) throw missing()
  const writer = `${desk.organiserId} ${whole.campaign.id} ${language}`
  const drawn = await previewPress.draw(writer, paper, request.signal)
  if (drawn.kind === 'drawn') return packedJson(request, drawn.packed)
  if (drawn.kind !== 'failed')
    return Response.json(drawn, { status: { superseded: 409, busy: 503 }[drawn.kind] })
  context.report(new Error(`The preview could not be drawn: ${drawn.fault}`), context.requestId)
  return Response.json({ kind: 'failed' }, { status: 503 })
}
