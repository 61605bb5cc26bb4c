import { and, desc, eq, max } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { campaignTexts, letters, textRevisions } from '../db/schema'
import type { Steps } from './revision.server'
import { type TextKind, type TextWords, tidyWords, type WorkingCopies, type WorkingCopy } from './text'

/** Which text: the page or the letter of a campaign in one language. */
export type WhichText = { campaignId: string; kind: TextKind; language: string }

export const isText = ({ campaignId, kind, language }: WhichText) =>
  and(
    eq(textRevisions.campaignId, campaignId),
    eq(textRevisions.kind, kind),
    eq(textRevisions.language, language),
  )
export const isRevision = (which: WhichText, number: number) =>
  and(isText(which), eq(textRevisions.number, number))

/** What a reader sees of a text, `null` for nothing. */
export function* onlineWords(tx: Db, { campaignId, kind, language }: WhichText): Steps<TextWords | null> {
  if (kind === 'page') {
    const [page] = yield* ask(
      tx
        .select()
        .from(campaignTexts)
        .where(and(eq(campaignTexts.campaignId, campaignId), eq(campaignTexts.language, language))),
    )
    return page ? tidyWords(kind, page as unknown as TextWords) : null
  }
  const [letter] = yield* ask(
    tx
      .select()
      .from(letters)
      .where(
        and(eq(letters.campaignId, campaignId), eq(letters.language, language), eq(letters.state, 'current')),
      ),
  )
  return letter ? letterWords(letter) : null
}

const letterWords = ({ subject, body, translator }: typeof letters.$inferSelect) =>
  tidyWords('letter', { subject, body, translator: translator ?? '' })

/** The words of one kept state; 0 is what stands online. `null` when there is no such state. */
export function* wordsOf(tx: Db, which: WhichText, number: number): Steps<TextWords | null> {
  if (number === 0) return (yield* onlineWords(tx, which)) ?? tidyWords(which.kind, {})
  const [revision] = yield* ask(tx.select().from(textRevisions).where(isRevision(which, number)))
  return revision ? tidyWords(which.kind, revision.words) : null
}

/** A text as it is worked on: the latest revision, else what is online, else nothing. */
export function* workingCopy(tx: Db, which: WhichText): Steps<WorkingCopy> {
  const online = yield* onlineWords(tx, which)
  const [latest] = yield* ask(
    tx.select().from(textRevisions).where(isText(which)).orderBy(desc(textRevisions.number)).limit(1),
  )
  if (!latest) {
    const words = online ?? tidyWords(which.kind, {})
    return { number: 0, words, savedBy: null, savedAt: null, online }
  }
  const { number, savedBy, savedAt } = latest
  return { number, words: tidyWords(which.kind, latest.words), savedBy, savedAt, online }
}

/** All texts of a campaign as they are worked on, within a unit of work. */
export function* readCopies(tx: Db, campaignId: string): Steps<WorkingCopies> {
  const pages = yield* ask(tx.select().from(campaignTexts).where(eq(campaignTexts.campaignId, campaignId)))
  const current = yield* ask(
    tx
      .select()
      .from(letters)
      .where(and(eq(letters.campaignId, campaignId), eq(letters.state, 'current'))),
  )
  const highest = tx
    .select({
      kind: textRevisions.kind,
      language: textRevisions.language,
      number: max(textRevisions.number).as('highest'),
    })
    .from(textRevisions)
    .where(eq(textRevisions.campaignId, campaignId))
    .groupBy(textRevisions.kind, textRevisions.language)
    .as('latest')
  const latest = yield* ask(
    tx
      .select({ revision: textRevisions })
      .from(textRevisions)
      .innerJoin(
        highest,
        and(
          eq(textRevisions.kind, highest.kind),
          eq(textRevisions.language, highest.language),
          eq(textRevisions.number, highest.number),
        ),
      )
      .where(eq(textRevisions.campaignId, campaignId)),
  )
  const copies: WorkingCopies = {}
  const put = (language: string, kind: TextKind, copy: WorkingCopy) => {
    copies[language] = { ...copies[language], [kind]: copy }
  }
  const untouched = (words: TextWords) => ({
    number: 0,
    words,
    savedBy: null,
    savedAt: null,
    online: words,
  })
  for (const page of pages)
    put(page.language, 'page', untouched(tidyWords('page', page as unknown as TextWords)))
  for (const letter of current) put(letter.language, 'letter', untouched(letterWords(letter)))
  for (const { revision } of latest) {
    const { kind, language, number, savedBy, savedAt } = revision
    const online = copies[language]?.[kind]?.online ?? null
    put(language, kind, { number, words: tidyWords(kind, revision.words), savedBy, savedAt, online })
  }
  return copies
}

export const workingCopies = (db: Db, campaignId: string): Promise<WorkingCopies> =>
  atomically(db, (tx) => readCopies(tx, campaignId))
