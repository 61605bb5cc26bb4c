import { and, asc, eq, isNotNull, isNull, lte, or } from 'drizzle-orm'
import type { Db } from '../db/client.server'
import { campaigns, stories } from '../db/schema'
import { isOpen } from './campaign'
import type { ReadStory, ReadStoryAt, RefusedPage } from './story'
import { storyColumns } from './story.server'

const day = 24 * 3_600_000
/** How many reports one look goes through; the rest is due at the next. */
const atOnce = 200

type Checked = { checkedCount: number; changedCount: number }

/**
 * Looks again at the reports of open campaigns, each at most once a day, and notes those that say something else than
 * the copy, or are no longer there. A site that is down, slow or shut to us says nothing about the report: what was
 * noted before stays. Reports for which `read` answers `limited` stay due. Never throws for a page; `signal` ends it
 * between two.
 */
export async function checkStories(
  db: Db,
  { now, read, signal }: { now: Date; read: ReadStoryAt; signal?: AbortSignal },
): Promise<Checked> {
  const dayAgo = new Date(now.getTime() - day)
  const isDue = and(
    isNotNull(stories.url),
    or(isNull(stories.readAt), lte(stories.readAt, dayAgo)),
    or(isNull(stories.checkedAt), lte(stories.checkedAt, dayAgo)),
  )
  const due = await db
    .select({ story: storyColumns, campaign: campaigns })
    .from(stories)
    .innerJoin(campaigns, eq(campaigns.id, stories.campaignId))
    .where(and(eq(campaigns.state, 'published'), isDue))
    .orderBy(asc(stories.checkedAt), asc(stories.createdAt))
    .limit(atOnce)
  const checked: Checked = { checkedCount: 0, changedCount: 0 }
  const spent = new Set<string>()
  for (const { story, campaign } of due) {
    if (signal?.aborted) break
    const { organisationId } = campaign
    if (!isOpen(campaign, now) || spent.has(organisationId)) continue
    const answer = await read(story.url ?? '', organisationId)
    if (answer.kind === 'refused' && answer.reason === 'limited') {
      spent.add(organisationId)
      continue
    }
    const found = verdict(story, answer)
    // The address as it was read: whoever changed it meanwhile has another report now.
    const rows = await db
      .update(stories)
      .set({ checkedAt: now, ...found })
      .where(and(eq(stories.id, story.id), eq(stories.url, story.url ?? ''), isDue))
      .returning({ id: stories.id })
    checked.checkedCount += rows.length
    if (found.change && found.change !== story.change) checked.changedCount += rows.length
  }
  return checked
}

type Verdict = Partial<Pick<typeof stories.$inferSelect, 'change' | 'changedArchive'>>

/** Statuses that say that the report is gone, not only that it can't be had now. */
const gone = [404, 410, 451]

function verdict({ archive }: { archive: string | null }, answer: ReadStory | RefusedPage): Verdict {
  if (answer.kind === 'refused')
    return gone.includes(answer.status ?? 0) ? { change: 'vanished', changedArchive: null } : {}
  const text = answer.copy?.archive ?? ''
  return archive === null || archive === text
    ? { change: null, changedArchive: null }
    : { change: 'changed', changedArchive: text }
}
