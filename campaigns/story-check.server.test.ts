import { eq } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import type { Db } from '../db/client.server'
import { campaigns, stories } from '../db/schema'
import { freshDb } from '../tests/support/database'
import { day, hour, lapshinCampaign, later, morning } from '../tests/support/people'
import type { PageRefusal, ReadStory, ReadStoryAt, RefusedPage } from './story'
import { addStory } from './story.server'
import { checkStories } from './story-check.server'

let db: Db
let campaignId: string
let storyId: string
beforeEach(async () => {
  db = await freshDb()
  campaignId = (await lapshinCampaign(db)).campaignId
  storyId = await add('https://news.example/1')
})

async function add(url: string | null, archive: string | null = 'The text.') {
  const story = {
    ...{ headline: 'A report', publisher: null, author: null, url, reportedOn: null, place: null },
    ...{ language: 'en', summary: {}, quotes: [] },
  }
  const copy = archive === null ? null : { archive, archiveSha256: 'a'.repeat(64), readAt: morning }
  const added = await addStory(db, { campaignId, story, copy, now: morning })
  return added.kind === 'added' ? added.storyId : ''
}
const row = async (id = storyId) => (await db.select().from(stories).where(eq(stories.id, id)))[0]

const saying = (archive: string | null): ReadStory => ({
  kind: 'read',
  found: {
    ...{ headline: null, publisher: null, author: null, url: 'https://news.example/1', reportedOn: null },
    ...{ place: null, language: null, summary: null, text: archive, pictures: [] },
  },
  picture: null,
  copy: archive === null ? null : { archive, archiveSha256: 'b'.repeat(64), readAt: morning },
})
const refusing = (reason: PageRefusal, status: number | null = null): RefusedPage => ({
  kind: 'refused',
  reason,
  status,
})
/** Reads that always answer this, and what was asked for. */
function reader(answer: ReadStory | RefusedPage) {
  const asked: string[] = []
  const read: ReadStoryAt = async (url) => {
    asked.push(url)
    return answer
  }
  return { asked, read }
}
const check = (answer: ReadStory | RefusedPage, now: Date) => checkStories(db, { now, ...reader(answer) })

test('a report that says the same is noted as looked at, and nothing else', async () => {
  const now = later(day)
  expect(await check(saying('The text.'), now)).toEqual({ checkedCount: 1, changedCount: 0 })
  expect(await row()).toMatchObject({ checkedAt: now, change: null, changedArchive: null })
})

test('a changed report is kept beside the copy, which stays', async () => {
  expect(await check(saying('Another text.'), later(day))).toEqual({ checkedCount: 1, changedCount: 1 })
  expect(await row()).toMatchObject({
    archive: 'The text.',
    archiveSha256: 'a'.repeat(64),
    readAt: morning,
    change: 'changed',
    changedArchive: 'Another text.',
  })
  expect(await check(saying('A third text.'), later(2 * day))).toEqual({ checkedCount: 1, changedCount: 0 })
  expect((await row())?.changedArchive).toBe('A third text.')
  await check(saying('The text.'), later(3 * day))
  expect(await row()).toMatchObject({ change: null, changedArchive: null })
})

test('a report without words any more has changed', async () => {
  await check(saying(null), later(day))
  expect(await row()).toMatchObject({ change: 'changed', changedArchive: '' })
})

test.each([404, 410, 451])('a report that answers %i has vanished, and comes back', async (status) => {
  await check(refusing('status', status), later(day))
  expect(await row()).toMatchObject({ change: 'vanished', archive: 'The text.' })
  await check(saying('The text.'), later(2 * day))
  expect((await row())?.change).toBeNull()
})

test.each<[PageRefusal, number | null]>([
  ['status', 403],
  ['status', 503],
  ['unreachable', null],
  ['not-found', null],
  ['too-slow', null],
  ['unreadable', null],
  ['certificate', null],
])('a site that is %s %s says nothing about the report', async (reason, status) => {
  await check(saying('Another text.'), later(day))
  expect(await check(refusing(reason, status), later(2 * day))).toEqual({ checkedCount: 1, changedCount: 0 })
  expect(await row()).toMatchObject({ change: 'changed', checkedAt: later(2 * day) })
})

test('a report is looked at once a day', async () => {
  const { asked, read } = reader(saying('The text.'))
  const times = [0, hour, day - 1, day, day + hour, 2 * day - 1, 2 * day]
  for (const time of times) await checkStories(db, { now: later(time), read })
  expect(asked).toHaveLength(2)
})

test('only reports with an address, of campaigns that are open', async () => {
  await add(null)
  const { asked, read } = reader(saying('The text.'))
  await checkStories(db, { now: later(day), read })
  expect(asked).toEqual(['https://news.example/1'])
  for (const set of [
    { state: 'draft' as const },
    { state: 'paused' as const },
    { state: 'archived' as const },
    { state: 'published' as const, closesAt: later(day) },
  ]) {
    await db.update(campaigns).set(set).returning({ id: campaigns.id })
    await checkStories(db, { now: later(5 * day), read })
  }
  expect(asked).toHaveLength(1)
})

test('a report typed by hand is watched for vanishing', async () => {
  const byHand = await add('https://news.example/2', null)
  await check(saying('Anything.'), later(day))
  expect(await row(byHand)).toMatchObject({ change: null, archive: null, checkedAt: later(day) })
  await check(refusing('status', 404), later(2 * day))
  expect((await row(byHand))?.change).toBe('vanished')
})

test('what the hour has no room for stays due, and the organisation is asked no further', async () => {
  await add('https://news.example/2')
  const { asked, read } = reader(refusing('limited'))
  expect(await checkStories(db, { now: later(day), read })).toEqual({ checkedCount: 0, changedCount: 0 })
  expect(asked).toHaveLength(1)
  expect((await row())?.checkedAt).toBeNull()
})

test('a program that stops ends between two reports', async () => {
  await add('https://news.example/2')
  const stopping = new AbortController()
  const read: ReadStoryAt = async () => {
    stopping.abort()
    return saying('The text.')
  }
  const { checkedCount } = await checkStories(db, { now: later(day), read, signal: stopping.signal })
  expect(checkedCount).toBe(1)
})

test('a report moved while it was read is left alone', async () => {
  const read: ReadStoryAt = async () => {
    const moved = { url: 'https://news.example/moved' }
    await db.update(stories).set(moved).where(eq(stories.id, storyId)).returning({ id: stories.id })
    return saying('Another text.')
  }
  expect(await checkStories(db, { now: later(day), read })).toEqual({ checkedCount: 0, changedCount: 0 })
  expect((await row())?.change).toBeNull()
})
