import { wordsIn } from '../../campaigns/language'
import { maySend } from '../../campaigns/organisation'
import { listPartnerInvitations } from '../../campaigns/partner-list.server'
import { getLocale } from '../messages/generated/runtime'
import type { PartnerQuestion } from '../ui/partner-questions'
import type { Installation } from './context'
import type { Desk } from './desk.server'

/** Open invitations to the organisations that the person may answer for; with `organisationId`, to that one. */
export async function partnerQuestions(
  { db, now }: Installation,
  { memberships }: Desk,
  organisationId?: string,
): Promise<PartnerQuestion[]> {
  const language = getLocale()
  const organisationIds = memberships
    .filter((one) => maySend(one.role) && (organisationId ?? one.organisationId) === one.organisationId)
    .map((one) => one.organisationId)
  const open = await listPartnerInvitations(db, { organisationIds, now: now() })
  return open.map(({ id, organisation, whole }) => {
    const { campaign, texts } = whole
    const [lead] = whole.organisations
    const titles = Object.fromEntries(Object.values(texts).map((text) => [text.language, text.title]))
    return {
      id,
      organisation: wordsIn(organisation.name, language, organisation.defaultLanguage).words,
      lead: lead ? wordsIn(lead.name, language, lead.defaultLanguage).words : '',
      title: Object.keys(titles).length
        ? wordsIn(titles, language, campaign.originalLanguage)
        : { language, words: campaign.slug },
    }
  })
}
