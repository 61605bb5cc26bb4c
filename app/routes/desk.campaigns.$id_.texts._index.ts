import { type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { atDesk, deskCampaign } from '../web/desk.server'

/** Leads to the texts in the original language. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { campaign } = await deskCampaign(context, await atDesk(request, context), params.id)
  return redirect(`/desk/campaigns/${campaign.id}/texts/${campaign.originalLanguage}`)
}
