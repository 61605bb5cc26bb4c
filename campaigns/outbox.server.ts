import { and, count, inArray, isNotNull, min, ne } from 'drizzle-orm'
import { ask, type Db } from '../db/client.server'
import { ready } from '../db/ready.server'
import { outbox } from '../db/schema'
import { type Keyring, newTimedId } from './keyring.server'
import { lifeOf, type MailKind, triable } from './outbox'

/** What a mail is made from when it is sent. Sealed in the queue, erased once the mail is settled. */
export type Payload = {
  email: string
  token?: string
  code?: string
  language?: string
  /** Of a request for an organisation: how far it has come, and the organisation's name, since what was refused is gone. */
  stage?: 'asked' | 'granted' | 'refused'
  organisation?: string
  /** Of a question to an organisation whether it stands behind a campaign. */
  invitationId?: string
  /** What became of a passkey, and what its owner calls it. */
  change?: 'added' | 'removed'
  passkey?: string
  /** When mail stopped, ISO 8601. */
  since?: string
}

type QueuedMail = {
  kind: MailKind
  keyring: Keyring
  payload: Payload
  domain: string
  /** Domain of the Message-ID: the platform's own. */
  mailDomain: string
  addressKey?: string
  signatureId?: string
  deliveryId?: string
  /** Given when the bytes already exist (letters), else made here. Stable over all attempts. */
  messageId?: string
  now: Date
}

const insertMail = ready((tx, row: typeof outbox.$inferSelect) =>
  tx.insert(outbox).values(row).returning({ id: outbox.id }),
)

/** Puts a mail into the queue, within the unit of work of the event that causes it. */
export function* queueMail(tx: Db, mail: QueuedMail) {
  const id = newTimedId(mail.now)
  yield* ask(
    insertMail(tx, {
      id,
      kind: mail.kind,
      state: 'queued',
      payloadSealed: mail.keyring.seal(JSON.stringify(mail.payload), `outbox:${id}`),
      addressKey: mail.addressKey ?? null,
      domainKey: mail.keyring.hash('domain', mail.domain),
      messageId: mail.messageId ?? `<${newTimedId(mail.now)}@${mail.mailDomain}>`,
      signatureId: mail.signatureId ?? null,
      deliveryId: mail.deliveryId ?? null,
      attemptCount: 0,
      nextAttemptAt: mail.now,
      expiresAt: new Date(mail.now.getTime() + lifeOf(mail.kind)),
      leaseUntil: null,
      leasedBy: null,
      createdAt: mail.now,
      settledAt: null,
    }),
  )
  return id
}

export type OutboxRow = typeof outbox.$inferSelect
/** A mail this worker may try now. Its attempt is already on record. */
export type Claimed = {
  mail: OutboxRow
  payload: Payload
  attemptId: string
  /** It goes ahead of all others while mail waits as a whole. */
  isAhead: boolean
}

/**
 * How many mails wait, and since when the oldest has been due. For `/healthz`, which anybody may read: so without
 * sign-in codes, or a mail more after asking for one would say that the address is an organiser's.
 */
export async function queueLength(
  db: Db,
  { now }: { now: Date },
): Promise<{ waiting: number; oldestSeconds: number }> {
  const [row] = await db
    .select({ waiting: count(), oldest: min(outbox.createdAt) })
    .from(outbox)
    .where(
      and(
        inArray(outbox.state, [...triable, 'sending']),
        isNotNull(outbox.payloadSealed),
        ne(outbox.kind, 'sign-in-code'),
      ),
    )
  const oldest = row?.oldest ? new Date(row.oldest).getTime() : now.getTime()
  return {
    waiting: row?.waiting ?? 0,
    oldestSeconds: Math.max(0, Math.floor((now.getTime() - oldest) / 1000)),
  }
}
