import type { WholeCampaign } from '../../campaigns/campaign.server'
import { withWorkingCopies } from '../../campaigns/text-preview.server'
import { workingCopies } from '../../campaigns/working-copy.server'
import type { Installation } from './context'
import { type Desk, deskCampaign } from './desk.server'

/** A campaign of the desk as it would be with its working copies online. Else 404. */
export async function workingCampaign(
  installation: Installation,
  desk: Desk,
  id: string | undefined,
): Promise<WholeCampaign> {
  const whole = await deskCampaign(installation, desk, id)
  const copies = await workingCopies(installation.db, whole.campaign.id)
  return withWorkingCopies(whole, copies, installation.now())
}

/** Where somebody is led who asks for a letter that can't be set yet: to its editor, which says why. */
export const editorOf = (campaignId: string, language: string) =>
  `/desk/campaigns/${campaignId}/texts/${encodeURIComponent(language)}#letter`
