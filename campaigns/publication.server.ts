import { and, asc, desc, eq, inArray, isNotNull, ne } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import {
  campaignOrganisations,
  campaignRecipients,
  campaigns,
  members,
  organisations,
  organisers,
  publicationApprovals,
  recipientAddresses,
  recipients,
  stories,
} from '../db/schema'
import { type ApprovalRule, approvalRule, type Check, checklist, type Readiness } from './publishing'
import type { CampaignRow, Steps } from './revision.server'
import { faultsOf, goesOnline, isBlank, type TextKind, type WorkingCopies } from './text'
import { readCopies } from './working-copy.server'

const whole = (copies: WorkingCopies, languages: string[], kind: TextKind) =>
  languages.filter((language) => {
    const words = copies[language]?.[kind]?.words
    return words && !isBlank(words) && faultsOf(kind, words).length === 0
  })

function* readiness(tx: Db, campaign: CampaignRow, copies: WorkingCopies): Steps<Readiness> {
  const languages = goesOnline(copies, campaign.originalLanguage)
  const offices = yield* ask(
    tx
      .select({
        id: recipients.id,
        languages: recipients.languages,
        forWhom: campaignRecipients.forWhom,
        countries: campaignRecipients.countries,
      })
      .from(campaignRecipients)
      .innerJoin(recipients, eq(recipients.id, campaignRecipients.recipientId))
      .where(eq(campaignRecipients.campaignId, campaign.id))
      .orderBy(asc(campaignRecipients.position)),
  )
  const checked = offices.length
    ? yield* ask(
        tx
          .select({ recipientId: recipientAddresses.recipientId })
          .from(recipientAddresses)
          .where(
            and(
              inArray(
                recipientAddresses.recipientId,
                offices.map(({ id }) => id),
              ),
              isNotNull(recipientAddresses.checkedAt),
            ),
          ),
      )
    : []
  const [story] = yield* ask(
    tx.select({ id: stories.id }).from(stories).where(eq(stories.campaignId, campaign.id)).limit(1),
  )
  return {
    originalLanguage: campaign.originalLanguage,
    pages: whole(copies, languages, 'page'),
    letters: whole(copies, languages, 'letter'),
    recipients: offices.map((office) => ({
      ...office,
      hasCheckedAddress: checked.some(({ recipientId }) => recipientId === office.id),
    })),
    hasStory: story !== undefined,
    closesAt: campaign.closesAt,
  }
}

/** What was asked and approved for the revision as it stands now. */
export function* approvals(tx: Db, campaign: CampaignRow) {
  const rows = yield* ask(
    tx
      .select()
      .from(publicationApprovals)
      .where(
        and(
          eq(publicationApprovals.campaignId, campaign.id),
          eq(publicationApprovals.revision, campaign.revision),
        ),
      )
      .orderBy(desc(publicationApprovals.at)),
  )
  return {
    asked: rows.find(({ kind }) => kind === 'asked') ?? null,
    approved: rows.find(({ kind }) => kind === 'approved') ?? null,
  }
}

/** Who may approve what this person asked for, in the organisations that are behind the campaign now. */
export function* ruleFor(tx: Db, campaign: CampaignRow, organiserId: string): Steps<ApprovalRule> {
  const behind = yield* ask(
    tx
      .select({ id: organisations.id, needsSecondPerson: organisations.needsSecondPerson })
      .from(campaignOrganisations)
      .innerJoin(organisations, eq(organisations.id, campaignOrganisations.organisationId))
      .where(eq(campaignOrganisations.campaignId, campaign.id)),
  )
  const others = yield* ask(
    tx
      .select({ organiserId: members.organiserId })
      .from(members)
      .where(
        and(
          inArray(
            members.organisationId,
            behind.map(({ id }) => id),
          ),
          ne(members.role, 'viewer'),
          ne(members.organiserId, organiserId),
        ),
      )
      .limit(1),
  )
  return approvalRule({
    hasOthers: others.length > 0,
    needsSecondPerson: behind.map(({ needsSecondPerson }) => needsSecondPerson),
  })
}

/** All that the desk shows of a draft on its way. The steps below ask the same again, within their own units of work. */
export function publicationState(
  db: Db,
  { campaignId, organiserId, now }: { campaignId: string; organiserId: string; now: Date },
) {
  return atomically(db, function* (tx) {
    const [campaign] = yield* ask(tx.select().from(campaigns).where(eq(campaigns.id, campaignId)))
    if (!campaign) throw new Error('This campaign is gone.')
    const copies = yield* readCopies(tx, campaignId)
    const checks = checklist(yield* readiness(tx, campaign, copies), now)
    const online = goesOnline(copies, campaign.originalLanguage)
    return {
      revision: campaign.revision,
      publishAt: campaign.publishAt,
      checks,
      copies,
      online,
      staying: Object.keys(copies).filter((language) => !online.includes(language)),
      rule: yield* ruleFor(tx, campaign, organiserId),
      ...(yield* approvals(tx, campaign)),
    }
  })
}
/** The names of these organisers by id. */
export async function organiserNames(db: Db, ids: string[]): Promise<Record<string, string>> {
  if (ids.length === 0) return {}
  const rows = await db
    .select({ id: organisers.id, name: organisers.name })
    .from(organisers)
    .where(inArray(organisers.id, ids))
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]))
}

export function* checksOf(tx: Db, campaign: CampaignRow, at: Date): Steps<Check[]> {
  const copies = yield* readCopies(tx, campaign.id)
  return checklist(yield* readiness(tx, campaign, copies), at)
}
