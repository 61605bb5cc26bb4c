import { and, asc, count, eq, inArray, isNotNull, lte, min, ne, notInArray, sql } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { ready } from '../db/ready.server'
import { attempts, deliveries, outbox } from '../db/schema'
import { expireMails, holdForWithdrawal, markDelivery } from './attempt.server'
import { hasLeft } from './delivery-row.server'
import { type Keyring, newId } from './keyring.server'
import { findWay, heldDomains } from './mail-trouble.server'
import { flightsPerDomain, leaseTime, lifeOf, type MailKind, nextWait, triable, unknownWait } from './outbox'

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
  const id = newId()
  yield* ask(
    insertMail(tx, {
      id,
      kind: mail.kind,
      state: 'queued',
      payloadSealed: mail.keyring.seal(JSON.stringify(mail.payload), `outbox:${id}`),
      addressKey: mail.addressKey ?? null,
      domainKey: mail.keyring.hash('domain', mail.domain),
      messageId: mail.messageId ?? `<${newId()}@${mail.mailDomain}>`,
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
 * Takes up to `limit` due mails to try, at most two on their way to one domain, none to a domain that is held, and while
 * mail waits as a whole only those that may go all the same. For each, the attempt is committed and
 * the next try moved forward before this returns, so that whatever happens afterwards leaves a trace.
 */
export async function claimMails(
  db: Db,
  {
    keyring,
    workerId,
    limit: asked,
    now,
    chance = Math.random(),
  }: { keyring: Keyring; workerId: string; limit: number; now: Date; chance?: number },
): Promise<Claimed[]> {
  await expireMails(db, { now })
  const way = await findWay(db, { now })
  const limit = way === 'ahead' ? Math.min(1, asked) : asked
  const held = await heldDomains(db)
  const claimed: Claimed[] = []
  // Where a crowd waits for one domain, the others stand behind it: what is full is left out, and looked past.
  for (let rounds = limit; rounds > 0 && claimed.length < limit; rounds--) {
    const inFlight = await db
      .select({ domainKey: outbox.domainKey, n: count() })
      .from(outbox)
      .where(eq(outbox.state, 'sending'))
      .groupBy(outbox.domainKey)
    const flying = new Map(inFlight.map(({ domainKey, n }) => [domainKey, n]))
    const isFull = (domainKey: string) => (flying.get(domainKey) ?? 0) >= flightsPerDomain
    const full = [...[...flying.keys()].filter(isFull), ...held]
    const due = await db
      .select()
      .from(outbox)
      .where(
        and(
          inArray(outbox.state, triable),
          isNotNull(outbox.payloadSealed),
          lte(outbox.nextAttemptAt, now),
          full.length > 0 ? notInArray(outbox.domainKey, full) : undefined,
          way === 'codes' ? eq(outbox.kind, 'sign-in-code') : undefined,
        ),
      )
      // By id last: of mails of the same millisecond, the limit for one address lets those with the lower id go.
      .orderBy(asc(outbox.nextAttemptAt), asc(outbox.createdAt), asc(outbox.id))
      .limit(limit * 10)
    for (const mail of due) {
      if (claimed.length >= limit) break
      if (isFull(mail.domainKey)) continue
      const payload = openPayload(keyring, mail)
      const attemptId = payload
        ? await claimOne(db, { mail, workerId, now, chance })
        : await postpone(db, { mail, now })
      if (!payload || !attemptId) continue
      flying.set(mail.domainKey, (flying.get(mail.domainKey) ?? 0) + 1)
      const mine = { ...mail, attemptCount: mail.attemptCount + 1 }
      claimed.push({ mail: mine, payload, attemptId, isAhead: way !== 'open' })
    }
    if (due.length < limit * 10) break
  }
  return claimed
}

function openPayload(keyring: Keyring, { id, payloadSealed }: OutboxRow): Payload | null {
  try {
    return JSON.parse(keyring.open(payloadSealed ?? '', `outbox:${id}`).toString()) as Payload
  } catch {
    return null
  }
}

/** A mail sealed with another key: it waits for the right one as long as it lives, and holds up nobody else. */
async function postpone(db: Db, { mail, now }: { mail: OutboxRow; now: Date }): Promise<null> {
  return atomically(db, function* (tx) {
    yield* ask(
      tx
        .update(outbox)
        .set({ nextAttemptAt: new Date(now.getTime() + unknownWait) })
        .where(and(eq(outbox.id, mail.id), inArray(outbox.state, triable)))
        .returning({ id: outbox.id }),
    )
    return null
  })
}

async function claimOne(
  db: Db,
  { mail, workerId, now, chance }: { mail: OutboxRow; workerId: string; now: Date; chance: number },
): Promise<string | null> {
  const number = mail.attemptCount + 1
  const attemptId = newId()
  return atomically(db, function* (tx) {
    const [flights] = yield* ask(
      tx
        .select({ n: count() })
        .from(outbox)
        .where(and(eq(outbox.domainKey, mail.domainKey), eq(outbox.state, 'sending'))),
    )
    if ((flights?.n ?? 0) >= flightsPerDomain) return null
    // The letter first and then its mail, as those do who hold a letter or call it back: so neither waits for the
    // other for ever, and a letter they got hold of stays here.
    if (mail.deliveryId) {
      const [ready] = yield* ask(
        tx
          .update(deliveries)
          .set({ state: sql`${deliveries.state}` })
          .where(and(eq(deliveries.id, mail.deliveryId), inArray(deliveries.state, triable)))
          .returning({ id: deliveries.id }),
      )
      if (!ready) return null
      // Whoever left while an attempt was under way is looked for before the next one begins.
      if (yield* hasLeft(tx, mail.deliveryId)) {
        yield* holdForWithdrawal(tx, { which: eq(deliveries.id, mail.deliveryId), now })
        return null
      }
    }
    const [taken] = yield* ask(
      tx
        .update(outbox)
        .set({
          state: 'sending',
          attemptCount: number,
          nextAttemptAt: new Date(now.getTime() + nextWait(mail.kind, number, chance)),
          leasedBy: workerId,
          leaseUntil: new Date(now.getTime() + leaseTime),
        })
        .where(
          and(
            eq(outbox.id, mail.id),
            inArray(outbox.state, triable),
            eq(outbox.attemptCount, mail.attemptCount),
          ),
        )
        .returning({ id: outbox.id }),
    )
    if (!taken) return null
    yield* ask(
      tx
        .insert(attempts)
        .values({ id: attemptId, outboxId: mail.id, number, startedAt: now })
        .returning({ id: attempts.id }),
    )
    yield* markDelivery(tx, { deliveryId: mail.deliveryId, state: 'sending', now })
    return attemptId
  })
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
    .where(and(inArray(outbox.state, [...triable, 'sending']), ne(outbox.kind, 'sign-in-code')))
  const oldest = row?.oldest ? new Date(row.oldest).getTime() : now.getTime()
  return {
    waiting: row?.waiting ?? 0,
    oldestSeconds: Math.max(0, Math.floor((now.getTime() - oldest) / 1000)),
  }
}
