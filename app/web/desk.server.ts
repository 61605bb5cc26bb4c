import { redirect } from '@remix-run/node'
import { findCampaign, type WholeCampaign } from '../../campaigns/campaign.server'
import { findDelivery } from '../../campaigns/delivery-list.server'
import { mayManage, maySend } from '../../campaigns/organisation'
import { findOrganisation } from '../../campaigns/organisation.server'
import { findPartnerInvitation, type PartnerInvitation } from '../../campaigns/partner-list.server'
import { type AtDesk, organiserOf } from '../../campaigns/session.server'
import type { Installation, Noted } from './context'
import { readCookie } from './cookies.server'
import { speak } from './language.server'
import { missing } from './pages.server'

/** Who is at the desk and what is theirs. Every loader and action of the desk begins here. */
export type Desk = AtDesk & { organisationIds: string[] }

const nameless = '/desk/account'

/** Who is signed in, if anybody is. From here on the request speaks their language. */
export async function whoIsThere(request: Request, { db, keyring, now, recognise }: Noted) {
  const session = readCookie(request, 'session')
  const organiser = session ? await organiserOf(db, { keyring, session, now: now() }) : null
  if (!organiser) return null
  recognise(organiser.organiserId)
  speak(organiser.language)
  return organiser
}

/** The person at the desk. Anonymous people are sent to sign in, and come back to where they were. */
export async function atDesk(request: Request, context: Noted): Promise<Desk> {
  const organiser = await whoIsThere(request, context)
  const { pathname } = new URL(request.url)
  const next = pathname === '/desk' || request.method !== 'GET' ? '' : `?next=${encodeURIComponent(pathname)}`
  if (!organiser) {
    context.note('not-signed-in')
    throw redirect(`/desk/sign-in${next}`)
  }
  // Who comes for the first time says a name before anything else.
  if (organiser.name === '' && pathname !== nameless) throw redirect(`${nameless}${next}`)
  return { ...organiser, organisationIds: organiser.memberships.map(({ organisationId }) => organisationId) }
}

/** A path of the desk to go back to; anything else becomes the desk's front page. */
export const ownPath = (next: unknown) =>
  typeof next === 'string' && /^\/desk(?:\/(?!\.+(?:\/|$))[\w.-]+)*$/.test(next) ? next : '/desk'

/**
 * A campaign that one of the person's organisations stands behind, whether they may send its letters, and whether they may
 * say what becomes of it, for the organisation that leads. Else 404.
 */
export async function deskCampaign(
  { db, now }: Installation,
  desk: Desk,
  id: string | undefined,
): Promise<WholeCampaign & { maySend: boolean; mayLead: boolean }> {
  const whole = id ? await findCampaign(db, { id }, now()) : null
  const behind = whole?.organisations.map((organisation) => organisation.id) ?? []
  const memberships = desk.memberships.filter(({ organisationId }) => behind.includes(organisationId))
  if (!whole || memberships.length === 0) throw missing()
  const sending = memberships.filter(({ role }) => maySend(role))
  const mayLead = sending.some(({ organisationId }) => organisationId === whole.campaign.organisationId)
  return { ...whole, maySend: sending.length > 0, mayLead }
}

/** An invitation to stand behind a campaign, for those who may answer for the organisation that is asked. Else 404. */
export async function deskPartnerInvitation(
  { db, now }: Installation,
  desk: Desk,
  id: string | undefined,
): Promise<PartnerInvitation> {
  const found = id ? await findPartnerInvitation(db, { id, now: now() }) : null
  const membership = desk.memberships.find(({ organisationId }) => organisationId === found?.organisation.id)
  if (!found || !membership || !maySend(membership.role)) throw missing()
  return found
}

/** A delivery of a campaign of one of the person's organisations, and whether they may send it. Else 404. */
export async function deskDelivery(installation: Installation, desk: Desk, id: string | undefined) {
  const found = id
    ? await findDelivery(installation.db, { deliveryId: id, organisationIds: desk.organisationIds })
    : null
  if (!found) throw missing()
  const whole = await deskCampaign(installation, desk, found.campaign.id)
  return { ...found, whole, maySend: whole.maySend }
}

/** An organisation the person is a member of, and their role in it. Else 404. */
export async function deskOrganisation({ db }: Installation, desk: Desk, id: string | undefined) {
  const membership = desk.memberships.find(({ organisationId }) => organisationId === id)
  const organisation = membership ? await findOrganisation(db, membership.organisationId) : null
  if (!membership || !organisation) throw missing()
  return { organisation, role: membership.role, mayManage: mayManage(membership.role) }
}

/** Refuses, as if it were not there, what only an owner may do. */
export function mustManage({ mayManage: may }: { mayManage: boolean }) {
  if (!may) throw missing()
}

/** Refuses, as if it were not there, what only a keeper of the installation may do. */
export function mustKeep({ isKeeper }: Desk) {
  if (!isKeeper) throw missing()
}

/** Refuses, as if it were not there, what a person may see but not do. */
export function mustMaySend({ maySend: may }: { maySend: boolean }) {
  if (!may) throw missing()
}

/** Refuses, as if it were not there, what only the organisation that leads a campaign may do. */
export function mustLead({ mayLead: may }: { mayLead: boolean }) {
  if (!may) throw missing()
}
