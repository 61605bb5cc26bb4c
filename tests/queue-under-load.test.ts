import { count, eq, inArray } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { settleAttempt, sweepLeases } from '../campaigns/attempt.server'
import { claimMails } from '../campaigns/claim.server'
import { newId } from '../campaigns/keyring.server'
import { flightsPerDomain, leaseTime, nextWait } from '../campaigns/outbox'
import type { Claimed } from '../campaigns/outbox.server'
import type { Db } from '../db/client.server'
import { attempts, outbox } from '../db/schema'
import { freshDb } from './support/database'
import { report } from './support/figures'
import { day, hour, keyring, later, minute, morning } from './support/people'

const domainOf = (n: number) => `mail-${n % 199}.example`

/** Mails to many domains, and among them a crowd to one that is dead, which stands at the very front. */
async function fill(db: Db, { living, dead }: { living: number; dead: number }) {
  const row = (n: number, domain: string, createdAt: Date) => {
    const id = newId()
    return {
      id,
      kind: 'invitation' as const,
      state: 'queued' as const,
      payloadSealed: keyring.seal(JSON.stringify({ email: `person-${n}@${domain}` }), `outbox:${id}`),
      domainKey: keyring.hash('domain', domain),
      messageId: `<${id}@petitions.example>`,
      attemptCount: 0,
      nextAttemptAt: createdAt,
      expiresAt: later(3 * day, createdAt),
      createdAt,
    }
  }
  const rows = [
    ...Array.from({ length: dead }, (_, n) => row(n, 'dead.example', morning)),
    ...Array.from({ length: living }, (_, n) => row(n, domainOf(n), later(1))),
  ]
  for (let at = 0; at < rows.length; at += 500)
    await db
      .insert(outbox)
      .values(rows.slice(at, at + 500))
      .returning({ id: outbox.id })
}

const deadKey = keyring.hash('domain', 'dead.example')
const settle = (db: Db, claimed: Claimed, isTaken: boolean, now: Date) =>
  settleAttempt(db, {
    keyring,
    claimed,
    workerId: 'w',
    outcome: isTaken
      ? { result: 'accepted', response: '250 OK', responseCode: 250, phase: 'after-dot' }
      : { result: 'unreachable', response: 'ETIMEDOUT', responseCode: null, phase: 'rcpt' },
    now,
  })

test('one dead domain among ten thousand mails delays nobody else', async (context) => {
  const db = await freshDb()
  await fill(db, { living: 9_000, dead: 1_000 })
  // A clock that only this test moves, and a sink: the living answer within the tick, the dead one after a minute.
  const tick = 20_000
  const room = 240
  const hanging: { claimed: Claimed; until: number }[] = []
  for (let at = 1; at < 10 * tick; at += tick) {
    const now = later(at)
    for (const { claimed } of hanging.filter(({ until }) => until <= at))
      await settle(db, claimed, false, now)
    hanging.splice(0, hanging.length, ...hanging.filter(({ until }) => until > at))
    const limit = room - hanging.length
    const due = await claimMails(db, { keyring, workerId: 'w', limit, now, chance: 0.5 })
    const [dead, living] = [true, false].map((isDead) =>
      due.filter(({ mail }) => (mail.domainKey === deadKey) === isDead),
    )
    hanging.push(...(dead ?? []).map((claimed) => ({ claimed, until: at + minute })))
    // What the dead domain holds is two flights, never more; every other flight goes to somebody else, at every tick.
    expect(hanging.length).toBeLessThanOrEqual(flightsPerDomain)
    expect(living).toHaveLength(room - hanging.length)
    for (const claimed of living ?? []) await settle(db, claimed, true, now)
  }
  const rest = await db.select().from(outbox).where(eq(outbox.domainKey, deadKey))
  report(context, { mails: (await db.select({ n: count() }).from(outbox))[0]?.n ?? 0 })
  expect(rest).toHaveLength(1_000)
  expect(rest.every(({ state }) => ['queued', 'sending', 'deferred'].includes(state))).toBe(true)
})

describe('a clock that jumps', () => {
  const one = async (db: Db, now: Date) => {
    const [claimed] = await claimMails(db, { keyring, workerId: 'w', limit: 1, now, chance: 0.5 })
    return claimed
  }

  test('back by a day loses nothing and tries nothing twice; forward again, the mail goes once', async () => {
    const db = await freshDb()
    await fill(db, { living: 1, dead: 0 })
    const first = await one(db, later(minute))
    if (!first) throw new Error('Nothing was claimed.')
    await settle(db, first, false, later(-day))
    expect(await one(db, later(-day))).toBeUndefined()
    const again = await one(db, later(hour))
    if (!again) throw new Error('It was lost.')
    await settle(db, again, true, later(hour))
    expect(await one(db, later(2 * day))).toBeUndefined()
    expect(await db.select().from(attempts)).toHaveLength(2)
  })

  test('back in mid-attempt does not take the attempt from its worker; forward, it is unknown and not forgotten', async () => {
    const db = await freshDb()
    await fill(db, { living: 1, dead: 0 })
    const claimed = await one(db, later(minute))
    expect(await sweepLeases(db, { now: later(-day) })).toEqual({ sweptCount: 0 })
    expect(await sweepLeases(db, { now: later(leaseTime + 2 * minute) })).toEqual({ sweptCount: 1 })
    // The worker comes home after all: its words are kept, and the mail is not settled by a lease that is over.
    if (!claimed) throw new Error('Nothing was claimed.')
    await settle(db, claimed, true, later(hour))
    const [mail] = await db.select().from(outbox)
    const [attempt] = await db.select().from(attempts)
    expect([mail?.state, attempt?.result]).toEqual(['unknown', 'accepted'])
  })

  test('forward past the end of a mail’s life gives it up as expired, not as sent', async () => {
    const db = await freshDb()
    await fill(db, { living: 3, dead: 0 })
    expect(await claimMails(db, { keyring, workerId: 'w', limit: 9, now: later(30 * day) })).toEqual([])
    const rows = await db
      .select()
      .from(outbox)
      .where(inArray(outbox.state, ['expired']))
    expect(rows).toHaveLength(3)
  })
})

describe('a day on which the clocks are changed', () => {
  // Schedules count milliseconds, so a local clock that skips or repeats an hour changes no wait.
  test.each([
    ['forward in Madrid', '2027-03-28T00:55:00Z'],
    ['back in Madrid', '2027-10-31T00:55:00Z'],
    ['back in Santiago', '2027-04-04T02:55:00Z'],
    ['forward in Santiago', '2027-09-05T03:55:00Z'],
  ])('%s, a letter is tried at the same distances as on any day', async (_, moment) => {
    const db = await freshDb()
    await fill(db, { living: 1, dead: 0 })
    await db
      .update(outbox)
      .set({ nextAttemptAt: new Date(moment), expiresAt: later(5 * day, new Date(moment)), kind: 'letter' })
      .returning()
    let now = new Date(moment)
    const waits: number[] = []
    for (let n = 1; n <= 6; n++) {
      const [claimed] = await claimMails(db, { keyring, workerId: 'w', limit: 1, now, chance: 0.5 })
      if (!claimed) throw new Error(`Attempt ${n} did not come.`)
      await settle(db, claimed, false, now)
      const [mail] = await db.select().from(outbox)
      const next = mail?.nextAttemptAt ?? now
      waits.push((next.getTime() - now.getTime()) / minute)
      // A moment before it is due it is left alone.
      const early = { keyring, workerId: 'w', limit: 1, now: later(-1, next), chance: 0.5 }
      expect(await claimMails(db, early)).toEqual([])
      now = next
    }
    expect(waits).toEqual([5, 10, 30, 75, 120, 240])
    expect(waits[0]).toBe(nextWait('letter', 1, 0.5) / minute)
  })
})
