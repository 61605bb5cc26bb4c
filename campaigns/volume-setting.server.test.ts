import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { simpleParser } from 'mailparser'
import { beforeEach, expect, it, vi } from 'vitest'
import type { Db } from '../db/client.server'
import { deliveries, letterVolumes } from '../db/schema'
import { freshDb } from '../tests/support/database'
import { manySigners } from '../tests/support/many-signers'
import { textOfPdf } from '../tests/support/pdf-text'
import {
  ana,
  type Campaign,
  hour,
  keyring,
  lapshinCampaign,
  later,
  mailDomain,
  minute,
  platform,
  signAndConfirm,
  tigranAtDesk,
} from '../tests/support/people'
import { campaignLetterPdf } from './campaign-letter.server'
import { approveDelivery, prepareDelivery } from './delivery.server'
import { frozenBytes } from './delivery-list.server'
import { gatherNext } from './gathering.server'
import { findLinkedVolume } from './letter-link.server'
import { setNextLetter } from './letter-setting.server'
import { volumeSize } from './letter-volume'
import { listVolumes, openVolume } from './letter-volume.server'
import { eraseDue } from './retention.server'
import { withdrawToken } from './withdraw-token.server'
import { withdrawSignature } from './withdrawal.server'

let db: Db
let campaign: Campaign
let tigran: string
let deliveryId: string
let anas: string

const count = 8_000
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const draft = async () => {
  const [row] = await db.select().from(deliveries).where(eq(deliveries.id, deliveryId))
  if (!row) throw new Error('There is no delivery.')
  return row
}
const set = (now = later(minute), signal?: AbortSignal) =>
  setNextLetter(db, {
    keyring,
    from: platform,
    siteUrl: 'https://petitions.example',
    now,
    ...(signal && { signal }),
  })
const volume = async (number: number) => {
  const opened = await openVolume(db, { keyring, delivery: await draft(), number })
  if (!opened) throw new Error(`There is no volume ${number}.`)
  return opened
}
const frozen = async () => {
  const bytes = await frozenBytes(db, { keyring, deliveryId })
  if (!bytes) throw new Error('It was not set.')
  return bytes
}

beforeEach(async () => {
  db = await freshDb()
  campaign = await lapshinCampaign(db)
  tigran = await tigranAtDesk(db)
  anas = (await signAndConfirm(db, campaign, { ...ana, email: 'canary@hidden-domain.example' })).signatureId
  await manySigners(db, { like: anas, count })
  const { campaignId, recipientId } = campaign
  const result = await prepareDelivery(db, {
    ...{ campaignId, recipientId, organiserId: tigran, mailDomain },
    now: later(minute),
  })
  if (result.kind !== 'prepared') throw new Error(result.kind)
  deliveryId = result.deliveryId
  while (await gatherNext(db)) {}
})

it('sets many names in volumes, which letter and mail name with their SHA-256, and sends what was approved', async () => {
  await set()
  const { disclosed, messageSha256, reference, signatureCount, linkHash, renderFault } = await draft()
  expect({ renderFault, signatureCount, linkHash }).toEqual({
    renderFault: null,
    signatureCount: count + 1,
    linkHash: null,
  })
  const named = disclosed.full + disclosed.initials
  const volumes = await listVolumes(db, deliveryId)
  expect(volumes.map(({ first, last }) => [first, last])).toEqual([
    [1, volumeSize],
    [volumeSize + 1, named],
  ])
  const { message, pdf } = await frozen()
  expect(sha256(message)).toBe(messageSha256)
  const mail = await simpleParser(message)
  expect(mail.attachments.map(({ filename }) => filename)).toEqual([
    `${reference}.pdf`,
    `${reference}-01.pdf`,
    `${reference}-02.pdf`,
  ])
  const letter = textOfPdf(pdf)
  for (const [i, { sha256: hash, number }] of volumes.entries()) {
    const { pdf: bytes } = await volume(number)
    expect(sha256(bytes)).toBe(hash)
    expect(mail.attachments[i + 1]?.content.equals(bytes)).toBe(true)
    for (const said of [letter, mail.text ?? '', String(mail.html)]) expect(said).toContain(hash)
  }
  expect(
    await approveDelivery(db, {
      ...{ keyring, deliveryId, organiserId: tigran, messageSha256: messageSha256 ?? '' },
      now: later(hour),
    }),
  ).toEqual({ kind: 'queued' })
})

it('numbers the signatures through all volumes, and shows of people what they chose', async () => {
  await set()
  const { disclosed, reference } = await draft()
  const [one, two] = [textOfPdf((await volume(1)).pdf), textOfPdf((await volume(2)).pdf)]
  expect(one).toMatch(/1\. ?Ana /)
  expect(one).toContain(`${volumeSize}.`)
  expect(one).not.toContain(`${volumeSize + 1}.`)
  expect(two).toContain(`${volumeSize + 1}.`)
  expect(two).toContain(`${disclosed.full + disclosed.initials}.`)
  for (const text of [one, two]) {
    expect(text).toContain(reference)
    expect(text).not.toContain('hidden-domain')
  }
  const all = one + two
  for (const i of [0, 3, 7_500]) expect(all).toContain(`Firmante Número${i}`)
  for (const i of [1, 2, 7_501, 7_502]) expect(all).not.toContain(`Número${i} `)
  expect(all).not.toContain('Número7502')
  for (const text of [one, two]) expect(text.split('\f')[0]).toMatch(/(volume|tomo) [12] (of|de) 2/)
})

it('goes on where it ended, with a fault that is shown and the same bytes', async () => {
  const stopping = new AbortController()
  stopping.abort()
  await set(later(minute), stopping.signal)
  expect(await draft()).toMatchObject({
    renderTries: 0,
    renderFault: null,
    settingUntil: null,
    renderedAt: null,
  })
  await set()
  const before = await listVolumes(db, deliveryId)
  await db.delete(letterVolumes).where(eq(letterVolumes.number, 2)).returning()
  await db.update(deliveries).set({ renderedAt: null, signatureCount: 7 }).returning()
  await set(later(2 * minute))
  expect((await draft()).renderFault).toContain('not those that were counted')
  expect(await listVolumes(db, deliveryId)).toEqual(before)
})

it('is set by one process at a time, and by another once the first gave no sign of life', async () => {
  await db
    .update(deliveries)
    .set({ settingUntil: later(2 * minute) })
    .returning()
  expect(await set()).toBe(false)
  expect(await set(later(3 * minute))).toBe(true)
  expect((await draft()).renderedAt).not.toBeNull()
})

it('hands volumes out behind the link of the letter alone, until somebody leaves', async () => {
  await db.update(deliveries).set({ linkHash: 'set anew as one that was too large' }).returning()
  await set()
  const mail = await simpleParser((await frozen()).message)
  expect(mail.attachments).toHaveLength(1)
  const token = /\/letters\/([\w-]{43})\/2\.pdf/.exec(mail.text ?? '')?.[1] ?? 'none'
  const fetched = await findLinkedVolume(db, { keyring, token, number: 2 })
  expect(fetched?.pdf.equals((await volume(2)).pdf)).toBe(true)
  expect(await findLinkedVolume(db, { keyring, token, number: 3 })).toBe(null)
  expect(await findLinkedVolume(db, { keyring, token: 'A'.repeat(43), number: 2 })).toBe(null)
  await withdrawSignature(db, { keyring, token: withdrawToken(keyring, anas), now: later(hour) })
  expect((await draft()).state).toBe('held')
  expect(await findLinkedVolume(db, { keyring, token, number: 2 })).toBe(null)

  const due = later(hour + 31 * 24 * hour)
  await eraseDue(db, { addressDays: 182, dataDir: '/nonexistent', now: due })
  expect(await openVolume(db, { keyring, delivery: await draft(), number: 2 })).toBe(null)
  expect(await listVolumes(db, deliveryId)).toHaveLength(2)
})

it('stores no volume of a letter that was called back meanwhile', async () => {
  const setting = set()
  await vi.waitFor(async () => expect((await draft()).settingUntil).not.toBe(null))
  await db.update(deliveries).set({ state: 'cancelled' }).where(eq(deliveries.id, deliveryId)).returning()
  await setting
  expect(await listVolumes(db, deliveryId)).toEqual([])
  expect(await draft()).toMatchObject({ state: 'cancelled', renderFault: null, renderedAt: null })
})

it('is looked at with its totals alone before it is prepared', async () => {
  const looked = await campaignLetterPdf(db, {
    ...{ campaignId: campaign.campaignId, language: 'es', withAnnex: true, now: later(minute) },
  })
  if (looked.kind !== 'rendered') throw new Error(looked.kind)
  expect(looked.pages).toBeLessThan(6)
  expect(textOfPdf(looked.pdf)).not.toContain('Firmante')
})
