import { data, redirect } from '@remix-run/node'
import { approvePublication, askApproval } from '../../../campaigns/approval.server'
import { outcomes } from '../../../campaigns/campaign'
import type { WholeCampaign } from '../../../campaigns/campaign.server'
import {
  archiveCampaign,
  closeCampaign,
  concludeCampaign,
  pauseCampaign,
  reopenCampaign,
  resumeCampaign,
} from '../../../campaigns/campaign-state.server'
import { makePreview, revokePreview } from '../../../campaigns/preview-link.server'
import { allMoves, isForLead, type PublishingRefusal } from '../../../campaigns/publishing'
import {
  publishCampaign,
  schedulePublication,
  unschedulePublication,
} from '../../../campaigns/publishing.server'
import { closingOf } from '../../../campaigns/settings'
import { momentAt } from '../../../campaigns/zone-time'
import type { Installation } from '../../web/context'
import { type Desk, mustLead } from '../../web/desk.server'

export type StepRefusal =
  | PublishingRefusal
  | 'wrong-state'
  | 'closing-passed'
  | 'closing-missing'
  | 'closing-not-a-time'
  | 'not-a-time'
  | 'no-outcome'
export type PublishingAnswer =
  | { kind: 'step-refused'; reason: StepRefusal }
  /** Told once: only its hash is kept. */
  | { kind: 'preview-made'; address: string }

type Step = { desk: Desk; whole: WholeCampaign & { mayLead: boolean }; form: FormData }
const refuse = (reason: StepRefusal, status = 409) =>
  data<PublishingAnswer>({ kind: 'step-refused', reason }, { status })

/** Takes the steps of a campaign's life. `null` when the form is about something else. */
export async function publishingAction(context: Installation, { desk, whole, form }: Step) {
  const { db, keyring, environment } = context
  const now = context.now()
  const campaignId = whole.campaign.id
  const timeZone = whole.organisations[0]?.timeZone ?? 'UTC'
  const { organiserId } = desk
  const field = (name: string) => String(form.get(name) ?? '')
  const stay = (done: string) => redirect(`/desk/campaigns/${campaignId}?done=${done}`, { status: 303 })
  const after = (result: { kind: string; reason?: StepRefusal }) =>
    result.kind === 'refused' && result.reason ? refuse(result.reason) : stay(result.kind)
  const moved = (result: { kind: string; reason?: StepRefusal }, step: string) =>
    result.kind === 'refused' && result.reason ? refuse(result.reason) : stay(step)

  const step = form.get('step')
  const move = allMoves.find((one) => one === step)
  if (move && isForLead(whole.campaign.state, move)) mustLead(whole)
  switch (step) {
    case null:
      return null
    case 'ask':
      return after(await askApproval(db, { campaignId, organiserId, now }))
    case 'approve': {
      const approving = { revision: Number(field('revision')), typedTitle: field('title') }
      return after(await approvePublication(db, { campaignId, organiserId, ...approving, now }))
    }
    case 'publish':
      return after(await publishCampaign(db, { campaignId, now }))
    case 'schedule': {
      const publishAt = momentAt(field('publishAt').slice(0, 16), timeZone)
      if (!publishAt) return refuse('not-a-time', 422)
      return after(await schedulePublication(db, { campaignId, publishAt, now }))
    }
    case 'unschedule':
      return after(await unschedulePublication(db, { campaignId }))
    case 'pause':
      return moved(await pauseCampaign(db, { campaignId, now }), step)
    case 'resume':
      return moved(await resumeCampaign(db, { campaignId, now }), step)
    case 'close':
      return moved(await closeCampaign(db, { campaignId, now }), step)
    case 'reopen': {
      const typed = { closing: field('closing'), closesAt: field('closesAt') }
      const closesAt = closingOf(typed, { timeZone, now, before: null })
      if (typeof closesAt === 'string') return refuse(closesAt, 422)
      return moved(await reopenCampaign(db, { campaignId, closesAt, now }), step)
    }
    case 'conclude': {
      const outcome = outcomes.find((one) => one === form.get('outcome'))
      if (!outcome) return refuse('no-outcome', 422)
      return moved(await concludeCampaign(db, { campaignId, outcome, now }), step)
    }
    case 'archive':
      return moved(await archiveCampaign(db, { campaignId, now }), step)
    case 'make-preview': {
      const token = await makePreview(db, { keyring, campaignId })
      const address = `${environment.baseUrl}/preview/${token}`
      return data<PublishingAnswer>({ kind: 'preview-made', address })
    }
    case 'revoke-preview':
      await revokePreview(db, { campaignId })
      return stay('preview-revoked')
    default:
      return data(null, { status: 400 })
  }
}
