import { asc, eq } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import type { Db } from '../db/client.server'
import { campaigns, stories } from '../db/schema'
import { freshDb } from '../tests/support/database'
import { day, lapshinCampaign, later, morning } from '../tests/support/people'
import { mostStories } from './story'
import { addStory, editStory, keepCopy, makeMainStory, removeStory } from './story.server'

const story = {
  ...{ headline: 'A further report', publisher: 'A paper', author: null, url: 'https://news.example/1' },
  ...{ reportedOn: null, place: null, language: 'en', summary: {}, quotes: [] },
}
const copy = { archive: 'Its text.', archiveSha256: 'a'.repeat(64), readAt: morning }
const now = later(day)

let db: Db
let campaignId: string
beforeEach(async () => {
  db = await freshDb()
  campaignId = (await lapshinCampaign(db)).campaignId
})
const told = () =>
  db.select().from(stories).where(eq(stories.campaignId, campaignId)).orderBy(asc(stories.position))
const revision = async () =>
  (await db.select().from(campaigns).where(eq(campaigns.id, campaignId)))[0]?.revision
async function add(headline = story.headline) {
  const added = await addStory(db, { campaignId, story: { ...story, headline }, copy, now })
  if (added.kind !== 'added') throw new Error(added.kind)
  return added.storyId
}

test('a further report is added after the others, with its copy, and an approval no longer holds', async () => {
  const before = (await revision()) ?? 0
  const storyId = await add()
  expect((await told()).map(({ isMain, position }) => [isMain, position])).toEqual([
    [true, 0],
    [false, 1],
  ])
  expect((await told())[1]).toMatchObject({ id: storyId, ...story, ...copy })
  expect(await revision()).toBe(before + 1)
})

test('the first report of a campaign that has none is the main one', async () => {
  await db.delete(stories).where(eq(stories.campaignId, campaignId)).returning({ id: stories.id })
  await add()
  expect((await told())[0]?.isMain).toBe(true)
})

test('no more than a folder can hold', async () => {
  for (let n = 1; n < mostStories; n++) await add(`Report ${n}`)
  expect(await addStory(db, { campaignId, story, copy, now })).toEqual({ kind: 'too-many' })
  expect(await told()).toHaveLength(mostStories)
})

test('every field can be edited; the copy stays with its address and goes with another', async () => {
  const storyId = await add()
  const edited = { ...story, headline: 'Better', author: 'C. D.', summary: { es: 'Algo.' } }
  expect(await editStory(db, { campaignId, storyId, story: edited, now })).toEqual({ kind: 'edited' })
  expect((await told())[1]).toMatchObject({ ...edited, ...copy })
  const moved = { ...edited, url: 'https://news.example/2' }
  await editStory(db, { campaignId, storyId, story: moved, now })
  expect((await told())[1]).toMatchObject({ ...moved, archive: null, archiveSha256: null, readAt: null })
})

test('a further report is removed, the main one is not', async () => {
  const storyId = await add()
  const [main] = await told()
  expect(await removeStory(db, { campaignId, storyId: main?.id ?? '', now })).toEqual({ kind: 'main' })
  expect(await removeStory(db, { campaignId, storyId, now })).toEqual({ kind: 'removed' })
  expect(await removeStory(db, { campaignId, storyId, now })).toEqual({ kind: 'gone' })
  expect(await told()).toEqual([main])
})

test('another report becomes the main one, and there is always one only', async () => {
  await add('Second')
  const third = await add('Third')
  expect(await makeMainStory(db, { campaignId, storyId: third, now })).toEqual({ kind: 'made' })
  const after = await told()
  expect(after.map(({ headline }) => headline).slice(0, 1)).toEqual(['Third'])
  expect(after.map(({ isMain }) => isMain)).toEqual([true, false, false])
  expect(after.map(({ position }) => position)).toEqual([0, 1, 2])
})

test('a copy read again takes the place of the one before, with what was noted since', async () => {
  const storyId = await add()
  const noted = { change: 'changed' as const, changedArchive: 'Other words.', checkedAt: now }
  await db.update(stories).set(noted).where(eq(stories.id, storyId)).returning({ id: stories.id })
  const again = { archive: 'Other words.', archiveSha256: 'b'.repeat(64), readAt: now }
  expect(await keepCopy(db, { campaignId, storyId, copy: again })).toEqual({ kind: 'kept' })
  expect((await told())[1]).toMatchObject({ ...again, change: null, changedArchive: null, checkedAt: now })
})

test('a report of another campaign is not there, and what is refused raises nothing', async () => {
  const storyId = await add()
  const before = await revision()
  const elsewhere = { campaignId: 'another', storyId, now }
  expect(await editStory(db, { ...elsewhere, story })).toEqual({ kind: 'archived' })
  expect(await keepCopy(db, { ...elsewhere, copy })).toEqual({ kind: 'gone' })
  expect(await editStory(db, { campaignId, storyId: 'nobody', story, now })).toEqual({ kind: 'gone' })
  expect(await removeStory(db, { campaignId, storyId: 'nobody', now })).toEqual({ kind: 'gone' })
  expect(await makeMainStory(db, { campaignId, storyId: 'nobody', now })).toEqual({ kind: 'gone' })
  expect(await revision()).toBe(before)
})

test('an archived campaign changes no more', async () => {
  const storyId = await add()
  await db.update(campaigns).set({ state: 'archived' }).returning({ id: campaigns.id })
  const archived = { kind: 'archived' }
  expect(await addStory(db, { campaignId, story, copy, now })).toEqual(archived)
  expect(await editStory(db, { campaignId, storyId, story, now })).toEqual(archived)
  expect(await removeStory(db, { campaignId, storyId, now })).toEqual(archived)
  expect(await makeMainStory(db, { campaignId, storyId, now })).toEqual(archived)
})
