import { invitationMail } from '../emails/invitation'
import { organisationRequestMail } from '../emails/organisation-request'
import { partnerInvitationMail } from '../emails/partner-invitation'
import type { RenderedMail } from '../emails/parts/finish'
import { isPublic } from './campaign'
import { invitationLife } from './invitation'
import { findInvitation } from './invitation-list.server'
import { wordsIn } from './language'
import type { Claimed } from './outbox.server'
import { findPartnerInvitation } from './partner-list.server'
import type { Postman } from './postman.server'

const day = 24 * 3_600_000

/** The words of an invitation. `null` when its link works no longer: it was used, taken back or sent again meanwhile. */
export async function invitationWords(
  { db, keyring, siteUrl, now }: Postman,
  { payload }: Claimed,
): Promise<RenderedMail | null> {
  const { token, language = 'en' } = payload
  const invitation = token ? await findInvitation(db, { keyring, token, now: now() }) : null
  if (invitation?.state !== 'open') return null
  return invitationMail({
    language,
    organisationName: wordsIn(invitation.organisationName, language, invitation.defaultLanguage).words,
    invitedBy: invitation.invitedBy,
    role: invitation.role,
    joinUrl: `${siteUrl}/desk/join/${token}?lang=${language}`,
    days: invitationLife / day,
    siteUrl,
  })
}

/** What became of a request, for a keeper or for who asked. */
export async function requestWords({ siteUrl }: Postman, { payload }: Claimed): Promise<RenderedMail | null> {
  const { stage, organisation, language = 'en' } = payload
  if (!stage || !organisation) return null
  return organisationRequestMail({
    language,
    stage,
    organisationName: organisation,
    deskUrl: `${siteUrl}/desk/organisations`,
    siteUrl,
  })
}

/** The question whether an organisation stands behind a campaign. `null` once it was answered or taken back. */
export async function partnerWords(
  { db, siteUrl, now }: Postman,
  { payload }: Claimed,
): Promise<RenderedMail | null> {
  const { invitationId: id, language = 'en' } = payload
  const invitation = id ? await findPartnerInvitation(db, { id, now: now() }) : null
  if (invitation?.state !== 'open') return null
  const { organisation, whole } = invitation
  const { campaign, texts } = whole
  const [lead] = whole.organisations
  const title = texts[language] ?? texts[campaign.originalLanguage] ?? Object.values(texts)[0]
  return partnerInvitationMail({
    language,
    organisationName: wordsIn(organisation.name, language, organisation.defaultLanguage).words,
    leadName: lead ? wordsIn(lead.name, language, lead.defaultLanguage).words : '',
    invitedBy: invitation.invitedBy,
    campaignTitle: title?.title ?? campaign.slug,
    isPublic: isPublic(campaign),
    answerUrl: `${siteUrl}/desk/partner-invitations/${id}?lang=${language}`,
    siteUrl,
  })
}
