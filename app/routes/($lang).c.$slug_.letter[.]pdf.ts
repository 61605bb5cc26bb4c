import type { LoaderFunctionArgs } from '@remix-run/node'
import { campaignLetterPdf } from '../../campaigns/letter-setting.server'
import { missing, pageLanguage, publicCampaign } from '../web/pages.server'
import { pdfResponse } from '../web/pdf.server'

// Set at most once a minute for each letter, whoever asks and however often: its count and date are that old at most.
const kept = new Map<string, Promise<Buffer | null>>()
const keptMost = 50

/** The letter's text on paper, without its annex: what anyone may download. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const language = pageLanguage(request, params.lang)
  const now = context.now()
  const { campaign, letters } = await publicCampaign(context.db, params.slug, now)
  const wanted = new URL(request.url).searchParams.get('letter')
  const letter = letters[wanted ?? language] ?? letters[campaign.originalLanguage]
  if (!letter) throw missing()
  const key = `${letter.id} ${now.toISOString().slice(0, 16)}`
  let setting = kept.get(key)
  if (!setting) {
    setting = campaignLetterPdf(context.db, {
      campaignId: campaign.id,
      language: letter.language,
      withAnnex: false,
      now,
    })
      .then((set) => (set.kind === 'rendered' ? set.pdf : null))
      .catch(() => null)
    kept.set(key, setting)
    const [oldest] = kept.keys()
    if (kept.size > keptMost && oldest) kept.delete(oldest)
  }
  const pdf = await setting
  if (!pdf) {
    kept.delete(key)
    throw new Response('', { status: 503, headers: { 'retry-after': '30' } })
  }
  return pdfResponse(pdf, { name: `${campaign.slug}-${letter.language}`, cache: 'no-cache' })
}
