import { and, eq, inArray, isNotNull, isNull, lte, ne, or, type SQL, sql } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { ready } from '../db/ready.server'
import { attempts, deliveries, outbox } from '../db/schema'
import { type DeliveryState, type HeldReason, holdable } from './delivery'
import type { Keyring } from './keyring.server'
import { prepareWithLink } from './letter-link.server'
import { isSending } from './mail-state.server'
import { takePrecaution } from './mail-trouble.server'
import { isSettled, type MailState, type ResultKind, stateAfter, triable, unknownWait } from './outbox'
import type { Claimed } from './outbox.server'

export type Outcome = {
  result: ResultKind
  response: string
  responseCode: number | null
  phase: string | null
  /** Seconds after which the relay wants to be asked again. */
  wait?: number | null
}

type Finished = Pick<typeof attempts.$inferSelect, 'id' | 'finishedAt' | keyof Omit<Outcome, 'wait'>>
const finishAttempt = ready((tx, { id, ...said }: Finished) =>
  tx.update(attempts).set(said).where(eq(attempts.id, id)).returning({ id: attempts.id }),
)

type Mine = { id: string; workerId: string; attemptCount: number }
/** A lease that ran out may be somebody else's by now, or this worker's own for a later attempt: then the record of the attempt is all that is ours. */
const isMine = ({ id, workerId, attemptCount }: Mine) =>
  and(
    eq(outbox.id, id),
    eq(outbox.state, 'sending'),
    eq(outbox.leasedBy, workerId),
    eq(outbox.attemptCount, attemptCount),
  )
const settleMail = ready((tx, { state, now, ...mine }: Mine & { state: MailState; now: Date }) =>
  tx
    .update(outbox)
    .set({ state, leasedBy: null, leaseUntil: null, payloadSealed: null, settledAt: now })
    .where(isMine(mine))
    .returning({ id: outbox.id }),
)
function deferMail(
  tx: Db,
  { state, outcome, now, ...mine }: Mine & { state: MailState; outcome: Outcome; now: Date },
) {
  const after = (milliseconds: number) => ({ nextAttemptAt: new Date(now.getTime() + milliseconds) })
  return tx
    .update(outbox)
    .set({
      state,
      leasedBy: null,
      leaseUntil: null,
      ...(state === 'unknown' ? after(unknownWait) : {}),
      // In place of the schedule's next step, which was written down when the attempt began.
      ...(state === 'deferred' && outcome.wait ? after(outcome.wait * 1_000) : {}),
    })
    .where(isMine(mine))
    .returning({ id: outbox.id })
}

/** Writes down what came of an attempt, in the relay's own words, and what follows from it. */
export async function settleAttempt(
  db: Db,
  {
    keyring,
    claimed,
    workerId,
    outcome,
    now,
  }: { keyring: Keyring; claimed: Claimed; workerId: string; outcome: Outcome; now: Date },
): Promise<{ state: MailState }> {
  const { mail, attemptId } = claimed
  const state = stateAfter(mail.kind, outcome.result)
  return atomically(db, function* (tx) {
    const { result, response, responseCode, phase } = outcome
    yield* ask(finishAttempt(tx, { id: attemptId, finishedAt: now, result, response, responseCode, phase }))
    const mine = { id: mail.id, workerId, attemptCount: mail.attemptCount }
    const [still] = yield* ask(
      isSettled(state)
        ? settleMail(tx, { ...mine, state, now })
        : deferMail(tx, { ...mine, state, outcome, now }),
    )
    if (still)
      yield* markDelivery(tx, {
        deliveryId: mail.deliveryId,
        state: deliveryStateOf(state),
        result: outcome.result,
        now,
      })
    if (still && mail.deliveryId && outcome.result === 'too-large')
      yield* prepareWithLink(tx, { keyring, deliveryId: mail.deliveryId, now })
    yield* takePrecaution(tx, { keyring, claimed, outcome, now })
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
        .where(and(isSending, or(isNull(outbox.leaseUntil), lte(outbox.leaseUntil, now))))
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

// A letter that is held waits for a person however long; any other mail has nobody to wait for.
const isOver = (now: Date) =>
  and(
    or(inArray(outbox.state, triable), and(eq(outbox.state, 'held'), ne(outbox.kind, 'letter'))),
    isNotNull(outbox.payloadSealed),
    lte(outbox.expiresAt, sql.param(now, outbox.expiresAt)),
  )
const anyOver = ready((tx, { now }: { now: Date }) =>
  tx.select({ id: outbox.id }).from(outbox).where(isOver(now)).limit(1),
)

/** Gives up mails whose time is over. */
export async function expireMails(db: Db, { now }: { now: Date }) {
  const [any] = await anyOver(db, { now })
  if (!any) return
  await atomically(db, function* (tx) {
    const expired = yield* ask(
      tx
        .update(outbox)
        .set({ state: 'expired', payloadSealed: null, settledAt: now })
        .where(isOver(now))
        .returning({ deliveryId: outbox.deliveryId }),
    )
    for (const { deliveryId } of expired) yield* markDelivery(tx, { deliveryId, state: 'expired', now })
  })
}

const deliveryStateOf = (state: MailState): DeliveryState => state

export function* markDelivery(
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

/** Holds letters that somebody in them has left, and takes their mails out of the queue. Returns how many. */
export function* holdForWithdrawal(tx: Db, { which, now }: { which: SQL; now: Date }) {
  const held = yield* ask(
    tx
      .update(deliveries)
      .set({ state: 'held', heldReason: 'withdrawal', updatedAt: now })
      .where(and(which, inArray(deliveries.state, holdable)))
      .returning({ id: deliveries.id }),
  )
  const ids = held.map(({ id }) => id)
  if (ids.length > 0)
    yield* ask(
      tx
        .update(outbox)
        .set({ state: 'cancelled', payloadSealed: null, settledAt: now })
        .where(and(inArray(outbox.deliveryId, ids), inArray(outbox.state, triable)))
        .returning({ id: outbox.id }),
    )
  return ids.length
}
