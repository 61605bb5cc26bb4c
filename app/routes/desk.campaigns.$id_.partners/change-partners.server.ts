import { data, redirect } from '@remix-run/node'
import { domainOf } from '../../../campaigns/address'
import type { WholeCampaign } from '../../../campaigns/campaign.server'
import { invitePartner, withdrawPartner } from '../../../campaigns/partner-invitation.server'
import { type Parted, partCampaign } from '../../../campaigns/partnership.server'
import type { Installation } from '../../web/context'
import { type Desk, mustLead } from '../../web/desk.server'

export type PartnersAnswer =
  | {
      kind: 'invite-refused'
      reason: 'missing' | 'behind-it' | 'too-many' | 'over' | 'too-often'
      slug: string
    }
  | Exclude<Parted, { kind: 'parted' }>

type Asked = { desk: Desk; whole: WholeCampaign & { mayLead: boolean }; mayLeave: string[]; form: FormData }

/** Does what was asked for: inviting, taking back and removing for the one that leads, leaving for a partner. */
export async function changePartners(context: Installation, { desk, whole, mayLeave, form }: Asked) {
  const { db, keyring, environment } = context
  const now = context.now()
  const campaignId = whole.campaign.id
  const field = (name: string) => String(form.get(name) ?? '')
  const stay = (done: string) =>
    redirect(`/desk/campaigns/${campaignId}/partners?done=${done}`, { status: 303 })
  const part = async (organisationId: string, done: () => Response) => {
    const parted = await partCampaign(db, { campaignId, organisationId, now })
    return parted.kind === 'parted' ? done() : data<PartnersAnswer>(parted, { status: 409 })
  }

  switch (form.get('intent')) {
    case 'invite': {
      mustLead(whole)
      const slug = field('slug').trim().toLowerCase()
      const refuse = (
        reason: Extract<PartnersAnswer, { kind: 'invite-refused' }>['reason'],
        init: ResponseInit,
      ) => data<PartnersAnswer>({ kind: 'invite-refused', reason, slug }, init)
      if (slug === '') return refuse('missing', { status: 422 })
      const limited = await context.limits.partner(desk.organiserId)
      if (limited)
        return refuse('too-often', { status: 429, headers: { 'retry-after': String(limited.retryAfter) } })
      const mailDomain = domainOf(environment.mailFrom.address)
      const inviting = { keyring, mailDomain, now, campaignId, slug, invitedBy: desk.organiserId }
      const { kind } = await invitePartner(db, inviting)
      if (kind === 'behind-it' || kind === 'too-many' || kind === 'over') return refuse(kind, { status: 409 })
      context.wake()
      // The same for a short name that is nobody's: which organisations there are is not told.
      return stay('asked')
    }
    case 'withdraw':
      mustLead(whole)
      await withdrawPartner(db, { campaignId, slug: field('slug').trim().toLowerCase(), now })
      return stay('taken-back')
    case 'remove':
      mustLead(whole)
      return part(field('organisation'), () => stay('removed'))
    case 'leave': {
      const organisationId = field('organisation')
      if (!mayLeave.includes(organisationId)) return data<PartnersAnswer>({ kind: 'gone' }, { status: 409 })
      const staysIn = whole.organisations.some(
        ({ id }) => id !== organisationId && desk.organisationIds.includes(id),
      )
      return part(organisationId, () => (staysIn ? stay('left') : redirect('/desk?left', { status: 303 })))
    }
    default:
      return data(null, { status: 400 })
  }
}
