import { eq, isNotNull } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { approveDelivery, prepareDelivery } from '../campaigns/delivery.server'
import { setNextLetter } from '../campaigns/letter-setting.server'
import { openMailThreads } from '../campaigns/mail-threads.server'
import type { MailKind, ResultKind } from '../campaigns/outbox'
import { queueMail } from '../campaigns/outbox.server'
import { beginMails } from '../campaigns/postman.server'
import { requestCode } from '../campaigns/sign-in.server'
import { ask, atomically, type Db } from '../db/client.server'
import {
  attempts,
  deliveries,
  deliverySignatures,
  mailHolds,
  mailPauses,
  outbox,
  suppressions,
} from '../db/schema'
import { freshDb } from './support/database'
import type { Fault } from './support/fault'
import { faults } from './support/faults'
import { type FaultyRelay, openFaultyRelay } from './support/faulty-relay'
import { report } from './support/figures'
import {
  ana,
  type Campaign,
  carla,
  keyring,
  lapshinCampaign,
  mailDomain,
  minute,
  morning,
  platform,
  post,
  signAndConfirm,
  tigranAtDesk,
} from './support/people'

const kinds = ['confirm-signature', 'sign-in-code', 'letter'] as const
type Kind = (typeof kinds)[number]

// The contract, row by row and written out again: what becomes of a mail of each kind.
const becomes: Record<ResultKind, Record<Kind, string>> = {
  accepted: { 'confirm-signature': 'accepted', 'sign-in-code': 'accepted', letter: 'accepted' },
  temporary: { 'confirm-signature': 'deferred', 'sign-in-code': 'deferred', letter: 'deferred' },
  unreachable: { 'confirm-signature': 'deferred', 'sign-in-code': 'deferred', letter: 'deferred' },
  'transport-refused': { 'confirm-signature': 'deferred', 'sign-in-code': 'deferred', letter: 'deferred' },
  unknown: { 'confirm-signature': 'unknown', 'sign-in-code': 'unknown', letter: 'unknown' },
  'address-refused': { 'confirm-signature': 'suppressed', 'sign-in-code': 'suppressed', letter: 'held' },
  'policy-refused': { 'confirm-signature': 'held', 'sign-in-code': 'held', letter: 'held' },
  'too-large': { 'confirm-signature': 'held', 'sign-in-code': 'held', letter: 'held' },
}
/** The schedule's first wait, in minutes. */
const firstWait: Record<Kind, number> = { 'confirm-signature': 1, 'sign-in-code': 1 / 4, letter: 5 }
const patience = { greeting: 400, answer: 400, whole: 900 }

let db: Db
let campaign: Campaign
let relay: FaultyRelay
let letter: { deliveryId: string; toEmail: string }

beforeAll(async () => {
  db = await freshDb()
  relay = await openFaultyRelay()
  campaign = await lapshinCampaign(db)
  await signAndConfirm(db, campaign, carla)
  letter = await approvedLetter()
})
afterAll(() => relay.close())

async function approvedLetter() {
  const organiserId = await tigranAtDesk(db)
  const { campaignId, recipientId } = campaign
  const prepared = await prepareDelivery(db, {
    campaignId,
    recipientId,
    organiserId,
    mailDomain,
    now: morning,
  })
  if (prepared.kind !== 'prepared') throw new Error(prepared.kind)
  await setNextLetter(db, { keyring, from: platform, siteUrl: 'https://petitions.example', now: morning })
  const [row] = await db.select().from(deliveries)
  const messageSha256 = row?.messageSha256 ?? ''
  const { deliveryId } = prepared
  await approveDelivery(db, { keyring, deliveryId, organiserId, messageSha256, now: morning })
  return { deliveryId, toEmail: row?.toEmail ?? '' }
}

/** A queue with one mail of each kind in it and nothing else, as if nothing had been tried before. */
async function queueOfEach() {
  await db.delete(attempts).returning()
  await db.delete(outbox).returning()
  await db.delete(mailPauses).returning()
  await db.delete(mailHolds).returning()
  await db.delete(suppressions).returning()
  // What was begun in place of the letter when the relay before this one found it too large.
  for (const { id } of await db.select().from(deliveries).where(isNotNull(deliveries.replacesId))) {
    await db.delete(deliverySignatures).where(eq(deliverySignatures.deliveryId, id)).returning()
    await db.delete(deliveries).where(eq(deliveries.id, id)).returning()
  }
  await post(db, campaign, ana)
  await requestCode(db, {
    keyring,
    email: 'tigran@anc.example',
    browser: 'a browser',
    mailDomain,
    now: morning,
  })
  const { deliveryId, toEmail } = letter
  await atomically(db, function* (tx) {
    const fresh = { state: 'queued', heldReason: null, acceptedAt: null } as const
    yield* ask(tx.update(deliveries).set(fresh).where(eq(deliveries.id, deliveryId)).returning())
    yield* queueMail(tx, {
      kind: 'letter',
      keyring,
      payload: { email: toEmail },
      domain: toEmail.slice(toEmail.lastIndexOf('@') + 1),
      mailDomain,
      deliveryId,
      now: morning,
    })
  })
}

/** Lets a worker take up what is due, over this relay, and waits for the results. */
async function carryAll({ script, relay: how }: Pick<Fault, 'script' | 'relay'>) {
  relay.behave(script)
  const scheme = how === 'smtps' ? 'smtps' : 'smtp'
  const transport = await openMailThreads({
    smtpUrl: `${scheme}://${how === 'password' ? 'post:secret@' : ''}127.0.0.1:${relay.port}`,
    from: platform.address,
    requireTls: how === 'encrypted',
    patience,
  })
  const siteUrl = 'https://petitions.example'
  const now = () => morning
  const postman = { db, keyring, transport, from: platform, siteUrl, workerId: 'matrix', now }
  try {
    await Promise.all(await beginMails(postman, 6))
  } finally {
    transport.close()
  }
}

const whatBecame = async (kind: MailKind) => {
  const [row] = await db
    .select({ mail: outbox, attempt: attempts })
    .from(outbox)
    .innerJoin(attempts, eq(attempts.outboxId, outbox.id))
    .where(eq(outbox.kind, kind))
  const [delivery] = await db.select().from(deliveries)
  if (!row || !delivery) throw new Error(`No attempt for ${kind}.`)
  return { ...row, delivery, wait: (row.mail.nextAttemptAt.getTime() - morning.getTime()) / minute }
}

test('there are at least sixty ways to misbehave, each with a name of its own', (context) => {
  const names = faults.map(({ name }) => name)
  const odd = faults.filter(({ result }) => result === 'accepted').length
  report(context, { scripts: faults.length, odd, mails: faults.length * kinds.length })
  expect(new Set(names).size).toBe(names.length)
  expect(faults.filter(({ result }) => result !== 'accepted').length).toBeGreaterThanOrEqual(60)
  expect(new Set(faults.map(({ result }) => result))).toEqual(new Set(Object.keys(becomes)))
})

describe.each(faults.map((fault) => [fault.name, fault] as const))('%s', (_, fault) => {
  beforeAll(async () => {
    await queueOfEach()
    const began = performance.now()
    await carryAll(fault)
    expect(performance.now() - began).toBeLessThan(4_000)
  })

  test('is answered with the right precaution, and no other', async () => {
    const isAboutUs = fault.result === 'policy-refused' && fault.phase?.[0] === 'mail'
    expect(await db.select().from(mailPauses)).toHaveLength(fault.result === 'transport-refused' ? 1 : 0)
    expect(await db.select().from(mailHolds)).toHaveLength(isAboutUs ? kinds.length : 0)
    // Ana's address is a supporter's; an organiser's and an office's are never given up by themselves.
    expect(await db.select().from(suppressions)).toHaveLength(fault.result === 'address-refused' ? 1 : 0)
  })

  test.each(kinds)('to a mail of kind %s', async (kind) => {
    const { mail, attempt, delivery, wait } = await whatBecame(kind)
    expect({ result: attempt.result, state: mail.state }).toEqual({
      result: fault.result,
      state: becomes[fault.result][kind],
    })
    expect(attempt).toMatchObject({ number: 1, startedAt: morning, finishedAt: morning })
    expect(fault.phase ?? ['after-dot']).toContain(attempt.phase)
    expect(mail).toMatchObject({ attemptCount: 1, leasedBy: null, leaseUntil: null })
    // Addresses are in nobody's words.
    expect(attempt.response).not.toMatch(/@/)
    if (mail.state === 'unknown') expect(wait).toBeGreaterThanOrEqual(30)
    if (mail.state === 'deferred' && fault.wait) expect(wait * 60).toBe(fault.wait)
    else if (mail.state === 'deferred') {
      expect(wait).toBeGreaterThanOrEqual(0.8 * firstWait[kind])
      expect(wait).toBeLessThanOrEqual(1.2 * firstWait[kind])
    }
    // What may be sent again is still there to be sent; what is over holds nobody's address.
    expect(mail.payloadSealed === null).toBe(['accepted', 'suppressed'].includes(mail.state))
    if (kind !== 'letter') return
    expect(delivery.state).toBe(mail.state)
    expect(delivery.heldReason).toBe(mail.state === 'held' ? fault.result : null)
    expect(delivery.acceptedAt !== null).toBe(mail.state === 'accepted')
  })
})
