import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { campaigns, countEvents, letters } from '../db/schema'
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
  postAndRead,
  signAndConfirm,
} from '../tests/support/people'
import { listCampaigns } from './campaign.server'
import { confirmSignature } from './confirmation.server'
import { confirmedCount, countryCounts, recount, tallySignatures } from './tally.server'
import { withdrawToken } from './withdraw-token.server'
import { withdrawSignature } from './withdrawal.server'

let db: Db
let campaign: Campaign
beforeEach(async () => {
  db = await freshDb()
  campaign = await lapshinCampaign(db)
})
const total = () => confirmedCount(db, campaign.campaignId)
const rows = async () => (await recount(db, campaign.campaignId)).total
const byCountry = () => countryCounts(db, campaign.campaignId)
/** What the totals must be once everything is added. */
const recounted = () => recount(db, campaign.campaignId)
const totals = async () => ({ total: await total(), byCountry: await byCountry() })
const tally = () => tallySignatures(db, { now: morning })
const withdraw = (signatureId: string) =>
  withdrawSignature(db, { keyring, token: withdrawToken(keyring, signatureId), now: morning })

describe('the total of a campaign', () => {
  it('follows what was confirmed, a tally later', async () => {
    await signAndConfirm(db, campaign, ana)
    await signAndConfirm(db, campaign, carla)
    await postAndRead(db, campaign, bruno)
    expect(await total()).toBe(0)
    expect(await tally()).toEqual({ addedCount: 2 })
    expect(await total()).toBe(2)
    expect(await tally()).toEqual({ addedCount: 0 })
    expect(await total()).toBe(2)
  })

  it('falls at once when a signature is taken back, whether it was added yet or not', async () => {
    const first = await signAndConfirm(db, campaign, ana)
    await tally()
    const second = await signAndConfirm(db, campaign, carla)
    await withdraw(second.signatureId)
    expect(await total()).toBe(1)
    await withdraw(first.signatureId)
    expect(await total()).toBe(0)
    expect(await tally()).toEqual({ addedCount: 0 })
    expect(await total()).toBe(0)
  })

  it('is nothing before the first signature, and for a campaign that never was', async () => {
    expect(await total()).toBe(0)
    expect(await confirmedCount(db, 'none')).toBe(0)
    expect(await recount(db, 'none')).toEqual({ total: 0, byCountry: {} })
    expect(await countryCounts(db, 'none')).toEqual({})
  })

  it('adds each signature once, however many processes add at the same moment', async () => {
    for (let n = 0; n < 10; n++)
      await signAndConfirm(db, campaign, { ...carla, email: `carla${n}@elsewhere.example` })
    const added = await Promise.all(Array.from({ length: 8 }, tally))
    expect(added.reduce((sum, { addedCount }) => sum + addedCount, 0)).toBe(10)
    expect(await total()).toBe(10)
  })

  it('keeps campaigns apart', async () => {
    await db
      .insert(campaigns)
      .values({
        id: 'other',
        slug: 'other',
        organisationId: campaign.organisationId,
        state: 'published',
        originalLanguage: 'es',
        goal: 10,
        isHighRisk: false,
        createdAt: morning,
        updatedAt: morning,
      })
      .returning()
    const [letter] = await db.select().from(letters).where(eq(letters.id, campaign.letterIds.es))
    if (!letter) throw new Error('no letter')
    await db
      .insert(letters)
      .values({ ...letter, id: 'other-es', campaignId: 'other' })
      .returning()
    const other = { ...campaign, campaignId: 'other', letterIds: { es: 'other-es', en: '' } }
    await signAndConfirm(db, campaign, ana)
    await signAndConfirm(db, other, ana)
    await signAndConfirm(db, other, carla)
    await tally()
    expect(await totals()).toEqual({ total: 1, byCountry: { AR: 1 } })
    expect(await confirmedCount(db, 'other')).toBe(2)
    expect(await countryCounts(db, 'other')).toEqual({ AR: 1, UY: 1 })
    const listed = await listCampaigns(db, { public: true }, morning)
    expect(listed.map(({ slug, confirmedCount: count }) => [slug, count]).sort()).toEqual([
      ['lapshin-2017', 1],
      ['other', 2],
    ])
  })

  // One generator, so that a run that goes wrong can be run again.
  it.each([1, 2, 3])(
    'is never above what the rows hold, in whatever order things happen (order %d)',
    async (seed) => {
      let state = seed
      const pick = (n: number) => {
        state = (state * 48_271) % 2_147_483_647
        return state % n
      }
      const posted: { token: string; signatureId: string }[] = []
      for (let step = 0; step < 60; step++) {
        const some = posted[pick(Math.max(1, posted.length))]
        const what = pick(6)
        if (what < 2 || !some)
          posted.push(
            await postAndRead(db, campaign, {
              ...ana,
              country: ['AR', 'UY', 'BY', 'AM'][pick(4)] ?? 'AR',
              email: `ana${pick(12)}@mail.example`,
              line: `${step}`,
            }),
          )
        else if (what < 4) await confirmSignature(db, { keyring, token: some.token, now: later(step) })
        else if (what === 4) await withdraw(some.signatureId)
        else {
          await tally()
          expect(await totals()).toEqual(await recounted())
        }
        expect(await total()).toBeLessThanOrEqual(await rows())
        expect(await total()).toBeGreaterThanOrEqual(0)
        expect(Object.values(await byCountry()).reduce((sum, n) => sum + n, 0)).toBe(await total())
      }
      await tally()
      expect(await totals()).toEqual(await recounted())
    },
  )

  it('is right after everything happened at the same moment', async () => {
    const posted = []
    for (let n = 0; n < 20; n++)
      posted.push(
        await postAndRead(db, campaign, {
          ...carla,
          country: n % 4 < 2 ? 'UY' : 'BY',
          email: `carla${n}@elsewhere.example`,
        }),
      )
    await Promise.all(
      posted.flatMap(({ token, signatureId }, n) => [
        confirmSignature(db, { keyring, token, now: morning }),
        tally(),
        ...(n % 2 ? [withdraw(signatureId)] : []),
      ]),
    )
    await tally()
    expect(await rows()).toBe(10)
    expect(await totals()).toEqual({ total: 10, byCountry: { BY: 5, UY: 5 } })
    const kinds = (await db.select().from(countEvents)).map(({ isCounted }) => isCounted)
    expect(new Set(kinds)).toEqual(new Set([true]))
  })
})
