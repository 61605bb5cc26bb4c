import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { campaigns, deliveries, inboundMails, outbox, signatures, suppressions } from '../db/schema'
import { freshDb } from '../tests/support/database'
import {
  ana,
  bruno,
  type Campaign,
  carla,
  day,
  keyring,
  lapshinCampaign,
  later,
  minute,
  morning,
  post,
  postAndRead,
  signAndConfirm,
  tigranAtDesk,
} from '../tests/support/people'
import { openPostOffice } from '../tests/support/post-office'
import { comesBack, queuedLetter, returned } from '../tests/support/returned-mail'
import { allRows } from '../tests/support/rows'
import { settleAttempt } from './attempt.server'
import { claimMails } from './claim.server'
import type { DeliveryState } from './delivery'
import { inboundLimits, inboundTries } from './inbound'
import { contentKeyOf, listReturned, noteUnclear, takeInbound } from './inbound.server'
import { settleInbound } from './inbound-settling.server'
import { openKeyring } from './keyring.server'
import { liftSuppression } from './mail-release.server'
import { isSuppressed } from './mail-trouble.server'
import { eraseDue } from './retention.server'

let db: Db
let campaign: Campaign
let tigran: string
let office: Awaited<ReturnType<typeof openPostOffice>>
beforeEach(async () => {
  db = await freshDb()
  campaign = await lapshinCampaign(db)
  tigran = await tigranAtDesk(db)
  office = await openPostOffice(db, { bounceDomain: 'bounces.example' })
})

const mailOfAna = async () => {
  await post(db, campaign, ana)
  await office.bring(morning)
  const [mail] = await db.select().from(outbox).where(eq(outbox.kind, 'confirm-signature'))
  if (!mail) throw new Error('There is no mail.')
  return mail.id
}
const sentLetter = async () => {
  await signAndConfirm(db, campaign, ana)
  const letter = await queuedLetter(db, campaign, tigran)
  await office.bring(morning)
  expect(await stateOf(letter.deliveryId)).toBe('accepted')
  return letter
}
const stateOf = async (id: string) =>
  (await db.select().from(deliveries).where(eq(deliveries.id, id)))[0]?.state
const mailState = async (id: string) => (await db.select().from(outbox).where(eq(outbox.id, id)))[0]?.state
const comes = async (mailId: string, name: string, now = later(minute), change = {}) => {
  await comesBack(db, { mailId, raw: returned(name, change), now })
  return settleInbound(db, { keyring, now })
}
const refuses = (email: string = ana.email) => isSuppressed(db, { keyring, email })
const onlyInbound = async () => (await db.select().from(inboundMails))[0]

describe('what comes back about a supporter’s mail', () => {
  it.each([
    ['postfix-user-unknown', true],
    ['exim-unknown', true],
    ['arf-abuse', true],
    ['postfix-mailbox-full', false],
    ['postfix-delayed', false],
    ['postfix-blocklist', false],
    ['postfix-gave-up-timeout', false],
    ['vacation-rfc3834', false],
    ['challenge-tmda', false],
    ['answer-plain', false],
    ['garbage', false],
  ])('%s: no more mail goes there is %s', async (name, isSpared) => {
    await comes(await mailOfAna(), name)
    expect(await refuses()).toBe(isSpared)
    expect((await db.select().from(suppressions)).length).toBe(isSpared ? 1 : 0)
  })

  it('changes nothing about anybody else, whomever it names', async () => {
    const mailId = await mailOfAna()
    await post(db, campaign, carla)
    await comes(mailId, 'postfix-user-unknown', later(minute), {
      'embassy@embassy.example': carla.email,
    })
    expect([await refuses(), await refuses(carla.email)]).toEqual([true, false])
  })

  it.each([ana.email, 'mailbox ana.perez'])(
    'keeps the server’s words without an address: %s',
    async (named) => {
      const mailId = await mailOfAna()
      await comes(mailId, 'postfix-user-unknown', later(minute), { 'embassy@embassy.example': named })
      const row = await onlyInbound()
      expect(row).toMatchObject({ kind: 'address-refused', statusCode: '5.1.1', state: 'settled' })
      expect(row?.response).toContain('User unknown')
      expect(JSON.stringify(await allRows(db)).toLowerCase()).not.toContain('ana.perez')
    },
  )

  it('said again after somebody lifted it, does not suppress again', async () => {
    const mailId = await mailOfAna()
    await comes(mailId, 'postfix-user-unknown')
    await liftSuppression(db, { keyring, email: ana.email })
    await comes(mailId, 'postfix-user-unknown')
    await comes(mailId, 'postfix-user-unknown', later(2 * minute), { 'report-1@': 'report-2@' })
    expect(await db.select().from(inboundMails)).toHaveLength(2)
    expect(await refuses()).toBe(false)
  })

  it('is held to be ours no more when it is our own mail that came round again', async () => {
    await post(db, campaign, ana)
    await office.bring(morning)
    const [mail] = await db.select().from(outbox)
    await comesBack(db, {
      mailId: mail?.id ?? '',
      raw: Buffer.from(
        `Return-Path: <>\nFrom: MAILER-DAEMON\nMessage-ID: ${mail?.messageId}\nSubject: Undelivered\n\n550 user unknown\n`,
      ),
      now: later(minute),
    })
    await settleInbound(db, { keyring, now: later(minute) })
    expect(await onlyInbound()).toMatchObject({ state: 'unclear', kind: 'unclear' })
    expect(await refuses()).toBe(false)
  })

  it('is never answered', async () => {
    const mailId = await mailOfAna()
    const before = (await db.select().from(outbox)).length
    for (const name of ['vacation-rfc3834', 'challenge-tmda', 'answer-plain', 'postfix-delayed', 'arf-abuse'])
      await comes(mailId, name)
    await office.bring(later(day))
    expect((await db.select().from(outbox)).length).toBe(before)
  })

  it('knows no address any more where it was erased, and leaves the rest in peace', async () => {
    const mailId = await mailOfAna()
    await db.update(signatures).set({ emailSealed: null }).returning()
    await comes(mailId, 'postfix-user-unknown')
    expect(await onlyInbound()).toMatchObject({ state: 'settled' })
    expect(await db.select().from(suppressions)).toEqual([])
  })
})

describe('what comes back about an organiser’s mail', () => {
  it('suppresses nobody, or its owner would be locked out', async () => {
    const { requestCode } = await import('./sign-in.server')
    await requestCode(db, {
      keyring,
      email: 'tigran@anc.example',
      browser: 'b',
      mailDomain: 'p.example',
      now: morning,
    })
    await office.bring(morning)
    const [mail] = await db.select().from(outbox)
    await comes(mail?.id ?? '', 'postfix-user-unknown')
    expect(await onlyInbound()).toMatchObject({ kind: 'address-refused' })
    expect(await db.select().from(suppressions)).toEqual([])
  })
})

describe('what comes back about a letter', () => {
  it.each<[string, DeliveryState]>([
    ['postfix-user-unknown', 'bounced'],
    ['postfix-mailbox-full', 'bounced'],
    ['exchange-restricted', 'bounced'],
    ['postfix-gave-up-expired', 'bounced'],
    ['postfix-too-large', 'bounced'],
    ['postfix-delivered', 'delivered'],
    ['arf-abuse', 'complained'],
    ['answer-russian-cp1251', 'replied'],
    ['postfix-delayed', 'accepted'],
    ['postfix-relayed', 'accepted'],
    ['outlook-oof', 'accepted'],
    ['read-receipt', 'accepted'],
    ['challenge-boxbe', 'accepted'],
    ['nested-report-in-quote', 'replied'],
    ['empty', 'accepted'],
  ])('%s: the letter is %s', async (name, state) => {
    const { deliveryId, mailId } = await sentLetter()
    await comes(mailId, name)
    expect(await stateOf(deliveryId)).toBe(state)
    expect(await db.select().from(suppressions)).toEqual([])
  })

  it('is listed at the letter in its order, and the letter can be prepared again', async () => {
    const { deliveryId, mailId } = await sentLetter()
    await comes(mailId, 'postfix-delayed', later(minute))
    await comes(mailId, 'postfix-user-unknown', later(2 * minute))
    expect((await listReturned(db, deliveryId)).map(({ kind }) => kind)).toEqual([
      'delayed',
      'address-refused',
    ])
    const again = await queuedLetter(db, campaign, tigran)
    expect(again.deliveryId).not.toBe(deliveryId)
    expect(await stateOf(deliveryId)).toBe('bounced')
  })

  it('changes the letter it is about, and none that could be changed as well', async () => {
    const { deliveryId, mailId } = await sentLetter()
    await comes(mailId, 'postfix-user-unknown')
    const again = await queuedLetter(db, campaign, tigran)
    await comes(mailId, 'answer-plain', later(2 * minute))
    expect([await stateOf(deliveryId), await stateOf(again.deliveryId)]).toEqual(['replied', 'queued'])
    expect(await mailState(again.mailId)).toBe('queued')
  })

  it('an answer stays one, whatever bounces afterwards, and comes after a bounce too', async () => {
    const { deliveryId, mailId } = await sentLetter()
    await comes(mailId, 'postfix-user-unknown')
    await comes(mailId, 'answer-plain')
    expect(await stateOf(deliveryId)).toBe('replied')
    await comes(mailId, 'exim-unknown')
    expect(await stateOf(deliveryId)).toBe('replied')
  })

  it('proves that it went out: what nobody knew of is not sent again', async () => {
    await signAndConfirm(db, campaign, ana)
    const { deliveryId, mailId } = await queuedLetter(db, campaign, tigran)
    const claimed = await claimMails(db, { keyring, workerId: 'w', limit: 9, now: morning, chance: 0.5 })
    const mine = claimed.find(({ mail }) => mail.id === mailId)
    if (!mine) throw new Error('The letter was not claimed.')
    await settleAttempt(db, {
      ...{ keyring, claimed: mine, workerId: 'w', now: morning },
      outcome: { result: 'unknown', response: 'ECONNRESET', responseCode: null, phase: 'after-dot' },
    })
    await comes(mailId, 'postfix-user-unknown')
    expect([await stateOf(deliveryId), await mailState(mailId)]).toEqual(['bounced', 'failed'])
    await office.bring(later(day))
    expect((await office.arrived()).filter(({ subject }) => subject === deliveryId)).toEqual([])
  })

  it('waits while an attempt is under way, and is written down after it', async () => {
    await signAndConfirm(db, campaign, ana)
    const { deliveryId, mailId } = await queuedLetter(db, campaign, tigran)
    const claimed = await claimMails(db, { keyring, workerId: 'w', limit: 9, now: morning, chance: 0.5 })
    const mine = claimed.find(({ mail }) => mail.id === mailId)
    if (!mine) throw new Error('The letter was not claimed.')
    expect(await comes(mailId, 'postfix-user-unknown')).toMatchObject({ settledCount: 0, faults: [] })
    await settleAttempt(db, {
      ...{ keyring, claimed: mine, workerId: 'w', now: later(minute) },
      outcome: { result: 'accepted', response: '250', responseCode: 250, phase: 'after-dot' },
    })
    await settleInbound(db, { keyring, now: later(3 * minute) })
    expect(await stateOf(deliveryId)).toBe('bounced')
  })

  it('does nothing to a letter that was called back or is held', async () => {
    const { deliveryId, mailId } = await sentLetter()
    for (const state of ['cancelled', 'held', 'draft', 'expired'] as const) {
      await db.update(deliveries).set({ state }).where(eq(deliveries.id, deliveryId)).returning()
      await comes(mailId, 'postfix-user-unknown', later(minute), { 'report-1@': `${state}@` })
      expect(await stateOf(deliveryId)).toBe(state)
    }
  })
})

describe('taking it in', () => {
  it('is done once for the same mail, and says so when it is brought again', async () => {
    const mailId = await mailOfAna()
    const raw = returned('postfix-user-unknown')
    const all = await Promise.all([1, 2, 3].map(() => comesBack(db, { mailId, raw, now: later(minute) })))
    expect(all).toEqual([{ kind: 'taken' }, { kind: 'taken' }, { kind: 'taken' }])
    expect(await db.select().from(inboundMails)).toHaveLength(1)
  })

  it('keeps the bytes sealed, and opens them in their place alone', async () => {
    const raw = returned('answer-plain')
    await comesBack(db, { mailId: await mailOfAna(), raw, now: later(minute) })
    const row = await onlyInbound()
    expect(keyring.open(row?.rawSealed ?? '', `inbound:${row?.id}`)).toEqual(raw)
    expect(JSON.stringify(row)).not.toContain('Consul')
  })

  it('has an end for one mail of ours, and says so', async () => {
    const mailId = await mailOfAna()
    for (let n = 0; n < inboundLimits('confirm-signature').count; n++)
      expect(await comesBack(db, { mailId, raw: Buffer.from(`${n}`), now: later(n) })).toEqual({
        kind: 'taken',
      })
    expect(await comesBack(db, { mailId, raw: Buffer.from('more'), now: later(99) })).toEqual({
      kind: 'too-many',
    })
    const [other] = [await postAndRead(db, campaign, bruno)]
    const [mail] = await db.select().from(outbox).where(eq(outbox.signatureId, other.signatureId))
    expect(await comesBack(db, { mailId: mail?.id ?? '', raw: Buffer.from('x'), now: later(99) })).toEqual({
      kind: 'taken',
    })
  })

  it('has a length for one mail of ours: a letter’s answer may be long', async () => {
    const { size } = inboundLimits('confirm-signature')
    const { mailId } = await sentLetter()
    const [ofAna] = await db.select().from(outbox).where(eq(outbox.kind, 'confirm-signature'))
    const takes = async (id: string, bytes: number) =>
      (await comesBack(db, { mailId: id, raw: Buffer.alloc(bytes, 'x'), now: later(minute) })).kind
    expect(await takes(ofAna?.id ?? '', size)).toBe('taken')
    expect(await takes(ofAna?.id ?? '', size + 1)).toBe('too-long')
    expect(await takes(mailId, size + 1)).toBe('taken')
  })

  it('is refused for a mail that is not there', async () => {
    const raw = Buffer.from('x')
    const contentKey = contentKeyOf(keyring, { raw })
    expect(
      await takeInbound(db, { keyring, source: 'smtp', raw, contentKey, mailId: 'nothing', now: morning }),
    ).toEqual({ kind: 'no-mail' })
  })

  it('holds nobody up with a mail that can’t be opened, and keeps it', async () => {
    const mailId = await mailOfAna()
    const raw = Buffer.from('sealed elsewhere')
    const elsewhere = openKeyring('the secret of another installation')
    await takeInbound(db, { keyring: elsewhere, source: 'smtp', raw, contentKey: 'k', mailId, now: morning })
    const { settledCount, faults } = await comes(mailId, 'postfix-user-unknown')
    expect([settledCount, faults.length]).toEqual([1, 1])
    expect(await refuses()).toBe(true)
    for (let n = 1; n < inboundTries; n++) await settleInbound(db, { keyring, now: later(n * day) })
    const [stuck] = await db.select().from(inboundMails).where(eq(inboundMails.contentKey, 'k'))
    expect(stuck).toMatchObject({ state: 'unclear', kind: null, triesCount: inboundTries })
    expect(elsewhere.open(stuck?.rawSealed ?? '', `inbound:${stuck?.id}`)).toEqual(raw)
  })
})

describe('keeping it', () => {
  const around = (now: Date) => ({ addressDays: 182, dataDir: '/nowhere', now })
  const rawOf = async (kind: string) =>
    (await db.select().from(inboundMails)).find((row) => row.kind === kind)?.rawSealed

  it('reports go after thirty days, answers to letters some months after the campaign closed, what was read of them stays', async () => {
    const { deliveryId, mailId } = await sentLetter()
    await comes(mailId, 'postfix-delayed')
    await comes(mailId, 'answer-plain', later(2 * minute))
    const [ofAna] = await db.select().from(outbox).where(eq(outbox.kind, 'confirm-signature'))
    await comes(ofAna?.id ?? '', 'answer-spanish')
    await eraseDue(db, around(later(29 * day)))
    expect((await db.select().from(inboundMails)).every(({ rawSealed }) => rawSealed)).toBe(true)
    await db
      .update(campaigns)
      .set({ closedAt: later(day), state: 'closed' })
      .returning()
    await eraseDue(db, around(later(31 * day)))
    const left = (await db.select().from(inboundMails)).filter(({ rawSealed }) => rawSealed)
    expect(left.map(({ kind, outboxId }) => [kind, outboxId])).toEqual([['answer', mailId]])
    await eraseDue(db, around(later(184 * day)))
    expect(await rawOf('answer')).toBeNull()
    expect((await listReturned(db, deliveryId)).map(({ kind }) => kind)).toEqual(['delayed', 'answer'])
  })

  it('that a mail of nobody’s came is forgotten after two months', async () => {
    await noteUnclear(db, { source: 'imap', contentKey: 'k', now: morning })
    await eraseDue(db, around(later(59 * day)))
    expect(await db.select().from(inboundMails)).toHaveLength(1)
    await eraseDue(db, around(later(61 * day)))
    expect(await db.select().from(inboundMails)).toEqual([])
  })

  it('what still waits to be read is not erased', async () => {
    await comesBack(db, { mailId: await mailOfAna(), raw: returned('arf-abuse'), now: later(minute) })
    await eraseDue(db, around(later(100 * day)))
    expect((await onlyInbound())?.rawSealed).not.toBeNull()
  })
})
