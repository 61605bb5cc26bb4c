import { and, asc, eq, inArray, isNull, lt } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { deliveries, deliverySignatures, frozenMails, letters, signatures } from '../db/schema'
import { findCampaign } from './campaign.server'
import { renderTries } from './delivery'
import { gatherNext } from './gathering.server'
import type { Keyring } from './keyring.server'
import { linkAddress } from './letter-link.server'
import { letterMessage, sha256 } from './letter-message.server'
import { asBehind, behindColumns, paperOf } from './letter-paper.server'
import { renderLetterPdf } from './letter-pdf.server'
import { shareOf } from './routing'
import { isFrom } from './routing.server'

/**
 * The letter of a campaign in one language to one office on paper; to the first one when none is named. With its annex
 * only for the desk and the recipient, and then with the signatures that go to this office and no others.
 */
export async function campaignLetterPdf(
  db: Db,
  {
    campaignId,
    language,
    officeId,
    withAnnex,
    now,
  }: { campaignId: string; language: string; officeId?: string; withAnnex: boolean; now: Date },
) {
  const whole = await findCampaign(db, { id: campaignId }, now)
  const letter = whole?.letters[language]
  const office = officeId ? whole?.recipients.find(({ id }) => id === officeId) : whole?.recipients[0]
  if (!whole || !letter || (officeId && !office)) return { kind: 'no-letter' } as const
  const isTheirs = office && isFrom(shareOf(office, whole.recipients))
  const behind = withAnnex
    ? asBehind(
        await db
          .select(behindColumns)
          .from(signatures)
          .innerJoin(letters, eq(letters.id, signatures.letterId))
          .where(and(eq(signatures.campaignId, campaignId), eq(signatures.state, 'confirmed'), isTheirs))
          .orderBy(asc(signatures.confirmedAt), asc(signatures.id)),
      )
    : null
  // The date alone, so that the same letter on the same day is the same file.
  const today = new Date(`${now.toISOString().slice(0, 10)}T12:00:00Z`)
  return renderLetterPdf(
    paperOf(whole, {
      letter,
      office,
      behind,
      reference: whole.campaign.slug,
      now: withAnnex ? now : today,
    }),
  )
}

export type Sender = {
  from: { name: string; address: string }
  /** Origin of the site, for the link to a PDF that is too large for a mail. */
  siteUrl: string
}

/**
 * Sets one draft in type: the PDF with its annex and the mail around it, frozen as the bytes that a person will look at
 * and approve. A fault is written down in the draft, and tried again up to three times. Returns false when there is
 * no draft that waits.
 */
export async function setNextLetter(
  db: Db,
  { keyring, from, siteUrl, now }: { keyring: Keyring; now: Date } & Sender,
): Promise<boolean> {
  if (await gatherNext(db)) return true
  const [draft] = await db
    .select()
    .from(deliveries)
    .where(
      and(
        eq(deliveries.state, 'draft'),
        isNull(deliveries.gatherAfter),
        isNull(deliveries.renderedAt),
        lt(deliveries.renderTries, renderTries),
      ),
    )
    .orderBy(asc(deliveries.preparedAt))
    .limit(1)
  if (!draft) return false
  // Counted before the work, so that a letter that takes the process down is not set for ever.
  const mine = await atomically(db, function* (tx) {
    return yield* ask(
      tx
        .update(deliveries)
        .set({ renderTries: draft.renderTries + 1 })
        .where(and(eq(deliveries.id, draft.id), eq(deliveries.renderTries, draft.renderTries)))
        .returning({ id: deliveries.id }),
    )
  })
  if (mine.length === 0) return true
  try {
    await freeze(db, { keyring, from, siteUrl, draft, now })
  } catch (error) {
    await noteFault(db, {
      deliveryId: draft.id,
      fault: error instanceof Error ? error.message : 'unknown',
      now,
    })
  }
  return true
}

type Draft = typeof deliveries.$inferSelect

async function freeze(
  db: Db,
  { keyring, from, siteUrl, draft, now }: { keyring: Keyring; draft: Draft; now: Date } & Sender,
) {
  const whole = await findCampaign(db, { id: draft.campaignId }, now)
  const [letter] = await db.select().from(letters).where(eq(letters.id, draft.letterId))
  const office = whole?.recipients.find(({ id }) => id === draft.recipientId)
  if (!whole || !letter || !office) throw new Error('The campaign, its letter or its recipient is gone.')
  const behind = asBehind(
    await db
      .select(behindColumns)
      .from(deliverySignatures)
      .innerJoin(signatures, eq(signatures.id, deliverySignatures.signatureId))
      .innerJoin(letters, eq(letters.id, signatures.letterId))
      .where(eq(deliverySignatures.deliveryId, draft.id))
      .orderBy(asc(signatures.confirmedAt), asc(signatures.id)),
  )
  const paper = paperOf(whole, { letter, office, behind, reference: draft.reference, now: draft.preparedAt })
  const press = await renderLetterPdf(paper)
  if (press.kind === 'failed')
    throw new Error(`The letter could not be set (${press.fault}): ${press.detail}`)
  const link = draft.linkHash ? linkAddress(keyring, { siteUrl, deliveryId: draft.id }) : null
  const message = await letterMessage(whole, { draft, letter, office, behind, pdf: press.pdf, link, from })
  await atomically(db, function* (tx) {
    const [mine] = yield* ask(
      tx
        .update(deliveries)
        .set({
          renderedAt: now,
          messageSha256: sha256(message),
          pdfSha256: sha256(press.pdf),
          renderFault: null,
          updatedAt: now,
        })
        .where(and(eq(deliveries.id, draft.id), eq(deliveries.state, 'draft'), isNull(deliveries.renderedAt)))
        .returning({ id: deliveries.id }),
    )
    // Called back or held meanwhile, or set by another process first: what a person may have seen stays.
    if (!mine) return
    yield* ask(
      tx
        .insert(frozenMails)
        .values({
          deliveryId: draft.id,
          messageSealed: keyring.seal(message, `message:${draft.id}`),
          pdfSealed: keyring.seal(press.pdf, `pdf:${draft.id}`),
          createdAt: now,
        })
        .returning({ deliveryId: frozenMails.deliveryId }),
    )
  })
}

async function noteFault(
  db: Db,
  { deliveryId, fault, now }: { deliveryId: string; fault: string; now: Date },
) {
  await atomically(db, function* (tx) {
    yield* ask(
      tx
        .update(deliveries)
        .set({ renderFault: fault.slice(0, 500), updatedAt: now })
        .where(inArray(deliveries.id, [deliveryId]))
        .returning({ id: deliveries.id }),
    )
  })
}
