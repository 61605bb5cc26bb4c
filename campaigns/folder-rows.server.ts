import { asc, eq, inArray } from 'drizzle-orm'
import { ask, type Db } from '../db/client.server'
import {
  campaignOrganisations,
  campaignRecipients,
  campaigns,
  campaignTexts,
  letters,
  organisations,
  recipientAddresses,
  recipients,
  stories,
} from '../db/schema'
import {
  type AddressedFile,
  archiveName,
  CampaignFile,
  type CampaignFolder,
  folderFormat,
  inOrder,
  momentText,
  OrganisationFile,
  pictureName,
  RecipientFile,
  type StoryFile,
  tidy,
} from './folder'
import type { Route } from './routing'
import { pictureOf } from './story-picture.server'
import { oneLine } from './words'

type Row<T extends { $inferSelect: unknown }> = T['$inferSelect']

/** A campaign as it stands in the database, beside the rows a folder cannot know. */
export type StoredCampaign = {
  row: Row<typeof campaigns>
  folder: CampaignFolder
  letters: Row<typeof letters>[]
  /** In the order of `folder.campaign.stories`. */
  storyIds: string[]
}

// Parsing puts a stored value in the one form of a folder. What does not pass is exported as it stands: a way out for
// one's own data must not depend on its being flawless.
const organisationFile = (row: Row<typeof organisations>): OrganisationFile => {
  const { slug, name, letterhead, replyTo, defaultLanguage, timeZone } = row
  const file = { slug, name, letterhead, replyTo, defaultLanguage, timeZone }
  return OrganisationFile.safeParse(file).data ?? file
}

const recipientFile = (
  row: Row<typeof recipients>,
  addresses: Row<typeof recipientAddresses>[],
): RecipientFile => {
  const { id: _, organisationId: __, createdAt: ___, ...known } = row
  const file = {
    ...known,
    addresses: addresses
      .filter(({ recipientId }) => recipientId === row.id)
      .map(({ email, checkedAt }) => ({ email, checkedOn: checkedAt?.toISOString().slice(0, 10) ?? null })),
  }
  return RecipientFile.safeParse(file).data ?? file
}

const storyFile = (row: Row<typeof stories>, number: number): StoryFile => {
  const { publisher, headline, author, url, reportedOn, place, language, summary, quotes } = row
  const hasArchive = row.archive !== null && row.archiveSha256 !== null
  return {
    ...{ publisher, headline, author, url, reportedOn, place, language, summary, quotes },
    readAt: row.readAt && momentText(row.readAt),
    archive: hasArchive ? { file: archiveName(number), sha256: row.archiveSha256 ?? '' } : null,
    ...(row.picture && {
      picture: {
        ...{ file: pictureName(number), sha256: pictureOf(row.picture).sha256 },
        ...{ url: row.pictureUrl, alt: row.pictureAlt, credit: row.pictureCredit },
      },
    }),
  }
}

/** Whose signatures an office gets, as a folder says it: nothing, when it gets everyone's. */
const routeFile = ({ forWhom, countries }: Route): Pick<AddressedFile, 'forWhom' | 'countries'> => ({
  ...(forWhom !== 'everyone' && { forWhom }),
  ...(forWhom === 'countries' && { countries }),
})

/** The organisations with these slugs, each with what a folder would say of it. */
export function* organisationsNamed(tx: Db, slugs: string[]) {
  const rows = yield* ask(tx.select().from(organisations).where(inArray(organisations.slug, slugs)))
  return rows.map((row) => ({ row, file: organisationFile(row) }))
}

/** The recipients with these slugs, each with what a folder would say of it. */
export function* recipientsNamed(tx: Db, slugs: string[]) {
  if (slugs.length === 0) return []
  const rows = yield* ask(tx.select().from(recipients).where(inArray(recipients.slug, slugs)))
  const ids = rows.map(({ id }) => id)
  const addresses = yield* ask(
    tx
      .select()
      .from(recipientAddresses)
      .where(inArray(recipientAddresses.recipientId, ids))
      .orderBy(asc(recipientAddresses.position), asc(recipientAddresses.email)),
  )
  return rows.map((row) => ({ row, file: recipientFile(row, addresses) }))
}

/** Reads a campaign and all that a folder holds of it, within a unit of work; `null` when there is none. */
export function* storedCampaign(
  tx: Db,
  slug: string,
): Generator<PromiseLike<unknown>, StoredCampaign | null, unknown> {
  const [row] = yield* ask(tx.select().from(campaigns).where(eq(campaigns.slug, slug)))
  if (!row) return null
  const behind = yield* ask(
    tx
      .select({ slug: organisations.slug })
      .from(campaignOrganisations)
      .innerJoin(organisations, eq(organisations.id, campaignOrganisations.organisationId))
      .where(eq(campaignOrganisations.campaignId, row.id))
      .orderBy(asc(campaignOrganisations.position)),
  )
  const addressed = yield* ask(
    tx
      .select({
        slug: recipients.slug,
        forWhom: campaignRecipients.forWhom,
        countries: campaignRecipients.countries,
      })
      .from(campaignRecipients)
      .innerJoin(recipients, eq(recipients.id, campaignRecipients.recipientId))
      .where(eq(campaignRecipients.campaignId, row.id))
      .orderBy(asc(campaignRecipients.position)),
  )
  const organisationFiles = yield* organisationsNamed(tx, slugsOf(behind))
  const recipientFiles = yield* recipientsNamed(tx, slugsOf(addressed))
  const told = yield* ask(
    tx
      .select()
      .from(stories)
      .where(eq(stories.campaignId, row.id))
      .orderBy(asc(stories.position), asc(stories.id)),
  )
  const ordered = [...told.filter(({ isMain }) => isMain), ...told.filter(({ isMain }) => !isMain)]
  const texts = yield* ask(tx.select().from(campaignTexts).where(eq(campaignTexts.campaignId, row.id)))
  const written = yield* ask(tx.select().from(letters).where(eq(letters.campaignId, row.id)))

  const { state, originalLanguage, goal, closesAt, isHighRisk, exampleYear } = row
  const campaign: CampaignFile = {
    $schema: folderFormat,
    ...{
      slug,
      state,
      originalLanguage,
      goal,
      closesAt: closesAt && momentText(closesAt),
      isHighRisk,
      exampleYear,
    },
    organisations: inSlugOrder(behind, organisationFiles),
    recipients: addressed.flatMap(({ slug: office, ...route }) =>
      inSlugOrder([{ slug: office }], recipientFiles).map((file) => ({ ...file, ...routeFile(route) })),
    ),
    stories: ordered.map((story, i) => storyFile(story, i + 1)),
  }
  const folder: CampaignFolder = {
    campaign: CampaignFile.safeParse(campaign).data ?? campaign,
    pages: inOrder(
      texts.map(({ language, title, summary, demand, body }) => ({
        ...{
          language,
          title: oneLine(title),
          summary: tidy(summary),
          demand: oneLine(demand),
          body: tidy(body),
        },
      })),
    ),
    letters: inOrder(
      written.map(({ language, version, state, subject, translator, body }) => ({
        ...{ language, version, isCurrent: state === 'current', translator },
        ...{ subject: oneLine(subject), body: tidy(body) },
      })),
    ),
    archives: new Map(
      ordered.flatMap(({ archive, archiveSha256 }, i) =>
        archive !== null && archiveSha256 !== null ? [[archiveName(i + 1), archive] as const] : [],
      ),
    ),
    pictures: new Map(
      ordered.flatMap(({ picture }, i) => (picture ? [[pictureName(i + 1), picture] as const] : [])),
    ),
  }
  return { row, folder, letters: inOrder(written), storyIds: ordered.map(({ id }) => id) }
}

const slugsOf = (rows: { slug: string }[]) => rows.map(({ slug }) => slug)

const inSlugOrder = <T>(order: { slug: string }[], found: { row: { slug: string }; file: T }[]): T[] =>
  order.flatMap(({ slug }) => found.filter(({ row }) => row.slug === slug).map(({ file }) => file))
