import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import {
  campaignOrganisations,
  campaigns,
  deliveries,
  frozenMails,
  organisations,
  outbox,
  partnerInvitations,
} from '../db/schema'
import { freshDb } from '../tests/support/database'
import { campaignRow } from '../tests/support/drafts'
import { entered, friendsOfThePress, joinAs } from '../tests/support/friends'
import {
  ana,
  type Campaign,
  day,
  keyring,
  lapshinCampaign,
  later,
  mailDomain,
  morning,
  platform,
  queuedMails,
  signAndConfirm,
} from '../tests/support/people'
import { allRows } from '../tests/support/rows'
import { statementsOf } from '../tests/support/statements'
import { findCampaign } from './campaign.server'
import { cancelDelivery, prepareDelivery } from './delivery.server'
import { exportCampaign, importCampaign } from './folder.server'
import { setNextLetter } from './letter-setting.server'
import { mostOrganisations, ownersTold } from './partner'
import { invitePartner, withdrawPartner } from './partner-invitation.server'
import { findPartnerInvitation, listAskedPartners, listPartnerInvitations } from './partner-list.server'
import { declineCampaign, joinCampaign, partCampaign } from './partnership.server'

let db: Db
let campaign: Campaign
let campaignId: string
let tigran: string
let olga: string
let friends: string
beforeEach(async () => {
  db = await freshDb()
  campaign = await lapshinCampaign(db)
  campaignId = campaign.campaignId
  olga = await entered(db, 'olga@friends.example', 'Olga')
  tigran = await entered(db, 'tigran@anc.example', 'Tigran')
  friends = await friendsOfThePress(db, olga)
})

const invite = (slug = 'friends', now = morning) =>
  invitePartner(db, { keyring, mailDomain, campaignId, slug, invitedBy: tigran, now })
/** Mails that go to somebody. */
const mailed = async () =>
  (await queuedMails(db)).flatMap(({ email, language }) => (email ? [`${email} ${language}`] : []))
const open = async () =>
  (await listPartnerInvitations(db, { organisationIds: [friends], now: morning }))[0]?.id ?? ''
const revision = async () => (await campaignRow(db, campaign)).revision
const joins = async (invitationId: string, seen?: number) =>
  joinCampaign(db, {
    invitationId,
    organiserId: olga,
    revision: seen ?? (await revision()),
    now: later(1_000),
  })
const part = (organisationId = friends) => partCampaign(db, { campaignId, organisationId, now: later(2_000) })
const behind = async () =>
  (await findCampaign(db, { id: campaignId }, morning))?.organisations.map(({ slug }) => slug)
const setState = (state: 'concluded' | 'archived' | 'draft' | 'closed') =>
  db.update(campaigns).set({ state }).where(eq(campaigns.id, campaignId)).returning({ id: campaigns.id })
const lead = 'anc-south-america'
const partner = 'ayf-south-america'
const partnerId = async () =>
  (await db.select().from(organisations).where(eq(organisations.slug, partner)))[0]?.id ?? ''
const prepare = () =>
  prepareDelivery(db, {
    campaignId,
    recipientId: campaign.recipientId,
    organiserId: tigran,
    mailDomain,
    now: morning,
  })
const set = () =>
  setNextLetter(db, { keyring, from: platform, siteUrl: 'https://petitions.example', now: morning })

describe('an organisation that is asked', () => {
  it('stands behind the campaign after the others once it says yes, and the campaign counts as changed', async () => {
    const before = await revision()
    expect(await invite()).toEqual({ kind: 'invited' })
    expect(await revision()).toBe(before)
    const id = await open()
    expect(await joins(id)).toEqual({ kind: 'joined', campaignId })
    expect(await behind()).toEqual([lead, partner, 'friends'])
    expect(await revision()).toBe(before + 1)
    expect(await findPartnerInvitation(db, { id, now: morning })).toMatchObject({ state: 'accepted' })
    expect(await joins(id)).toEqual({ kind: 'answered' })
    expect(await listPartnerInvitations(db, { organisationIds: [friends], now: morning })).toEqual([])
  })

  it('pressed three times at one moment joins once', async () => {
    await invite()
    const id = await open()
    const seen = await revision()
    const answers = await Promise.all([1, 2, 3].map(() => joins(id, seen)))
    expect(answers.filter(({ kind }) => kind === 'joined')).toHaveLength(1)
    expect(await behind()).toEqual([lead, partner, 'friends'])
    expect(await revision()).toBe(seen + 1)
  })

  it('says yes to what it has seen, and to nothing else', async () => {
    await invite()
    const id = await open()
    expect(await joins(id, (await revision()) - 1)).toEqual({ kind: 'changed' })
    expect(await joins(id, Number.NaN)).toEqual({ kind: 'changed' })
    expect(await behind()).toEqual([lead, partner])
    expect((await joins(id)).kind).toBe('joined')
  })

  it('may say no, which changes nothing of the campaign, and be asked again', async () => {
    await invite()
    const id = await open()
    const before = await revision()
    const no = { invitationId: id, organiserId: olga, now: morning }
    expect(await declineCampaign(db, no)).toEqual({ kind: 'declined' })
    expect(await declineCampaign(db, no)).toEqual({ kind: 'answered' })
    expect(await joins(id)).toEqual({ kind: 'answered' })
    expect(await behind()).toEqual([lead, partner])
    expect(await revision()).toBe(before)
    expect(await invite()).toEqual({ kind: 'invited' })
  })

  it('can’t say yes after the invitation was taken back, nor after the campaign ended', async () => {
    await invite()
    const first = await open()
    expect(await withdrawPartner(db, { campaignId: 'another', slug: 'friends', now: morning })).toEqual({
      kind: 'over',
    })
    expect(await withdrawPartner(db, { campaignId, slug: 'friends', now: morning })).toEqual({
      kind: 'withdrawn',
    })
    expect(await withdrawPartner(db, { campaignId, slug: 'friends', now: morning })).toEqual({ kind: 'over' })
    expect(await joins(first)).toEqual({ kind: 'answered' })
    await invite()
    const second = await open()
    for (const state of ['concluded', 'archived'] as const) {
      await setState(state)
      expect(await joins(second)).toEqual({ kind: 'over' })
      expect(await invite()).toEqual({ kind: 'over' })
      expect(await listPartnerInvitations(db, { organisationIds: [friends], now: morning })).toEqual([])
    }
    await setState('closed')
    expect((await joins(second)).kind).toBe('joined')
  })

  it('finds room for ten names, and not for one more', async () => {
    for (let n = 2; n < mostOrganisations; n++) {
      const organisationId = await friendsOfThePress(db, olga, `other-${n}`)
      await db.insert(campaignOrganisations).values({ campaignId, organisationId, position: n }).returning()
    }
    expect(await invite()).toEqual({ kind: 'too-many' })
    const [one] = (await behind())?.slice(-1) ?? []
    const [last] = await db
      .select()
      .from(organisations)
      .where(eq(organisations.slug, one ?? ''))
    await part(last?.id)
    await invite()
    await db
      .insert(campaignOrganisations)
      .values({ campaignId, organisationId: last?.id ?? '', position: 20 })
      .returning()
    expect(await joins(await open())).toEqual({ kind: 'too-many' })
  })
})

describe('asking', () => {
  it('is done once at a time, and not of who stands there already', async () => {
    await invite()
    expect(await invite()).toEqual({ kind: 'waiting' })
    expect(await invite(lead)).toEqual({ kind: 'behind-it' })
    expect(await invite(partner)).toEqual({ kind: 'behind-it' })
    expect(await db.select().from(partnerInvitations)).toHaveLength(1)
  })

  it('of a short name that is nobody’s, or of an organisation without an owner, leaves no trace', async () => {
    await db
      .insert(organisations)
      .values({
        ...{
          id: 'nobodys',
          slug: 'nobodys',
          name: { en: 'Nobody’s' },
          defaultLanguage: 'en',
          timeZone: 'UTC',
        },
        ...{ letterhead: { lines: [], signatories: [] }, createdAt: morning },
      })
      .returning()
    expect(await invite('no-such-name')).toEqual({ kind: 'unknown' })
    expect(await invite('nobodys')).toEqual({ kind: 'unknown' })
    expect(await db.select().from(partnerInvitations)).toEqual([])
    expect((await queuedMails(db)).map(({ email, invitationId }) => email + (invitationId ?? ''))).toEqual(
      Array(2 * ownersTold).fill(''),
    )
    expect(JSON.stringify(await allRows(db))).not.toContain('no-such-name')
  })

  it('runs the same statements and queues as much for a name that is somebody’s, that was asked, and that is nobody’s', async () => {
    await joinAs(db, friends, await entered(db, 'second@friends.example', 'Sofía', 'en'), 'owner')
    const told = []
    for (const slug of ['friends', 'friends', 'no-such-name']) {
      const before = (await db.select().from(outbox)).length
      const { answer, statements } = await statementsOf(() => invite(slug))
      told.push({ answer, statements, queued: (await db.select().from(outbox)).length - before })
    }
    expect(told.map(({ answer }) => answer.kind)).toEqual(['invited', 'waiting', 'unknown'])
    expect(told[0]?.queued).toBe(ownersTold)
    expect(told[0]?.statements.length).toBeGreaterThan(2 * ownersTold)
    for (const { statements, queued } of told.slice(1))
      expect({ statements, queued }).toEqual({ statements: told[0]?.statements, queued: ownersTold })
  })

  it('tells the five owners who have been that longest', async () => {
    for (let n = 0; n < ownersTold; n++) {
      const owner = await entered(db, `owner-${n}@friends.example`, `Owner ${n}`)
      await joinAs(db, friends, owner, 'owner', later(n + 1))
    }
    await invite()
    expect((await mailed()).sort()).toEqual(
      ['olga', 'owner-0', 'owner-1', 'owner-2', 'owner-3'].map((name) => `${name}@friends.example es`),
    )
  })

  it('mails its owners and nobody else, each in their language, three a day at most', async () => {
    const maria = await entered(db, 'canary.maria@friends.example', 'Maria', 'en')
    await joinAs(db, friends, maria, 'campaigner')
    const second = await entered(db, 'second@friends.example', 'Sofía', 'en')
    await joinAs(db, friends, second, 'owner')
    await invite()
    expect((await mailed()).sort()).toEqual(['olga@friends.example es', 'second@friends.example en'])
    for (let n = 0; n < 4; n++) {
      await withdrawPartner(db, { campaignId, slug: 'friends', now: morning })
      expect(await invite()).toEqual({ kind: 'invited' })
    }
    expect(await mailed()).toHaveLength(6)
    await withdrawPartner(db, { campaignId, slug: 'friends', now: morning })
    await invite('friends', later(day + 1))
    expect(await mailed()).toHaveLength(8)
    expect(JSON.stringify(await allRows(db))).not.toMatch(/canary|olga@|second@/)
  })
})

describe('what is told of who was asked', () => {
  const asked = async (organisationIds: string[] = []) =>
    (await listAskedPartners(db, { campaignId, organisationIds })).map(
      ({ slug, state }) => `${slug} ${state}`,
    )

  it('is nothing of an organisation nobody can know of, unless it is one’s own', async () => {
    await invite()
    expect(await asked()).toEqual([])
    expect(await asked([friends])).toEqual(['friends open'])
  })

  it('is its name and its last answer once it stands behind a campaign anybody can read', async () => {
    await invite()
    await setState('draft')
    await db
      .insert(campaignOrganisations)
      .values({ campaignId, organisationId: friends, position: 9 })
      .returning()
    expect(await asked()).toEqual([])
    await setState('closed')
    expect(await asked()).toEqual(['friends open'])
    await declineCampaign(db, { invitationId: await open(), organiserId: olga, now: morning })
    expect(await asked()).toEqual(['friends declined'])
    await invite('friends', later(1_000))
    await part()
    await invite('friends', later(2_000))
    expect(await asked([friends])).toEqual(['friends open'])
    await withdrawPartner(db, { campaignId, slug: 'friends', now: morning })
    expect(await asked([friends])).toEqual(['friends declined'])
  })
})

describe('a partner', () => {
  it('leaves, and the campaign counts as changed; the one that leads stays', async () => {
    const before = await revision()
    expect(await part(await partnerId())).toEqual({ kind: 'parted' })
    expect(await behind()).toEqual([lead])
    expect(await revision()).toBe(before + 1)
    expect(await part(await partnerId())).toEqual({ kind: 'gone' })
    expect(await part(campaign.organisationId)).toEqual({ kind: 'gone' })
    expect(await part('nobody')).toEqual({ kind: 'gone' })
    expect(await behind()).toEqual([lead])
    expect(await revision()).toBe(before + 1)
  })

  it('does not leave what is archived', async () => {
    await setState('archived')
    expect(await part(await partnerId())).toEqual({ kind: 'archived' })
  })

  it('can’t go while a letter with its name waits or is on its way, and can once it was called back', async () => {
    await signAndConfirm(db, campaign, ana)
    const prepared = await prepare()
    if (prepared.kind !== 'prepared') throw new Error(prepared.kind)
    const { deliveryId } = prepared
    for (const state of ['draft', 'queued', 'sending', 'deferred', 'unknown'] as const) {
      await db.update(deliveries).set({ state }).where(eq(deliveries.id, deliveryId)).returning()
      expect(await part(await partnerId())).toEqual({ kind: 'underway', deliveryId })
    }
    await db.update(deliveries).set({ state: 'queued' }).where(eq(deliveries.id, deliveryId)).returning()
    expect(await cancelDelivery(db, { deliveryId, now: morning })).toEqual({ kind: 'cancelled' })
    expect(await part(await partnerId())).toEqual({ kind: 'parted' })
  })
})

describe('letters', () => {
  it('that were prepared keep the names they were prepared with; the next one bears the new name', async () => {
    await signAndConfirm(db, campaign, ana)
    await invite()
    const id = await open()
    const first = await prepare()
    if (first.kind !== 'prepared') throw new Error(first.kind)
    expect(await joins(id)).toEqual({ kind: 'being-set' })
    await set()
    const [before] = await db.select().from(frozenMails)
    expect((await joins(id)).kind).toBe('joined')
    expect(await db.select().from(frozenMails)).toEqual([before])
    const message = async () => {
      const [row] = await db.select().from(frozenMails)
      return keyring.open(row?.messageSealed ?? '', `message:${row?.deliveryId}`).toString()
    }
    expect(await message()).not.toContain('Amigos de la Prensa')
    await cancelDelivery(db, { deliveryId: first.deliveryId, now: morning })
    await db.delete(frozenMails).returning()
    await prepare()
    await set()
    const next = await message()
    for (const name of ['Amigos de la Prensa', 'Juventud Armenia', 'Consejo Nacional', 'Olga Ruiz'])
      expect(next).toContain(name)
  })
})

it('is carried by a campaign folder, equal byte for byte, with all that stand behind it', async () => {
  await invite()
  await joins(await open())
  const folder = await mkdtemp(join(tmpdir(), 'partners-'))
  try {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')]
    const slug = 'lapshin-2017'
    expect((await exportCampaign(db, { slug, folder: one })).kind).toBe('exported')
    db = await freshDb()
    expect((await importCampaign(db, { folder: one, now: morning })).kind).toBe('imported')
    expect((await exportCampaign(db, { slug, folder: two })).kind).toBe('exported')
    const files = (await readdir(one, { recursive: true, withFileTypes: true })).filter((file) =>
      file.isFile(),
    )
    expect(files.length).toBeGreaterThan(4)
    for (const file of files) {
      const path = join(file.parentPath, file.name)
      expect((await readFile(path)).equals(await readFile(path.replace(one, two)))).toBe(true)
    }
    expect(await readFile(join(one, 'campaign.json'), 'utf8')).toContain('"friends"')
  } finally {
    await rm(folder, { recursive: true })
  }
})
