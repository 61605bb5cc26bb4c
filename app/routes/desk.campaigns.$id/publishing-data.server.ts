import { isUnseen } from '../../../campaigns/campaign'
import type { WholeCampaign } from '../../../campaigns/campaign.server'
import { languageName, wordsIn } from '../../../campaigns/language'
import { organiserNames, publicationState } from '../../../campaigns/publication.server'
import { allMoves, isForLead, loneApprovalPause, mayMove } from '../../../campaigns/publishing'
import { localTime } from '../../../campaigns/zone-time'
import { getLocale } from '../../messages/generated/runtime'
import type { Installation } from '../../web/context'
import type { Desk } from '../../web/desk.server'

/** What the desk shows of a campaign's way: what is missing, who approved, and which steps lead on from here. */
export async function publishingData(
  { db, now }: Installation,
  desk: Desk,
  whole: WholeCampaign & { mayLead: boolean },
) {
  const { campaign } = whole
  const at = now()
  const language = getLocale()
  const stored = campaign.state
  const state = stored === 'published' && !whole.isOpen ? ('closed' as const) : stored
  const [lead] = whole.organisations
  const timeZone = lead?.timeZone ?? 'UTC'
  const shared = {
    state,
    timeZone,
    outcome: campaign.outcome,
    closesAt: campaign.closesAt ? localTime(campaign.closesAt, timeZone) : null,
    hasPreview: campaign.previewHash !== null,
    isUnseen: isUnseen(campaign),
    moves: allMoves.filter((move) => mayMove(state, move) && (whole.mayLead || !isForLead(state, move))),
    /** Who says what becomes of the campaign, where that is another organisation than the person's. */
    lead: whole.mayLead || !lead ? null : wordsIn(lead.name, language, lead.defaultLanguage).words,
  }
  if (stored !== 'draft') return { ...shared, draft: null }
  const way = await publicationState(db, { campaignId: campaign.id, organiserId: desk.organiserId, now: at })
  const names = await organiserNames(
    db,
    [way.asked, way.approved].flatMap((one) => one?.organiserId ?? []),
  )
  const told = (one: typeof way.asked) =>
    one && { name: names[one.organiserId] ?? '', at: one.at, isMe: one.organiserId === desk.organiserId }
  const office = (id: string) => {
    const found = whole.recipients.find((recipient) => recipient.id === id)
    return found ? wordsIn(found.name, language, campaign.originalLanguage).words : ''
  }
  const named = (tags: string[]) =>
    new Intl.ListFormat(language).format(tags.map((tag) => languageName(tag, language)))
  return {
    ...shared,
    draft: {
      revision: way.revision,
      checks: way.checks.map(({ code, isDone, recipientIds }) => ({
        code,
        isDone,
        offices: new Intl.ListFormat(language).format(recipientIds.map(office)),
      })),
      isComplete: way.checks.every(({ isDone }) => isDone),
      rule: way.rule,
      asked: told(way.asked),
      approved: told(way.approved),
      /** From when somebody may approve what they asked for themselves. */
      mayApproveFrom: way.asked ? new Date(way.asked.at.getTime() + loneApprovalPause) : null,
      isPauseOver: way.asked ? at.getTime() >= way.asked.at.getTime() + loneApprovalPause : false,
      title: way.copies[campaign.originalLanguage]?.page?.words.title ?? '',
      publishAt: way.publishAt,
      wasMissed: way.publishAt !== null && way.publishAt <= at,
      originalLanguage: campaign.originalLanguage,
      online: named(way.online),
      staying: named(way.staying),
    },
  }
}
export type PublishingData = Awaited<ReturnType<typeof publishingData>>
