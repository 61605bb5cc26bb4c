import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { campaigns, letters, organisations } from '../db/schema'
import { freshDb } from '../tests/support/database'
import {
  ana,
  type Campaign,
  hour,
  lapshinCampaign,
  later,
  morning,
  signAndConfirm,
} from '../tests/support/people'
import { findCampaign, listCampaigns } from './campaign.server'
import { tallySignatures } from './tally.server'

let db: Db
let campaign: Campaign
beforeEach(async () => {
  db = await freshDb()
  campaign = await lapshinCampaign(db)
})
const set = (change: Partial<typeof campaigns.$inferInsert>) =>
  db.update(campaigns).set(change).where(eq(campaigns.id, campaign.campaignId)).returning()

describe('a campaign', () => {
  it('is found by its address and by its id, with all that its page shows', async () => {
    await signAndConfirm(db, campaign, ana)
    await tallySignatures(db, { now: morning })
    const whole = await findCampaign(db, { slug: 'lapshin-2017' }, morning)
    expect(whole).toEqual(await findCampaign(db, { id: campaign.campaignId }, morning))
    expect(whole?.organisations.map(({ slug }) => slug)).toEqual(['anc-south-america', 'ayf-south-america'])
    expect(whole?.recipients.map(({ slug }) => slug)).toEqual(['embassy-of-belarus-in-argentina'])
    expect(Object.keys(whole?.letters ?? {})).toEqual(['es', 'en'])
    expect(Object.keys(whole?.texts ?? {})).toEqual(['es', 'en'])
    expect(whole?.stories).toHaveLength(1)
    expect(whole).toMatchObject({ isOpen: true, confirmedCount: 1 })
  })

  it('is nothing under another name', async () => {
    for (const slug of ['', 'lapshin', 'LAPSHIN-2017', "x' or '1'='1"])
      expect(await findCampaign(db, { slug }, morning)).toBeNull()
  })

  it('shows the current version of its letter, not the earlier ones', async () => {
    const [letter] = await db.select().from(letters).where(eq(letters.id, campaign.letterIds.es))
    if (!letter) throw new Error('no letter')
    await db.update(letters).set({ state: 'superseded' }).where(eq(letters.id, letter.id)).returning()
    await db
      .insert(letters)
      .values({ ...letter, id: 'second', version: 2 })
      .returning()
    const whole = await findCampaign(db, { id: campaign.campaignId }, morning)
    expect(whole?.letters.es?.id).toBe('second')
  })

  it('is closed from its closing moment on', async () => {
    await set({ closesAt: later(hour) })
    const isOpenAt = async (ms: number) =>
      (await findCampaign(db, { id: campaign.campaignId }, later(ms)))?.isOpen
    expect([await isOpenAt(hour - 1), await isOpenAt(hour)]).toEqual([true, false])
  })
})

describe('the list of campaigns', () => {
  it('shows the public neither drafts nor archived ones', async () => {
    for (const state of ['published', 'paused', 'closed', 'draft', 'archived'] as const) {
      await set({ state })
      const listed = await listCampaigns(db, { public: true }, morning)
      expect([state, listed.length]).toEqual([state, ['draft', 'archived'].includes(state) ? 0 : 1])
    }
  })

  it('shows an organisation all of its own, drafts too, and nobody else’s', async () => {
    await set({ state: 'draft' })
    const [row] = await db.select().from(organisations)
    if (!row) throw new Error('no organisation')
    await db
      .insert(organisations)
      .values({ ...row, id: 'stranger', slug: 'stranger' })
      .returning()
    const of = async (organisationIds: string[]) =>
      (await listCampaigns(db, { organisationIds }, morning)).map(({ slug }) => slug)
    expect(await of([campaign.organisationId])).toEqual(['lapshin-2017'])
    expect(await of(['stranger'])).toEqual([])
    expect(await of([])).toEqual([])
  })

  it('names a campaign in each of its languages, with who is behind it and whom it addresses', async () => {
    const [listed] = await listCampaigns(db, { public: true }, morning)
    expect(Object.keys(listed?.title ?? {}).sort()).toEqual(['en', 'es'])
    expect(listed).toMatchObject({ goal: 500, exampleYear: 2017, isOpen: true, confirmedCount: 0 })
    expect(listed?.organisations).toHaveLength(2)
    expect(listed?.recipients[0]?.es).toBe('Embajada de Belarús en la Argentina')
  })
})
