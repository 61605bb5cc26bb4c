import { eq } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { campaigns, organisations } from '../db/schema'
import { type CampaignFolder, haveSameWords, routeIn } from './folder'
import { readFolder, writeFolder } from './folder-disk.server'
import type { FolderFault } from './folder-fault'
import { type FolderChange, type Steps, writeLetters } from './folder-letters.server'
import {
  addCampaign,
  addRecipient,
  isSame,
  type Linked,
  linkOrganisations,
  linkRecipients,
  settings,
  writePages,
  writeStories,
} from './folder-parts.server'
import {
  organisationsNamed,
  recipientsNamed,
  type StoredCampaign,
  storedCampaign,
} from './folder-rows.server'
import { newId } from './keyring.server'
import type { Route } from './routing'

/** What the folder says otherwise than the installation, and the installation keeps: `fields` are the ones that differ. */
export type KeptAsIs = { what: 'organisation' | 'recipient'; slug: string; fields: string[] }

export type ImportResult =
  | {
      kind: 'imported'
      campaignId: string
      slug: string
      isNew: boolean
      changes: FolderChange[]
      kept: KeptAsIs[]
    }
  | { kind: 'unchanged'; campaignId: string; slug: string; kept: KeptAsIs[] }
  | { kind: 'refused'; faults: FolderFault[] }

/**
 * Brings a campaign folder into the database as one unit of work, or refuses it with all of its faults and changes
 * nothing. The same folder again changes nothing.
 *
 * What the folder says becomes so for the campaign itself: its settings, pages, stories, and who stands behind it and
 * is addressed. Four things an import never does:
 * - It never changes an organisation or an office that is already here, since other campaigns rest on them and a folder
 *   may come from anywhere: it must not be able to redirect an embassy's mail. They are matched by slug, made when
 *   missing (an office then belongs to the leading organisation), and what differs is told in `kept`.
 * - It never moves a campaign to another state; a new one starts in the state the folder names.
 * - It never takes a language away.
 * - It never changes words that somebody may have signed. Once a campaign was published, other words are a new version
 *   and the earlier one is kept with its signatures. Only in a draft that nothing refers to are they changed in place.
 *
 * It asks for no permission: the caller knows who may import for the leading organisation. `folder` is an absolute path.
 */
export async function importCampaign(
  db: Db,
  { folder: path, now }: { folder: string; now: Date },
): Promise<ImportResult> {
  const read = await readFolder(path)
  if (read.kind === 'refused') return read
  const { folder } = read
  const { campaign } = folder
  return atomically(db, function* (tx): Steps<ImportResult> {
    const stored = yield* storedCampaign(tx, campaign.slug)
    const behind = yield* organisationsNamed(
      tx,
      campaign.organisations.map(({ slug }) => slug),
    )
    const offices = yield* recipientsNamed(
      tx,
      campaign.recipients.map(({ slug }) => slug),
    )
    const faults = conflicts(folder, { stored, behind, offices })
    if (faults.length > 0) return { kind: 'refused', faults }

    const changes: FolderChange[] = []
    const organisationIds: Linked[] = []
    for (const { slug, ...organisation } of campaign.organisations) {
      const found = behind.find(({ row }) => row.slug === slug)?.row.id
      const id = found ?? newId()
      organisationIds.push({ id, slug })
      if (found) continue
      const row = { id, slug, ...organisation, createdAt: now }
      yield* ask(tx.insert(organisations).values(row).returning({ id: organisations.id }))
      changes.push({ what: 'organisation', name: slug, change: 'added' })
    }
    const leadId = organisationIds[0]?.id ?? ''
    const recipientIds: (Linked & Route)[] = []
    for (const addressed of campaign.recipients) {
      const { forWhom: _, countries: __, ...recipient } = addressed
      const found = offices.find(({ row }) => row.slug === recipient.slug)?.row.id
      const id = found ?? newId()
      recipientIds.push({ id, slug: recipient.slug, ...routeIn(addressed) })
      if (found) continue
      yield* addRecipient(tx, { id, recipient, organisationId: leadId, now })
      changes.push({ what: 'recipient', name: recipient.slug, change: 'added' })
    }

    const campaignId = stored?.row.id ?? newId()
    const context = { tx, campaignId, folder, stored, now }
    if (!stored) changes.push(yield* addCampaign({ ...context, organisationId: leadId }))
    changes.push(
      ...(yield* linkOrganisations({ ...context, links: organisationIds })),
      ...(yield* linkRecipients({ ...context, links: recipientIds })),
      ...(yield* writeStories(context)),
      ...(yield* writePages(context)),
      ...(yield* writeLetters(context)),
      ...(stored ? changedSettings(folder, stored) : []),
    )
    const kept = [
      ...differing('organisation', campaign.organisations, behind),
      ...differing(
        'recipient',
        campaign.recipients.map(({ forWhom: _, countries: __, ...office }) => office),
        offices,
      ),
    ]
    const { slug } = campaign
    if (stored && changes.length === 0) return { kind: 'unchanged', campaignId, slug, kept }
    if (stored) {
      const set = { ...settings(folder), updatedAt: now }
      yield* ask(
        tx.update(campaigns).set(set).where(eq(campaigns.id, campaignId)).returning({ id: campaigns.id }),
      )
    }
    return { kind: 'imported', campaignId, slug, isNew: !stored, changes, kept }
  })
}

/**
 * Writes a campaign into an empty or new folder, in the one form whose import changes nothing. Moments that belong to
 * this installation (when it was published, who signed) stay here.
 */
export async function exportCampaign(
  db: Db,
  { slug, folder }: { slug: string; folder: string },
): Promise<
  { kind: 'exported'; files: string[] } | { kind: 'unknown-campaign' } | { kind: 'folder-not-empty' }
> {
  const stored = await atomically(db, (tx) => storedCampaign(tx, slug))
  if (!stored) return { kind: 'unknown-campaign' }
  const files = await writeFolder(folder, stored.folder)
  return files ? { kind: 'exported', files } : { kind: 'folder-not-empty' }
}

type Found<T> = { row: { id: string; slug: string; organisationId?: string | null }; file: T }[]

/** What stands in the way of an import in this database. */
function conflicts(
  { campaign, pages, letters: written }: CampaignFolder,
  {
    stored,
    behind,
    offices,
  }: { stored: StoredCampaign | null; behind: Found<unknown>; offices: Found<unknown> },
): FolderFault[] {
  const file = 'campaign.json'
  const ids = new Set(behind.map(({ row }) => row.id))
  const taken = campaign.recipients.flatMap(({ slug }, i): FolderFault[] => {
    const owner = offices.find(({ row }) => row.slug === slug)?.row.organisationId
    return owner && !ids.has(owner) ? [{ file, field: `recipients[${i}].slug`, code: 'recipient-taken' }] : []
  })
  if (!stored) return taken
  const lead = behind.find(({ row }) => row.slug === campaign.organisations[0]?.slug)
  // Nothing more is told of a campaign that is somebody else's.
  if (lead?.row.id !== stored.row.organisationId) return [{ file, field: 'slug', code: 'slug-taken' }]
  const here = stored.row
  const faults = [...taken]
  if (campaign.state !== here.state)
    faults.push({ file, field: 'state', code: 'state-differs', detail: here.state })
  if (campaign.originalLanguage !== here.originalLanguage)
    faults.push({
      file,
      field: 'originalLanguage',
      code: 'original-language-differs',
      detail: here.originalLanguage,
    })
  const isGone = (name: string, texts: { language: string }[]) => (text: { language: string }) =>
    texts.some(({ language }) => language === text.language)
      ? []
      : [{ file: `${name}.${text.language}.md`, code: 'language-missing' as const }]
  const currentHere = stored.folder.letters.filter(({ isCurrent }) => isCurrent)
  faults.push(
    ...stored.folder.pages.flatMap(isGone('page', pages)),
    ...currentHere.flatMap(isGone('letter', written)),
  )
  for (const old of written.filter(({ isCurrent }) => !isCurrent)) {
    const same = stored.folder.letters.find((l) => l.language === old.language && l.version === old.version)
    if (same && !haveSameWords(same, old))
      faults.push({ file: `letters/${old.language}.v${old.version}.md`, code: 'history-differs' })
  }
  return faults
}

const differing = <T extends { slug: string }>(
  what: KeptAsIs['what'],
  wanted: T[],
  found: { row: { slug: string }; file: T }[],
): KeptAsIs[] =>
  wanted.flatMap((entry) => {
    const here = found.find(({ row }) => row.slug === entry.slug)?.file
    const fields = here
      ? (Object.keys(entry) as (keyof T & string)[]).filter((key) => !isSame(entry[key], here[key]))
      : []
    return fields.length > 0 ? [{ what, slug: entry.slug, fields }] : []
  })

const changedSettings = ({ campaign }: CampaignFolder, { folder: here }: StoredCampaign): FolderChange[] =>
  (['goal', 'closesAt', 'isHighRisk', 'exampleYear'] as const)
    .filter((field) => campaign[field] !== here.campaign[field])
    .map((name) => ({ what: 'campaign', name, change: 'changed' }))
