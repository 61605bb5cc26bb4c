import { eq } from 'drizzle-orm'
import sharp from 'sharp'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { campaigns, stories } from '../db/schema'
import { freshDb } from '../tests/support/database'
import { lapshinCampaign, later, minute, morning } from '../tests/support/people'
import { findCampaign, findCampaignId } from './campaign.server'
import { addStory } from './story.server'
import {
  describePicture,
  findPicture,
  isStoryPicture,
  keepPicture,
  removePicture,
  shownPictures,
} from './story-picture.server'

let db: Db
let campaignId: string
let storyId: string
beforeEach(async () => {
  db = await freshDb()
  campaignId = (await lapshinCampaign(db)).campaignId
  storyId = (await db.select().from(stories))[0]?.id ?? ''
})

const webp = async (background: string, width = 60) =>
  sharp({ create: { width, height: 40, channels: 3, background } })
    .webp()
    .toBuffer()
const which = () => ({ campaignId, storyId, now: later(minute) })
const keep = async (background = 'red', pictureUrl: string | null = 'https://news.example/1.jpg') =>
  keepPicture(db, {
    ...which(),
    picture: { picture: (await webp(background)).toString('base64'), pictureUrl },
  })
const words = { pictureAlt: 'A street in Minsk', pictureCredit: 'Photo: Ana Pérez' }
const show = () => describePicture(db, { ...which(), words })
const revision = async () => (await db.select().from(campaigns))[0]?.revision ?? 0

describe('the picture of a story', () => {
  it('stays in the desk until somebody said what it shows and whose it is', async () => {
    const before = await revision()
    expect(await keep()).toEqual({ kind: 'kept' })
    expect(await findPicture(db, { campaignId, storyId })).toMatchObject({ width: 60, height: 40 })
    expect(await shownPictures(db, campaignId)).toEqual([])
    await describePicture(db, { ...which(), words: { ...words, pictureCredit: null } })
    expect(await shownPictures(db, campaignId)).toEqual([])
    expect(await revision()).toBe(before)
    expect(await show()).toEqual({ kind: 'kept' })
    expect(await shownPictures(db, campaignId)).toMatchObject([
      {
        storyId,
        alt: words.pictureAlt,
        credit: words.pictureCredit,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ])
    expect(await revision()).toBe(before + 1)
  })

  it('gives way to another one, of which nothing is said yet', async () => {
    await keep()
    await show()
    const before = await revision()
    const [first] = await shownPictures(db, campaignId)
    await keep('blue', null)
    expect(await shownPictures(db, campaignId)).toEqual([])
    expect((await findPicture(db, { campaignId, storyId }))?.sha256).not.toBe(first?.sha256)
    expect((await db.select().from(stories))[0]).toMatchObject({ pictureUrl: null, pictureAlt: null })
    expect(await revision()).toBe(before + 1)
  })

  it('can be taken away, words and all', async () => {
    await keep()
    await show()
    expect(await removePicture(db, which())).toEqual({ kind: 'kept' })
    expect(await findPicture(db, { campaignId, storyId })).toBeNull()
    expect((await db.select().from(stories))[0]).toMatchObject({
      ...{ picture: null, pictureUrl: null, pictureAlt: null, pictureCredit: null },
    })
  })

  it('is of this campaign’s story, and changes no more once it is archived', async () => {
    expect(await removePicture(db, { ...which(), storyId: 'none' })).toEqual({ kind: 'gone' })
    await keep()
    expect(await findPicture(db, { campaignId: 'other', storyId })).toBeNull()
    expect(await shownPictures(db, 'other')).toEqual([])
    expect(await findCampaignId(db, 'lapshin-2017')).toBe(campaignId)
    await db.update(campaigns).set({ state: 'archived' }).where(eq(campaigns.id, campaignId)).returning()
    expect(await show()).toEqual({ kind: 'archived' })
    expect(await findCampaignId(db, 'lapshin-2017')).toBeNull()
  })

  it('comes with a story that was read, and no list of stories carries it along', async () => {
    const details = {
      ...{ headline: 'Another', publisher: null, author: null, url: null, reportedOn: null, place: null },
      ...{ language: 'en', summary: {}, quotes: [] },
    }
    const picture = {
      picture: (await webp('green')).toString('base64'),
      pictureUrl: 'https://news.example/2.jpg',
    }
    const added = await addStory(db, { campaignId, story: details, copy: null, picture, now: morning })
    const id = added.kind === 'added' ? added.storyId : ''
    expect(await findPicture(db, { campaignId, storyId: id })).toMatchObject({ width: 60 })
    const whole = await findCampaign(db, { id: campaignId }, morning)
    expect(whole?.stories.find((story) => story.id === id)?.pictureUrl).toBe(picture.pictureUrl)
    expect(JSON.stringify(whole)).not.toContain(picture.picture)
  })
})

it('only what is as we make it passes for a picture of ours', async () => {
  const bytes = await webp('red')
  expect(await isStoryPicture(bytes)).toBe(true)
  expect(await isStoryPicture(await webp('red', 1_281))).toBe(false)
  expect(await isStoryPicture(Buffer.concat([bytes, Buffer.from('<script>')]))).toBe(false)
  expect(await isStoryPicture(await sharp(bytes).png().toBuffer())).toBe(false)
  const torn = Buffer.from(bytes)
  torn.fill(0, 40)
  torn.fill(255, 20, 40)
  expect(await isStoryPicture(torn)).toBe(false)
})
