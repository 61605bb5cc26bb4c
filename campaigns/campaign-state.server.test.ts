import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Db } from '../db/client.server'
import { campaigns } from '../db/schema'
import { freshDb } from '../tests/support/database'
import { campaignRow } from '../tests/support/drafts'
import { hour, keyring, lapshinCampaign, later, morning } from '../tests/support/people'
import { type CampaignState, campaignStates } from './campaign'
import {
  archiveCampaign,
  closeCampaign,
  concludeCampaign,
  type Moved,
  pauseCampaign,
  reopenCampaign,
  resumeCampaign,
} from './campaign-state.server'
import { makePreview, previewedCampaign, revokePreview } from './preview-link.server'
import { mayMove, moves } from './publishing'
import type { CampaignSettings } from './settings'
import { changeSettings } from './settings.server'

let db: Db
let campaignId: string
beforeEach(async () => {
  db = await freshDb()
  campaignId = (await lapshinCampaign(db)).campaignId
})
const set = (change: Partial<typeof campaigns.$inferInsert>) =>
  db.update(campaigns).set(change).where(eq(campaigns.id, campaignId)).returning({ id: campaigns.id })

const steps = {
  pause: (now: Date) => pauseCampaign(db, { campaignId, now }),
  resume: (now: Date) => resumeCampaign(db, { campaignId, now }),
  close: (now: Date) => closeCampaign(db, { campaignId, now }),
  reopen: (now: Date) => reopenCampaign(db, { campaignId, closesAt: null, now }),
  conclude: (now: Date) => concludeCampaign(db, { campaignId, outcome: 'answered', now }),
  archive: (now: Date) => archiveCampaign(db, { campaignId, now }),
}
type Step = keyof typeof steps
const allSteps = Object.keys(steps) as Step[]

describe.each(campaignStates)('a campaign that is %s', (state: CampaignState) => {
  test('goes where the table leads, and nowhere else', async () => {
    for (const step of allSteps) {
      await set({ state, closesAt: null })
      const moved: Moved = await steps[step](morning)
      const may = mayMove(state, step)
      expect([step, moved]).toEqual([
        step,
        may ? { kind: 'moved', state: moves[step].to } : { kind: 'refused', reason: 'wrong-state', state },
      ])
      expect((await campaignRow(db, { campaignId })).state).toBe(may ? moves[step].to : state)
    }
  })
})

describe('a step of a campaign’s life', () => {
  test('taken by two at once is taken once', async () => {
    const both = await Promise.all([steps.pause(morning), steps.pause(morning)])
    expect(both.map(({ kind }) => kind).sort()).toEqual(['moved', 'refused'])
  })

  test('keeps when it closed and what became of it, and reopening forgets both', async () => {
    await steps.close(morning)
    await steps.conclude(later(hour))
    expect(await campaignRow(db, { campaignId })).toMatchObject({ closedAt: morning, outcome: 'answered' })
    await concludeCampaign(db, { campaignId, outcome: 'won', now: later(hour) })
    expect(await campaignRow(db, { campaignId })).toMatchObject({ closedAt: morning, outcome: 'won' })
    await reopenCampaign(db, { campaignId, closesAt: later(9 * hour), now: later(hour) })
    expect(await campaignRow(db, { campaignId })).toMatchObject({
      ...{ state: 'published', closedAt: null, outcome: null, closesAt: later(9 * hour) },
    })
  })

  test('back to taking signatures wants a closing date to come', async () => {
    await set({ state: 'paused', closesAt: morning })
    expect(await steps.resume(morning)).toEqual({ kind: 'refused', reason: 'closing-passed' })
    await set({ state: 'closed' })
    expect(await reopenCampaign(db, { campaignId, closesAt: morning, now: morning })).toEqual({
      ...{ kind: 'refused', reason: 'closing-passed' },
    })
  })

  test('counts a campaign whose date has passed as closed', async () => {
    await set({ closesAt: morning })
    expect(await steps.reopen(later(hour))).toEqual({ kind: 'moved', state: 'published' })
  })
})

describe('the address for outsiders', () => {
  test('shows the campaign until it is taken back or made anew', async () => {
    const first = await makePreview(db, { keyring, campaignId })
    expect(await previewedCampaign(db, { keyring, token: first })).toBe(campaignId)
    const second = await makePreview(db, { keyring, campaignId })
    expect(await previewedCampaign(db, { keyring, token: first })).toBeNull()
    expect(await previewedCampaign(db, { keyring, token: second })).toBe(campaignId)
    await revokePreview(db, { campaignId })
    expect(await previewedCampaign(db, { keyring, token: second })).toBeNull()
  })
})

describe('settings', () => {
  const settings: CampaignSettings = {
    ...{ goal: 500, closesAt: null, isHighRisk: true, slug: 'another-name', originalLanguage: 'en' },
  }
  const change = (other: Partial<CampaignSettings> = {}) =>
    changeSettings(db, { campaignId, settings: { ...settings, ...other }, now: morning })

  test('of a draft change with its address and original language', async () => {
    await set({ state: 'draft', publishedAt: null })
    const { revision } = await campaignRow(db, { campaignId })
    expect(await change()).toEqual({ kind: 'changed' })
    expect(await campaignRow(db, { campaignId })).toMatchObject({ ...settings, revision: revision + 1 })
    expect(await change()).toEqual({ kind: 'unchanged' })
    expect((await campaignRow(db, { campaignId })).revision).toBe(revision + 1)
  })

  test('of a campaign that people may have seen keep its address and original language', async () => {
    const before = await campaignRow(db, { campaignId })
    await change()
    const { slug, originalLanguage } = before
    expect(await campaignRow(db, { campaignId })).toMatchObject({ goal: 500, slug, originalLanguage })
  })

  test('don’t take another campaign’s address', async () => {
    const { id: _, ...row } = await campaignRow(db, { campaignId })
    await db
      .insert(campaigns)
      .values({ ...row, id: 'other', slug: 'taken' })
      .returning({ id: campaigns.id })
    await set({ state: 'draft', publishedAt: null })
    expect(await change({ slug: 'taken' })).toEqual({ kind: 'slug-taken' })
  })

  test('of what is archived stay as they are', async () => {
    await set({ state: 'archived' })
    expect(await change()).toEqual({ kind: 'archived' })
  })
})
