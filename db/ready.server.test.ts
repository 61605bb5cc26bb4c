import { eq } from 'drizzle-orm'
import { beforeEach, expect, it } from 'vitest'
import { freshDb } from '../tests/support/database'
import { ask, atomically, type Db } from './client.server'
import { ready } from './ready.server'
import { campaigns, organisations, organisers } from './schema'

let db: Db
beforeEach(async () => {
  db = await freshDb()
})

const insertCampaign = ready((tx, row: typeof campaigns.$inferSelect) =>
  tx
    .insert(campaigns)
    .values(row)
    .onConflictDoUpdate({ target: campaigns.slug, set: { updatedAt: row.updatedAt } })
    .returning(),
)
const campaignBySlug = ready((tx, { slug }: { slug: string }) =>
  tx.select().from(campaigns).where(eq(campaigns.slug, slug)),
)

it('stores and finds what the same query, built anew, would: times, flags, lists and nothing at all', async () => {
  const early = new Date('2026-11-24T09:12:00.123Z')
  const organisationId = 'anc'
  await db
    .insert(organisations)
    .values({
      id: organisationId,
      slug: 'anc',
      name: { es: 'ANC' },
      letterhead: { lines: [] },
      defaultLanguage: 'es',
      timeZone: 'UTC',
      createdAt: early,
    } as never)
    .returning()
  const [fresh] = await db
    .insert(campaigns)
    .values({
      id: 'one',
      slug: 'one',
      organisationId,
      state: 'draft',
      originalLanguage: 'es',
      goal: 100,
      isHighRisk: true,
      createdAt: early,
      updatedAt: early,
    })
    .returning()
  if (!fresh) throw new Error('nothing was stored')
  const now = new Date('2026-11-25T10:00:00.456Z')
  for (const id of ['two', 'three']) {
    const row = { ...fresh, id, slug: id, closesAt: id === 'two' ? null : now }
    await atomically(db, function* (tx) {
      expect(yield* ask(insertCampaign(tx, row))).toEqual([row])
    })
    expect(await campaignBySlug(db, { slug: id })).toEqual([row])
    expect(await db.select().from(campaigns).where(eq(campaigns.id, id))).toEqual([row])
  }
  expect((await insertCampaign(db, { ...fresh, slug: 'two', id: 'four', updatedAt: now }))[0]).toMatchObject({
    id: 'two',
    updatedAt: now,
  })
})

it('keeps the queries of two databases apart', async () => {
  const insert = ready((tx, row: { id: string; at: Date }) =>
    tx
      .insert(organisers)
      .values({
        id: row.id,
        name: row.id,
        emailKey: row.id,
        emailSealed: '',
        language: 'es',
        createdAt: row.at,
      })
      .returning({ id: organisers.id }),
  )
  const now = new Date('2026-11-24T09:12:00.123Z')
  await insert(db, { id: 'tigran', at: now })
  const other = await freshDb()
  await insert(other, { id: 'nora', at: now })
  expect(await other.select({ id: organisers.id }).from(organisers)).toEqual([{ id: 'nora' }])
})
