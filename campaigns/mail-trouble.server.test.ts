import { asc, eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { atomically, type Db } from '../db/client.server'
import { attempts, mailHolds, mailPauses, outbox, suppressions } from '../db/schema'
import { freshDb } from '../tests/support/database'
import {
  ana,
  carla,
  keyring,
  lapshinCampaign,
  later,
  mailDomain,
  minute,
  morning,
  post,
} from '../tests/support/people'
import { openPostOffice } from '../tests/support/post-office'
import { settleAttempt } from './attempt.server'
import { claimMails } from './claim.server'
import {
  endPause,
  findMailTrouble,
  liftSuppression,
  listMailTrouble,
  releaseDomain,
} from './mail-release.server'
import { type MailKind, probeWait, type ResultKind, refusalsPerDomain } from './outbox'
import { type Claimed, queueMail } from './outbox.server'

let db: Db
beforeEach(async () => {
  db = await freshDb()
})

const queue = (to: string, { kind = 'invitation' as MailKind, now = morning } = {}) =>
  atomically(db, (tx) =>
    queueMail(tx, {
      kind,
      keyring,
      payload: { email: to, code: 'ABCD2345' },
      domain: to.split('@')[1] ?? '',
      mailDomain,
      now,
    }),
  )
const claim = (now = morning, workerId = 'worker') =>
  claimMails(db, { keyring, workerId, limit: 10, now, chance: 0.5 })
const settle = (claimed: Claimed, result: ResultKind, phase: string, now = morning, workerId = 'worker') =>
  settleAttempt(db, {
    keyring,
    claimed,
    workerId,
    outcome: { result, response: '5xx words of the relay', responseCode: 550, phase },
    now,
  })
const first = (claimed: Claimed[]) => {
  if (!claimed[0]) throw new Error('Nothing was claimed.')
  return claimed[0]
}
const stateOf = async (id: string) => (await db.select().from(outbox).where(eq(outbox.id, id)))[0]?.state

describe('when the relay won’t have us', () => {
  const pausedByOne = async () => {
    await queue('one@a.example')
    await settle(first(await claim()), 'transport-refused', 'auth')
    await queue('two@b.example', { now: later(minute) })
    await queue('three@c.example', { now: later(minute) })
  }

  it('nothing more goes to anybody, whichever worker asks', async () => {
    await pausedByOne()
    expect(await claim(later(2 * minute))).toEqual([])
    expect(await claim(later(2 * minute), 'another')).toEqual([])
    expect(await findMailTrouble(db)).toMatchObject({ pausedAt: morning, phase: 'auth' })
    expect((await listMailTrouble(db, { keyring })).waitingCount).toBe(3)
  })

  it('a code that somebody waits for at the door is tried all the same, and ends the pause when it goes', async () => {
    await pausedByOne()
    await queue('keeper@anc.example', { kind: 'sign-in-code', now: later(2 * minute) })
    const [code, ...others] = await claim(later(2 * minute))
    expect([code?.mail.kind, others]).toEqual(['sign-in-code', []])
    await settle(code as Claimed, 'accepted', 'after-dot', later(2 * minute))
    expect(await db.select().from(mailPauses)).toEqual([])
    expect(await claim(later(3 * minute))).toHaveLength(3)
  })

  it('one mail goes ahead a quarter of an hour later, by one worker only, and the others follow once it got through', async () => {
    await pausedByOne()
    const then = later(probeWait)
    const both = [await claim(then), await claim(then, 'another')]
    expect(both.map(({ length }) => length)).toEqual([1, 0])
    await settle(first(both.flat()), 'temporary', 'rcpt', then)
    expect(await claim(then)).toHaveLength(2)
  })

  it('goes on waiting when the one ahead is refused as well', async () => {
    await pausedByOne()
    const then = later(probeWait)
    await settle(first(await claim(then)), 'transport-refused', 'tls', then)
    expect(await claim(later(minute, then))).toEqual([])
    const [pause] = await db.select().from(mailPauses)
    expect(pause).toMatchObject({ createdAt: morning, phase: 'tls', tryAt: later(probeWait, then) })
  })

  it('does not take a relay that can’t be reached for an open way', async () => {
    await pausedByOne()
    await settle(first(await claim(later(probeWait))), 'unreachable', 'connect', later(probeWait))
    expect(await db.select().from(mailPauses)).toHaveLength(1)
  })

  it('goes at once when a person says so, who may press twice', async () => {
    await pausedByOne()
    expect(await endPause(db)).toEqual({ kind: 'ended' })
    expect(await endPause(db)).toEqual({ kind: 'not-paused' })
    expect(await claim(later(2 * minute))).toHaveLength(3)
  })
})

describe('when a domain won’t have us', () => {
  it('nothing goes there before a person says so, and everything else goes', async () => {
    const refused = await queue('one@a.example')
    await settle(first(await claim()), 'policy-refused', 'mail')
    const behind = await queue('two@a.example', { now: later(minute) })
    const other = await queue('three@b.example', { now: later(minute) })
    expect((await claim(later(minute))).map(({ mail }) => mail.id)).toEqual([other])
    const { holds } = await listMailTrouble(db, { keyring })
    expect(holds).toMatchObject([{ domain: 'a.example', mailCount: 2, phase: 'mail' }])
    expect(JSON.stringify(await db.select().from(mailHolds))).not.toContain('a.example')

    const holdId = holds[0]?.id ?? ''
    expect(await releaseDomain(db, { holdId, now: later(2 * minute) })).toEqual({
      kind: 'released',
      mailCount: 1,
    })
    expect(await releaseDomain(db, { holdId, now: later(2 * minute) })).toEqual({ kind: 'not-held' })
    const ids = (await claim(later(2 * minute))).map(({ mail }) => mail.id)
    expect(ids.sort()).toEqual([refused, behind].sort())
    expect(await stateOf(refused)).toBe('sending')
  })

  it('one mailbox that refuses us after MAIL holds its own mail and not its neighbours’', async () => {
    await queue('list@big.example')
    await settle(first(await claim()), 'policy-refused', 'rcpt')
    expect(await db.select().from(mailHolds)).toEqual([])
    await queue('ana@big.example', { now: later(minute) })
    expect(await claim(later(minute))).toHaveLength(1)
  })

  it('several in a row do, unless the domain takes mail from us in between', async () => {
    const refuse = async (n: number, domain: string) => {
      await queue(`${n}@${domain}`, { now: later(n) })
      await settle(first(await claim(later(n))), 'policy-refused', 'after-dot', later(n))
    }
    await queue('taken@busy.example')
    await settle(first(await claim()), 'accepted', 'after-dot')
    for (let n = 1; n <= refusalsPerDomain; n++) {
      await refuse(n, 'busy.example')
      await refuse(n, 'closed.example')
    }
    const { holds } = await listMailTrouble(db, { keyring })
    expect(holds.map(({ domain, mailCount }) => [domain, mailCount])).toEqual([
      ['closed.example', refusalsPerDomain],
    ])
  })
})

describe('a supporter’s address that its server refused', () => {
  it('gets no more mail, however often somebody signs up with it, until a person lifts that', async () => {
    const campaign = await lapshinCampaign(db)
    const office = await openPostOffice(db)
    await post(db, campaign, ana)
    await settle(first(await claim()), 'address-refused', 'rcpt')
    await post(db, campaign, { ...ana, email: ana.email.toUpperCase() }, { now: later(minute) })
    await post(db, campaign, carla, { now: later(minute) })
    await office.bring(later(minute))
    expect((await office.arrived()).map(({ to }) => to)).toEqual([[carla.email]])
    const tries = await db.select().from(attempts).orderBy(asc(attempts.startedAt))
    expect(tries.map(({ response }) => response)).toContain('address-refused-before')
    expect(JSON.stringify(await db.select().from(suppressions))).not.toContain('ana')

    expect(await liftSuppression(db, { keyring, email: ana.email })).toEqual({ kind: 'lifted' })
    expect(await liftSuppression(db, { keyring, email: ana.email })).toEqual({ kind: 'not-suppressed' })
    await post(db, campaign, ana, { now: later(2 * minute) })
    await office.bring(later(2 * minute))
    expect(await office.arrived()).toHaveLength(2)
  })

  it.each<[MailKind, ResultKind]>([
    ['letter', 'address-refused'],
    ['sign-in-code', 'address-refused'],
    ['invitation', 'address-refused'],
    ['confirm-signature', 'policy-refused'],
    ['confirm-signature', 'too-large'],
    ['confirm-signature', 'unknown'],
  ])('is nobody’s by a %s that is %s', async (kind, result) => {
    await queue('somebody@mail.example', { kind })
    await settle(first(await claim()), result, 'rcpt')
    expect(await db.select().from(suppressions)).toEqual([])
  })
})
