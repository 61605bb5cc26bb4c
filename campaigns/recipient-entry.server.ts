import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Db } from '../db/client.server'
import {
  campaignOrganisations,
  campaignRecipients,
  campaigns,
  campaignTexts,
  officeHolders,
  organisations,
  organisers,
  recipientAddresses,
  recipients,
} from '../db/schema'
import { visibleTo } from './recipient-list.server'

/** An office that one of these organisations sees, with its addresses, its holders and who writes to it. Else `null`. */
export async function findOffice(
  db: Db,
  { officeId, organisationIds }: { officeId: string; organisationIds: string[] },
) {
  const [row] = await db
    .select({ office: recipients, organisation: organisations.name })
    .from(recipients)
    .leftJoin(organisations, eq(organisations.id, recipients.organisationId))
    .where(and(eq(recipients.id, officeId), visibleTo(organisationIds)))
  if (!row) return null
  const [addresses, holders, links] = await Promise.all([
    db
      .select({
        id: recipientAddresses.id,
        email: recipientAddresses.email,
        checkedAt: recipientAddresses.checkedAt,
        checkedBy: organisers.name,
      })
      .from(recipientAddresses)
      .leftJoin(organisers, eq(organisers.id, recipientAddresses.checkedBy))
      .where(eq(recipientAddresses.recipientId, officeId))
      .orderBy(asc(recipientAddresses.position), asc(recipientAddresses.createdAt)),
    db
      .select({
        id: officeHolders.id,
        name: officeHolders.name,
        since: officeHolders.since,
        until: officeHolders.until,
        createdAt: officeHolders.createdAt,
      })
      .from(officeHolders)
      .where(eq(officeHolders.recipientId, officeId)),
    db
      .select({
        campaignId: campaignRecipients.campaignId,
        organisationId: campaignOrganisations.organisationId,
      })
      .from(campaignRecipients)
      .innerJoin(campaignOrganisations, eq(campaignOrganisations.campaignId, campaignRecipients.campaignId))
      .where(eq(campaignRecipients.recipientId, officeId)),
  ])
  const all = new Set(links.map(({ campaignId }) => campaignId))
  const own = new Set(
    links
      .filter(({ organisationId }) => organisationIds.includes(organisationId))
      .map(({ campaignId }) => campaignId),
  )
  return {
    ...row,
    addresses,
    holders: holders.sort(inTime),
    campaigns: await campaignsNamed(db, [...own]),
    /** Campaigns of other organisations: that they are there is told, not which. */
    othersCount: all.size - own.size,
  }
}

type Tenure = { since: string | null; until: string | null; createdAt: Date }
/** Who holds the office now comes first, then the latest. */
const inTime = (a: Tenure, b: Tenure) =>
  Number(a.until !== null) - Number(b.until !== null) ||
  (b.until ?? '').localeCompare(a.until ?? '') ||
  (b.since ?? '').localeCompare(a.since ?? '') ||
  b.createdAt.getTime() - a.createdAt.getTime()

async function campaignsNamed(db: Db, ids: string[]) {
  if (ids.length === 0) return []
  const rows = await db
    .select({
      id: campaigns.id,
      slug: campaigns.slug,
      language: campaignTexts.language,
      title: campaignTexts.title,
    })
    .from(campaigns)
    .leftJoin(campaignTexts, eq(campaignTexts.campaignId, campaigns.id))
    .where(inArray(campaigns.id, ids))
  return ids.flatMap((id) => {
    const own = rows.filter((row) => row.id === id)
    const titles = own.flatMap(({ language, title }) =>
      language && title !== null ? [[language, title]] : [],
    )
    return own[0]
      ? [{ id, slug: own[0].slug, title: Object.fromEntries(titles) as Record<string, string> }]
      : []
  })
}
