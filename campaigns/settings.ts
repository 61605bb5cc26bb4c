import { z } from 'zod'
import { Slug } from './campaign'
import { Bcp47 } from './language'
import { momentAt } from './zone-time'

export const mostSigners = 100_000_000

/** What is set for a campaign beside its texts. */
export const CampaignSettings = z.object({
  goal: z.number().int().min(1).max(mostSigners),
  closesAt: z.date().nullable(),
  isHighRisk: z.boolean(),
  slug: Slug,
  originalLanguage: Bcp47,
})
export type CampaignSettings = z.infer<typeof CampaignSettings>

export type SettingsField = 'goal' | 'closing' | 'slug' | 'originalLanguage'
export type SettingsFault =
  | 'goal-not-a-number'
  | 'closing-missing'
  | 'closing-not-a-time'
  | 'closing-passed'
  | 'slug-form'
  | 'slug-taken'
  | 'language-form'
export type SettingsFaults = Partial<Record<SettingsField, SettingsFault>>

/** As typed: `closing` is `never` or `at`, `closesAt` the time on the organisation's clock. */
export type TypedSettings = Partial<
  Record<'goal' | 'closing' | 'closesAt' | 'isHighRisk' | 'slug' | 'originalLanguage', string>
>

/** Reads the form. `before` is what is set now: a closing date that was not touched may lie in the past. */
export function readSettings(
  typed: TypedSettings,
  { before, timeZone, now }: { before: CampaignSettings; timeZone: string; now: Date },
): { kind: 'read'; settings: CampaignSettings } | { kind: 'refused'; faults: SettingsFaults } {
  const faults: SettingsFaults = {}
  const digits = (typed.goal ?? '').replace(/[\s.,'’_]/g, '')
  const goal = /^\d{1,9}$/.test(digits) ? Number(digits) : Number.NaN
  if (!CampaignSettings.shape.goal.safeParse(goal).success) faults.goal = 'goal-not-a-number'
  const closing = closingOf(typed, { timeZone, now, before: before.closesAt })
  if (typeof closing === 'string') faults.closing = closing
  const slug = typed.slug?.trim().toLowerCase() ?? before.slug
  if (!Slug.safeParse(slug).success) faults.slug = 'slug-form'
  const originalLanguage = typed.originalLanguage ?? before.originalLanguage
  if (!Bcp47.safeParse(originalLanguage).success) faults.originalLanguage = 'language-form'
  if (Object.keys(faults).length > 0 || typeof closing === 'string') return { kind: 'refused', faults }
  const isHighRisk = typed.isHighRisk === 'yes'
  return { kind: 'read', settings: { goal, closesAt: closing, isHighRisk, slug, originalLanguage } }
}

/** A closing date, or the choice to have none, on the clock of a time zone. A date that stays as it was is taken as it is. */
export function closingOf(
  typed: Pick<TypedSettings, 'closing' | 'closesAt'>,
  { timeZone, now, before }: { timeZone: string; now: Date; before: Date | null },
): Date | null | 'closing-missing' | 'closing-not-a-time' | 'closing-passed' {
  if (typed.closing === 'never') return null
  if (typed.closing !== 'at') return 'closing-missing'
  // Some browsers add seconds.
  const at = momentAt((typed.closesAt ?? '').slice(0, 16), timeZone)
  if (!at) return 'closing-not-a-time'
  // The field shows minutes; what it showed and nobody touched keeps its seconds.
  if (before && Math.floor(before.getTime() / 60_000) === Math.floor(at.getTime() / 60_000)) return before
  return at > now ? at : 'closing-passed'
}
