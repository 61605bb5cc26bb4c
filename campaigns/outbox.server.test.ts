import { asc, eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { atomically, type Db } from '../db/client.server'
import { attempts, outbox } from '../db/schema'
import { freshDb } from '../tests/support/database'
import {
  ana,
  type Campaign,
  carla,
  day,
  hour,
  keyring,
  lapshinCampaign,
  later,
  mailDomain,
  minute,
  morning,
  post,
  signInput,
} from '../tests/support/people'
import { dropMail, type Outcome, settleAttempt, sweepLeases } from './attempt.server'
import { claimMails } from './claim.server'
import { openKeyring } from './keyring.server'
import { flightsPerDomain, leaseTime, type MailKind, type ResultKind, unknownWait } from './outbox'
import { type Claimed, queueLength, queueMail } from './outbox.server'
import { signLetter } from './signature.server'

let db: Db
beforeEach(async () => {
  db = await freshDb()
})

async function queue(to: string, { kind = 'sign-in-code' as MailKind, now = morning } = {}) {
  const domain = to.split('@')[1] ?? ''
  return atomically(db, (tx) =>
    queueMail(tx, { kind, keyring, payload: { email: to, code: 'ABCD2345' }, domain, mailDomain, now }),
  )
}
const claim = (limit = 10, { workerId = 'worker', now = morning } = {}) =>
  claimMails(db, { keyring, workerId, limit, now, chance: 0.5 })
const only = async (now = morning): Promise<Claimed> => {
  const claimed = await claim(10, { now })
  if (claimed.length !== 1 || !claimed[0]) throw new Error(`${claimed.length} mails were claimed.`)
  return claimed[0]
}
const rowOf = async (id: string) => {
  const [row] = await db.select().from(outbox).where(eq(outbox.id, id))
  if (!row) throw new Error('There is no such mail.')
  return row
}
const triesOf = (id: string) =>
  db.select().from(attempts).where(eq(attempts.outboxId, id)).orderBy(asc(attempts.number))
const outcome = (result: ResultKind, response = '250 OK'): Outcome => ({
  result,
  response,
  responseCode: Number(response.slice(0, 3)) || null,
  phase: 'rcpt',
})
const settle = (claimed: Claimed, result: ResultKind, { now = morning, workerId = 'worker' } = {}) =>
  settleAttempt(db, { keyring, claimed, workerId, outcome: outcome(result), now })

describe('a mail in the queue', () => {
  it('is written with the event that causes it, or not at all', async () => {
    const campaign: Campaign = await lapshinCampaign(db)
    // The same Message-ID twice is refused by the database, after the signature was written.
    const handle = await post(db, campaign, ana)
    expect(handle).toBeTruthy()
    const [first] = await db.select().from(outbox)
    const work = atomically(db, function* (tx) {
      yield* queueMail(tx, {
        kind: 'sign-in-code',
        keyring,
        payload: { email: 'tigran@anc.example' },
        domain: 'anc.example',
        mailDomain,
        now: morning,
      })
      yield* queueMail(tx, {
        kind: 'sign-in-code',
        keyring,
        payload: { email: 'tigran@anc.example' },
        domain: 'anc.example',
        mailDomain,
        messageId: first?.messageId ?? '',
        now: morning,
      })
    })
    await expect(work).rejects.toThrow()
    expect(await db.select().from(outbox)).toHaveLength(1)
  })

  it('is not written when the signature is refused', async () => {
    const campaign = await lapshinCampaign(db)
    await signLetter(db, signInput(campaign, carla, { letterId: 'none' }))
    expect(await db.select().from(outbox)).toHaveLength(0)
  })

  it('holds its address, its code and its domain in no readable form', async () => {
    await queue('ana.perez@mail.example')
    const text = JSON.stringify(await db.select().from(outbox))
    for (const secret of ['ana.perez', 'mail.example', 'ABCD2345']) expect(text).not.toContain(secret)
  })
})

describe('a claim', () => {
  it('puts the attempt on record and moves the next one forward before anything is dialled', async () => {
    const id = await queue('ana@mail.example', { kind: 'confirm-signature' })
    const { mail, payload, attemptId } = await only()
    expect(payload).toEqual({ email: 'ana@mail.example', code: 'ABCD2345' })
    expect(mail).toMatchObject({ id, attemptCount: 1 })
    expect(await rowOf(id)).toMatchObject({
      state: 'sending',
      attemptCount: 1,
      leasedBy: 'worker',
      leaseUntil: later(leaseTime),
      nextAttemptAt: later(minute),
    })
    expect(await triesOf(id)).toMatchObject([
      { id: attemptId, number: 1, startedAt: morning, finishedAt: null, result: null },
    ])
  })

  it('takes nothing that is not due, was taken, or was settled', async () => {
    await queue('ana@mail.example', { now: later(minute) })
    expect(await claim()).toHaveLength(0)
    expect(await claim(10, { now: later(minute) })).toHaveLength(1)
    expect(await claim(10, { now: later(2 * minute) })).toHaveLength(0)
  })

  it('takes what has waited longest first, and no more than was asked for', async () => {
    const ids = []
    for (let n = 0; n < 5; n++) ids.push(await queue(`ana@mail${n}.example`, { now: later(-n * 1000) }))
    const claimed = await claim(2)
    expect(claimed.map(({ mail }) => mail.id)).toEqual([ids[4], ids[3]])
    expect(await claim(0)).toEqual([])
  })

  it('gives two workers different mails', async () => {
    for (let n = 0; n < 12; n++) await queue(`ana@mail${n}.example`)
    const taken = (
      await Promise.all(['one', 'two', 'three'].map((workerId) => claim(6, { workerId })))
    ).flat()
    const ids = taken.map(({ mail }) => mail.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThanOrEqual(6)
    expect(await db.select().from(attempts)).toHaveLength(ids.length)
  })

  it('lets two mails at most be on their way to one domain', async () => {
    for (let n = 0; n < 5; n++) await queue(`ana${n}@mail.example`)
    const first = await claim()
    expect(first).toHaveLength(flightsPerDomain)
    expect(await claim()).toHaveLength(0)
    if (first[0]) await settle(first[0], 'accepted')
    expect(await claim()).toHaveLength(1)
  })

  it('counts what another worker has under way to a domain, claimed in the same moment', async () => {
    for (let n = 0; n < 8; n++) await queue(`ana${n}@mail.example`)
    await Promise.all(['one', 'two', 'three', 'four'].map((workerId) => claim(4, { workerId })))
    const sending = await db.select().from(outbox).where(eq(outbox.state, 'sending'))
    expect(sending).toHaveLength(flightsPerDomain)
  })

  it('counts them too where each of the workers can open other mails', async () => {
    for (let n = 0; n < 2; n++) await queue(`ana${n}@mail.example`)
    const other = openKeyring('a key that only the second worker has')
    const mails = await db.select().from(outbox)
    for (let n = 0; n < 2; n++) {
      const id = `other${n}`
      const payload = JSON.stringify({ email: `carla${n}@mail.example`, code: 'ABCD2345' })
      const copy = { ...mails[n], id, messageId: `<${id}@anc.example>`, createdAt: later(1000) }
      const row = { ...copy, payloadSealed: other.seal(payload, `outbox:${id}`) }
      await db
        .insert(outbox)
        .values(row as typeof outbox.$inferInsert)
        .returning()
    }
    const now = later(minute)
    await Promise.all([
      claim(4, { now }),
      claimMails(db, { keyring: other, workerId: 'two', limit: 4, now, chance: 0.5 }),
    ])
    const sending = await db.select().from(outbox).where(eq(outbox.state, 'sending'))
    expect(sending).toHaveLength(flightsPerDomain)
  })

  it('does not let a crowd at one domain keep the others waiting', async () => {
    for (let n = 0; n < 45; n++) await queue(`ana${n}@crowded.example`, { now: later(-1000) })
    await queue('tigran@anc.example')
    const claimed = await claim(4)
    expect(claimed.map(({ payload }) => payload.email.split('@')[1]).sort()).toEqual([
      'anc.example',
      'crowded.example',
      'crowded.example',
    ])
  })

  it('leaves alone what it cannot open, and takes the rest', async () => {
    await queue('ana@mail.example', { now: later(-1000) })
    await db
      .update(outbox)
      .set({ payloadSealed: openKeyring('the key of another installation').seal('{}', 'outbox:x') })
      .returning()
    await queue('tigran@anc.example')
    const claimed = await claim()
    expect(claimed.map(({ payload }) => payload.email)).toEqual(['tigran@anc.example'])
    expect(await db.select().from(outbox).where(eq(outbox.state, 'queued'))).toHaveLength(1)
  })
})

describe('what came of an attempt', () => {
  it('is kept in the words of the relay, and a mail that was accepted is erased and done', async () => {
    const id = await queue('ana@mail.example')
    const claimed = await only()
    const answer = await settleAttempt(db, {
      keyring,
      claimed,
      workerId: 'worker',
      outcome: {
        result: 'accepted',
        response: '250 2.0.0 queued as 7',
        responseCode: 250,
        phase: 'after-dot',
      },
      now: later(1000),
    })
    expect(answer).toEqual({ state: 'accepted' })
    expect(await rowOf(id)).toMatchObject({
      state: 'accepted',
      payloadSealed: null,
      settledAt: later(1000),
      leasedBy: null,
      leaseUntil: null,
    })
    expect(await triesOf(id)).toMatchObject([
      { result: 'accepted', response: '250 2.0.0 queued as 7', responseCode: 250, finishedAt: later(1000) },
    ])
    expect(await claim(10, { now: later(day) })).toHaveLength(0)
  })

  it('brings a deferred mail back at its time, with a second attempt on record', async () => {
    const id = await queue('ana@mail.example', { kind: 'confirm-signature' })
    await settle(await only(), 'temporary', { now: later(1000) })
    expect(await rowOf(id)).toMatchObject({ state: 'deferred', nextAttemptAt: later(minute) })
    expect(await claim(10, { now: later(minute - 1) })).toHaveLength(0)
    const again = await only(later(minute))
    expect(again.mail.attemptCount).toBe(2)
    expect((await triesOf(id)).map(({ number }) => number)).toEqual([1, 2])
  })

  it.each([
    ['letter', 'address-refused', 'held', true],
    ['letter', 'policy-refused', 'held', true],
    ['confirm-signature', 'address-refused', 'suppressed', false],
    ['sign-in-code', 'address-refused', 'suppressed', false],
    ['confirm-signature', 'policy-refused', 'held', true],
  ] as const)('of a %s that met %s is %s', async (kind, result, state, isKept) => {
    const id = await queue('somebody@mail.example', { kind })
    await settle(await only(), result)
    const row = await rowOf(id)
    expect(row.state).toBe(state)
    expect(row.payloadSealed !== null).toBe(isKept)
    expect(await claim(10, { now: later(hour) })).toHaveLength(0)
  })

  it('waits half an hour and goes again under the same Message-ID when nobody knows it', async () => {
    const id = await queue('embassy@embassy.example', { kind: 'letter' })
    const first = await only()
    await settle(first, 'unknown', { now: later(1000) })
    expect(await rowOf(id)).toMatchObject({ state: 'unknown' })
    expect(await claim(10, { now: later(1000 + unknownWait - 1) })).toHaveLength(0)
    const again = await only(later(1000 + unknownWait))
    expect(again.mail.messageId).toBe(first.mail.messageId)
    expect(again.mail.attemptCount).toBe(2)
  })
})

describe('a lease', () => {
  it('that ran out leaves its mail unknown, for half an hour, under the same Message-ID', async () => {
    const id = await queue('embassy@embassy.example', { kind: 'letter' })
    const first = await only()
    expect(await sweepLeases(db, { now: later(leaseTime - 1) })).toEqual({ sweptCount: 0 })
    expect(await sweepLeases(db, { now: later(leaseTime) })).toEqual({ sweptCount: 1 })
    expect(await rowOf(id)).toMatchObject({ state: 'unknown', leasedBy: null, leaseUntil: null })
    expect(await triesOf(id)).toMatchObject([{ number: 1, result: 'unknown', finishedAt: null }])
    expect(await claim(10, { now: later(unknownWait - 1) })).toHaveLength(0)
    const again = await only(later(leaseTime + unknownWait))
    expect(again.mail.messageId).toBe(first.mail.messageId)
  })

  it('that ran out is not settled by the worker that lost it; its attempt still tells what came of it', async () => {
    const id = await queue('embassy@embassy.example', { kind: 'letter' })
    const first = await only()
    await sweepLeases(db, { now: later(leaseTime) })
    await settle(first, 'address-refused', { now: later(leaseTime + minute) })
    expect((await rowOf(id)).state).toBe('unknown')
    expect(await triesOf(id)).toMatchObject([
      { result: 'address-refused', finishedAt: later(leaseTime + minute) },
    ])
  })

  it('that somebody else has by now is not touched by a late result, nor by a late wish to drop the mail', async () => {
    for (const workerId of ['other', 'worker']) {
      const id = await queue(`${workerId}@embassy.example`, { kind: 'letter' })
      const first = await only()
      await sweepLeases(db, { now: later(leaseTime) })
      const now = later(leaseTime + unknownWait)
      const [again] = await claim(10, { workerId, now })
      expect(again?.mail.id).toBe(id)
      await settle(first, 'temporary', { now })
      expect(await rowOf(id)).toMatchObject({ state: 'sending', leasedBy: workerId, attemptCount: 2 })
      await dropMail(db, { claimed: first, reason: 'gone', now })
      expect(await rowOf(id)).toMatchObject({ state: 'sending', leasedBy: workerId })
      if (again) await settle(again, 'accepted', { now, workerId })
      expect(await rowOf(id)).toMatchObject({ state: 'accepted' })
      expect((await triesOf(id)).map(({ result }) => result)).toEqual(['temporary', 'accepted'])
    }
  })
})

describe('a mail that must not be sent after all', () => {
  it('is dropped with the reason in its attempt, and erased', async () => {
    const id = await queue('ana@mail.example')
    await dropMail(db, { claimed: await only(), reason: 'limit', now: later(1000) })
    expect(await rowOf(id)).toMatchObject({
      state: 'suppressed',
      payloadSealed: null,
      settledAt: later(1000),
    })
    expect(await triesOf(id)).toMatchObject([{ response: 'limit', phase: 'not-dialled', result: null }])
  })
})

describe('what is too old', () => {
  it.each([
    ['letter', 5 * day],
    ['confirm-signature', day],
    ['sign-in-code', 10 * minute],
  ] as const)('to be tried as a %s is given up and erased', async (kind, life) => {
    const id = await queue('somebody@mail.example', { kind })
    await settle(await only(), 'temporary')
    await claim(10, { now: later(life) })
    expect(await rowOf(id)).toMatchObject({ state: 'expired', payloadSealed: null, settledAt: later(life) })
  })

  it('is erased even when it was held, unless it is a letter that a person will look at', async () => {
    const mail = await queue('ana@mail.example', { kind: 'confirm-signature' })
    await settle(await only(), 'policy-refused')
    const letter = await queue('embassy@embassy.example', { kind: 'letter' })
    await settle(await only(), 'address-refused')
    await claim(10, { now: later(6 * day) })
    expect(await rowOf(mail)).toMatchObject({ state: 'expired', payloadSealed: null })
    expect(await rowOf(letter)).toMatchObject({ state: 'held' })
  })

  it('is not what is on its way at this moment', async () => {
    const id = await queue('tigran@anc.example')
    await only()
    await claim(10, { now: later(10 * minute) })
    expect((await rowOf(id)).state).toBe('sending')
  })
})

it('tells how many mails wait and for how long', async () => {
  expect(await queueLength(db, { now: morning })).toEqual({ waiting: 0, oldestSeconds: 0 })
  const kind = 'confirm-signature'
  await queue('ana@mail.example', { kind })
  await queue('carla@elsewhere.example', { kind, now: later(30_000) })
  expect(await queueLength(db, { now: later(90_500) })).toEqual({ waiting: 2, oldestSeconds: 90 })
  const [first] = await claim(1)
  if (first) await settle(first, 'accepted')
  expect(await queueLength(db, { now: later(90_500) })).toEqual({ waiting: 1, oldestSeconds: 60 })
  await queue('tigran@anc.example', { kind: 'sign-in-code' })
  expect(await queueLength(db, { now: later(90_500) })).toEqual({ waiting: 1, oldestSeconds: 60 })
})
