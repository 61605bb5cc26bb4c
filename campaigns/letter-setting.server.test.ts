import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { simpleParser } from 'mailparser'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { engine } from '../db/dialect'
import { campaignRecipients, deliveries, deliverySignatures, frozenMails, letters } from '../db/schema'
import { freshDb } from '../tests/support/database'
import { textOfPdf } from '../tests/support/pdf-text'
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
  platform,
  signAndConfirm,
  tigranAtDesk,
} from '../tests/support/people'
import { openPostOffice } from '../tests/support/post-office'
import { campaignLetterPdf } from './campaign-letter.server'
import { approveDelivery, cancelDelivery, prepareDelivery } from './delivery.server'
import { findDelivery, frozenBytes } from './delivery-list.server'
import { setNextLetter } from './letter-setting.server'
import { withdrawToken } from './withdraw-token.server'
import { withdrawSignature } from './withdrawal.server'

let db: Db
let campaign: Campaign
let tigran: string
let deliveryId: string

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const set = (now = later(minute)) =>
  setNextLetter(db, { keyring, from: platform, siteUrl: 'https://petitions.example', now })
const draft = async () => {
  const [row] = await db.select().from(deliveries).where(eq(deliveries.id, deliveryId))
  if (!row) throw new Error('There is no delivery.')
  return row
}
const approve = async (messageSha256?: string | null) =>
  approveDelivery(db, {
    keyring,
    deliveryId,
    organiserId: tigran,
    messageSha256: messageSha256 ?? (await draft()).messageSha256 ?? '',
    now: later(hour),
  })

const secret = {
  email: 'canary.mailbox@hidden-domain.example',
  countedName: 'Zuleika Quispe',
  countedCity: 'Tarabuco',
  line: 'Inconfundible renglón personal',
}

beforeEach(async () => {
  db = await freshDb()
  campaign = await lapshinCampaign(db)
  tigran = await tigranAtDesk(db)
  await signAndConfirm(db, campaign, { ...ana, email: secret.email, line: secret.line })
  await signAndConfirm(db, campaign, { ...bruno, email: 'bruno@mail.example', city: 'Rosario' })
  await signAndConfirm(db, campaign, { ...carla, name: secret.countedName, city: secret.countedCity })
  const result = await prepareDelivery(db, {
    campaignId: campaign.campaignId,
    recipientId: campaign.recipientId,
    organiserId: tigran,
    mailDomain,
    now: morning,
  })
  if (result.kind !== 'prepared') throw new Error(result.kind)
  deliveryId = result.deliveryId
})

describe('a letter on its way to the embassy', () => {
  it('arrives as the very bytes that were approved, with its PDF, and says of people what they chose', async () => {
    const office = await openPostOffice(db)
    await office.setLetters(later(minute))
    const { messageSha256, pdfSha256, reference, messageId, ...rest } = await draft()
    expect(rest).toMatchObject({
      state: 'draft',
      renderedAt: later(minute),
      renderFault: null,
      renderTries: 1,
    })
    await office.bring(later(minute))
    expect((await office.arrived()).filter(({ to }) => to[0]?.includes('embassy'))).toEqual([])

    expect(await approve(messageSha256)).toEqual({ kind: 'queued' })
    await office.bring(later(hour))
    expect(await draft()).toMatchObject({ state: 'accepted', acceptedAt: later(hour) })
    const mail = (await office.arrived()).find(({ to }) => to[0] === 'mail@embassy-of-belarus.example')
    const raw = await office.mailbox.raw(mail?.id ?? '')
    if (!mail || !raw) throw new Error('The letter did not arrive.')
    expect(sha256(raw)).toBe(messageSha256)
    expect(mail.headers).toContainEqual(['Message-ID', messageId])
    expect(mail.headers.map(([name]) => name)).not.toContain('Auto-Submitted')
    expect(mail.envelopeFrom).toBe(platform.address)
    const replyTo = mail.headers.find(([name]) => name === 'Reply-To')?.[1]
    expect(replyTo).toContain('letters@anc-south-america.example')
    expect(mail.from).toContain(`<${platform.address}>`)

    const pdf = (await office.mailbox.attachment(mail.id, 0))?.content ?? Buffer.alloc(0)
    expect(sha256(pdf)).toBe(pdfSha256)
    expect(pdf).toEqual((await frozenBytes(db, { keyring, deliveryId }))?.pdf)
    expect(mail.attachments).toMatchObject([{ filename: `${reference}.pdf`, contentType: 'application/pdf' }])

    const printed = textOfPdf(pdf)
    expect(printed).toContain(reference)
    expect(printed).toContain('Ana María Pérez')
    expect(printed).toContain('Córdoba')
    expect(printed).toContain('B. D.')
    expect(printed).not.toContain('Bruno')

    // Everything that leaves: the mail as it is, its parts decoded, the PDF as bytes and as it reads.
    const decoded = await simpleParser(raw)
    const all = [
      raw.toString('latin1'),
      decoded.text,
      decoded.html,
      decoded.headerLines.map(({ line }) => line).join('\n'),
      pdf.toString('latin1'),
      printed,
    ].join('\n')
    for (const canary of [
      secret.email,
      'canary',
      'hidden-domain',
      'bruno@',
      'elsewhere.example',
      'Bruno Díaz',
      ...secret.countedName.split(' '),
      secret.countedCity,
      'Inconfundible',
    ])
      expect(all.toLowerCase()).not.toContain(canary.toLowerCase())

    const found = await findDelivery(db, { deliveryId, organisationIds: [campaign.organisationId] })
    expect(found?.attempts).toMatchObject([{ number: 1, result: 'accepted', finishedAt: later(hour) }])
    expect(found?.attempts[0]?.response).toMatch(/^250 /)
    await office.bring(later(48 * hour))
    expect((await office.arrived()).filter(({ to }) => to[0]?.includes('embassy'))).toHaveLength(1)
  })

  it('is not sent when somebody in it took their signature back after the approval', async () => {
    const office = await openPostOffice(db)
    await office.setLetters(later(minute))
    await approve()
    const [behind] = await db.select().from(deliverySignatures)
    const token = withdrawToken(keyring, behind?.signatureId ?? '')
    await withdrawSignature(db, { keyring, token, now: later(hour) })
    await office.bring(later(2 * hour))
    expect((await office.arrived()).filter(({ to }) => to[0]?.includes('embassy'))).toEqual([])
    expect(await draft()).toMatchObject({ state: 'held', heldReason: 'withdrawal' })
  })
})

describe.skipIf(engine === 'postgres')('setting a letter in type', () => {
  it('has nothing to do when no draft waits', async () => {
    expect(await set()).toBe(true)
    expect(await set()).toBe(false)
  })

  it('keeps the bytes a person was shown, though two processes set the same letter', async () => {
    const first = set(later(minute))
    // One that comes by meanwhile leaves it alone; one that comes when the first should long be done does not.
    await set(later(minute))
    expect((await draft()).renderTries).toBe(1)
    const other = { name: 'Another process', address: platform.address }
    const second = setNextLetter(db, {
      keyring,
      from: other,
      siteUrl: 'https://petitions.example',
      now: later(3 * minute),
    })
    await Promise.race([first, second])
    const shown = await draft()
    const bytes = await frozenBytes(db, { keyring, deliveryId })
    await Promise.all([first, second])
    expect((await draft()).messageSha256).toBe(shown.messageSha256)
    expect(await frozenBytes(db, { keyring, deliveryId })).toEqual(bytes)
    expect(sha256(bytes?.message ?? Buffer.alloc(0))).toBe(shown.messageSha256)
  })

  it('keeps no bytes of a letter that was called back in the meantime', async () => {
    const setting = set()
    await new Promise((resolve) => setImmediate(resolve))
    await cancelDelivery(db, { deliveryId, now: later(1) })
    await setting
    expect(await db.select().from(frozenMails)).toEqual([])
    expect(await draft()).toMatchObject({ state: 'cancelled', messageSha256: null })
  })

  it('writes down why it cannot be set, three times, and then leaves it to a person', async () => {
    await db.delete(campaignRecipients).returning()
    for (let n = 1; n <= 3; n++) {
      expect(await set()).toBe(true)
      expect(await draft()).toMatchObject({ state: 'draft', renderTries: n, renderedAt: null })
    }
    expect((await draft()).renderFault).toBeTruthy()
    expect(await set()).toBe(false)
    expect(await approve('')).toEqual({ kind: 'changed' })
  })

  it('sets no letter whose words cannot be read', async () => {
    await db.update(letters).set({ body: '<script>alert(1)</script>' }).returning()
    await set()
    expect(await draft()).toMatchObject({ renderedAt: null, renderFault: expect.any(String) })
  })
})

describe.skipIf(engine === 'postgres')('the letter that anyone may download', () => {
  it('names nobody who signed, and is the same file all day', async () => {
    const pdf = async (now: Date) => {
      const made = await campaignLetterPdf(db, {
        campaignId: campaign.campaignId,
        language: 'es',
        withAnnex: false,
        now,
      })
      if (made.kind !== 'rendered') throw new Error(made.kind)
      return made.pdf
    }
    const first = await pdf(morning)
    const printed = textOfPdf(first)
    for (const word of ['Ana', 'Bruno', 'B. D.', 'Zuleika', 'Rosario', 'Tarabuco'])
      expect(printed).not.toContain(word)
    expect(sha256(await pdf(later(8 * hour)))).toBe(sha256(first))
  })

  it('is none in a language it was not written in', async () => {
    const asked = { campaignId: campaign.campaignId, language: 'hy', withAnnex: false, now: morning }
    expect(await campaignLetterPdf(db, asked)).toEqual({ kind: 'no-letter' })
    expect(await campaignLetterPdf(db, { ...asked, campaignId: 'none' })).toEqual({ kind: 'no-letter' })
  })
})
