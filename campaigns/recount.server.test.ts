import { and, eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { countFaults, countryTallies, tallies } from '../db/schema'
import { freshDb } from '../tests/support/database'
import {
  ana,
  bruno,
  type Campaign,
  carla,
  keyring,
  lapshinCampaign,
  later,
  morning,
  post,
  signAndConfirm,
} from '../tests/support/people'
import { checkCounts, haveCountsDiffered, listCountFaults, mendCounts, nameFaults } from './recount.server'
import { confirmedCount, countryCounts, recount, tallySignatures } from './tally.server'
import { withdrawToken } from './withdraw-token.server'
import { withdrawSignature } from './withdrawal.server'

let db: Db
let campaign: Campaign
let campaignId: string
beforeEach(async () => {
  db = await freshDb()
  campaign = await lapshinCampaign(db)
  campaignId = campaign.campaignId
  await signAndConfirm(db, campaign, ana)
  await signAndConfirm(db, campaign, carla)
  await tallySignatures(db, { now: morning })
})
const check = () => checkCounts(db, { now: later(1) })
const mend = () => mendCounts(db, { now: later(2) })
const keep = (confirmedCount: number) =>
  db.update(tallies).set({ confirmedCount }).where(eq(tallies.campaignId, campaignId)).returning()
const keepOf = (country: string, confirmedCount: number) =>
  db
    .update(countryTallies)
    .set({ confirmedCount })
    .where(and(eq(countryTallies.campaignId, campaignId), eq(countryTallies.country, country)))
    .returning()
const totals = async () => ({
  total: await confirmedCount(db, campaignId),
  byCountry: await countryCounts(db, campaignId),
})

describe('a recount', () => {
  it('finds nothing while all is right, with signatures that wait, were taken back or are not added yet', async () => {
    await post(db, campaign, bruno)
    await signAndConfirm(db, campaign, { ...bruno, email: 'bruno@else.example', country: 'CL' })
    const gone = await signAndConfirm(db, campaign, { ...carla, email: 'gone@else.example' })
    await withdrawSignature(db, {
      keyring,
      token: withdrawToken(keyring, gone.signatureId),
      now: morning,
    })
    expect((await totals()).total).toBe(2)
    expect(await check()).toEqual([])
    await tallySignatures(db, { now: morning })
    expect((await totals()).total).toBe(3)
    expect(await check()).toEqual([])
    expect(await haveCountsDiffered(db)).toBe(false)
  })

  it('finds a total that is wrong, and a country that is, and forgets both once they are right', async () => {
    await keep(5)
    await keepOf('UY', 0)
    const found = [
      { campaignId, country: null, kept: 5, counted: 2 },
      { campaignId, country: 'UY', kept: 0, counted: 1 },
    ]
    expect(await check()).toEqual(found)
    expect(await haveCountsDiffered(db)).toBe(true)
    expect(await listCountFaults(db)).toEqual([
      { slug: 'lapshin-2017', country: '', kept: 5, counted: 2, foundAt: later(1) },
      { slug: 'lapshin-2017', country: 'UY', kept: 0, counted: 1, foundAt: later(1) },
    ])
    expect(await nameFaults(db, found)).toEqual([
      { campaign: 'lapshin-2017', country: null, kept: 5, counted: 2 },
      { campaign: 'lapshin-2017', country: 'UY', kept: 0, counted: 1 },
    ])
    expect(await totals()).toEqual({ total: 5, byCountry: { AR: 1 } })
    await keep(2)
    await keepOf('UY', 1)
    expect(await check()).toEqual([])
    expect(await haveCountsDiffered(db)).toBe(false)
  })

  it('finds a total that nobody keeps, and one that is kept of nothing', async () => {
    await db.delete(tallies).returning()
    await db.insert(countryTallies).values({ campaignId, country: 'BR', confirmedCount: 1 }).returning()
    expect(await check()).toEqual([
      { campaignId, country: null, kept: 0, counted: 2 },
      { campaignId, country: 'BR', kept: 1, counted: 0 },
    ])
  })
})

describe('mending', () => {
  it('puts right what differs, says what each was, and leaves what waits to be added to be added', async () => {
    await keep(7)
    await keepOf('AR', 4)
    await signAndConfirm(db, campaign, { ...bruno, email: 'bruno@else.example' })
    expect(await mend()).toEqual([
      { campaignId, country: null, kept: 8, counted: 3 },
      { campaignId, country: 'AR', kept: 5, counted: 2 },
    ])
    expect(await totals()).toEqual({ total: 2, byCountry: { AR: 1, UY: 1 } })
    await tallySignatures(db, { now: morning })
    expect(await totals()).toEqual(await recount(db, campaignId))
    expect(await db.select().from(countFaults)).toEqual([])
  })

  it('changes nothing where nothing differs', async () => {
    const before = await db.select().from(tallies)
    expect(await mend()).toEqual([])
    expect(await db.select().from(tallies)).toEqual(before)
  })

  it('makes a total that was lost', async () => {
    await db.delete(tallies).returning()
    await db.delete(countryTallies).returning()
    expect(await mend()).toHaveLength(3)
    expect(await totals()).toEqual(await recount(db, campaignId))
  })

  it('is right in the end though others sign and withdraw meanwhile', async () => {
    await keep(40)
    const more = Array.from({ length: 12 }, async (_, n) => {
      const email = `signer-${n}@mail-${n}.example`
      const { signatureId } = await signAndConfirm(db, campaign, { ...bruno, email })
      if (n % 3 > 0) return tallySignatures(db, { now: morning })
      return withdrawSignature(db, { keyring, token: withdrawToken(keyring, signatureId), now: morning })
    })
    await Promise.all([...more, mend(), mend()])
    await tallySignatures(db, { now: morning })
    expect(await totals()).toEqual(await recount(db, campaignId))
  })
})
