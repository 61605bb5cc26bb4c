import type { Check } from './exact'

/** How far something is to come: what must be reached, and what is aimed at. */
export type Goal = { reach: number; aim: number; isSmallerBetter?: boolean; unit?: string }

/** A line of the table, and what stands behind it. */
export type Finding = {
  case: string
  work: string
  /** What is held against the goal: a ratio, or what the goal's unit says. `null` when it could not be measured. */
  measured: number | null
  goal: Goal | null
  /** The same in words, with what else a reader should know. */
  words: string
  figures: Record<string, unknown>
  checks: Check[]
}

export type Standing = 'aim' | 'reach' | 'short' | 'not measured' | '–'

export function standing({ measured, goal, checks }: Finding): Standing {
  if (checks.some(({ holds }) => !holds)) return 'short'
  if (!goal) return '–'
  if (measured === null) return 'not measured'
  const isAt = (mark: number) => (goal.isSmallerBetter ? measured <= mark : measured >= mark)
  return isAt(goal.aim) ? 'aim' : isAt(goal.reach) ? 'reach' : 'short'
}
