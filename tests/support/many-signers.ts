import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.server'
import { countryTallies, signatures } from '../../db/schema'

/**
 * Puts so many more signers beside one who has confirmed, past the deeds, which would take an hour: alike but for id, name
 * and the moment they confirmed, a millisecond after one another. Every third is named in full, every third by initials.
 */
export async function manySigners(db: Db, { like, count }: { like: string; count: number }) {
  const [model] = await db.select().from(signatures).where(eq(signatures.id, like))
  if (!model?.confirmedAt) throw new Error('There is nobody to be like.')
  const from = model.confirmedAt.getTime()
  const rows = Array.from({ length: count }, (_, i) => ({
    ...model,
    id: `${((i * 2654435761) % 4294967296).toString(16).padStart(8, '0')}-${i}`,
    name: `Firmante Número${i}`,
    disclosure: (['full', 'initials', 'counted'] as const)[i % 3] ?? 'counted',
    slotKey: `slot-${i}`,
    contentKey: null,
    withdrawHash: null,
    confirmedAt: new Date(from + i + 1),
  }))
  for (let i = 0; i < count; i += 1_000)
    await db
      .insert(signatures)
      .values(rows.slice(i, i + 1_000))
      .returning({ id: signatures.id })
  await db.delete(countryTallies).where(eq(countryTallies.campaignId, model.campaignId)).returning()
  await db
    .insert(countryTallies)
    .values({ campaignId: model.campaignId, country: model.country, confirmedCount: count + 1 })
    .returning()
  return rows.map(({ id }) => id)
}
