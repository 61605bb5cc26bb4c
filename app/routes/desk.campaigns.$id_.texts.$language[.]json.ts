import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { typedLanguage } from '../../campaigns/text'
import { workingCopies } from '../../campaigns/working-copy.server'
import { atDesk, deskCampaign, mustMaySend } from '../web/desk.server'
import { missing } from '../web/pages.server'
import { readTextForm, saveForm } from '../web/text-form.server'

function languageOf(tag: string | undefined): string {
  if (!tag || typedLanguage(tag) !== tag) throw missing()
  return tag
}

/** The page and the letter in one language as they are worked on, each with the number of its revision. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { campaign } = await deskCampaign(context, await atDesk(request, context), params.id)
  const { page, letter } = (await workingCopies(context.db, campaign.id))[languageOf(params.language)] ?? {}
  const told = (copy: typeof page) => copy && { number: copy.number, words: copy.words }
  return Response.json({ page: told(page) ?? null, letter: told(letter) ?? null })
}

/** Where the editor saves while somebody writes. Its answer is what `saveText` says. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const desk = await atDesk(request, context)
  const whole = await deskCampaign(context, desk, params.id)
  mustMaySend(whole)
  const form = await request.formData()
  const saved = await saveForm(context, {
    desk,
    campaign: whole.campaign,
    language: languageOf(params.language),
    text: readTextForm(form),
    isAutosave: form.get('isAutosave') === 'yes',
  })
  const status = { saved: 200, conflict: 409, refused: 422 }[saved.kind]
  return Response.json(saved, { status })
}
