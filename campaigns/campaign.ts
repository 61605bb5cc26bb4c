import { z } from 'zod'
import { Bcp47 } from './language'

export const campaignStates = ['draft', 'published', 'paused', 'closed', 'concluded', 'archived'] as const
export type CampaignState = (typeof campaignStates)[number]

export const outcomes = ['won', 'partly-won', 'answered', 'lost', 'withdrawn'] as const
/** What became of a campaign, once it is concluded. */
export type Outcome = (typeof outcomes)[number]

export const textStates = ['draft', 'translated', 'reviewed'] as const
/** How far the words in one language have come. A language without words is missing. */
export type TextState = (typeof textStates)[number]

/** Lower-case words joined by hyphens, 3 to 60 characters: the last part of the campaign's address. */
export const Slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  .min(3)
  .max(60)

type Openness = { state: CampaignState; closesAt: Date | null }

/** Whether a signature is taken at this moment. The closing moment itself is closed. */
export const isOpen = ({ state, closesAt }: Openness, now: Date) =>
  state === 'published' && (closesAt === null || now < closesAt)

/** Whether anyone may read the campaign's page. Closed and archived campaigns stay readable. */
export const isPublic = ({ state }: { state: CampaignState }) => state !== 'draft'

/** Whether nobody outside the desk can have read it: it was never published. */
export const isUnseen = ({ state, publishedAt }: { state: CampaignState; publishedAt: Date | null }) =>
  state === 'draft' && publishedAt === null

/** Marks at which a campaign says what comes next. Between the last one and the goal lies the goal. */
const milestones = [
  10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
  1_000_000,
]

/** The next number to reach: the smallest milestone above the count that is below the goal, else the goal, else onwards. */
export function nextMilestone(count: number, goal: number): number {
  const next = milestones.find((mark) => mark > count) ?? (Math.floor(count / 1_000_000) + 1) * 1_000_000
  return count < goal ? Math.min(next, goal) : next
}

export const CampaignText = z.object({
  language: Bcp47,
  title: z.string().min(1).max(160),
  summary: z.string().min(1).max(600),
  demand: z.string().min(1).max(300),
  body: z.string().max(20_000),
})
export type CampaignText = z.infer<typeof CampaignText>
