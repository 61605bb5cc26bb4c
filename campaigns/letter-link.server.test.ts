import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { simpleParser } from 'mailparser'
import { beforeEach, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { deliveries, frozenMails } from '../db/schema'
import { freshDb } from '../tests/support/database'
import {
  ana,
  bruno,
  type Campaign,
  carla,
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
import { allRows } from '../tests/support/rows'
import { settleAttempt } from './attempt.server'
import { claimMails } from './claim.server'
import { approveDelivery, cancelDelivery, prepareDelivery } from './delivery.server'
import { findDelivery, frozenBytes } from './delivery-list.server'
import { findLinkedLetter, findVersions } from './letter-link.server'
import type { ResultKind } from './outbox'
import { withdrawToken } from './withdraw-token.server'
import { withdrawSignature } from './withdrawal.server'

let db: Db
let campaign: Campaign
let tigran: string
let office: Awaited<ReturnType<typeof openPostOffice>>
let largeId: string
let anas: string

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const prepare = () =>
  prepareDelivery(db, {
    campaignId: campaign.campaignId,
    recipientId: campaign.recipientId,
    organiserId: tigran,
    mailDomain,
    now: morning,
  })
const delivery = async (id: string) => {
  const [row] = await db.select().from(deliveries).where(eq(deliveries.id, id))
  if (!row) throw new Error('There is no such delivery.')
  return row
}
const approve = async (deliveryId: string, now: Date) => {
  const { messageSha256 } = await delivery(deliveryId)
  expect(
    await approveDelivery(db, {
      keyring,
      deliveryId,
      organiserId: tigran,
      messageSha256: messageSha256 ?? '',
      now,
    }),
  ).toEqual({ kind: 'queued' })
}
/** Whatever is due is tried, and this comes of it. */
const everythingIs = async (result: ResultKind, now: Date) => {
  for (const claimed of await claimMails(db, { keyring, workerId: 'w', limit: 9, now }))
    await settleAttempt(db, {
      keyring,
      claimed,
      workerId: 'w',
      outcome: { result, response: '552 5.3.4', responseCode: 552, phase: 'mail' },
      now,
    })
}
const nextOf = async (id: string) => (await findVersions(db, { deliveryId: id, replacesId: null })).after
const tokenIn = (text: string | undefined) => /\/letters\/([\w-]{43})\.pdf/.exec(text ?? '')?.[1] ?? 'none'

beforeEach(async () => {
  db = await freshDb()
  campaign = await lapshinCampaign(db)
  tigran = await tigranAtDesk(db)
  office = await openPostOffice(db)
  anas = (await signAndConfirm(db, campaign, ana)).signatureId
  await signAndConfirm(db, campaign, bruno)
  await signAndConfirm(db, campaign, carla)
  const prepared = await prepare()
  if (prepared.kind !== 'prepared') throw new Error(prepared.kind)
  largeId = prepared.deliveryId
  await office.setLetters(later(minute))
  await approve(largeId, later(2 * minute))
})

it('is prepared anew by itself, with a link in place of the PDF, and goes when a person approved it', async () => {
  await everythingIs('too-large', later(hour))
  expect(await delivery(largeId)).toMatchObject({ state: 'held', heldReason: 'too-large' })
  const next = await nextOf(largeId)
  const id = next?.id ?? ''
  expect(await delivery(id)).toMatchObject({
    state: 'draft',
    signatureCount: 3,
    disclosed: (await delivery(largeId)).disclosed,
    approvedBy: null,
  })
  await office.setLetters(later(hour))
  await office.bring(later(hour))
  expect((await office.arrived()).filter(({ to }) => to[0]?.includes('embassy'))).toEqual([])

  const frozen = await frozenBytes(db, { keyring, deliveryId: id })
  if (!frozen) throw new Error('It was not set.')
  const mail = await simpleParser(frozen.message)
  expect(mail.attachments).toEqual([])
  expect(frozen.message.length).toBeLessThan(40_000)
  for (const said of [mail.text ?? '', String(mail.html)]) {
    expect(said).toContain(sha256(frozen.pdf))
    expect(said).toMatch(/\(\d+ kB\)/)
  }
  const token = tokenIn(mail.text)
  expect((await findLinkedLetter(db, { keyring, token }))?.pdf.equals(frozen.pdf)).toBe(true)
  expect(JSON.stringify(await allRows(db))).not.toContain(token)
  for (const other of [`${token.slice(0, -1)}!`, 'A'.repeat(43), '', id, largeId])
    expect(await findLinkedLetter(db, { keyring, token: other })).toBe(null)

  await approve(id, later(2 * hour))
  await office.bring(later(2 * hour))
  expect((await delivery(id)).state).toBe('accepted')
  expect((await findLinkedLetter(db, { keyring, token }))?.reference).toBe(next?.reference)
  await db.delete(frozenMails).where(eq(frozenMails.deliveryId, id)).returning()
  expect(await findLinkedLetter(db, { keyring, token })).toBe(null)
})

it('is prepared anew once: one with a link that is too large as well stays held', async () => {
  await everythingIs('too-large', later(hour))
  const id = (await nextOf(largeId))?.id ?? ''
  await office.setLetters(later(hour))
  await approve(id, later(hour))
  await everythingIs('too-large', later(2 * hour))
  expect(await delivery(id)).toMatchObject({ state: 'held', heldReason: 'too-large' })
  expect(await nextOf(id)).toBe(null)
  expect(await db.select().from(deliveries)).toHaveLength(2)
})

it.each<[ResultKind]>([['policy-refused'], ['address-refused'], ['temporary'], ['unknown']])(
  'is not prepared anew when the result is %s',
  async (result) => {
    await everythingIs(result, later(hour))
    expect(await nextOf(largeId)).toBe(null)
  },
)

it('ends its link when the letter is called back, and while somebody in it has left', async () => {
  await everythingIs('too-large', later(hour))
  const id = (await nextOf(largeId))?.id ?? ''
  await office.setLetters(later(hour))
  const token = tokenIn(
    (await simpleParser((await frozenBytes(db, { keyring, deliveryId: id }))?.message ?? '')).text,
  )
  expect(await findLinkedLetter(db, { keyring, token })).not.toBe(null)
  await withdrawSignature(db, { keyring, token: withdrawToken(keyring, anas), now: later(hour) })
  expect(await delivery(id)).toMatchObject({ state: 'held', heldReason: 'withdrawal' })
  expect(await findLinkedLetter(db, { keyring, token })).toBe(null)
  await cancelDelivery(db, { deliveryId: id, now: later(hour) })
  expect(await findLinkedLetter(db, { keyring, token })).toBe(null)
})

it('goes without who left while the large one was on its way', async () => {
  const due = await claimMails(db, { keyring, workerId: 'w', limit: 9, now: later(hour) })
  const claimed = due.find(({ mail }) => mail.kind === 'letter')
  if (!claimed) throw new Error('Nothing was due.')
  await withdrawSignature(db, { keyring, token: withdrawToken(keyring, anas), now: later(hour) })
  const outcome = { result: 'too-large', response: '552', responseCode: 552, phase: 'after-dot' } as const
  await settleAttempt(db, { keyring, claimed, workerId: 'w', outcome, now: later(hour) })
  expect(await delivery((await nextOf(largeId))?.id ?? '')).toMatchObject({ signatureCount: 2 })
})

it('is somebody’s: others see neither version', async () => {
  await everythingIs('too-large', later(hour))
  const id = (await nextOf(largeId))?.id ?? ''
  expect(await findDelivery(db, { deliveryId: id, organisationIds: ['another'] })).toBe(null)
})
