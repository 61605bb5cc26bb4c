import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connect, type Db } from '../db/client.server'
import { engine } from '../db/dialect'
import {
  campaigns,
  consents,
  deliveries,
  frozenMails,
  invitations,
  outbox,
  sessions,
  signatures,
  signIns,
  tallies,
} from '../db/schema'
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
  morning,
  post,
  signAndConfirm,
  tigranAtDesk,
} from '../tests/support/people'
import { allRows } from '../tests/support/rows'
import { inviteOnce } from './organiser.server'
import type { RetentionRule } from './retention'
import { eraseDue, retentionDue } from './retention.server'
import { enterByInvitation } from './sign-in.server'
import { tallySignatures } from './tally.server'
import { keepUpload } from './upload.server'
import { withdrawToken } from './withdraw-token.server'
import { withdrawSignature } from './withdrawal.server'

let db: Db
let campaign: Campaign
let dataDir: string
const around = (now: Date, addressDays = 182) => ({ addressDays, dataDir, now })
const counted = (reports: { rule: RetentionRule; count: number }[]) =>
  Object.fromEntries(reports.filter(({ count }) => count > 0).map(({ rule, count }) => [rule, count]))
const due = async (now: Date, addressDays?: number) =>
  counted(await retentionDue(db, around(now, addressDays)))
const erase = async (now: Date, addressDays?: number) => counted(await eraseDue(db, around(now, addressDays)))
const change = (set: Partial<typeof campaigns.$inferInsert>) =>
  db.update(campaigns).set(set).where(eq(campaigns.id, campaign.campaignId)).returning({ id: campaigns.id })

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'demarche-retention-'))
  db = await freshDb()
  campaign = await lapshinCampaign(db)
})
afterEach(() => rmSync(dataDir, { recursive: true }))

describe('retention', () => {
  it('tells beforehand exactly what it then does, rule by rule, and when the next is due', async () => {
    await post(db, campaign, ana)
    await signAndConfirm(db, campaign, carla)
    expect(await due(later(7 * day))).toEqual({})
    const reports = await retentionDue(db, around(later(day)))
    const next = Object.fromEntries(reports.map(({ rule, next }) => [rule, next]))
    expect(next.unconfirmed).toEqual(later(7 * day))
    expect(next.connections).toEqual(later(30 * day))
    expect(next.addresses).toBeNull()
    for (const at of [later(7 * day + 1), later(30 * day + 1), later(400 * day)]) {
      const before = await allRows(db)
      const told = await due(at)
      expect(await allRows(db)).toEqual(before)
      expect(await erase(at)).toEqual(told)
      expect(await erase(at)).toEqual({})
    }
  })

  it('erases who never confirmed after 7 days, and nobody else', async () => {
    await post(db, campaign, ana)
    await signAndConfirm(db, campaign, carla)
    expect(await erase(later(7 * day + 1))).toEqual({ unconfirmed: 1 })
    const rows = await db.select().from(signatures)
    const states = rows.map(({ state, name, emailSealed }) => [state, name, emailSealed !== null]).sort()
    expect(states).toEqual([
      ['confirmed', carla.name, true],
      ['expired', null, false],
    ])
  })

  it('erases hashes of connections after 30 days', async () => {
    await signAndConfirm(db, campaign, carla)
    expect(await erase(later(30 * day))).toEqual({})
    expect(await erase(later(30 * day + 1))).toEqual({ connections: 1 })
  })

  it.each([
    ['closed by hand', { state: 'closed', closedAt: morning }],
    ['whose closing date passed', { state: 'published', closesAt: morning }],
    ['closed by hand after its date', { state: 'closed', closesAt: morning, closedAt: later(100 * day) }],
  ] as const)(
    'erases addresses half a year after the end of a campaign %s; what was counted stays',
    async (_, end) => {
      const { signatureId } = await signAndConfirm(db, campaign, ana)
      await signAndConfirm(db, campaign, bruno)
      await tallySignatures(db, { now: morning })
      await change(end)
      expect(await due(later(182 * day))).not.toHaveProperty('addresses')
      const before = await allRows(db)
      expect(await erase(later(182 * day + 1))).toMatchObject({ addresses: 2 })
      const rows = await db.select().from(signatures)
      for (const row of rows)
        expect(row).toMatchObject({ state: 'confirmed', emailSealed: null, addressKey: null })
      expect(rows.map(({ name }) => name).sort()).toEqual([ana.name, bruno.name].sort())
      const [tally] = await db.select().from(tallies)
      expect(tally?.confirmedCount).toBe(2)
      const after = await allRows(db)
      for (const table of [
        'consents',
        'count_events',
        'tallies',
        'country_tallies',
        'deliveries',
        'attempts',
      ])
        expect(after[table], table).toEqual(before[table])
      expect(await db.select().from(consents)).not.toEqual([])
      // Whoever wants to leave still can.
      const token = withdrawToken(keyring, signatureId)
      expect(await withdrawSignature(db, { keyring, token, now: later(200 * day) })).toEqual({
        kind: 'withdrawn',
      })
    },
  )

  it('keeps addresses while a campaign is open, and erases sooner where the installation says so', async () => {
    await signAndConfirm(db, campaign, ana)
    expect(await due(later(1_000 * day))).not.toHaveProperty('addresses')
    await change({ state: 'closed', closedAt: morning })
    expect(await due(later(10 * day + 1), 10)).toMatchObject({ addresses: 1 })
    expect(await due(later(10 * day + 1))).not.toHaveProperty('addresses')
  })

  it('erases the bytes of letters that will not go 30 days after, and of others half a year after the end', async () => {
    const tigran = await tigranAtDesk(db)
    const frozen = async (id: string, state: 'cancelled' | 'accepted' | 'draft') => {
      const delivery = {
        ...{
          id,
          campaignId: campaign.campaignId,
          recipientId: campaign.recipientId,
          letterId: campaign.letterIds.es,
        },
        ...{
          state,
          reference: id,
          toEmail: 'embassy@office.example',
          subject: 'x',
          language: 'es',
          messageId: id,
        },
        ...{
          signatureCount: 1,
          disclosed: { full: 1, initials: 0, counted: 0 },
          renderTries: 1,
          preparedBy: tigran,
        },
        ...{ preparedAt: morning, updatedAt: morning, messageSha256: 'a'.repeat(64) },
      }
      await db.insert(deliveries).values(delivery).returning({ id: deliveries.id })
      const bytes = { deliveryId: id, messageSealed: 'x', pdfSealed: 'y', createdAt: morning }
      await db.insert(frozenMails).values(bytes).returning({ id: frozenMails.deliveryId })
    }
    await frozen('a', 'cancelled')
    await frozen('b', 'accepted')
    await frozen('c', 'draft')
    const left = async () => (await db.select().from(frozenMails)).map(({ deliveryId }) => deliveryId).sort()
    await erase(later(30 * day))
    expect(await left()).toEqual(['a', 'b', 'c'])
    expect(await erase(later(30 * day + 1))).toMatchObject({ 'letters-not-sent': 1 })
    expect(await left()).toEqual(['b', 'c'])
    await change({ state: 'closed', closedAt: morning })
    expect(await erase(later(182 * day + 1))).toMatchObject({ 'letters-of-closed': 2 })
    expect(await left()).toEqual([])
    const rows = await db.select().from(deliveries)
    expect(rows.map(({ messageSha256 }) => messageSha256)).toEqual(Array(3).fill('a'.repeat(64)))
  })

  it('erases what a settled mail was made from, and by which hash its address was limited', async () => {
    await post(db, campaign, ana)
    const payload = { state: 'accepted', settledAt: morning } as const
    await db.update(outbox).set(payload).returning({ id: outbox.id })
    expect(await erase(later(60_000))).toEqual({ 'mail-contents': 1 })
    expect(await erase(later(30 * day + 1))).toMatchObject({ 'mail-addresses': 1 })
    const [row] = await db.select().from(outbox)
    expect(row).toMatchObject({ state: 'accepted', payloadSealed: null, addressKey: null })
  })

  it('erases invitations, sessions, sign-ins and uploads that are over', async () => {
    const tigran = await tigranAtDesk(db)
    const token = await inviteOnce(db, { keyring, organiserId: tigran, life: day, now: morning })
    await enterByInvitation(db, { keyring, token, now: morning })
    const invitation = {
      ...{ id: 'i', organisationId: campaign.organisationId, role: 'viewer' as const, emailKey: 'k' },
      ...{
        emailSealed: 's',
        tokenHash: 't',
        invitedBy: tigran,
        createdAt: morning,
        expiresAt: later(7 * day),
      },
    }
    await db.insert(invitations).values(invitation).returning({ id: invitations.id })
    await keepUpload(Buffer.from('name;country'), { dataDir, keyring, organiserId: tigran, now: morning })
    expect(await due(later(day - 1))).toEqual({})
    expect(await erase(later(day + 1_000))).toEqual({ sessions: 1, 'sign-ins': 1, uploads: 1 })
    expect(await db.select().from(sessions)).toEqual([])
    expect(await db.select().from(signIns)).toEqual([])
    expect(await erase(later(37 * day))).toEqual({})
    expect(await erase(later(37 * day + 1))).toEqual({ invitations: 1 })
  })

  it('goes through more rows than fit into one unit of work, while others sign', async () => {
    const [row] = await (async () => {
      await post(db, campaign, ana)
      return db.select().from(signatures)
    })()
    if (!row) throw new Error('none')
    const unique = { contentKey: null, withdrawHash: null, slotKey: null }
    const many = Array.from({ length: 1_200 }, (_, n) => ({ ...row, ...unique, id: `many-${n}` }))
    for (let from = 0; from < many.length; from += 300)
      await db
        .insert(signatures)
        .values(many.slice(from, from + 300))
        .returning({ id: signatures.id })
    const at = later(7 * day + 1)
    const erasing = erase(at)
    await post(db, campaign, { ...carla, email: 'late@mail.example' }, { now: at })
    expect(await erasing).toEqual({ unconfirmed: 1_201 })
    const pending = await db.select().from(signatures).where(eq(signatures.state, 'pending'))
    expect(pending).toHaveLength(1)
  })
})

describe('a campaign of high risk', () => {
  it('keeps no address of who confirmed, from that moment on; one person still counts once', async () => {
    await change({ isHighRisk: true })
    const first = await signAndConfirm(db, campaign, ana)
    expect(first.confirmed).toMatchObject({ kind: 'confirmed' })
    const [row] = await db.select().from(signatures)
    expect(row).toMatchObject({ state: 'confirmed', emailSealed: null, wantsUpdates: false })
    const again = await signAndConfirm(db, campaign, ana)
    expect(again.confirmed).toMatchObject({ kind: 'already-signed' })
    expect((await signAndConfirm(db, campaign, bruno)).confirmed).toMatchObject({ kind: 'confirmed' })
  })

  it('keeps addresses of who has yet to confirm, and of other campaigns', async () => {
    await post(db, campaign, carla)
    await signAndConfirm(db, campaign, ana)
    const rows = await db.select().from(signatures)
    expect(rows.every(({ emailSealed }) => emailSealed !== null)).toBe(true)
  })

  it('made one later, loses those it had by the next day', async () => {
    await signAndConfirm(db, campaign, ana)
    await change({ isHighRisk: true })
    expect(await erase(later(1))).toEqual({ 'high-risk-addresses': 1 })
    const [row] = await db.select().from(signatures)
    expect(row).toMatchObject({ state: 'confirmed', emailSealed: null })
  })
})

it.runIf(engine === 'sqlite')(
  'what was erased is in the file of the database no more, nor beside it',
  async () => {
    const file = join(dataDir, 'site.db')
    const connection = await connect(`file:${file}`)
    await connection.migrate()
    db = connection.db
    campaign = await lapshinCampaign(db)
    const canaries = Array.from({ length: 40 }, (_, n) => `Canary${n}Bird`)
    for (const [n, name] of canaries.entries())
      await post(db, campaign, {
        ...ana,
        name,
        line: `${name} sings `.repeat(9),
        email: `c${n}@mail.example`,
      })
    const sealed = (await db.select().from(signatures)).map(({ emailSealed }) => emailSealed ?? '')
    const found = () => {
      const bytes = ['', '-wal', '-shm'].map((end) => readFileSync(`${file}${end}`, 'latin1')).join('')
      return [...canaries, ...sealed].filter((word) => bytes.includes(word)).length
    }
    expect(found()).toBe(80)
    expect(await erase(later(7 * day + 1))).toEqual({ unconfirmed: 40 })
    expect(found()).toBe(0)
    expect(statSync(`${file}-wal`).size).toBe(0)
    await connection.close()
  },
)
