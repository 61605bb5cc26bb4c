import { eq, inArray } from 'drizzle-orm'
import { ask, type Db } from '../db/client.server'
import {
  campaignOrganisations,
  campaignRecipients,
  campaigns,
  campaignTexts,
  recipientAddresses,
  recipients,
  stories,
  tallies,
} from '../db/schema'
import { type CampaignFolder, type RecipientFile, routeIn } from './folder'
import type { FolderChange, Importing, Steps } from './folder-letters.server'
import { newId } from './keyring.server'
import type { Route } from './routing'

export type Linked = { id: string; slug: string }

// Both sides were put in the one form of a folder, order of fields included.
export const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

export const settings = ({ campaign }: CampaignFolder) => ({
  goal: campaign.goal,
  closesAt: campaign.closesAt === null ? null : new Date(campaign.closesAt),
  isHighRisk: campaign.isHighRisk,
  exampleYear: campaign.exampleYear,
})

export function* addCampaign(context: Importing & { organisationId: string }): Steps<FolderChange> {
  const { tx, campaignId: id, folder, organisationId, now } = context
  const { slug, state, originalLanguage } = folder.campaign
  const isOver = state === 'closed' || state === 'concluded' || state === 'archived'
  const row = {
    ...{ id, slug, organisationId, state, originalLanguage, ...settings(folder) },
    publishedAt: state === 'draft' ? null : now,
    closedAt: isOver ? now : null,
    createdAt: now,
    updatedAt: now,
  }
  yield* ask(tx.insert(campaigns).values(row).returning({ id: campaigns.id }))
  const tally = { campaignId: id, confirmedCount: 0, updatedAt: now }
  yield* ask(tx.insert(tallies).values(tally).returning({ campaignId: tallies.campaignId }))
  return { what: 'campaign', name: slug, change: 'added' }
}

type NewRecipient = { id: string; recipient: RecipientFile; organisationId: string; now: Date }

export function* addRecipient(tx: Db, { id, recipient, organisationId, now }: NewRecipient): Steps<void> {
  const { addresses, ...office } = recipient
  const row = { id, organisationId, ...office, createdAt: now }
  yield* ask(tx.insert(recipients).values(row).returning({ id: recipients.id }))
  for (const [position, { email, checkedOn }] of addresses.entries()) {
    const checkedAt = checkedOn === null ? null : new Date(`${checkedOn}T00:00:00Z`)
    const address = { id: newId(), recipientId: id, email, position, checkedAt, createdAt: now }
    yield* ask(tx.insert(recipientAddresses).values(address).returning({ id: recipientAddresses.id }))
  }
}

const slugsOf = (entries: { slug: string }[]) => entries.map(({ slug }) => slug)

export function* linkOrganisations({
  tx,
  campaignId,
  stored,
  links,
}: Importing & { links: Linked[] }): Steps<FolderChange[]> {
  if (stored && isSame(slugsOf(stored.folder.campaign.organisations), slugsOf(links))) return []
  const { campaignId: key } = campaignOrganisations
  yield* ask(tx.delete(campaignOrganisations).where(eq(key, campaignId)).returning({ campaignId: key }))
  const rows = links.map(({ id: organisationId }, position) => ({ campaignId, organisationId, position }))
  yield* ask(tx.insert(campaignOrganisations).values(rows).returning({ campaignId: key }))
  return stored ? [{ what: 'campaign', name: 'organisations', change: 'changed' }] : []
}

export function* linkRecipients({
  tx,
  campaignId,
  stored,
  links,
}: Importing & { links: (Linked & Route)[] }): Steps<FolderChange[]> {
  const here = stored?.folder.campaign.recipients.map((office) => ({ slug: office.slug, ...routeIn(office) }))
  if (
    isSame(
      here,
      links.map(({ id: _, ...link }) => link),
    )
  )
    return []
  const { campaignId: key } = campaignRecipients
  yield* ask(tx.delete(campaignRecipients).where(eq(key, campaignId)).returning({ campaignId: key }))
  const rows = links.map(({ id: recipientId, forWhom, countries }, position) => ({
    ...{ campaignId, recipientId, position, forWhom, countries },
  }))
  if (rows.length > 0) yield* ask(tx.insert(campaignRecipients).values(rows).returning({ campaignId: key }))
  return stored ? [{ what: 'campaign', name: 'recipients', change: 'changed' }] : []
}

export function* writeStories({ tx, campaignId, folder, stored, now }: Importing): Steps<FolderChange[]> {
  const changes: FolderChange[] = []
  const wanted = folder.campaign.stories
  const here = stored?.folder.campaign.stories ?? []
  for (const [position, story] of wanted.entries()) {
    if (isSame(story, here[position])) continue
    const { archive, readAt, picture, ...told } = story
    const row = {
      ...told,
      isMain: position === 0,
      position,
      readAt: readAt === null ? null : new Date(readAt),
      archive: archive && (folder.archives.get(archive.file) ?? null),
      archiveSha256: archive?.sha256 ?? null,
      picture: picture ? (folder.pictures.get(picture.file) ?? null) : null,
      pictureUrl: picture?.url ?? null,
      pictureAlt: picture?.alt ?? null,
      pictureCredit: picture?.credit ?? null,
    }
    const id = stored?.storyIds[position]
    if (id) yield* ask(tx.update(stories).set(row).where(eq(stories.id, id)).returning({ id: stories.id }))
    else {
      const added = { id: newId(), campaignId, ...row, createdAt: now }
      yield* ask(tx.insert(stories).values(added).returning({ id: stories.id }))
    }
    changes.push({ what: 'story', name: story.headline, change: id ? 'changed' : 'added' })
  }
  const surplus = (stored?.storyIds ?? []).slice(wanted.length)
  if (surplus.length > 0)
    yield* ask(tx.delete(stories).where(inArray(stories.id, surplus)).returning({ id: stories.id }))
  for (const { headline } of here.slice(wanted.length))
    changes.push({ what: 'story', name: headline, change: 'removed' })
  return changes
}

export function* writePages({ tx, campaignId, folder, stored, now }: Importing): Steps<FolderChange[]> {
  const changes: FolderChange[] = []
  for (const { language, ...page } of folder.pages) {
    const { language: _, ...here } = stored?.folder.pages.find((text) => text.language === language) ?? {
      language,
    }
    const words = Object.entries(page)
    if (words.every(([key, text]) => text === (here as Record<string, string>)[key])) continue
    const row = { campaignId, language, ...page, updatedAt: now }
    yield* ask(
      tx
        .insert(campaignTexts)
        .values(row)
        .onConflictDoUpdate({
          target: [campaignTexts.campaignId, campaignTexts.language],
          set: { ...page, updatedAt: now },
        })
        .returning({ language: campaignTexts.language }),
    )
    changes.push({ what: 'page', name: language, change: 'title' in here ? 'changed' : 'added' })
  }
  return changes
}
