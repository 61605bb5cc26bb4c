import { eq } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { campaigns } from '../db/schema'
import { type Keyring, newToken } from './keyring.server'

/**
 * Makes the token of an address that shows a campaign as it is worked on to anybody who has it. An earlier one ends.
 * Only its hash is kept, so it can be told this once.
 */
export async function makePreview(
  db: Db,
  { keyring, campaignId }: { keyring: Keyring; campaignId: string },
): Promise<string> {
  const token = newToken()
  await setPreview(db, campaignId, keyring.hash('preview', token))
  return token
}

/** Ends the address. Whoever has it finds nothing there any more. */
export const revokePreview = (db: Db, { campaignId }: { campaignId: string }) =>
  setPreview(db, campaignId, null)

const setPreview = (db: Db, campaignId: string, previewHash: string | null) =>
  atomically(db, function* (tx) {
    yield* ask(
      tx
        .update(campaigns)
        .set({ previewHash })
        .where(eq(campaigns.id, campaignId))
        .returning({ id: campaigns.id }),
    )
  })

/** The id of the campaign a token shows, `null` for none. */
export async function previewedCampaign(
  db: Db,
  { keyring, token }: { keyring: Keyring; token: string },
): Promise<string | null> {
  const [found] = await db
    .select({ id: campaigns.id })
    .from(campaigns)
    .where(eq(campaigns.previewHash, keyring.hash('preview', token)))
  return found?.id ?? null
}
