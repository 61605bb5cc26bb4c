import { and, asc, desc, eq, inArray, ne } from 'drizzle-orm'
import type { Db } from '../db/client.server'
import {
  campaignOrganisations,
  campaignRecipients,
  campaigns,
  campaignTexts,
  type Localised,
  letters,
  organisations,
  recipients,
  stories,
  tallies,
} from '../db/schema'
import { isOpen } from './campaign'
import type { Route } from './routing'
import { type StoryRow, storyColumns } from './story.server'

type Row<T extends { $inferSelect: unknown }> = T['$inferSelect']

/** A campaign with all that its page shows. Texts and letters by language; the first organisation leads. */
export type WholeCampaign = {
  campaign: Row<typeof campaigns>
  isOpen: boolean
  texts: Record<string, Row<typeof campaignTexts>>
  letters: Record<string, Row<typeof letters>>
  organisations: Row<typeof organisations>[]
  /** The offices it addresses, in its order, each with whose signatures it gets. */
  recipients: (Row<typeof recipients> & Route)[]
  /** Its reports, without their pictures. */
  stories: StoryRow[]
  confirmedCount: number
}

/** Finds a campaign by the last part of its address or by its id, in whatever state. `null` when there is none. */
export async function findCampaign(
  db: Db,
  by: { slug: string } | { id: string },
  now: Date,
): Promise<WholeCampaign | null> {
  const [found] = await db
    .select({ campaign: campaigns, confirmedCount: tallies.confirmedCount })
    .from(campaigns)
    .leftJoin(tallies, eq(tallies.campaignId, campaigns.id))
    .where('slug' in by ? eq(campaigns.slug, by.slug) : eq(campaigns.id, by.id))
  if (!found) return null
  const { campaign } = found
  const [texts, current, behind, offices, reports] = await Promise.all([
    db.select().from(campaignTexts).where(eq(campaignTexts.campaignId, campaign.id)),
    db
      .select()
      .from(letters)
      .where(and(eq(letters.campaignId, campaign.id), eq(letters.state, 'current'))),
    db
      .select({ organisation: organisations })
      .from(campaignOrganisations)
      .innerJoin(organisations, eq(organisations.id, campaignOrganisations.organisationId))
      .where(eq(campaignOrganisations.campaignId, campaign.id))
      .orderBy(asc(campaignOrganisations.position)),
    db
      .select({
        recipient: recipients,
        forWhom: campaignRecipients.forWhom,
        countries: campaignRecipients.countries,
      })
      .from(campaignRecipients)
      .innerJoin(recipients, eq(recipients.id, campaignRecipients.recipientId))
      .where(eq(campaignRecipients.campaignId, campaign.id))
      .orderBy(asc(campaignRecipients.position)),
    db
      .select(storyColumns)
      .from(stories)
      .where(eq(stories.campaignId, campaign.id))
      .orderBy(desc(stories.isMain), asc(stories.position)),
  ])
  // The original first, whichever language is asked for.
  const original = (a: { language: string }, b: { language: string }) =>
    Number(b.language === campaign.originalLanguage) - Number(a.language === campaign.originalLanguage) ||
    (a.language < b.language ? -1 : 1)
  return {
    campaign,
    isOpen: isOpen(campaign, now),
    texts: byLanguage(texts.sort(original)),
    letters: byLanguage(current.sort(original)),
    organisations: behind.map(({ organisation }) => organisation),
    recipients: offices.map(({ recipient, ...route }) => ({ ...recipient, ...route })),
    stories: reports,
    confirmedCount: found.confirmedCount ?? 0,
  }
}

/** The id of a campaign by the last part of its address, unless it is put away. */
export async function findCampaignId(db: Db, slug: string): Promise<string | null> {
  const [row] = await db
    .select({ id: campaigns.id })
    .from(campaigns)
    .where(and(eq(campaigns.slug, slug), ne(campaigns.state, 'archived')))
  return row?.id ?? null
}

/** Without what every object inherits: a language comes from an address, where anybody may write `constructor`. */
const byLanguage = <T extends { language: string }>(rows: T[]): Record<string, T> =>
  Object.assign(Object.create(null), Object.fromEntries(rows.map((row) => [row.language, row])))

export type ListedCampaign = {
  id: string
  slug: string
  state: Row<typeof campaigns>['state']
  goal: number
  exampleYear: number | null
  isOpen: boolean
  title: Localised
  summary: Localised
  confirmedCount: number
  organisations: Localised[]
  recipients: Localised[]
}

/** Campaigns for a list, the newest first: those anyone may read, or all of the given organisations. */
export async function listCampaigns(
  db: Db,
  which: { public: true } | { organisationIds: string[] },
  now: Date,
): Promise<ListedCampaign[]> {
  if ('organisationIds' in which && which.organisationIds.length === 0) return []
  const ofMembers = (ids: string[]) =>
    inArray(
      campaigns.id,
      db
        .select({ id: campaignOrganisations.campaignId })
        .from(campaignOrganisations)
        .where(inArray(campaignOrganisations.organisationId, ids)),
    )
  const rows = await db
    .select({ campaign: campaigns, confirmedCount: tallies.confirmedCount })
    .from(campaigns)
    .leftJoin(tallies, eq(tallies.campaignId, campaigns.id))
    .where(
      'public' in which
        ? and(ne(campaigns.state, 'draft'), ne(campaigns.state, 'archived'))
        : ofMembers(which.organisationIds),
    )
    .orderBy(desc(campaigns.createdAt))
    .limit(200)
  const ids = rows.map(({ campaign }) => campaign.id)
  if (ids.length === 0) return []
  const [texts, behind, offices] = await Promise.all([
    db.select().from(campaignTexts).where(inArray(campaignTexts.campaignId, ids)),
    db
      .select({ campaignId: campaignOrganisations.campaignId, name: organisations.name })
      .from(campaignOrganisations)
      .innerJoin(organisations, eq(organisations.id, campaignOrganisations.organisationId))
      .where(inArray(campaignOrganisations.campaignId, ids))
      .orderBy(asc(campaignOrganisations.position)),
    db
      .select({ campaignId: campaignRecipients.campaignId, name: recipients.name })
      .from(campaignRecipients)
      .innerJoin(recipients, eq(recipients.id, campaignRecipients.recipientId))
      .where(inArray(campaignRecipients.campaignId, ids))
      .orderBy(asc(campaignRecipients.position)),
  ])
  const of = <T extends { campaignId: string }>(all: T[], id: string) =>
    all.filter(({ campaignId }) => campaignId === id)
  return rows.map(({ campaign, confirmedCount }) => ({
    id: campaign.id,
    slug: campaign.slug,
    state: campaign.state,
    goal: campaign.goal,
    exampleYear: campaign.exampleYear,
    isOpen: isOpen(campaign, now),
    title: Object.fromEntries(of(texts, campaign.id).map(({ language, title }) => [language, title])),
    summary: Object.fromEntries(of(texts, campaign.id).map(({ language, summary }) => [language, summary])),
    confirmedCount: confirmedCount ?? 0,
    organisations: of(behind, campaign.id).map(({ name }) => name),
    recipients: of(offices, campaign.id).map(({ name }) => name),
  }))
}
