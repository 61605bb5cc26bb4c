import { and, eq } from 'drizzle-orm'
import { ask, atomically, type Db, isUniqueViolation } from '../db/client.server'
import { campaigns, letters } from '../db/schema'
import { isUnseen } from './campaign'
import { holdCampaign, raiseRevision, type Steps } from './revision.server'
import type { CampaignSettings } from './settings'

export type ChangedSettings = { kind: 'changed' | 'unchanged' | 'slug-taken' | 'archived' }

/**
 * Changes what is set for a campaign. Address and original language are only taken while nobody outside the desk can
 * have seen the campaign; afterwards what is given for them is passed over, since links and signatures rest on them.
 */
export async function changeSettings(
  db: Db,
  { campaignId, settings, now }: { campaignId: string; settings: CampaignSettings; now: Date },
): Promise<ChangedSettings> {
  try {
    return await atomically(db, function* (tx): Steps<ChangedSettings> {
      const before = yield* holdCampaign(tx, campaignId)
      if (before.state === 'archived') return { kind: 'archived' }
      const { slug, originalLanguage } = isUnseen(before) ? settings : before
      const { goal, closesAt, isHighRisk } = settings
      const isSame =
        goal === before.goal &&
        closesAt?.getTime() === before.closesAt?.getTime() &&
        isHighRisk === before.isHighRisk &&
        slug === before.slug &&
        originalLanguage === before.originalLanguage
      if (isSame) return { kind: 'unchanged' }
      yield* ask(
        tx
          .update(campaigns)
          .set({ goal, closesAt, isHighRisk, slug, originalLanguage })
          .where(eq(campaigns.id, campaignId))
          .returning({ id: campaigns.id }),
      )
      if (originalLanguage !== before.originalLanguage)
        for (const [language, isOriginal] of [
          [before.originalLanguage, false],
          [originalLanguage, true],
        ] as const)
          yield* ask(
            tx
              .update(letters)
              .set({ isOriginal })
              .where(and(eq(letters.campaignId, campaignId), eq(letters.language, language)))
              .returning({ id: letters.id }),
          )
      yield* raiseRevision(tx, { campaignId, now })
      return { kind: 'changed' }
    })
  } catch (error) {
    if (isUniqueViolation(error)) return { kind: 'slug-taken' }
    throw error
  }
}
