import { and, asc, eq, inArray } from 'drizzle-orm'
import { ask, atomically, type Db, isUniqueViolation } from '../db/client.server'
import {
  campaignRecipients,
  campaigns,
  deliveries,
  letters,
  outbox,
  recipientAddresses,
  recipients,
} from '../db/schema'
import { cancellable, underway } from './delivery'
import { hasLeft, newReference } from './delivery-row.server'
import { gatherShare } from './gathering.server'
import { type Keyring, newId } from './keyring.server'
import { queueMail } from './outbox.server'
import { letterLanguageFor } from './recipient'
import { hasSignatures, shareOfOffice } from './routing.server'

type Preparing = {
  campaignId: string
  recipientId: string
  organiserId: string
  mailDomain: string
  /** Somebody said that a letter without a single signature is meant. */
  mayBeEmpty?: boolean
  now: Date
}

export type Prepared =
  | { kind: 'prepared'; deliveryId: string }
  | { kind: 'underway'; deliveryId: string }
  | {
      kind:
        | 'not-a-recipient'
        | 'no-address'
        | 'no-readable-letter'
        | 'not-published'
        | 'no-signatures'
        | 'nobody-signed'
    }

/**
 * Begins a letter to one office as a draft, with those signatures that count at this moment and go there by their
 * countries. It is set in type afterwards, outside of any request; nothing is sent before a person approved exactly
 * those bytes. An office that gets only some countries' signatures gets no letter while there are none of them; one that gets
 * everybody's gets a letter without signatures only when somebody said that it is meant.
 */
export async function prepareDelivery(db: Db, preparing: Preparing): Promise<Prepared> {
  try {
    return await prepareOnce(db, preparing)
  } catch (error) {
    // Two people prepared at the same moment: UNIQUE let one through, and seen again it is under way.
    if (isUniqueViolation(error)) return prepareOnce(db, preparing)
    throw error
  }
}

function prepareOnce(
  db: Db,
  { campaignId, recipientId, organiserId, mailDomain, mayBeEmpty, now }: Preparing,
) {
  return atomically(db, function* (tx): Generator<PromiseLike<unknown>, Prepared, unknown> {
    const [addressed] = yield* ask(
      tx
        .select({ state: campaigns.state, languages: recipients.languages })
        .from(campaignRecipients)
        .innerJoin(campaigns, eq(campaigns.id, campaignRecipients.campaignId))
        .innerJoin(recipients, eq(recipients.id, campaignRecipients.recipientId))
        .where(
          and(eq(campaignRecipients.campaignId, campaignId), eq(campaignRecipients.recipientId, recipientId)),
        ),
    )
    if (!addressed) return { kind: 'not-a-recipient' }
    if (addressed.state === 'draft' || addressed.state === 'archived') return { kind: 'not-published' }
    const [open] = yield* ask(
      tx
        .select({ id: deliveries.id })
        .from(deliveries)
        .where(
          and(
            eq(deliveries.campaignId, campaignId),
            eq(deliveries.recipientId, recipientId),
            inArray(deliveries.state, underway),
          ),
        ),
    )
    if (open) return { kind: 'underway', deliveryId: open.id }
    const [address] = yield* ask(
      tx
        .select({ email: recipientAddresses.email })
        .from(recipientAddresses)
        .where(eq(recipientAddresses.recipientId, recipientId))
        .orderBy(asc(recipientAddresses.position))
        .limit(1),
    )
    if (!address) return { kind: 'no-address' }
    const current = yield* ask(
      tx
        .select()
        .from(letters)
        .where(and(eq(letters.campaignId, campaignId), eq(letters.state, 'current'))),
    )
    const language = letterLanguageFor(
      addressed.languages,
      current.map((letter) => letter.language),
    )
    const letter = current.find((one) => one.language === language)
    if (!letter) return { kind: 'no-readable-letter' }
    const share = yield* shareOfOffice(tx, { campaignId, officeId: recipientId })
    if (!share) return { kind: 'not-a-recipient' }
    const isForAll = share.kind === 'all'
    if (!(isForAll && mayBeEmpty) && !(yield* hasSignatures(tx, { campaignId, share })))
      return { kind: isForAll ? 'nobody-signed' : 'no-signatures' }

    const id = newId()
    yield* ask(
      tx
        .insert(deliveries)
        .values({
          id,
          campaignId,
          recipientId,
          letterId: letter.id,
          state: 'draft',
          reference: newReference(now),
          toEmail: address.email,
          subject: letter.subject,
          language: letter.language,
          signatureCount: 0,
          disclosed: { full: 0, initials: 0, counted: 0 },
          messageId: `<${newId()}@${mailDomain}>`,
          renderTries: 0,
          preparedBy: organiserId,
          preparedAt: now,
          updatedAt: now,
        })
        .returning({ id: deliveries.id }),
    )
    yield* gatherShare(tx, { deliveryId: id, campaignId, share })
    return { kind: 'prepared', deliveryId: id }
  })
}

type Approving = {
  keyring: Keyring
  deliveryId: string
  organiserId: string
  messageSha256: string
  now: Date
}

/**
 * Approves a letter for sending: exactly the bytes whose SHA-256 the organiser was shown, and only while everybody in it
 * still stands behind it. Puts it into the queue in the same unit of work. A second press changes nothing.
 */
export async function approveDelivery(
  db: Db,
  { keyring, deliveryId, organiserId, messageSha256, now }: Approving,
): Promise<{ kind: 'queued' } | { kind: 'not-a-draft' } | { kind: 'changed' }> {
  return atomically(db, function* (tx) {
    if (yield* hasLeft(tx, deliveryId)) return { kind: 'changed' } as const
    const [approved] = yield* ask(
      tx
        .update(deliveries)
        .set({ state: 'queued', approvedBy: organiserId, approvedAt: now, updatedAt: now })
        .where(
          and(
            eq(deliveries.id, deliveryId),
            eq(deliveries.state, 'draft'),
            eq(deliveries.messageSha256, messageSha256),
          ),
        )
        .returning({ toEmail: deliveries.toEmail, messageId: deliveries.messageId }),
    )
    if (!approved) {
      const [now_] = yield* ask(
        tx.select({ state: deliveries.state }).from(deliveries).where(eq(deliveries.id, deliveryId)),
      )
      return { kind: now_?.state === 'draft' ? 'changed' : 'not-a-draft' } as const
    }
    yield* queueMail(tx, {
      kind: 'letter',
      keyring,
      payload: { email: approved.toEmail },
      domain: approved.toEmail.slice(approved.toEmail.lastIndexOf('@') + 1),
      mailDomain: approved.toEmail,
      messageId: approved.messageId,
      deliveryId,
      now,
    })
    return { kind: 'queued' } as const
  })
}

/** Calls a letter back, as long as no relay has taken it, or may have. */
export async function cancelDelivery(
  db: Db,
  { deliveryId, now }: { deliveryId: string; now: Date },
): Promise<{ kind: 'cancelled' } | { kind: 'too-late' }> {
  return atomically(db, function* (tx) {
    const [cancelled] = yield* ask(
      tx
        .update(deliveries)
        .set({ state: 'cancelled', heldReason: null, updatedAt: now })
        .where(and(eq(deliveries.id, deliveryId), inArray(deliveries.state, cancellable)))
        .returning({ id: deliveries.id }),
    )
    if (!cancelled) return { kind: 'too-late' } as const
    yield* ask(
      tx
        .update(outbox)
        .set({ state: 'cancelled', payloadSealed: null, settledAt: now })
        .where(and(eq(outbox.deliveryId, deliveryId), inArray(outbox.state, ['queued', 'deferred', 'held'])))
        .returning({ id: outbox.id }),
    )
    return { kind: 'cancelled' } as const
  })
}
