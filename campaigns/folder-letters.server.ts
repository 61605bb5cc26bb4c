import { createHash } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { ask, type Db } from '../db/client.server'
import { deliveries, letters, signatures } from '../db/schema'
import { type CampaignFolder, type FolderLetter, haveSameWords } from './folder'
import type { StoredCampaign } from './folder-rows.server'
import { newId } from './keyring.server'

export type Steps<T> = Generator<PromiseLike<unknown>, T, unknown>

/** An import under way, within its unit of work. `stored` is the campaign as it stood before, `null` for a new one. */
export type Importing = {
  tx: Db
  campaignId: string
  folder: CampaignFolder
  stored: StoredCampaign | null
  now: Date
}

/** One thing an import did. `name` is a slug, a language, a headline, or a field of campaign.json. */
export type FolderChange = {
  what: 'campaign' | 'organisation' | 'recipient' | 'story' | 'page' | 'letter'
  name: string
  change: 'added' | 'changed' | 'removed' | 'new-version'
}

const wordsHash = ({ subject, body }: { subject: string; body: string }) =>
  createHash('sha256').update(`${subject}\n${body}`, 'utf8').digest('hex')

/**
 * Brings the letters of a folder into its campaign. Versions that are missing here are added, and a current letter with
 * other words becomes a new version, unless the one here is a draft that nobody else has read.
 */
export function* writeLetters(context: Importing): Steps<FolderChange[]> {
  const changes: FolderChange[] = []
  const languages = new Set(context.folder.letters.map(({ language }) => language))
  for (const language of languages) {
    const change = yield* writeLanguage(context, language)
    if (change) changes.push({ what: 'letter', name: language, change })
  }
  return changes
}

/** Brings the versions of one language together: the history is completed, then the current letter is compared. */
function* writeLanguage(context: Importing, language: string): Steps<FolderChange['change'] | null> {
  const { tx, folder, stored } = context
  const wanted = folder.letters.filter((letter) => letter.language === language)
  const old = wanted.filter(({ isCurrent }) => !isCurrent)
  const current = wanted.find(({ isCurrent }) => isCurrent)
  const here = (stored?.letters ?? []).filter((letter) => letter.language === language)
  const before = here.find(({ state }) => state === 'current')
  const missing = old.filter(({ version }) => !here.some((letter) => letter.version === version))
  for (const letter of missing) yield* addLetter(context, letter)
  if (!current) return missing.length > 0 ? 'changed' : null
  if (!before) {
    yield* addLetter(context, current)
    return 'added'
  }
  const last = Math.max(...here.map(({ version }) => version), ...old.map(({ version }) => version))
  const isAhead = old.some(({ version }) => version >= before.version)
  if (haveSameWords(before, current) && !isAhead) {
    if (current.translator === before.translator) return missing.length > 0 ? 'changed' : null
    const set = { translator: current.translator }
    yield* ask(tx.update(letters).set(set).where(eq(letters.id, before.id)).returning({ id: letters.id }))
    return 'changed'
  }
  if (!isAhead && current.version <= before.version && (yield* isUntouched(context, before.id))) {
    const { subject, translator, body } = current
    const set = { subject, translator, body, sha256: wordsHash(current) }
    yield* ask(tx.update(letters).set(set).where(eq(letters.id, before.id)).returning({ id: letters.id }))
    return 'changed'
  }
  const isStillCurrent = and(eq(letters.id, before.id), eq(letters.state, 'current'))
  yield* ask(
    tx.update(letters).set({ state: 'superseded' }).where(isStillCurrent).returning({ id: letters.id }),
  )
  yield* addLetter(context, { ...current, version: Math.max(last + 1, current.version) })
  return 'new-version'
}

/** Whether nobody can have read these words outside the desk, and nothing refers to them. */
function* isUntouched({ tx, stored }: Importing, letterId: string): Steps<boolean> {
  if (!stored || stored.row.publishedAt !== null || stored.row.state !== 'draft') return false
  const signed = yield* ask(
    tx.select({ id: signatures.id }).from(signatures).where(eq(signatures.letterId, letterId)).limit(1),
  )
  const sent = yield* ask(
    tx.select({ id: deliveries.id }).from(deliveries).where(eq(deliveries.letterId, letterId)).limit(1),
  )
  return signed.length === 0 && sent.length === 0
}

function* addLetter({ tx, campaignId, folder, now }: Importing, letter: FolderLetter): Steps<void> {
  const { isCurrent, ...words } = letter
  const row = {
    id: newId(),
    campaignId,
    ...words,
    state: isCurrent ? ('current' as const) : ('superseded' as const),
    isOriginal: letter.language === folder.campaign.originalLanguage,
    sha256: wordsHash(letter),
    createdAt: now,
  }
  yield* ask(tx.insert(letters).values(row).returning({ id: letters.id }))
}
