import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { deliveries, outbox } from '../db/schema'
import { freshDb } from '../tests/support/database'
import {
  ana,
  type Campaign,
  hour,
  keyring,
  lapshinCampaign,
  later,
  mailDomain,
  minute,
  morning,
  signAndConfirm,
  tigranAtDesk,
} from '../tests/support/people'
import { openPostOffice } from '../tests/support/post-office'
import { settleAttempt } from './attempt.server'
import { claimMails } from './claim.server'
import { approveDelivery, cancelDelivery, prepareDelivery } from './delivery.server'
import { listMailTrouble, releaseDomain } from './mail-release.server'
import type { ResultKind } from './outbox'
import { sendAgain, whatItWaitsFor } from './send-again.server'
import { withdrawToken } from './withdraw-token.server'
import { withdrawSignature } from './withdrawal.server'

let db: Db
let campaign: Campaign
let tigran: string
let anas: string
let office: Awaited<ReturnType<typeof openPostOffice>>
beforeEach(async () => {
  db = await freshDb()
  campaign = await lapshinCampaign(db)
  tigran = await tigranAtDesk(db)
  office = await openPostOffice(db)
  anas = (await signAndConfirm(db, campaign, ana)).signatureId
  await office.bring(morning)
})

const prepare = async (now: Date) => {
  const { campaignId, recipientId } = campaign
  const made = await prepareDelivery(db, { campaignId, recipientId, organiserId: tigran, mailDomain, now })
  if (made.kind !== 'prepared') throw new Error(made.kind)
  return made.deliveryId
}
const rowOf = async (id: string) => {
  const [row] = await db.select().from(deliveries).where(eq(deliveries.id, id))
  if (!row) throw new Error('There is no such delivery.')
  return row
}
/** An approved letter whose first attempt came to this. */
async function letterThatWas(result: ResultKind, phase = 'mail') {
  const deliveryId = await prepare(morning)
  await office.setLetters(morning)
  const messageSha256 = (await rowOf(deliveryId)).messageSha256 ?? ''
  await approveDelivery(db, { keyring, deliveryId, organiserId: tigran, messageSha256, now: morning })
  const [claimed] = await claimMails(db, { keyring, workerId: 'w', limit: 9, now: morning })
  if (!claimed) throw new Error('Nothing was claimed.')
  const outcome = { result, response: 'words', responseCode: null, phase }
  await settleAttempt(db, { keyring, claimed, workerId: 'w', outcome, now: morning })
  return deliveryId
}
const soon = later(minute)
const sentTo = async (deliveryId: string) => {
  await office.bring(soon)
  const { toEmail, messageId } = await rowOf(deliveryId)
  const mails = (await office.arrived()).filter(({ to }) => to.includes(toEmail))
  return mails.map(({ headers }) => headers.find(([name]) => name === 'Message-ID')?.[1] === messageId)
}

describe('a letter that a person sends again', () => {
  it.each<[ResultKind, string]>([
    ['unknown', 'after-dot'],
    ['temporary', 'rcpt'],
    ['policy-refused', 'rcpt'],
  ])('goes at once when it was %s, the same one', async (result, phase) => {
    const id = await letterThatWas(result, phase)
    expect(await sentTo(id)).toEqual([])
    expect(await sendAgain(db, { deliveryId: id, now: soon })).toEqual({ kind: 'queued' })
    expect(await sendAgain(db, { deliveryId: id, now: soon })).toEqual({ kind: 'not-waiting' })
    expect(await sentTo(id)).toEqual([true])
    expect((await rowOf(id)).state).toBe('accepted')
  })

  it.each<[ResultKind]>([['accepted'], ['address-refused'], ['too-large']])(
    'does not go when it was %s',
    async (result) => {
      const id = await letterThatWas(result, 'rcpt')
      expect(await sendAgain(db, { deliveryId: id, now: soon })).toEqual({ kind: 'not-waiting' })
      expect(await sentTo(id)).toEqual([])
    },
  )

  it('does not go once it was called back', async () => {
    const id = await letterThatWas('policy-refused', 'rcpt')
    await cancelDelivery(db, { deliveryId: id, now: soon })
    expect(await sendAgain(db, { deliveryId: id, now: soon })).toEqual({ kind: 'not-waiting' })
  })

  it('is held when somebody in it has left meanwhile', async () => {
    const id = await letterThatWas('policy-refused', 'rcpt')
    await withdrawSignature(db, { keyring, token: withdrawToken(keyring, anas), now: soon })
    await sendAgain(db, { deliveryId: id, now: soon })
    expect(await sentTo(id)).toEqual([])
    expect(await rowOf(id)).toMatchObject({ state: 'held', heldReason: 'withdrawal' })
  })

  it('stays where it is while another letter is on its way in its place', async () => {
    const id = await letterThatWas('policy-refused', 'rcpt')
    await prepare(later(hour))
    expect(await sendAgain(db, { deliveryId: id, now: later(hour) })).toEqual({ kind: 'not-waiting' })
    expect((await rowOf(id)).state).toBe('held')
  })
})

describe('a letter to a domain that is held', () => {
  const release = async (now = soon) => {
    const { holds } = await listMailTrouble(db, { keyring })
    return releaseDomain(db, { holdId: holds[0]?.id ?? '', now })
  }

  it('waits for the release even when a person sends it again, and goes with it', async () => {
    const id = await letterThatWas('policy-refused')
    await sendAgain(db, { deliveryId: id, now: soon })
    expect(await whatItWaitsFor(db, { deliveryId: id })).toBe('hold')
    expect(await sentTo(id)).toEqual([])
    expect(await release()).toMatchObject({ kind: 'released' })
    expect(await whatItWaitsFor(db, { deliveryId: id })).toBeNull()
    expect(await sentTo(id)).toEqual([true])
  })

  it('goes by the release alone', async () => {
    const id = await letterThatWas('policy-refused')
    expect(await release()).toEqual({ kind: 'released', mailCount: 1 })
    expect(await sentTo(id)).toEqual([true])
  })

  it('stays held when another one took its place', async () => {
    const id = await letterThatWas('policy-refused')
    await prepare(later(hour))
    expect(await release(later(hour))).toEqual({ kind: 'released', mailCount: 0 })
    expect((await rowOf(id)).state).toBe('held')
    const [mail] = await db.select().from(outbox).where(eq(outbox.deliveryId, id))
    expect(mail?.state).toBe('held')
  })

  it('waits behind the relay’s pause, and says so', async () => {
    const id = await letterThatWas('transport-refused', 'auth')
    expect(await whatItWaitsFor(db, { deliveryId: id })).toBe('pause')
  })
})
