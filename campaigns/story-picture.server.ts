import { createHash } from 'node:crypto'
import { and, eq, isNotNull } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { stories } from '../db/schema'
import { pictureLimits, readPicture } from './picture.server'
import { raiseRevision } from './revision.server'
import type { StoryPicture } from './story'
import { holdStories, type WhichStory } from './story.server'
import { isPictureShown, type PictureWords, storyPictureRoom } from './story-picture'
import { webpSize } from './webp'

type Steps<T> = Generator<PromiseLike<unknown>, T, unknown>
type Kept = { kind: 'kept' | 'archived' | 'gone' }
type Change = Partial<Pick<typeof stories.$inferSelect, 'picture' | 'pictureUrl' | keyof PictureWords>>

/** Changes a story's picture, or what is said of it. What readers saw or will see of it is a new revision. */
function change(db: Db, { campaignId, storyId, now, set }: WhichStory & { now: Date; set: Change }) {
  return atomically(db, function* (tx): Steps<Kept> {
    const there = yield* holdStories(tx, campaignId)
    if (!there) return { kind: 'archived' }
    const row = there.find(({ id }) => id === storyId)
    if (!row) return { kind: 'gone' }
    yield* ask(tx.update(stories).set(set).where(eq(stories.id, storyId)).returning({ id: stories.id }))
    if (isPictureShown(row) || isPictureShown({ ...row, ...set }))
      yield* raiseRevision(tx, { campaignId, now })
    return { kind: 'kept' }
  })
}

/** Keeps a picture with a story in place of the one that was. Nothing is said of it yet, so nobody outside the desk sees it. */
export const keepPicture = (
  db: Db,
  { picture, ...which }: WhichStory & { picture: StoryPicture; now: Date },
): Promise<Kept> => change(db, { ...which, set: { ...picture, pictureAlt: null, pictureCredit: null } })

/** Says what a picture shows, and whose it is and by what right: from then on readers see it. Without a credit they don't. */
export const describePicture = (
  db: Db,
  { words, ...which }: WhichStory & { words: PictureWords; now: Date },
): Promise<Kept> => change(db, { ...which, set: words })

/** Takes a story's picture away for good. */
export const removePicture = (db: Db, which: WhichStory & { now: Date }): Promise<Kept> =>
  change(db, {
    ...which,
    set: { picture: null, pictureUrl: null, pictureAlt: null, pictureCredit: null },
  })

/** A picture's bytes, the SHA-256 of them in hexadecimal, and its size in pixels. */
export function pictureOf(base64: string) {
  const webp = Buffer.from(base64, 'base64')
  const sha256 = createHash('sha256').update(webp).digest('hex')
  return { webp, sha256, ...(webpSize(webp) ?? { width: 0, height: 0 }) }
}

/** Whether these bytes are a picture as stories have them: made by us, or as if it were. */
export async function isStoryPicture(bytes: Buffer): Promise<boolean> {
  const size = webpSize(bytes)
  if (!size || bytes.length > pictureLimits.kept) return false
  if (size.width > storyPictureRoom.width || size.height > storyPictureRoom.height) return false
  return (await readPicture(bytes, storyPictureRoom)).kind === 'picture'
}

/** The picture of a story, shown or not, for the desk. `null` when there is none. */
export async function findPicture(db: Db, { campaignId, storyId }: WhichStory) {
  const [row] = await db
    .select({ picture: stories.picture })
    .from(stories)
    .where(and(eq(stories.id, storyId), eq(stories.campaignId, campaignId)))
  return row?.picture ? pictureOf(row.picture) : null
}

/** The pictures of a campaign that readers see. */
export async function shownPictures(db: Db, campaignId: string) {
  const rows = await db
    .select({
      storyId: stories.id,
      picture: stories.picture,
      alt: stories.pictureAlt,
      credit: stories.pictureCredit,
    })
    .from(stories)
    .where(
      and(
        eq(stories.campaignId, campaignId),
        isNotNull(stories.picture),
        isNotNull(stories.pictureAlt),
        isNotNull(stories.pictureCredit),
      ),
    )
  return rows.map(({ storyId, picture, alt, credit }) => ({
    ...{ storyId, alt: alt ?? '', credit: credit ?? '' },
    ...pictureOf(picture ?? ''),
  }))
}
export type ShownPicture = Awaited<ReturnType<typeof shownPictures>>[number]
