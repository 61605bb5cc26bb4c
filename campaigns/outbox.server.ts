import {
  and,
  asc,
  count,
  eq,
  inArray,
  isNotNull,
  isNull,
  lte,
  min,
  ne,
  notInArray,
  or,
  sql,
} from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { attempts, deliveries, outbox } from '../db/schema'
import type { DeliveryState, HeldReason } from './delivery'
import { type Keyring, newId } from './keyring.server'
import {
  flightsPerDomain,
  isSettled,
  leaseTime,
  lifeOf,
  type MailKind,
  type MailState,
  nextWait,
  type ResultKind,
  stateAfter,
  unknownWait,
} from './outbox'

/** What a mail is made from when it is sent. Sealed in the queue, erased once the mail is settled. */
export type Payload = { email: string; token?: string; code?: string; language?: string }

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

/** Puts a mail into the queue, within the unit of work of the event that causes it. */
export function* queueMail(tx: Db, mail: QueuedMail) {
  const id = newId()
  yield* ask(
    tx
      .insert(outbox)
      .values({
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
        createdAt: mail.now,
      })
      .returning({ id: outbox.id }),
  )
  return id
}

export type OutboxRow = typeof outbox.$inferSelect
/** A mail this worker may try now. Its attempt is already on record. */
export type Claimed = { mail: OutboxRow; payload: Payload; attemptId: string }

const triable: MailState[] = ['queued', 'deferred', 'unknown']

/**
 * Takes up to `limit` due mails to try, at most two on their way to one domain. For each, the attempt is committed and
 * the next try moved forward before this returns, so that whatever happens afterwards leaves a trace.
 */
export async function claimMails(
  db: Db,
  {
    keyring,
    workerId,
    limit,
    now,
    chance = Math.random(),
  }: { keyring: Keyring; workerId: string; limit: number; now: Date; chance?: number },
): Promise<Claimed[]> {
  await expireMails(db, { now })
  const claimed: Claimed[] = []
  // Where a crowd waits for one domain, the others stand behind it: what is full is left out, and looked past.
  for (let rounds = limit; rounds > 0 && claimed.length < limit; rounds--) {
    const inFlight = await db
      .select({ domainKey: outbox.domainKey, n: count() })
      .from(outbox)
      .where(eq(outbox.state, 'sending'))
      .groupBy(outbox.domainKey)
    const full = inFlight.filter(({ n }) => n >= flightsPerDomain).map(({ domainKey }) => domainKey)
    const due = await db
      .select()
      .from(outbox)
      .where(
        and(
          inArray(outbox.state, triable),
          isNotNull(outbox.payloadSealed),
          lte(outbox.nextAttemptAt, now),
          full.length > 0 ? notInArray(outbox.domainKey, full) : undefined,
        ),
      )
      // By id last: of mails of the same millisecond, the limit for one address lets those with the lower id go.
      .orderBy(asc(outbox.nextAttemptAt), asc(outbox.createdAt), asc(outbox.id))
      .limit(limit * 10)
    for (const mail of due) {
      if (claimed.length >= limit) break
      const payload = openPayload(keyring, mail)
      const attemptId = payload
        ? await claimOne(db, { mail, workerId, now, chance })
        : await postpone(db, { mail, now })
      if (payload && attemptId)
        claimed.push({ mail: { ...mail, attemptCount: mail.attemptCount + 1 }, payload, attemptId })
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

export type Outcome = {
  result: ResultKind
  response: string
  responseCode: number | null
  phase: string | null
}

/** Writes down what came of an attempt, in the relay's own words, and what follows from it. */
export async function settleAttempt(
  db: Db,
  { claimed, workerId, outcome, now }: { claimed: Claimed; workerId: string; outcome: Outcome; now: Date },
): Promise<{ state: MailState }> {
  const { mail, attemptId } = claimed
  const state = stateAfter(mail.kind, outcome.result)
  return atomically(db, function* (tx) {
    yield* ask(
      tx
        .update(attempts)
        .set({
          finishedAt: now,
          result: outcome.result,
          response: outcome.response,
          responseCode: outcome.responseCode,
          phase: outcome.phase,
        })
        .where(eq(attempts.id, attemptId))
        .returning({ id: attempts.id }),
    )
    const [still] = yield* ask(
      tx
        .update(outbox)
        .set({
          state,
          leasedBy: null,
          leaseUntil: null,
          ...(state === 'unknown' ? { nextAttemptAt: new Date(now.getTime() + unknownWait) } : {}),
          ...(isSettled(state) ? { payloadSealed: null, settledAt: now } : {}),
        })
        // A lease that ran out may be somebody else's by now, or this worker's own for a later attempt: then the record of the attempt is all that is ours.
        .where(
          and(
            eq(outbox.id, mail.id),
            eq(outbox.state, 'sending'),
            eq(outbox.leasedBy, workerId),
            eq(outbox.attemptCount, mail.attemptCount),
          ),
        )
        .returning({ id: outbox.id }),
    )
    if (still)
      yield* markDelivery(tx, {
        deliveryId: mail.deliveryId,
        state: deliveryStateOf(state),
        result: outcome.result,
        now,
      })
    return { state }
  })
}

/** Settles a claimed mail that must not be sent after all, and says why in its attempt. */
export async function dropMail(
  db: Db,
  { claimed, reason, now }: { claimed: Claimed; reason: string; now: Date },
): Promise<void> {
  await atomically(db, function* (tx) {
    yield* ask(
      tx
        .update(attempts)
        .set({ finishedAt: now, response: reason, phase: 'not-dialled' })
        .where(eq(attempts.id, claimed.attemptId))
        .returning({ id: attempts.id }),
    )
    const [still] = yield* ask(
      tx
        .update(outbox)
        .set({ state: 'suppressed', payloadSealed: null, settledAt: now, leasedBy: null, leaseUntil: null })
        .where(
          and(
            eq(outbox.id, claimed.mail.id),
            eq(outbox.state, 'sending'),
            eq(outbox.attemptCount, claimed.mail.attemptCount),
          ),
        )
        .returning({ id: outbox.id }),
    )
    if (still) yield* markDelivery(tx, { deliveryId: claimed.mail.deliveryId, state: 'suppressed', now })
  })
}

/**
 * Takes back mails whose worker went away in mid-attempt. Nobody knows whether the relay has them, so they are
 * `unknown`, and go again, the same bytes under the same Message-ID, half an hour after the attempt began.
 */
export async function sweepLeases(db: Db, { now }: { now: Date }): Promise<{ sweptCount: number }> {
  return atomically(db, function* (tx) {
    const swept = yield* ask(
      tx
        .update(outbox)
        .set({
          state: 'unknown',
          leasedBy: null,
          leaseUntil: null,
          nextAttemptAt: new Date(now.getTime() + unknownWait),
        })
        .where(and(eq(outbox.state, 'sending'), or(isNull(outbox.leaseUntil), lte(outbox.leaseUntil, now))))
        .returning({ id: outbox.id, deliveryId: outbox.deliveryId }),
    )
    for (const { id, deliveryId } of swept) {
      yield* ask(
        tx
          .update(attempts)
          .set({ result: 'unknown' })
          .where(and(eq(attempts.outboxId, id), isNull(attempts.finishedAt)))
          .returning({ id: attempts.id }),
      )
      yield* markDelivery(tx, { deliveryId, state: 'unknown', now })
    }
    return { sweptCount: swept.length }
  })
}

async function expireMails(db: Db, { now }: { now: Date }) {
  await atomically(db, function* (tx) {
    const expired = yield* ask(
      tx
        .update(outbox)
        .set({ state: 'expired', payloadSealed: null, settledAt: now })
        .where(
          and(
            // A letter that is held waits for a person however long; any other mail has nobody to wait for.
            or(inArray(outbox.state, triable), and(eq(outbox.state, 'held'), ne(outbox.kind, 'letter'))),
            lte(outbox.expiresAt, now),
          ),
        )
        .returning({ deliveryId: outbox.deliveryId }),
    )
    for (const { deliveryId } of expired) yield* markDelivery(tx, { deliveryId, state: 'expired', now })
  })
}

const deliveryStateOf = (state: MailState): DeliveryState => state

function* markDelivery(
  tx: Db,
  {
    deliveryId,
    state,
    result,
    now,
  }: { deliveryId: string | null; state: DeliveryState; result?: ResultKind; now: Date },
) {
  if (!deliveryId) return
  const heldReason: HeldReason | null =
    result === 'address-refused' || result === 'policy-refused' || result === 'too-large' ? result : null
  yield* ask(
    tx
      .update(deliveries)
      .set({
        state,
        heldReason: state === 'held' ? heldReason : null,
        updatedAt: now,
        ...(state === 'accepted' ? { acceptedAt: now } : {}),
      })
      .where(eq(deliveries.id, deliveryId))
      .returning({ id: deliveries.id }),
  )
}

/** How many mails wait, and since when the oldest has been due. For `/healthz`. */
export async function queueLength(
  db: Db,
  { now }: { now: Date },
): Promise<{ waiting: number; oldestSeconds: number }> {
  const [row] = await db
    .select({ waiting: count(), oldest: min(outbox.createdAt) })
    .from(outbox)
    .where(inArray(outbox.state, [...triable, 'sending']))
  const oldest = row?.oldest ? new Date(row.oldest).getTime() : now.getTime()
  return {
    waiting: row?.waiting ?? 0,
    oldestSeconds: Math.max(0, Math.floor((now.getTime() - oldest) / 1000)),
  }
}
