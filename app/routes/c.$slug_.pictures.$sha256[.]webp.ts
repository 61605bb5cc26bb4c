import type { LoaderFunctionArgs } from '@remix-run/node'
import { findCampaignId } from '../../campaigns/campaign.server'
import { shownPictures } from '../../campaigns/story-picture.server'
import { missing } from '../web/pages.server'
import { pictureResponse } from '../web/picture.server'

/** A story's picture, as long as it is shown. Kept elsewhere for an hour only, since it may have to be taken down. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const campaignId = await findCampaignId(context.db, params.slug ?? '')
  const shown = campaignId ? await shownPictures(context.db, campaignId) : []
  const found = shown.find(({ sha256 }) => sha256 === params.sha256)
  if (!found) throw missing()
  return pictureResponse(found.webp, { cache: 'public, max-age=3600' })
}
