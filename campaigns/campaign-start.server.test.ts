import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import type { Db } from '../db/client.server'
import { atomically } from '../db/client.server'
import { campaigns, stories, tallies, textRevisions } from '../db/schema'
import { freshDb } from '../tests/support/database'
import { lapshinCampaign, morning, tigranAtDesk } from '../tests/support/people'
import { findCampaign, listCampaigns } from './campaign.server'
import { listStarters, startCampaign } from './campaign-start.server'
import { storedCampaign } from './folder-rows.server'

const story = {
  ...{ headline: 'Лапшина выдали', publisher: null, author: null, url: 'https://news.example/1' },
  ...{ reportedOn: '2017', place: null, language: 'ru', summary: {}, quotes: [{ text: 'давно' }] },
}
const archive = 'Текст.'
const copy = {
  archive,
  archiveSha256: createHash('sha256').update(archive).digest('hex'),
  readAt: morning,
}
const texts = {
  page: { title: 'Лапшина выдали', summary: '', demand: '', body: '' },
  letter: { subject: 'Acerca de la noticia', body: '{{salutation}}\n\nQuienes firmamos…' },
}

let db: Db
let organisationId: string
let organiserId: string
beforeEach(async () => {
  db = await freshDb()
  organisationId = (await lapshinCampaign(db)).organisationId
  organiserId = await tigranAtDesk(db)
})
const start = (headline = story.headline) =>
  startCampaign(db, {
    ...{ organisationId, organiserId, copy, language: 'es', texts, now: morning },
    story: { ...story, headline },
  })

test('a campaign starts as a draft with its story, its organisation and its first texts', async () => {
  const { campaignId, slug } = await start()
  expect(slug).toBe('lapshina-vydali')
  const whole = await findCampaign(db, { id: campaignId }, morning)
  expect(whole?.campaign).toMatchObject({ state: 'draft', originalLanguage: 'es', publishedAt: null })
  expect(whole?.organisations.map(({ id }) => id)).toEqual([organisationId])
  expect(whole?.stories).toEqual([
    expect.objectContaining({ ...story, ...copy, isMain: true, position: 0, change: null }),
  ])
  expect(whole?.texts.es).toMatchObject({ ...texts.page, state: 'draft' })
  expect(whole?.letters.es).toMatchObject({ ...texts.letter, version: 1, isOriginal: true, translator: null })
  const revisions = await db.select().from(textRevisions).where(eq(textRevisions.campaignId, campaignId))
  expect(revisions.map(({ kind, number, savedBy }) => [kind, number, savedBy]).sort()).toEqual([
    ['letter', 1, organiserId],
    ['page', 1, organiserId],
  ])
  const [tally] = await db.select().from(tallies).where(eq(tallies.campaignId, campaignId))
  expect(tally?.confirmedCount).toBe(0)
})

test('nobody outside sees it, and the copy is in its folder with the SHA-256 it was read with', async () => {
  const { campaignId, slug } = await start()
  expect((await listCampaigns(db, { public: true }, morning)).map(({ id }) => id)).not.toContain(campaignId)
  const stored = await atomically(db, (tx) => storedCampaign(tx, slug))
  expect(stored?.folder.campaign.stories[0]?.archive).toEqual({
    file: 'story/1.txt',
    sha256: copy.archiveSha256,
  })
  expect(stored?.folder.archives.get('story/1.txt')).toBe(archive)
})

test('the same headline again gets an address of its own, also when many start at once', async () => {
  const started = await Promise.all(Array.from({ length: 5 }, () => start()))
  expect(started.map(({ slug }) => slug).sort()).toEqual([
    'lapshina-vydali',
    'lapshina-vydali-2',
    'lapshina-vydali-3',
    'lapshina-vydali-4',
    'lapshina-vydali-5',
  ])
  expect(await db.select().from(campaigns)).toHaveLength(6)
  expect(await db.select().from(stories)).toHaveLength(6)
})

test('organisations are listed for choosing, and none for nobody', async () => {
  expect(await listStarters(db, [organisationId])).toEqual([
    { id: organisationId, name: expect.objectContaining({ es: expect.any(String) }), defaultLanguage: 'es' },
  ])
  expect(await listStarters(db, [])).toEqual([])
})
