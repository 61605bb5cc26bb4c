import { and, eq, inArray, isNotNull } from 'drizzle-orm'
import { ask, type Db } from '../db/client.server'
import { deliveries, frozenMails } from '../db/schema'
import { linkable } from './delivery'
import { newReference } from './delivery-row.server'
import { gatherLike } from './gathering.server'
import { type Keyring, newId } from './keyring.server'
import { openVolume } from './letter-volume.server'

/**
 * The token behind which the PDF of a letter lies: derived from the root key and the delivery's random id, so that the
 * mail can carry it while the database holds only its hash.
 */
const linkToken = (keyring: Keyring, deliveryId: string) => keyring.hash('letter-link', deliveryId)
const linkHashOf = (keyring: Keyring, token: string) => keyring.hash('letter-link-token', token)

/** What the database holds of the token of a delivery. */
export const linkHashFor = (keyring: Keyring, deliveryId: string) =>
  linkHashOf(keyring, linkToken(keyring, deliveryId))

/** The address of one volume of a letter's annex. */
export const volumeAddress = (
  keyring: Keyring,
  { siteUrl, deliveryId, number }: { siteUrl: string; deliveryId: string; number: number },
) => `${siteUrl}/letters/${linkToken(keyring, deliveryId)}/${number}.pdf`

/** The address of the PDF of a letter that went without it. */
export const linkAddress = (
  keyring: Keyring,
  { siteUrl, deliveryId }: { siteUrl: string; deliveryId: string },
) => `${siteUrl}/letters/${linkToken(keyring, deliveryId)}.pdf`

/**
 * Begins the next version of a letter that was too large, in the unit of work that writes the refusal down: the same
 * words and the same signatures, but for who left meanwhile, with the PDF behind a link. It is set in type like any
 * draft, and its bytes are new, so a person has to approve them. Of one that is such a version itself there is no other.
 */
export function* prepareWithLink(
  tx: Db,
  { keyring, deliveryId, now }: { keyring: Keyring; deliveryId: string; now: Date },
) {
  const [large] = yield* ask(tx.select().from(deliveries).where(eq(deliveries.id, deliveryId)))
  if (large?.state !== 'held' || large.heldReason !== 'too-large' || large.linkHash) return
  const id = newId()
  const [begun] = yield* ask(
    tx
      .insert(deliveries)
      .values({
        id,
        campaignId: large.campaignId,
        recipientId: large.recipientId,
        letterId: large.letterId,
        state: 'draft',
        reference: newReference(now),
        toEmail: large.toEmail,
        subject: large.subject,
        language: large.language,
        signatureCount: 0,
        disclosed: { full: 0, initials: 0, counted: 0 },
        messageId: `<${newId()}@${large.messageId.slice(large.messageId.lastIndexOf('@') + 1, -1)}>`,
        replacesId: large.id,
        linkHash: linkHashFor(keyring, id),
        renderTries: 0,
        preparedBy: large.preparedBy,
        preparedAt: now,
        updatedAt: now,
      })
      .onConflictDoNothing()
      .returning({ id: deliveries.id }),
  )
  // Refused twice as too large, or another letter is on its way to the office.
  if (!begun) return
  yield* gatherLike(tx, { deliveryId: id, like: large })
}

/**
 * The PDF behind a link, the very bytes that were frozen. `null` for an unknown token, once the letter was called back or
 * is held, and after its bytes were erased.
 */
export async function findLinkedLetter(
  db: Db,
  { keyring, token }: { keyring: Keyring; token: string },
): Promise<{ reference: string; pdf: Buffer } | null> {
  const [found] = await db
    .select({ id: deliveries.id, reference: deliveries.reference, pdfSealed: frozenMails.pdfSealed })
    .from(deliveries)
    .innerJoin(frozenMails, eq(frozenMails.deliveryId, deliveries.id))
    .where(and(eq(deliveries.linkHash, linkHashOf(keyring, token)), inArray(deliveries.state, linkable)))
  return found ? { reference: found.reference, pdf: keyring.open(found.pdfSealed, `pdf:${found.id}`) } : null
}

/** The same for a volume of the annex. */
export async function findLinkedVolume(
  db: Db,
  { keyring, token, number }: { keyring: Keyring; token: string; number: number },
): Promise<{ name: string; pdf: Buffer } | null> {
  const [found] = await db
    .select({ id: deliveries.id, reference: deliveries.reference })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.linkHash, linkHashOf(keyring, token)),
        inArray(deliveries.state, linkable),
        isNotNull(deliveries.renderedAt),
      ),
    )
  return found ? openVolume(db, { keyring, delivery: found, number }) : null
}

/** The versions before and after a letter that was too large for a mail, by their ids and references. */
export async function findVersions(
  db: Db,
  { deliveryId, replacesId }: { deliveryId: string; replacesId: string | null },
) {
  const columns = { id: deliveries.id, reference: deliveries.reference, state: deliveries.state }
  const [before] = replacesId
    ? await db.select(columns).from(deliveries).where(eq(deliveries.id, replacesId))
    : []
  const [after] = await db.select(columns).from(deliveries).where(eq(deliveries.replacesId, deliveryId))
  return { before: before ?? null, after: after ?? null }
}
