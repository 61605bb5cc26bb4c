import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import {
  attempts,
  campaignRecipients,
  campaigns,
  deliveries,
  deliverySignatures,
  frozenMails,
  letters,
  organisations,
  outbox,
  recipientAddresses,
  recipients,
  signatures,
} from '../db/schema'
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
  postAndRead,
  signAndConfirm,
  tigranAtDesk,
} from '../tests/support/people'
import { openPostOffice } from '../tests/support/post-office'
import { settleAttempt, sweepLeases } from './attempt.server'
import { claimMails } from './claim.server'
import { approveDelivery, cancelDelivery, prepareDelivery } from './delivery.server'
import { findDelivery, frozenBytes, listDeliveries } from './delivery-list.server'
import { tallySignatures } from './tally.server'
import { withdrawToken } from './withdraw-token.server'
import { withdrawSignature } from './withdrawal.server'

let db: Db
let campaign: Campaign
let tigran: string
beforeEach(async () => {
  db = await freshDb()
  campaign = await lapshinCampaign(db)
  tigran = await tigranAtDesk(db)
})

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const prepare = (change: Partial<Parameters<typeof prepareDelivery>[1]> = {}) =>
  prepareDelivery(db, {
    campaignId: campaign.campaignId,
    recipientId: campaign.recipientId,
    organiserId: tigran,
    mailDomain,
    now: morning,
    mayBeEmpty: true,
    ...change,
  })
const prepared = async () => {
  const result = await prepare()
  if (result.kind !== 'prepared') throw new Error(result.kind)
  return result.deliveryId
}
const rowOf = async (id: string) => {
  const [row] = await db.select().from(deliveries).where(eq(deliveries.id, id))
  if (!row) throw new Error('There is no such delivery.')
  return row
}
const approve = async (deliveryId: string, messageSha256?: string) =>
  approveDelivery(db, {
    keyring,
    deliveryId,
    organiserId: tigran,
    messageSha256: messageSha256 ?? (await rowOf(deliveryId)).messageSha256 ?? '',
    now: later(hour),
  })
const withdraw = (signatureId: string) =>
  withdrawSignature(db, { keyring, token: withdrawToken(keyring, signatureId), now: later(2 * hour) })
/** As if it had been set in type: what is approved are these bytes. */
async function setByHand(deliveryId: string) {
  const message = Buffer.from(`Subject: ${deliveryId}\r\n\r\nCarta\r\n`)
  await db
    .insert(frozenMails)
    .values({
      deliveryId,
      messageSealed: keyring.seal(message, `message:${deliveryId}`),
      pdfSealed: keyring.seal('%PDF', `pdf:${deliveryId}`),
      createdAt: morning,
    })
    .returning()
  await db
    .update(deliveries)
    .set({ renderedAt: morning, messageSha256: sha256(message) })
    .where(eq(deliveries.id, deliveryId))
    .returning()
}

describe('a letter that is prepared', () => {
  it('goes in a language the office reads, with everybody who counts at this moment and nobody else', async () => {
    await signAndConfirm(db, campaign, ana)
    await signAndConfirm(db, campaign, bruno)
    await signAndConfirm(db, campaign, carla)
    const gone = await signAndConfirm(db, campaign, { ...carla, email: 'dora@elsewhere.example' })
    await withdraw(gone.signatureId)
    await postAndRead(db, campaign, { ...carla, email: 'eva@elsewhere.example' })
    await signAndConfirm(
      db,
      campaign,
      { ...carla, email: 'bot@elsewhere.example' },
      { signals: ['honeypot'] },
    )
    const id = await prepared()
    expect(await rowOf(id)).toMatchObject({
      state: 'draft',
      letterId: campaign.letterIds.es,
      language: 'es',
      toEmail: 'mail@embassy-of-belarus.example',
      signatureCount: 3,
      disclosed: { full: 1, initials: 1, counted: 1 },
      messageSha256: null,
      approvedAt: null,
      preparedBy: tigran,
      reference: expect.stringMatching(/^2026-[B-Z]{6}$/),
      messageId: expect.stringMatching(/^<[\w-]{22}@petitions\.example>$/),
    })
    expect(await db.select().from(deliverySignatures)).toHaveLength(3)
    expect(await db.select().from(outbox).where(eq(outbox.kind, 'letter'))).toHaveLength(0)
  })

  it('counts what stands behind it, even while people sign', async () => {
    const posted = []
    for (let n = 0; n < 8; n++)
      posted.push(await signAndConfirm(db, campaign, { ...carla, email: `carla${n}@elsewhere.example` }))
    const [result] = await Promise.all([
      prepare(),
      ...posted.slice(4).map(({ signatureId }) => withdraw(signatureId)),
      ...[1, 2, 3].map((n) =>
        signAndConfirm(db, campaign, { ...ana, email: `ana${n}@mail.example` }).catch(() => null),
      ),
    ])
    const id = result && 'deliveryId' in result ? result.deliveryId : ''
    const behind = await db.select().from(deliverySignatures).where(eq(deliverySignatures.deliveryId, id))
    const { signatureCount, disclosed } = await rowOf(id)
    expect(signatureCount).toBe(behind.length)
    expect(disclosed.full + disclosed.initials + disclosed.counted).toBe(behind.length)
  })

  it('waits while another one to the same office is under way, and not afterwards', async () => {
    const id = await prepared()
    expect(await prepare()).toEqual({ kind: 'underway', deliveryId: id })
    await cancelDelivery(db, { deliveryId: id, now: later(1) })
    expect((await prepare()).kind).toBe('prepared')
  })

  it('is refused for an office that is not addressed, and for a campaign that is none', async () => {
    expect(await prepare({ recipientId: 'none' })).toEqual({ kind: 'not-a-recipient' })
    expect(await prepare({ campaignId: 'none' })).toEqual({ kind: 'not-a-recipient' })
  })

  it('is refused without an address', async () => {
    await db.delete(recipientAddresses).returning()
    expect(await prepare()).toEqual({ kind: 'no-address' })
  })

  it('is refused when the office reads none of its languages', async () => {
    await db
      .update(recipients)
      .set({ languages: ['ru', 'be'] })
      .returning()
    expect(await prepare()).toEqual({ kind: 'no-readable-letter' })
    await db
      .update(recipients)
      .set({ languages: ['es'] })
      .returning()
    await db.update(letters).set({ state: 'superseded' }).where(eq(letters.language, 'es')).returning()
    expect(await prepare()).toEqual({ kind: 'no-readable-letter' })
  })

  it('is refused before a campaign is published and after it is archived, not once it is closed', async () => {
    const set = (state: (typeof campaigns.$inferSelect)['state']) =>
      db.update(campaigns).set({ state }).where(eq(campaigns.id, campaign.campaignId)).returning()
    for (const state of ['draft', 'archived'] as const) {
      await set(state)
      expect(await prepare()).toEqual({ kind: 'not-published' })
    }
    await set('closed')
    expect((await prepare()).kind).toBe('prepared')
  })
})

describe('a letter to an office that gets only some countries’ signatures', () => {
  /** The embassy gets Argentina's, another office everybody else's. */
  async function routed() {
    const [embassy] = await db.select().from(recipients).where(eq(recipients.id, campaign.recipientId))
    const [address] = await db.select().from(recipientAddresses)
    if (!embassy || !address) throw new Error('no embassy')
    await db
      .insert(recipients)
      .values({ ...embassy, id: 'ministry', slug: 'ministry' })
      .returning()
    await db
      .insert(recipientAddresses)
      .values({ ...address, id: 'ministry', recipientId: 'ministry' })
      .returning()
    const link = { campaignId: campaign.campaignId, recipientId: 'ministry', position: 1 }
    await db
      .insert(campaignRecipients)
      .values({ ...link, forWhom: 'others' })
      .returning()
    await db
      .update(campaignRecipients)
      .set({ forWhom: 'countries', countries: ['AR'] })
      .where(eq(campaignRecipients.recipientId, campaign.recipientId))
      .returning()
  }
  const behind = async (result: Awaited<ReturnType<typeof prepare>>) => {
    if (result.kind !== 'prepared') throw new Error(result.kind)
    const rows = await db
      .select({ name: signatures.name })
      .from(deliverySignatures)
      .innerJoin(signatures, eq(signatures.id, deliverySignatures.signatureId))
      .where(eq(deliverySignatures.deliveryId, result.deliveryId))
    const { signatureCount, disclosed } = await rowOf(result.deliveryId)
    return { names: rows.map(({ name }) => name).sort(), signatureCount, disclosed }
  }

  it('has those and no others, added to the totals or not', async () => {
    await routed()
    await signAndConfirm(db, campaign, ana)
    await signAndConfirm(db, campaign, bruno)
    await tallySignatures(db, { now: morning })
    await signAndConfirm(db, campaign, carla)
    expect(await behind(await prepare())).toEqual({
      names: [ana.name, bruno.name],
      signatureCount: 2,
      disclosed: { full: 1, initials: 1, counted: 0 },
    })
    expect(await behind(await prepare({ recipientId: 'ministry' }))).toEqual({
      names: [carla.name],
      signatureCount: 1,
      disclosed: { full: 0, initials: 0, counted: 1 },
    })
  })

  it('is refused while there are none, and changes nothing', async () => {
    await routed()
    expect(await prepare()).toEqual({ kind: 'no-signatures' })
    const gone = await signAndConfirm(db, campaign, ana)
    await postAndRead(db, campaign, bruno)
    await withdraw(gone.signatureId)
    await signAndConfirm(db, campaign, carla)
    await tallySignatures(db, { now: morning })
    expect(await prepare()).toEqual({ kind: 'no-signatures' })
    expect((await prepare({ recipientId: 'ministry' })).kind).toBe('prepared')
    expect(await db.select().from(deliveries)).toHaveLength(1)
  })

  it('keeps its signatures when the routes change afterwards', async () => {
    await routed()
    await signAndConfirm(db, campaign, ana)
    const result = await prepare()
    await db.update(campaignRecipients).set({ forWhom: 'everyone', countries: [] }).returning()
    expect((await behind(result)).names).toEqual([ana.name])
  })
})

describe('an approval', () => {
  it('is of exactly the bytes that were shown', async () => {
    const id = await prepared()
    expect(await approve(id, sha256(Buffer.from('')))).toEqual({ kind: 'changed' })
    await setByHand(id)
    expect(await approve(id, '')).toEqual({ kind: 'changed' })
    expect(await approve(id, sha256(Buffer.from('other bytes')))).toEqual({ kind: 'changed' })
    expect((await rowOf(id)).state).toBe('draft')
    expect(await approve(id)).toEqual({ kind: 'queued' })
    expect(await rowOf(id)).toMatchObject({ state: 'queued', approvedBy: tigran, approvedAt: later(hour) })
  })

  it('given twice, or by two people at once, queues one mail', async () => {
    const id = await prepared()
    await setByHand(id)
    const answers = await Promise.all([approve(id), approve(id), approve(id)])
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['not-a-draft', 'not-a-draft', 'queued'])
    expect(await approve(id)).toEqual({ kind: 'not-a-draft' })
    const queued = await db.select().from(outbox).where(eq(outbox.kind, 'letter'))
    expect(queued).toMatchObject([
      { deliveryId: id, state: 'queued', messageId: (await rowOf(id)).messageId },
    ])
  })

  it('is refused for what is no draft any more, and for what never was', async () => {
    const id = await prepared()
    await setByHand(id)
    await cancelDelivery(db, { deliveryId: id, now: later(1) })
    expect(await approve(id)).toEqual({ kind: 'not-a-draft' })
    expect(
      await approveDelivery(db, {
        keyring,
        deliveryId: 'none',
        organiserId: tigran,
        messageSha256: '',
        now: morning,
      }),
    ).toEqual({
      kind: 'not-a-draft',
    })
  })
})

describe('somebody in the letter who takes it all back', () => {
  it('holds a draft, which cannot be approved then', async () => {
    const { signatureId } = await signAndConfirm(db, campaign, ana)
    const id = await prepared()
    await setByHand(id)
    await withdraw(signatureId)
    expect(await rowOf(id)).toMatchObject({ state: 'held', heldReason: 'withdrawal' })
    expect(await approve(id)).toEqual({ kind: expect.stringMatching(/changed|not-a-draft/) })
    expect(await db.select().from(outbox).where(eq(outbox.kind, 'letter'))).toHaveLength(0)
  })

  it('holds an approved letter before it is sent', async () => {
    const office = await openPostOffice(db)
    const { signatureId } = await signAndConfirm(db, campaign, ana)
    const id = await prepared()
    await setByHand(id)
    await approve(id)
    await withdraw(signatureId)
    expect(await rowOf(id)).toMatchObject({ state: 'held', heldReason: 'withdrawal' })
    await office.bring(later(3 * hour))
    expect((await office.arrived()).filter(({ to }) => to[0]?.includes('embassy'))).toEqual([])
    expect(await rowOf(id)).toMatchObject({ state: 'held' })
    expect((await prepare()).kind).toBe('prepared')
  })

  it('in the moment of its approval or of its sending ends with it held or on its way, never both', async () => {
    for (let n = 0; n < 6; n++) {
      const { signatureId } = await signAndConfirm(db, campaign, {
        ...carla,
        email: `carla${n}@elsewhere.example`,
      })
      const id = await prepared()
      await setByHand(id)
      if (n % 2) await approve(id)
      await Promise.all([
        n % 2 ? claimMails(db, { keyring, workerId: 'w', limit: 9, now: later(2 * hour) }) : approve(id),
        withdraw(signatureId),
      ])
      await claimMails(db, { keyring, workerId: 'w', limit: 9, now: later(2 * hour) })
      const { state } = await rowOf(id)
      const [mail] = await db.select().from(outbox).where(eq(outbox.deliveryId, id))
      if (state === 'held') expect([undefined, 'cancelled']).toContain(mail?.state)
      else expect([state, mail?.state]).toEqual(['sending', 'sending'])
      await db.update(deliveries).set({ state: 'cancelled' }).where(eq(deliveries.id, id)).returning()
      await db.update(outbox).set({ state: 'cancelled' }).returning()
    }
  })

  it('leaves letters alone that they are not in, or that were sent', async () => {
    const first = await signAndConfirm(db, campaign, ana)
    const id = await prepared()
    const second = await signAndConfirm(db, campaign, carla)
    await withdraw(second.signatureId)
    expect((await rowOf(id)).state).toBe('draft')
    await db.update(deliveries).set({ state: 'accepted' }).where(eq(deliveries.id, id)).returning()
    await withdraw(first.signatureId)
    expect((await rowOf(id)).state).toBe('accepted')
  })
})

describe('somebody who leaves a letter that is tried again', () => {
  const approvedWith = async () => {
    const { signatureId } = await signAndConfirm(db, campaign, ana)
    const id = await prepared()
    await setByHand(id)
    await approve(id)
    return { id, signatureId }
  }
  const toTheEmbassy = async (office: Awaited<ReturnType<typeof openPostOffice>>) =>
    (await office.arrived()).filter(({ to }) => to[0]?.includes('embassy'))

  it('holds it, though a relay that was away comes back', async () => {
    const { id, signatureId } = await approvedWith()
    const nowhere = await openPostOffice(db, { smtpUrl: 'smtp://127.0.0.1:9' })
    await nowhere.bring(later(hour))
    expect((await rowOf(id)).state).toBe('deferred')
    await withdraw(signatureId)
    expect(await rowOf(id)).toMatchObject({ state: 'held', heldReason: 'withdrawal' })
    const office = await openPostOffice(db)
    await office.bring(later(3 * hour))
    expect(await toTheEmbassy(office)).toEqual([])
  })

  it('holds it when they leave while an attempt is under way that then fails', async () => {
    const { id, signatureId } = await approvedWith()
    const claims = await claimMails(db, { keyring, workerId: 'w', limit: 9, now: later(hour) })
    const claimed = claims.find(({ mail }) => mail.deliveryId === id)
    if (!claimed) throw new Error('The letter was not claimed.')
    await withdraw(signatureId)
    expect((await rowOf(id)).state).toBe('sending')
    const outcome = { result: 'temporary', response: '450 later', responseCode: 450, phase: 'rcpt' } as const
    await settleAttempt(db, { keyring, claimed, workerId: 'w', outcome, now: later(2 * hour) })
    const office = await openPostOffice(db)
    await office.bring(later(5 * hour))
    expect(await toTheEmbassy(office)).toEqual([])
    expect(await rowOf(id)).toMatchObject({ state: 'held', heldReason: 'withdrawal' })
  })

  it('holds it where nobody knows whether it arrived', async () => {
    const { id, signatureId } = await approvedWith()
    await claimMails(db, { keyring, workerId: 'w', limit: 9, now: later(hour) })
    await sweepLeases(db, { now: later(2 * hour) })
    expect((await rowOf(id)).state).toBe('unknown')
    await withdraw(signatureId)
    expect(await rowOf(id)).toMatchObject({ state: 'held', heldReason: 'withdrawal' })
  })
})

describe('a letter that is called back', () => {
  it('is not sent, though it was tried, when no relay took it', async () => {
    const id = await prepared()
    await setByHand(id)
    await approve(id)
    const nowhere = await openPostOffice(db, { smtpUrl: 'smtp://127.0.0.1:9' })
    await nowhere.bring(later(hour))
    expect(await cancelDelivery(db, { deliveryId: id, now: later(hour) })).toEqual({ kind: 'cancelled' })
    const office = await openPostOffice(db)
    await office.bring(later(2 * hour))
    expect(await office.arrived()).toEqual([])
  })

  it('is not sent, from draft and from the queue', async () => {
    const office = await openPostOffice(db)
    for (const isQueued of [false, true]) {
      const id = await prepared()
      await setByHand(id)
      if (isQueued) await approve(id)
      expect(await cancelDelivery(db, { deliveryId: id, now: later(hour) })).toEqual({ kind: 'cancelled' })
      expect((await rowOf(id)).state).toBe('cancelled')
      expect(await cancelDelivery(db, { deliveryId: id, now: later(hour) })).toEqual({ kind: 'too-late' })
    }
    await office.bring(later(2 * hour))
    expect(await office.arrived()).toEqual([])
  })

  it('is too late once an attempt has begun', async () => {
    const id = await prepared()
    await setByHand(id)
    await approve(id)
    await claimMails(db, { keyring, workerId: 'w', limit: 1, now: later(hour) })
    expect(await cancelDelivery(db, { deliveryId: id, now: later(hour) })).toEqual({ kind: 'too-late' })
    expect((await rowOf(id)).state).toBe('sending')
  })
})

describe('a letter to an office that gets everybody’s signatures', () => {
  it('goes without any only when somebody says that it is meant', async () => {
    expect(await prepare({ mayBeEmpty: false })).toEqual({ kind: 'nobody-signed' })
    await postAndRead(db, campaign, bruno)
    expect(await prepare({ mayBeEmpty: false })).toEqual({ kind: 'nobody-signed' })
    expect(await db.select().from(deliveries)).toEqual([])
    const meant = await prepare({ mayBeEmpty: true })
    if (meant.kind !== 'prepared') throw new Error(meant.kind)
    expect(await rowOf(meant.deliveryId)).toMatchObject({ signatureCount: 0, state: 'draft' })
  })

  it('needs no such word once somebody has confirmed, in the totals or not yet', async () => {
    await signAndConfirm(db, campaign, ana)
    expect((await prepare({ mayBeEmpty: false })).kind).toBe('prepared')
  })
})

describe('a letter in the queue', () => {
  it('stays where it is when the letter itself is held, whatever the queue says', async () => {
    const id = await prepared()
    await setByHand(id)
    await approve(id)
    await db.update(deliveries).set({ state: 'held' }).where(eq(deliveries.id, id)).returning()
    expect(await claimMails(db, { keyring, workerId: 'w', limit: 1, now: later(hour) })).toEqual([])
    expect((await rowOf(id)).state).toBe('held')
  })

  it('whose bytes are gone does not stay under way for ever', async () => {
    const office = await openPostOffice(db)
    const id = await prepared()
    await setByHand(id)
    await approve(id)
    await db.delete(frozenMails).returning()
    await office.bring(later(hour))
    expect(await office.arrived()).toEqual([])
    expect((await rowOf(id)).state).toBe('suppressed')
    expect((await prepare()).kind).toBe('prepared')
  })

  it('waits for a relay that is away, with every attempt on record', async () => {
    const nowhere = await openPostOffice(db, { smtpUrl: 'smtp://127.0.0.1:9' })
    const id = await prepared()
    await setByHand(id)
    await approve(id)
    await nowhere.bring(later(hour))
    expect((await rowOf(id)).state).toBe('deferred')
    const office = await openPostOffice(db)
    await office.bring(later(hour + 10 * minute))
    expect(await rowOf(id)).toMatchObject({ state: 'accepted', acceptedAt: later(hour + 10 * minute) })
    expect((await db.select().from(attempts)).map(({ result }) => result)).toEqual([
      'unreachable',
      'accepted',
    ])
    const [mail] = await office.mailbox.list()
    const frozen = await frozenBytes(db, { keyring, deliveryId: id })
    expect(await office.mailbox.raw(mail?.id ?? '')).toEqual(frozen?.message)
  })
})

describe('a delivery in the desk', () => {
  it('is found with its people and its course by those who stand behind its campaign', async () => {
    const id = await prepared()
    await setByHand(id)
    await approve(id)
    const [second] = await db.select().from(organisations).where(eq(organisations.slug, 'ayf-south-america'))
    for (const organisationId of [campaign.organisationId, second?.id ?? '']) {
      const found = await findDelivery(db, { deliveryId: id, organisationIds: [organisationId] })
      expect(found).toMatchObject({
        delivery: { id, state: 'queued' },
        campaign: { slug: 'lapshin-2017' },
        letter: { version: 1, language: 'es' },
        preparedBy: 'Tigran',
        approvedBy: 'Tigran',
        attempts: [],
      })
    }
    expect(await listDeliveries(db, campaign.campaignId)).toMatchObject([{ id, state: 'queued' }])
  })

  it('is nothing to another organisation, nor to nobody', async () => {
    const id = await prepared()
    const [row] = await db.select().from(organisations)
    if (!row) throw new Error('no organisation')
    await db
      .insert(organisations)
      .values({ ...row, id: 'stranger', slug: 'stranger' })
      .returning()
    expect(await findDelivery(db, { deliveryId: id, organisationIds: ['stranger'] })).toBeNull()
    expect(await findDelivery(db, { deliveryId: id, organisationIds: [] })).toBeNull()
    expect(
      await findDelivery(db, { deliveryId: 'none', organisationIds: [campaign.organisationId] }),
    ).toBeNull()
  })

  it('shows its bytes only sealed in the database, and opens them for their own delivery alone', async () => {
    const id = await prepared()
    expect(await frozenBytes(db, { keyring, deliveryId: id })).toBeNull()
    await setByHand(id)
    expect((await frozenBytes(db, { keyring, deliveryId: id }))?.message.toString()).toContain('Carta')
    expect(JSON.stringify(await db.select().from(frozenMails))).not.toContain('Carta')
    await db.update(deliveries).set({ state: 'cancelled' }).where(eq(deliveries.id, id)).returning()
    const other = await prepared()
    await db.update(frozenMails).set({ deliveryId: other }).returning()
    await expect(frozenBytes(db, { keyring, deliveryId: other })).rejects.toThrow()
  })
})
