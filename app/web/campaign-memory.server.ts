import { findCampaign, type WholeCampaign } from '../../campaigns/campaign.server'
import type { Db } from '../../db/client.server'

/** So long a campaign that was read is taken for what it is, in milliseconds: as long as a page that shows it. */
const life = 1_000
/** More campaigns than anybody signs within a second. */
const most = 500

/**
 * Campaigns by the last part of their address, read at most once a second however many sign. What must not be a second
 * late (whether the campaign is open, whether the letter is there) is asked again in the unit of work that signs.
 */
export function rememberCampaigns(db: Db, now: () => Date) {
  const known = new Map<string, { until: number; found: Promise<WholeCampaign | null> }>()
  return {
    find: (slug: string): Promise<WholeCampaign | null> => {
      const held = known.get(slug)
      if (held && performance.now() < held.until) return held.found
      const found = findCampaign(db, { slug }, now())
      if (known.size >= most) known.clear()
      known.set(slug, { until: performance.now() + life, found })
      found.then(
        // Addresses that lead nowhere are anybody's to make up.
        (campaign) => campaign ?? known.delete(slug),
        () => known.delete(slug),
      )
      return found
    },
    forget: () => known.clear(),
  }
}

export type CampaignMemory = ReturnType<typeof rememberCampaigns>
