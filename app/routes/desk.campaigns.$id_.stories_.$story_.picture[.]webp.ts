import type { LoaderFunctionArgs } from '@remix-run/node'
import { findPicture } from '../../campaigns/story-picture.server'
import { atDesk, deskCampaign } from '../web/desk.server'
import { missing } from '../web/pages.server'
import { pictureResponse } from '../web/picture.server'

/** The picture of a story, shown on the page or not, for the desk. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { campaign } = await deskCampaign(context, await atDesk(request, context), params.id)
  const picture = await findPicture(context.db, { campaignId: campaign.id, storyId: params.story ?? '' })
  if (!picture) throw missing()
  return pictureResponse(picture.webp, { cache: 'no-store' })
}
