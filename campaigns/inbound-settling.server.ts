import { and, asc, count, eq, inArray, lte, ne, sql } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { deliveries, inboundMails, outbox, signatures } from '../db/schema'
import { ownWords } from '../emails/line.server'
import { classifyInbound, type Inbound, tracesOf } from './bounce'
import { effectOf, inboundTries, inboundWait } from './inbound'
import type { Keyring } from './keyring.server'
import { readMail } from './mail-parts'
import { suppressAddress } from './mail-trouble.server'
import { triable } from './outbox'
import type { OutboxRow } from './outbox.server'

type InboundRow = typeof inboundMails.$inferSelect

/**
 * Reads the mails that came back and does what follows from each, in one unit of work for each: to the letter, to the
 * mail in the queue, to the address it went to, and to nothing else. No mail is ever sent in answer. One that can't be
 * read waits and is tried again; `faults` are for the log.
 */
export async function settleInbound(
  db: Db,
  { keyring, now, limit = 20 }: { keyring: Keyring; now: Date; limit?: number },
): Promise<{ settledCount: number; faults: unknown[] }> {
  const waiting = await db
    .select()
    .from(inboundMails)
    .where(and(eq(inboundMails.state, 'received'), lte(inboundMails.lookAt, now)))
    .orderBy(asc(inboundMails.lookAt), asc(inboundMails.id))
    .limit(limit)
  const faults: unknown[] = []
  let settledCount = 0
  for (const row of waiting) {
    try {
      if (await settleOne(db, { row, keyring, now })) settledCount += 1
    } catch (error) {
      faults.push(error)
      await putOff(db, { row, now })
    }
  }
  return { settledCount, faults }
}

async function settleOne(db: Db, { row, keyring, now }: { row: InboundRow; keyring: Keyring; now: Date }) {
  const mail = readMail(keyring.open(row.rawSealed ?? '', `inbound:${row.id}`).toString('latin1'))
  const said = classifyInbound(mail)
  const { ownId } = tracesOf(mail)
  return atomically(db, function* (tx) {
    const [about] = yield* ask(
      tx
        .select()
        .from(outbox)
        .where(eq(outbox.id, row.outboxId ?? '')),
    )
    // Its attempt isn't over: what came back would be written over by what the relay says of it.
    if (about && (about.state === 'sending' || (yield* isLetterUnderWay(tx, about)))) {
      yield* ask(
        tx
          .update(inboundMails)
          .set({ lookAt: new Date(now.getTime() + inboundWait) })
          .where(eq(inboundMails.id, row.id))
          .returning({ id: inboundMails.id }),
      )
      return false
    }
    const isOurOwn = about !== undefined && ownId === about.messageId
    const isUnclear = !about || isOurOwn || said.kind === 'unclear'
    const address = about ? yield* addressOf(tx, { keyring, about }) : null
    // An office's address is no secret at the desk; that of a supporter is masked even where only half of it stands.
    const secret = about?.deliveryId ? null : address
    const [mine] = yield* ask(
      tx
        .update(inboundMails)
        .set({
          state: isUnclear ? 'unclear' : 'settled',
          kind: isUnclear ? 'unclear' : said.kind,
          statusCode: said.status,
          response: said.words === '' ? null : ownWords(said.words, secret).slice(0, 500),
          settledAt: now,
        })
        .where(and(eq(inboundMails.id, row.id), eq(inboundMails.state, 'received')))
        .returning({ id: inboundMails.id }),
    )
    if (mine && about && !isUnclear) yield* takeEffect(tx, { keyring, row, about, said, address, now })
    return mine !== undefined
  })
}

/** Takes hold of the letter, so that no attempt begins while what came back is written down. */
function* isLetterUnderWay(tx: Db, { deliveryId }: OutboxRow) {
  if (!deliveryId) return false
  const [letter] = yield* ask(
    tx
      .update(deliveries)
      .set({ state: sql`${deliveries.state}` })
      .where(eq(deliveries.id, deliveryId))
      .returning({ state: deliveries.state }),
  )
  return letter?.state === 'sending'
}

/** Where a mail of ours went, as far as it is still known. What a report says of it is never believed. */
function* addressOf(tx: Db, { keyring, about }: { keyring: Keyring; about: OutboxRow }) {
  if (about.deliveryId) {
    const [letter] = yield* ask(
      tx.select({ email: deliveries.toEmail }).from(deliveries).where(eq(deliveries.id, about.deliveryId)),
    )
    return letter?.email ?? null
  }
  if (!about.signatureId) return null
  const [signer] = yield* ask(
    tx
      .select({ sealed: signatures.emailSealed })
      .from(signatures)
      .where(eq(signatures.id, about.signatureId)),
  )
  return signer?.sealed ? keyring.open(signer.sealed, `signature:${about.signatureId}`).toString() : null
}

type Following = {
  keyring: Keyring
  row: InboundRow
  about: OutboxRow
  said: Inbound
  address: string | null
  now: Date
}

function* takeEffect(tx: Db, { keyring, row, about, said, address, now }: Following) {
  const { delivery, mail, suppresses } = effectOf(said.kind, about.kind)
  // The letter first and then its mail, as everybody does who touches both.
  if (delivery && about.deliveryId)
    yield* ask(
      tx
        .update(deliveries)
        .set({ state: delivery.state, heldReason: null, updatedAt: now })
        .where(and(eq(deliveries.id, about.deliveryId), inArray(deliveries.state, delivery.from)))
        .returning({ id: deliveries.id }),
    )
  // Only when the letter moved on with it: a mail that is not tried any more under a letter that waits would wait for ever.
  if (mail && (!about.deliveryId || delivery))
    yield* ask(
      tx
        .update(outbox)
        .set({ state: mail, payloadSealed: null, settledAt: now })
        .where(and(eq(outbox.id, about.id), inArray(outbox.state, triable)))
        .returning({ id: outbox.id }),
    )
  if (!suppresses || !address) return
  // Said once before: who lifted that suppression since knows better than a report that was sent again.
  const [before] = yield* ask(
    tx
      .select({ n: count() })
      .from(inboundMails)
      .where(
        and(
          eq(inboundMails.outboxId, about.id),
          eq(inboundMails.kind, said.kind),
          eq(inboundMails.state, 'settled'),
          ne(inboundMails.id, row.id),
        ),
      ),
  )
  if (before?.n === 0)
    yield* suppressAddress(tx, {
      keyring,
      email: address,
      response: ownWords(said.words, address) || said.kind,
      now,
    })
}

/** Sealed with a key that isn't here, or broken in a way nobody thought of: it stays, and holds up nobody else. */
async function putOff(db: Db, { row, now }: { row: InboundRow; now: Date }) {
  const triesCount = row.triesCount + 1
  await atomically(db, function* (tx) {
    yield* ask(
      tx
        .update(inboundMails)
        .set({
          triesCount,
          lookAt: new Date(now.getTime() + inboundWait * 2 ** triesCount),
          ...(triesCount >= inboundTries ? { state: 'unclear', settledAt: now } : {}),
        })
        .where(and(eq(inboundMails.id, row.id), eq(inboundMails.state, 'received')))
        .returning({ id: inboundMails.id }),
    )
  })
}
