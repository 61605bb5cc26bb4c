import { and, asc, desc, eq, inArray } from 'drizzle-orm'
import type { Db } from '../db/client.server'
import {
  attempts,
  campaignOrganisations,
  campaigns,
  deliveries,
  frozenMails,
  letters,
  organisers,
  outbox,
  recipients,
} from '../db/schema'
import type { Keyring } from './keyring.server'

/** A delivery of one of these organisations, with its office, its people and every attempt. `null` when it is not theirs. */
export async function findDelivery(
  db: Db,
  { deliveryId, organisationIds }: { deliveryId: string; organisationIds: string[] },
) {
  if (organisationIds.length === 0) return null
  const approver = db.select({ id: organisers.id, name: organisers.name }).from(organisers).as('approver')
  const [row] = await db
    .select({
      delivery: deliveries,
      campaign: { id: campaigns.id, slug: campaigns.slug },
      recipient: recipients,
      letter: { version: letters.version, language: letters.language, sha256: letters.sha256 },
      preparedBy: organisers.name,
      approvedBy: approver.name,
    })
    .from(deliveries)
    .innerJoin(campaigns, eq(campaigns.id, deliveries.campaignId))
    .innerJoin(recipients, eq(recipients.id, deliveries.recipientId))
    .innerJoin(letters, eq(letters.id, deliveries.letterId))
    .innerJoin(organisers, eq(organisers.id, deliveries.preparedBy))
    .leftJoin(approver, eq(approver.id, deliveries.approvedBy))
    .where(
      and(
        eq(deliveries.id, deliveryId),
        inArray(
          deliveries.campaignId,
          db
            .select({ id: campaignOrganisations.campaignId })
            .from(campaignOrganisations)
            .where(inArray(campaignOrganisations.organisationId, organisationIds)),
        ),
      ),
    )
  if (!row) return null
  const tries = await db
    .select({
      number: attempts.number,
      startedAt: attempts.startedAt,
      finishedAt: attempts.finishedAt,
      result: attempts.result,
      response: attempts.response,
      responseCode: attempts.responseCode,
      phase: attempts.phase,
    })
    .from(attempts)
    .innerJoin(outbox, eq(outbox.id, attempts.outboxId))
    .where(eq(outbox.deliveryId, deliveryId))
    .orderBy(asc(attempts.startedAt))
  const [queued] = await db
    .select({ nextAttemptAt: outbox.nextAttemptAt })
    .from(outbox)
    .where(and(eq(outbox.deliveryId, deliveryId), inArray(outbox.state, ['queued', 'deferred', 'unknown'])))
  return { ...row, attempts: tries, nextAttemptAt: queued?.nextAttemptAt ?? null }
}

/** The deliveries of a campaign, the newest first. */
export const listDeliveries = (db: Db, campaignId: string) =>
  db
    .select({
      id: deliveries.id,
      state: deliveries.state,
      heldReason: deliveries.heldReason,
      reference: deliveries.reference,
      recipient: recipients.name,
      language: deliveries.language,
      signatureCount: deliveries.signatureCount,
      preparedAt: deliveries.preparedAt,
      acceptedAt: deliveries.acceptedAt,
      updatedAt: deliveries.updatedAt,
    })
    .from(deliveries)
    .innerJoin(recipients, eq(recipients.id, deliveries.recipientId))
    .where(eq(deliveries.campaignId, campaignId))
    .orderBy(desc(deliveries.preparedAt))
    .limit(100)

/** The frozen message and the PDF in it, opened. `null` before they were made and after retention erased them. */
export async function frozenBytes(
  db: Db,
  { keyring, deliveryId }: { keyring: Keyring; deliveryId: string },
): Promise<{ message: Buffer; pdf: Buffer } | null> {
  const [row] = await db.select().from(frozenMails).where(eq(frozenMails.deliveryId, deliveryId))
  if (!row) return null
  return {
    message: keyring.open(row.messageSealed, `message:${deliveryId}`),
    pdf: keyring.open(row.pdfSealed, `pdf:${deliveryId}`),
  }
}
