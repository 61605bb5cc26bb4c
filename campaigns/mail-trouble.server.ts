import { and, count, eq, gt, isNotNull, lte } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { ready } from '../db/ready.server'
import { mailHolds, mailPauses, outbox, suppressions } from '../db/schema'
import type { Outcome } from './attempt.server'
import { tellKeepers } from './keeper-mail.server'
import type { Keyring } from './keyring.server'
import { isHeld } from './mail-state.server'
import { precautionFor, probeWait, refusalsPerDomain, showsTheWay } from './outbox'
import type { Claimed } from './outbox.server'

const relay = 'relay'
const hour = 3_600_000

/** A supporter's address as it is kept when its server refused it: as typed, but for case. */
export const suppressionKey = (keyring: Keyring, email: string) =>
  keyring.hash('suppression', email.toLowerCase())

/**
 * Whether mail may go out: all of it, one that goes `ahead` to see whether a pause is over, or only codes that somebody
 * waits for at the door, without whom nobody might get in to end the pause.
 */
export async function findWay(db: Db, { now }: { now: Date }): Promise<'open' | 'ahead' | 'codes'> {
  const [pause] = await pauses(db, {})
  if (!pause) return 'open'
  if (pause.tryAt > now) return 'codes'
  const [mine] = await atomically(db, function* (tx) {
    return yield* ask(
      tx
        .update(mailPauses)
        .set({ tryAt: new Date(now.getTime() + probeWait) })
        .where(and(eq(mailPauses.id, relay), lte(mailPauses.tryAt, now)))
        .returning({ id: mailPauses.id }),
    )
  })
  return mine ? 'ahead' : 'codes'
}

/** Keyed hashes of the domains to which nothing goes. */
export const heldDomains = async (db: Db) => (await holds(db, {})).map(({ id }) => id)

const pauses = ready((tx, _: Record<string, never>) =>
  tx.select({ tryAt: mailPauses.tryAt }).from(mailPauses),
)
const holds = ready((tx, _: Record<string, never>) => tx.select({ id: mailHolds.id }).from(mailHolds))
const suppressed = ready((tx, { key }: { key: string }) =>
  tx.select({ id: suppressions.id }).from(suppressions).where(eq(suppressions.id, key)),
)

/** Whether a supporter's address was refused by its own server before. */
export async function isSuppressed(db: Db, { keyring, email }: { keyring: Keyring; email: string }) {
  const [row] = await suppressed(db, { key: suppressionKey(keyring, email) })
  return row !== undefined
}

type Settling = { keyring: Keyring; claimed: Claimed; outcome: Outcome; now: Date }

/** Does what an outcome asks for beyond its own mail, in the unit of work that writes the outcome down. */
export function* takePrecaution(tx: Db, { keyring, claimed, outcome, now }: Settling) {
  const { mail, payload } = claimed
  const writing = { keyring, mailDomain: mail.messageId.slice(mail.messageId.lastIndexOf('@') + 1, -1), now }
  const said = { response: outcome.response, phase: outcome.phase ?? 'connect', createdAt: now }
  if (claimed.isAhead && showsTheWay(outcome))
    yield* ask(tx.delete(mailPauses).where(eq(mailPauses.id, relay)).returning({ id: mailPauses.id }))
  const precaution = precautionFor(mail.kind, outcome)
  if (precaution === 'pause') {
    const tryAt = new Date(now.getTime() + probeWait)
    const [pause] = yield* ask(
      tx
        .insert(mailPauses)
        .values({ id: relay, ...said, tryAt })
        .onConflictDoUpdate({
          target: mailPauses.id,
          set: { response: said.response, phase: said.phase, tryAt },
        })
        .returning({ createdAt: mailPauses.createdAt }),
    )
    if (pause?.createdAt.getTime() === now.getTime())
      yield* tellKeepers(tx, { ...writing, kind: 'mail-pause' })
  }
  if (
    precaution === 'hold' ||
    (precaution === 'doubt' && (yield* isRefusedAgainAndAgain(tx, { mail, now })))
  ) {
    const domain = payload.email.slice(payload.email.lastIndexOf('@') + 1)
    const domainSealed = keyring.seal(domain, `domain:${mail.domainKey}`)
    const [hold] = yield* ask(
      tx
        .insert(mailHolds)
        .values({ id: mail.domainKey, domainSealed, ...said })
        .onConflictDoNothing()
        .returning({ id: mailHolds.id }),
    )
    if (hold) yield* tellKeepers(tx, { ...writing, kind: 'mail-hold' })
  }
  if (precaution === 'suppress') {
    yield* suppressAddress(tx, { keyring, email: payload.email, response: said.response, now })
  }
}

type Suppressing = { keyring: Keyring; email: string; response: string; now: Date }

/** No mail goes to a supporter's address any more, within the unit of work of what says so. */
export function* suppressAddress(tx: Db, { keyring, email, response, now }: Suppressing) {
  yield* ask(
    tx
      .insert(suppressions)
      .values({ id: suppressionKey(keyring, email), response, createdAt: now })
      .onConflictDoNothing()
      .returning({ id: suppressions.id }),
  )
}

/** Several mails to the domain wait because it refused them, and it took none within the hour. */
function* isRefusedAgainAndAgain(tx: Db, { mail, now }: { mail: Claimed['mail']; now: Date }) {
  const isThere = eq(outbox.domainKey, mail.domainKey)
  const [refused] = yield* ask(
    tx
      .select({ n: count() })
      .from(outbox)
      .where(and(isThere, isHeld, isNotNull(outbox.payloadSealed))),
  )
  if ((refused?.n ?? 0) < refusalsPerDomain) return false
  const [taken] = yield* ask(
    tx
      .select({ n: count() })
      .from(outbox)
      .where(
        and(isThere, eq(outbox.state, 'accepted'), gt(outbox.settledAt, new Date(now.getTime() - hour))),
      ),
  )
  return taken?.n === 0
}
