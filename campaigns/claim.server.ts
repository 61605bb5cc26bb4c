import { and, asc, count, eq, inArray, isNotNull, lte, notInArray, sql } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { ready } from '../db/ready.server'
import { attempts, deliveries, outbox } from '../db/schema'
import { expireMails, holdForWithdrawal, markDelivery } from './attempt.server'
import { hasLeft } from './delivery-row.server'
import { type Keyring, newTimedId } from './keyring.server'
import { isSending } from './mail-state.server'
import { findWay, heldDomains } from './mail-trouble.server'
import { flightsPerDomain, leaseTime, nextWait, triable, unknownWait } from './outbox'
import type { Claimed, OutboxRow, Payload } from './outbox.server'

type Claiming = { keyring: Keyring; workerId: string; limit: number; now: Date; chance?: number }

/**
 * Takes up to `limit` due mails to try, at most two on their way to one domain, none to a domain that is held, and while
 * mail waits as a whole only those that may go all the same. For each, the attempt is committed and
 * the next try moved forward before this returns, so that whatever happens afterwards leaves a trace.
 */
export async function claimMails(
  db: Db,
  { keyring, workerId, limit: asked, now, chance = Math.random() }: Claiming,
): Promise<Claimed[]> {
  await expireMails(db, { now })
  const way = await findWay(db, { now })
  const limit = way === 'ahead' ? Math.min(1, asked) : asked
  const held = await heldDomains(db)
  const claimed: Claimed[] = []
  // Where a crowd waits for one domain, the others stand behind it: what is full is left out, and looked past.
  for (let rounds = limit; rounds > 0 && claimed.length < limit; rounds--) {
    const flying = await flightsByDomain(db)
    const page = Math.max(30, limit * 3)
    const without = [...[...flying.keys()].filter((key) => isFull(flying, key)), ...held]
    const due = await dueMails(db, { now, page, without, onlyCodes: way === 'codes' })
    const payloads = new Map<string, Payload>()
    const mails: OutboxRow[] = []
    for (const mail of due) {
      if (claimed.length + mails.length >= limit) break
      if (isFull(flying, mail.domainKey)) continue
      const payload = openPayload(keyring, mail)
      if (!payload) {
        await postpone(db, { mail, now })
        continue
      }
      payloads.set(mail.id, payload)
      mails.push(mail)
      flying.set(mail.domainKey, (flying.get(mail.domainKey) ?? 0) + 1)
    }
    for (const { mail, attemptId } of await takeUp(db, { mails, workerId, now, chance })) {
      const payload = payloads.get(mail.id)
      if (payload) claimed.push({ mail, payload, attemptId, isAhead: way !== 'open' })
    }
    if (due.length < page) break
  }
  return claimed
}

type Flying = Map<string, number>
const isFull = (flying: Flying, domainKey: string) => (flying.get(domainKey) ?? 0) >= flightsPerDomain

const flights = ready((tx, _: Record<string, never>) =>
  tx
    .select({ domainKey: outbox.domainKey, n: count() })
    .from(outbox)
    .where(isSending)
    .groupBy(outbox.domainKey),
)
const flightsByDomain = async (db: Db): Promise<Flying> =>
  new Map((await flights(db, {})).map(({ domainKey, n }) => [domainKey, n]))

type Due = { now: Date; page: number; without: string[]; onlyCodes: boolean }

const dueIn = (tx: Db, { now, page }: Pick<Due, 'now' | 'page'>, more?: ReturnType<typeof and>) =>
  tx
    .select()
    .from(outbox)
    .where(
      and(
        inArray(outbox.state, triable),
        isNotNull(outbox.payloadSealed),
        lte(outbox.nextAttemptAt, sql.param(now, outbox.nextAttemptAt)),
        more,
      ),
    )
    // By id last: of mails of the same millisecond, the limit for one address lets those with the lower id go.
    .orderBy(asc(outbox.nextAttemptAt), asc(outbox.createdAt), asc(outbox.id))
    .limit(page)

const dueToAnybody = ready((tx, values: { now: Date; page: number }) => dueIn(tx, values))

function dueMails(db: Db, { now, page, without, onlyCodes }: Due): PromiseLike<OutboxRow[]> {
  if (without.length === 0 && !onlyCodes) return dueToAnybody(db, { now, page })
  const more = and(
    without.length > 0 ? notInArray(outbox.domainKey, without) : undefined,
    onlyCodes ? eq(outbox.kind, 'sign-in-code') : undefined,
  )
  return dueIn(db, { now, page }, more)
}

function openPayload(keyring: Keyring, { id, payloadSealed }: OutboxRow): Payload | null {
  try {
    return JSON.parse(keyring.open(payloadSealed ?? '', `outbox:${id}`).toString()) as Payload
  } catch {
    return null
  }
}

/** A mail sealed with another key: it waits for the right one as long as it lives, and holds up nobody else. */
const postpone = (db: Db, { mail, now }: { mail: OutboxRow; now: Date }) =>
  atomically(db, function* (tx) {
    yield* ask(
      tx
        .update(outbox)
        .set({ nextAttemptAt: new Date(now.getTime() + unknownWait) })
        .where(and(eq(outbox.id, mail.id), inArray(outbox.state, triable)))
        .returning({ id: outbox.id }),
    )
  })

type Taking = { mails: OutboxRow[]; workerId: string; now: Date; chance: number }
type Taken = { mail: OutboxRow; attemptId: string }

/** Puts attempts of several mails on record in one unit of work; in the order given. Leaves out what may not go after all. */
async function takeUp(db: Db, { mails, workerId, now, chance }: Taking): Promise<Taken[]> {
  if (mails.length === 0) return []
  return await atomically(db, function* (tx) {
    const flying: Flying = new Map((yield* ask(flights(tx, {}))).map(({ domainKey, n }) => [domainKey, n]))
    const going: OutboxRow[] = []
    for (const mail of mails) {
      if (isFull(flying, mail.domainKey)) continue
      if (mail.deliveryId && !(yield* mayLeave(tx, { deliveryId: mail.deliveryId, now }))) continue
      flying.set(mail.domainKey, (flying.get(mail.domainKey) ?? 0) + 1)
      going.push(mail)
    }
    const isTaken = new Set<string>()
    for (const alike of byNextTry(going))
      for (const id of yield* takeAlike(tx, { mails: alike, workerId, now, chance })) isTaken.add(id)
    const taken = going
      .filter(({ id }) => isTaken.has(id))
      .map((mail) => ({ mail: begun(mail), attemptId: newTimedId(now) }))
    if (taken.length === 0) return []
    yield* ask(
      tx
        .insert(attempts)
        .values(
          taken.map(({ mail, attemptId }) => ({
            id: attemptId,
            outboxId: mail.id,
            number: mail.attemptCount,
            startedAt: now,
          })),
        )
        .returning({ id: attempts.id }),
    )
    for (const { mail } of taken)
      yield* markDelivery(tx, { deliveryId: mail.deliveryId, state: 'sending', now })
    return taken
  })
}

const begun = (mail: OutboxRow): OutboxRow => ({ ...mail, attemptCount: mail.attemptCount + 1 })

/** Mails whose next try comes after the same wait. */
function byNextTry(mails: OutboxRow[]): OutboxRow[][] {
  const groups = new Map<string, OutboxRow[]>()
  for (const mail of mails) {
    const key = `${mail.kind} ${mail.attemptCount}`
    groups.set(key, [...(groups.get(key) ?? []), mail])
  }
  return [...groups.values()]
}

function* takeAlike(tx: Db, { mails, workerId, now, chance }: Taking) {
  const [first] = mails
  if (!first) return []
  const number = first.attemptCount + 1
  const ids = mails.map(({ id }) => id)
  const taken = yield* ask(
    tx
      .update(outbox)
      .set({
        state: 'sending',
        attemptCount: number,
        nextAttemptAt: new Date(now.getTime() + nextWait(first.kind, number, chance)),
        leasedBy: workerId,
        leaseUntil: new Date(now.getTime() + leaseTime),
      })
      .where(
        and(
          inArray(outbox.id, ids),
          inArray(outbox.state, triable),
          eq(outbox.attemptCount, first.attemptCount),
        ),
      )
      .returning({ id: outbox.id }),
  )
  return taken.map(({ id }) => id)
}

/**
 * Gets hold of a letter. The letter first and then its mail, as those do who hold a letter or call it back: so neither
 * waits for the other for ever, and a letter they got hold of stays here.
 */
function* mayLeave(tx: Db, { deliveryId, now }: { deliveryId: string; now: Date }) {
  const [ready] = yield* ask(
    tx
      .update(deliveries)
      .set({ state: sql`${deliveries.state}` })
      .where(and(eq(deliveries.id, deliveryId), inArray(deliveries.state, triable)))
      .returning({ id: deliveries.id }),
  )
  if (!ready) return false
  // Whoever left while an attempt was under way is looked for before the next one begins.
  if (!(yield* hasLeft(tx, deliveryId))) return true
  yield* holdForWithdrawal(tx, { which: eq(deliveries.id, deliveryId), now })
  return false
}
