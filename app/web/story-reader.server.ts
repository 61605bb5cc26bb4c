import type { ReadStoryAt } from '../../campaigns/story'
import type { Way } from '../../campaigns/story-page.server'
import { readStory } from '../../campaigns/story-read.server'
import type { Limits } from './limits.server'

/** How this site reads news stories: guarded, and so often in an hour for each organisation. `way` is for tests. */
export const storyReader =
  ({ limits, ...how }: { limits: Limits; now: () => Date; way?: Way }): ReadStoryAt =>
  async (url, organisationId, wanted) =>
    (await limits.story(organisationId))
      ? { kind: 'refused', reason: 'limited', status: null }
      : readStory(url, { ...how, hasPicture: wanted?.picture ?? false })
