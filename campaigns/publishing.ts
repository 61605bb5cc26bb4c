import type { CampaignState } from './campaign'
import { letterLanguageFor } from './recipient'
import { faultOf, type Route, unreachedBy } from './routing'

/** From which states each step of a campaign's life leads, and where to. What is archived stays so. */
export const moves = {
  publish: { from: ['draft'], to: 'published' },
  pause: { from: ['published'], to: 'paused' },
  resume: { from: ['paused'], to: 'published' },
  close: { from: ['published', 'paused'], to: 'closed' },
  reopen: { from: ['closed', 'concluded'], to: 'published' },
  conclude: { from: ['published', 'paused', 'closed', 'concluded'], to: 'concluded' },
  archive: { from: ['closed', 'concluded'], to: 'archived' },
} as const satisfies Record<string, { from: readonly CampaignState[]; to: CampaignState }>

export type Move = keyof typeof moves
export const allMoves = Object.keys(moves) as Move[]

/** Whether a step leads on from a state. */
export const mayMove = (state: CampaignState, move: Move): boolean =>
  (moves[move].from as readonly CampaignState[]).includes(state)

/** Steps that end a campaign, or take its end back: for the organisation that leads it alone. */
export const isForLead = (state: CampaignState, move: Move): boolean =>
  move === 'conclude' || move === 'archive' || (move === 'reopen' && state === 'concluded')

export const checkCodes = [
  'page',
  'letter',
  'recipient',
  'reached',
  'readable',
  'address',
  'story',
  'closing',
] as const
export type CheckCode = (typeof checkCodes)[number]
/** One thing that must be so before publishing. `recipientIds` are the offices for which it is not. */
export type Check = { code: CheckCode; isDone: boolean; recipientIds: string[] }

export type Readiness = {
  originalLanguage: string
  /** Languages that go online with a page, and with a letter, without faults. */
  pages: string[]
  letters: string[]
  recipients: ({ id: string; languages: string[]; hasCheckedAddress: boolean } & Route)[]
  hasStory: boolean
  /** The moment it closes; null is the choice to keep it open until somebody closes it. */
  closesAt: Date | null
}

/** What is there and what is missing before a campaign may be published at `now`, in the order an organiser goes through it. */
export function checklist(facts: Readiness, now: Date): Check[] {
  const { recipients, pages, letters, originalLanguage } = facts
  const unless = (isFine: (office: Readiness['recipients'][number]) => boolean) =>
    recipients.filter((office) => !isFine(office)).map(({ id }) => id)
  const unreadable = unless(({ languages }) => letterLanguageFor(languages, letters) !== null)
  const unchecked = unless(({ hasCheckedAddress }) => hasCheckedAddress)
  const misrouted = unless((office) => faultOf(office) === null)
  const hasRecipient = recipients.length > 0
  const areAllReached = hasRecipient && unreachedBy(recipients).length === 0
  const check = (code: CheckCode, isDone: boolean, recipientIds: string[] = []) => ({
    code,
    isDone,
    recipientIds,
  })
  return [
    check('page', pages.includes(originalLanguage)),
    check('letter', letters.includes(originalLanguage)),
    check('recipient', hasRecipient),
    check('reached', areAllReached && misrouted.length === 0, misrouted),
    check('readable', hasRecipient && unreadable.length === 0, unreadable),
    check('address', hasRecipient && unchecked.length === 0, unchecked),
    check('story', facts.hasStory),
    check('closing', facts.closesAt === null || facts.closesAt > now),
  ]
}

export const isComplete = (checks: Check[]) => checks.every(({ isDone }) => isDone)

/**
 * Who may approve what a person asked for: only somebody else; they themselves, since there is nobody else; or they
 * themselves, since none of the organisations asks for a second person.
 */
export type ApprovalRule = 'second-person' | 'nobody-else' | 'one-is-enough'

/** Every organisation's name stands on it, so one that wants a second person is enough to need one. */
export function approvalRule({
  hasOthers,
  needsSecondPerson,
}: {
  hasOthers: boolean
  needsSecondPerson: boolean[]
}): ApprovalRule {
  if (!hasOthers) return 'nobody-else'
  return needsSecondPerson.some((needs) => needs) ? 'second-person' : 'one-is-enough'
}

/** How long somebody who approves what they asked for themselves waits in between, in milliseconds. */
export const loneApprovalPause = 10 * 60_000

/** Whether what was typed is the title: spaces, case and the form of letters don't matter, words do. */
export const isSameTitle = (typed: string, title: string): boolean => folded(typed) === folded(title)
const folded = (words: string) => words.normalize('NFKC').replace(/\s+/g, ' ').trim().toLocaleLowerCase('und')

/** Why a step towards publishing is refused. `changed`: the campaign is no longer what was looked at or approved. */
export type PublishingRefusal =
  | 'not-a-draft'
  | 'incomplete'
  | 'already-asked'
  | 'not-asked'
  | 'changed'
  | 'already-approved'
  | 'second-person-needed'
  | 'too-early'
  | 'title-differs'
  | 'not-approved'
  | 'not-in-the-future'
export type Refused<R extends PublishingRefusal> = { kind: 'refused'; reason: R }
export const refused = <R extends PublishingRefusal>(reason: R): Refused<R> => ({ kind: 'refused', reason })
