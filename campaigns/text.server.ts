import { and, desc, eq } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { campaignTexts, letters, organisers, textRevisions } from '../db/schema'
import { isUnseen } from './campaign'
import { newId } from './keyring.server'
import { holdCampaign, raiseRevision, type Steps } from './revision.server'
import { faultsOf, isSameText, longestKept, type TextFault, type TextWords, tidyWords } from './text'
import { isRevision, isText, onlineWords, type WhichText, wordsOf, workingCopy } from './working-copy.server'

type Saving = WhichText & {
  words: Record<string, string | undefined>
  /** Number of the revision that was in the editor when the writing began. */
  basedOn: number
  organiserId: string
  /** Saved by itself while somebody writes: within ten minutes such states of one person become one revision. */
  isAutosave?: boolean
  now: Date
}

export type SavedText =
  /** `faults` keep it from going online, not from being kept. */
  | { kind: 'saved'; number: number; faults: TextFault[] }
  | { kind: 'conflict'; theirs: TextWords; number: number; savedBy: string | null; savedAt: Date | null }
  | { kind: 'refused'; faults: { field: string; code: 'too-long' | 'archived' }[] }

const sitting = 10 * 60_000
const isOneSitting = (a: Date | null, b: Date) =>
  a !== null && Math.floor(a.getTime() / sitting) === Math.floor(b.getTime() / sitting)

/**
 * Keeps a text that is worked on. Nobody sees it outside the desk until it is put online.
 *
 * When somebody else changed the text meanwhile, theirs stays the working copy, and both are in the history: first these
 * words, then theirs again. Saving with the `number` of the answer then puts these words in their place.
 */
export function saveText(db: Db, saving: Saving): Promise<SavedText> {
  const { campaignId, kind, language, basedOn, organiserId, now } = saving
  const words = tidyWords(kind, saving.words)
  const tooLong = Object.entries(words).filter(([, text]) => text.length > longestKept)
  return atomically(db, function* (tx): Steps<SavedText> {
    if (tooLong.length > 0)
      return { kind: 'refused', faults: tooLong.map(([field]) => ({ field, code: 'too-long' })) }
    const campaign = yield* holdCampaign(tx, campaignId)
    if (campaign.state === 'archived') return { kind: 'refused', faults: [{ field: '', code: 'archived' }] }
    const latest = yield* workingCopy(tx, saving)
    const faults = faultsOf(kind, words)
    if (isSameText(latest.words, words)) return { kind: 'saved', number: latest.number, faults }
    const keep = (number: number, what: TextWords, savedBy: string) =>
      ask(
        tx
          .insert(textRevisions)
          .values({ id: newId(), campaignId, kind, language, number, words: what, savedBy, savedAt: now })
          .returning({ id: textRevisions.id }),
      )
    if (latest.number !== basedOn) {
      const base = yield* wordsOf(tx, saving, basedOn)
      if (!base || !isSameText(base, latest.words)) {
        yield* keep(latest.number + 1, words, organiserId)
        yield* keep(latest.number + 2, latest.words, latest.savedBy ?? organiserId)
        const { words: theirs, savedBy, savedAt } = latest
        return { kind: 'conflict', theirs, number: latest.number + 2, savedBy, savedAt }
      }
    }
    const number = latest.number + 1
    const isGoingOn =
      saving.isAutosave === true &&
      latest.number > 0 &&
      latest.savedBy === organiserId &&
      isOneSitting(latest.savedAt, now)
    if (isGoingOn)
      yield* ask(
        tx
          .update(textRevisions)
          .set({ number, words, savedAt: now })
          .where(isRevision(saving, latest.number))
          .returning({ id: textRevisions.id }),
      )
    else yield* keep(number, words, organiserId)
    yield* raiseRevision(tx, { campaignId, now })
    return { kind: 'saved', number, faults }
  })
}

/** Makes an earlier state the working copy again, as a revision of its own. Refused when there is no such state. */
export async function restoreText(
  db: Db,
  { number, organiserId, now, ...which }: WhichText & { number: number; organiserId: string; now: Date },
): Promise<SavedText | { kind: 'no-such-revision' }> {
  const found = await atomically(db, function* (tx) {
    const words = yield* wordsOf(tx, which, number)
    const latest = yield* workingCopy(tx, which)
    return words && { words, basedOn: latest.number }
  })
  return found ? saveText(db, { ...which, ...found, organiserId, now }) : { kind: 'no-such-revision' }
}

export type TextRevision = { number: number; words: TextWords; savedBy: string; savedAt: Date }

/** Kept states of a text, the newest first, at most 200, with the name of whoever saved each. */
export async function textHistory(db: Db, which: WhichText): Promise<TextRevision[]> {
  const rows = await db
    .select({ revision: textRevisions, name: organisers.name })
    .from(textRevisions)
    .innerJoin(organisers, eq(organisers.id, textRevisions.savedBy))
    .where(isText(which))
    .orderBy(desc(textRevisions.number))
    .limit(200)
  return rows.map(({ revision: { number, words, savedAt }, name }) => ({
    number,
    words: tidyWords(which.kind, words),
    savedBy: name,
    savedAt,
  }))
}

/**
 * Takes a language out of a campaign, with its history. Only one that no reader can have seen: refused for the original
 * language, and for what is or was online.
 */
export function removeLanguage(
  db: Db,
  { campaignId, language, now }: { campaignId: string; language: string; now: Date },
): Promise<{ kind: 'removed' | 'original' | 'online' }> {
  return atomically(db, function* (tx): Steps<{ kind: 'removed' | 'original' | 'online' }> {
    const campaign = yield* holdCampaign(tx, campaignId)
    if (campaign.originalLanguage === language) return { kind: 'original' }
    const ofLanguage = <T extends typeof campaignTexts | typeof letters | typeof textRevisions>(table: T) =>
      and(eq(table.campaignId, campaignId), eq(table.language, language))
    if (isUnseen(campaign)) {
      yield* ask(
        tx
          .delete(campaignTexts)
          .where(ofLanguage(campaignTexts))
          .returning({ language: campaignTexts.language }),
      )
      yield* ask(tx.delete(letters).where(ofLanguage(letters)).returning({ id: letters.id }))
    } else {
      const written = yield* ask(tx.select({ id: letters.id }).from(letters).where(ofLanguage(letters)))
      const isOnline = yield* onlineWords(tx, { campaignId, kind: 'page', language })
      if (written.length > 0 || isOnline) return { kind: 'online' }
    }
    yield* ask(tx.delete(textRevisions).where(ofLanguage(textRevisions)).returning({ id: textRevisions.id }))
    yield* raiseRevision(tx, { campaignId, now })
    return { kind: 'removed' }
  })
}
