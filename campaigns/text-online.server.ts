import { createHash } from 'node:crypto'
import { and, count, eq, max, sql } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { campaignTexts, deliveries, letters, signatures } from '../db/schema'
import { isUnseen, type TextState } from './campaign'
import { newId } from './keyring.server'
import { type CampaignRow, holdCampaign, raiseRevision, type Steps } from './revision.server'
import { differsFromOnline, faultsOf, goesOnline, isBlank, textKinds, type WorkingCopy } from './text'
import { readCopies, type WhichText, workingCopy } from './working-copy.server'

/** One text that came before readers: newly, in other words, or as a new version beside the one that people signed. */
export type PutOnline = (WhichText & { change: 'added' | 'changed' }) | NewVersion
type NewVersion = WhichText & { change: 'new-version'; version: number }

export type AppliedTexts =
  | { kind: 'online'; change: PutOnline }
  | { kind: 'unchanged' | 'faulty' | 'other-words' | 'not-published' }

/**
 * Puts one working copy of a published campaign online: exactly the revision with this number. Refused when that is no
 * longer the working copy, when it has faults, and before publishing, which puts everything online by itself.
 *
 * Other words of a letter become a new version. Whoever has signed stays with the version that was on the screen.
 */
export function applyTexts(
  db: Db,
  { number, now, ...which }: WhichText & { number: number; now: Date },
): Promise<AppliedTexts> {
  return atomically(db, function* (tx): Steps<AppliedTexts> {
    const campaign = yield* holdCampaign(tx, which.campaignId)
    if (campaign.state === 'draft' || campaign.state === 'archived') return { kind: 'not-published' }
    const copy = yield* workingCopy(tx, which)
    if (copy.number !== number) return { kind: 'other-words' }
    if (!differsFromOnline(copy)) return { kind: 'unchanged' }
    if (faultsOf(which.kind, copy.words).length > 0) return { kind: 'faulty' }
    const change = yield* putOnline(tx, { campaign, which, copy, now })
    yield* raiseRevision(tx, { campaignId: campaign.id, now })
    return { kind: 'online', change }
  })
}

/** Puts all working copies that go online with a campaign there, within the unit of work that publishes it. */
export function* applyAll(
  tx: Db,
  { campaign, now }: { campaign: CampaignRow; now: Date },
): Steps<PutOnline[]> {
  const copies = yield* readCopies(tx, campaign.id)
  const changes: PutOnline[] = []
  for (const language of goesOnline(copies, campaign.originalLanguage)) {
    for (const kind of textKinds) {
      const copy = copies[language]?.[kind]
      if (!copy || !differsFromOnline(copy) || isBlank(copy.words)) continue
      if (faultsOf(kind, copy.words).length > 0) continue
      const which = { campaignId: campaign.id, kind, language }
      changes.push(yield* putOnline(tx, { campaign, which, copy, now }))
    }
  }
  return changes
}

type Putting = { campaign: CampaignRow; which: WhichText; copy: WorkingCopy; now: Date }

function* putOnline(tx: Db, putting: Putting): Steps<PutOnline> {
  return putting.which.kind === 'page' ? yield* putPage(tx, putting) : yield* putLetter(tx, putting)
}

function* putPage(tx: Db, { which, copy, now }: Putting): Steps<PutOnline> {
  const { campaignId, language } = which
  const { title = '', summary = '', demand = '', body = '', state } = copy.words
  const words = { title, summary, demand, body, state: state as TextState, updatedAt: now }
  yield* ask(
    tx
      .insert(campaignTexts)
      .values({ campaignId, language, ...words })
      .onConflictDoUpdate({ target: [campaignTexts.campaignId, campaignTexts.language], set: words })
      .returning({ language: campaignTexts.language }),
  )
  return { ...which, change: copy.online === null ? 'added' : 'changed' }
}

const sha256 = (subject: string, body: string) =>
  createHash('sha256').update(`${subject}\n${body}`, 'utf8').digest('hex')

function* putLetter(tx: Db, { campaign, which, copy, now }: Putting): Steps<PutOnline> {
  const { campaignId, language } = which
  const { subject = '', body = '' } = copy.words
  const translator = copy.words.translator || null
  const ofLanguage = and(eq(letters.campaignId, campaignId), eq(letters.language, language))
  const [before] = yield* ask(
    tx
      .select()
      .from(letters)
      .where(and(ofLanguage, eq(letters.state, 'current'))),
  )
  const hasSameWords = before?.subject === subject && before.body === body
  if (before && (hasSameWords || (yield* isUntouched(tx, campaign, before.id)))) {
    const set = { subject, body, translator, sha256: sha256(subject, body) }
    yield* ask(tx.update(letters).set(set).where(eq(letters.id, before.id)).returning({ id: letters.id }))
    return { ...which, change: 'changed' }
  }
  const [last] = yield* ask(
    tx
      .select({ version: max(letters.version) })
      .from(letters)
      .where(ofLanguage),
  )
  const version = (last?.version ?? 0) + 1
  if (before)
    yield* ask(
      tx
        .update(letters)
        .set({ state: 'superseded' })
        .where(and(eq(letters.id, before.id), eq(letters.state, 'current')))
        .returning({ id: letters.id }),
    )
  yield* ask(
    tx
      .insert(letters)
      .values({
        id: newId(),
        ...{ campaignId, language, version, subject, body, translator },
        state: 'current',
        isOriginal: language === campaign.originalLanguage,
        sha256: sha256(subject, body),
        createdAt: now,
      })
      .returning({ id: letters.id }),
  )
  return before ? { ...which, change: 'new-version', version } : { ...which, change: 'added' }
}

/** Whether these words can be changed in place: never published, and nothing refers to them. */
function* isUntouched(tx: Db, campaign: CampaignRow, letterId: string): Steps<boolean> {
  if (!isUnseen(campaign)) return false
  const signed = yield* ask(
    tx
      .select({ id: signatures.id })
      .from(signatures)
      .where(and(eq(signatures.campaignId, campaign.id), eq(signatures.letterId, letterId)))
      .limit(1),
  )
  const sent = yield* ask(
    tx.select({ id: deliveries.id }).from(deliveries).where(eq(deliveries.letterId, letterId)).limit(1),
  )
  return signed.length === 0 && sent.length === 0
}

/** Signatures are counted to here where only their being many matters. */
const manySignatures = 10_000

/**
 * The letter that stands online in a language, and how many confirmed signatures stay with it when another version
 * follows; from `manySignatures` on that number, with `isMore`.
 */
export async function signedVersion(db: Db, { campaignId, language }: Omit<WhichText, 'kind'>) {
  const [letter] = await db
    .select({ id: letters.id, version: letters.version })
    .from(letters)
    .where(
      and(eq(letters.campaignId, campaignId), eq(letters.language, language), eq(letters.state, 'current')),
    )
  if (!letter) return null
  const some = db
    .select({ one: sql`1` })
    .from(signatures)
    .where(and(eq(signatures.letterId, letter.id), sql`${signatures.state} = 'confirmed'`))
    .limit(manySignatures + 1)
  const [signed] = await db.select({ n: count() }).from(some.as('some'))
  const signedCount = Math.min(signed?.n ?? 0, manySignatures)
  return { version: letter.version, signedCount, isMore: (signed?.n ?? 0) > manySignatures }
}
