import { eq } from 'drizzle-orm'
import { createOrganiser } from '../../campaigns/organiser.server'
import type { Db } from '../../db/client.server'
import { campaigns, recipientAddresses } from '../../db/schema'
import { type Campaign, keyring, lapshinCampaign, morning, tigranAtDesk } from './people'

/** The sample campaign before anybody could read it, with everything there that publishing asks for. Tigran works on it. */
export async function lapshinDraft(db: Db): Promise<Campaign & { tigran: string }> {
  const campaign = await lapshinCampaign(db)
  const tigran = await tigranAtDesk(db)
  await db
    .update(campaigns)
    .set({ state: 'draft', publishedAt: null })
    .where(eq(campaigns.id, campaign.campaignId))
    .returning({ id: campaigns.id })
  await db
    .update(recipientAddresses)
    .set({ checkedAt: morning, checkedBy: tigran })
    .where(eq(recipientAddresses.recipientId, campaign.recipientId))
    .returning({ id: recipientAddresses.id })
  return { ...campaign, tigran }
}

/** Nora organises too. */
export async function noraAtDesk(db: Db, role: 'owner' | 'campaigner' | 'viewer' = 'campaigner') {
  const email = 'nora@anc.example'
  const created = await createOrganiser(db, {
    ...{ keyring, email, name: 'Nora', language: 'es', role, now: morning },
    organisationSlug: 'anc-south-america',
  })
  if (!('organiserId' in created)) throw new Error(created.kind)
  return created.organiserId
}

export async function campaignRow(db: Db, { campaignId }: { campaignId: string }) {
  const [row] = await db.select().from(campaigns).where(eq(campaigns.id, campaignId))
  if (!row) throw new Error('no campaign')
  return row
}
