import { and, asc, eq, getTableColumns, ne, sql } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { campaigns, stories } from '../db/schema'
import { newId } from './keyring.server'
import { raiseRevision } from './revision.server'
import { mostStories, type StoryCopy, type StoryDetails, type StoryPicture } from './story'

type Steps<T> = Generator<PromiseLike<unknown>, T, unknown>
export type StoryRow = Omit<typeof stories.$inferSelect, 'picture'>
export type WhichStory = { campaignId: string; storyId: string }

const { picture: _, ...told } = getTableColumns(stories)
/** A report without its picture, which may be half a megabyte and is read where it is needed. */
export const storyColumns = told

/** Holds a campaign whose reports may change, and reads them. `null` for one that is archived, which changes no more. */
export function* holdStories(tx: Db, campaignId: string): Steps<StoryRow[] | null> {
  const [held] = yield* ask(
    tx
      .update(campaigns)
      .set({ revision: sql`${campaigns.revision}` })
      .where(and(eq(campaigns.id, campaignId), ne(campaigns.state, 'archived')))
      .returning({ id: campaigns.id }),
  )
  if (!held) return null
  return yield* ask(
    tx
      .select(storyColumns)
      .from(stories)
      .where(eq(stories.campaignId, campaignId))
      .orderBy(asc(stories.position)),
  )
}

type New = {
  campaignId: string
  story: StoryDetails
  copy: StoryCopy | null
  picture?: StoryPicture | null
  now: Date
}

/** Adds a further report to a campaign; the main one when it has none. At most 50 in all. */
export function addStory(
  db: Db,
  { campaignId, story, copy, picture, now }: New,
): Promise<{ kind: 'added'; storyId: string } | { kind: 'archived' | 'too-many' }> {
  return atomically(db, function* (tx): Steps<
    { kind: 'added'; storyId: string } | { kind: 'archived' | 'too-many' }
  > {
    const there = yield* holdStories(tx, campaignId)
    if (!there) return { kind: 'archived' }
    if (there.length >= mostStories) return { kind: 'too-many' }
    const storyId = newId()
    const row = {
      ...{ id: storyId, campaignId, ...story, ...copy, ...picture, createdAt: now },
      isMain: !there.some(({ isMain }) => isMain),
      position: Math.max(-1, ...there.map(({ position }) => position)) + 1,
    }
    yield* ask(tx.insert(stories).values(row).returning({ id: stories.id }))
    yield* raiseRevision(tx, { campaignId, now })
    return { kind: 'added', storyId }
  })
}

/**
 * Describes a report anew; every field is the organiser's. The copy stays what was read, unless the report is now found
 * at another address: then it is a copy of something else, and goes.
 */
export function editStory(
  db: Db,
  { campaignId, storyId, story, now }: WhichStory & { story: StoryDetails; now: Date },
): Promise<{ kind: 'edited' | 'archived' | 'gone' }> {
  return atomically(db, function* (tx): Steps<{ kind: 'edited' | 'archived' | 'gone' }> {
    const there = yield* holdStories(tx, campaignId)
    if (!there) return { kind: 'archived' }
    const row = there.find(({ id }) => id === storyId)
    if (!row) return { kind: 'gone' }
    const set = row.url === null || row.url === story.url ? story : { ...story, ...withoutCopy }
    yield* ask(tx.update(stories).set(set).where(eq(stories.id, storyId)).returning({ id: stories.id }))
    yield* raiseRevision(tx, { campaignId, now })
    return { kind: 'edited' }
  })
}

const withoutCopy = {
  ...{ archive: null, archiveSha256: null, readAt: null },
  ...{ checkedAt: null, change: null, changedArchive: null },
}

/** Takes a further report out of a campaign, with its copy. The main one is refused: another takes its place first. */
export function removeStory(
  db: Db,
  { campaignId, storyId, now }: WhichStory & { now: Date },
): Promise<{ kind: 'removed' | 'main' | 'archived' | 'gone' }> {
  return atomically(db, function* (tx): Steps<{ kind: 'removed' | 'main' | 'archived' | 'gone' }> {
    const there = yield* holdStories(tx, campaignId)
    if (!there) return { kind: 'archived' }
    const row = there.find(({ id }) => id === storyId)
    if (!row) return { kind: 'gone' }
    if (row.isMain) return { kind: 'main' }
    yield* ask(tx.delete(stories).where(eq(stories.id, storyId)).returning({ id: stories.id }))
    yield* raiseRevision(tx, { campaignId, now })
    return { kind: 'removed' }
  })
}

/** Makes a report the main one; the one that was becomes the first of the further ones. */
export function makeMainStory(
  db: Db,
  { campaignId, storyId, now }: WhichStory & { now: Date },
): Promise<{ kind: 'made' | 'archived' | 'gone' }> {
  return atomically(db, function* (tx): Steps<{ kind: 'made' | 'archived' | 'gone' }> {
    const there = yield* holdStories(tx, campaignId)
    if (!there) return { kind: 'archived' }
    const main = there.find(({ id }) => id === storyId)
    if (!main) return { kind: 'gone' }
    const before = there.toSorted((a, b) => Number(b.isMain) - Number(a.isMain))
    const order = [main, ...before.filter((row) => row !== main)]
    for (const [position, { id }] of order.entries()) {
      const set = { isMain: position === 0, position }
      yield* ask(tx.update(stories).set(set).where(eq(stories.id, id)).returning({ id: stories.id }))
    }
    yield* raiseRevision(tx, { campaignId, now })
    return { kind: 'made' }
  })
}

/** Keeps a copy just read in place of the one that was, and takes back what was noted of a change since then. */
export async function keepCopy(
  db: Db,
  { campaignId, storyId, copy }: WhichStory & { copy: StoryCopy },
): Promise<{ kind: 'kept' | 'gone' }> {
  const rows = await db
    .update(stories)
    .set({ ...copy, checkedAt: copy.readAt, change: null, changedArchive: null })
    .where(and(eq(stories.id, storyId), eq(stories.campaignId, campaignId)))
    .returning({ id: stories.id })
  return { kind: rows.length > 0 ? 'kept' : 'gone' }
}
