import { eq } from 'drizzle-orm'
import { beforeEach, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { deliveries, deliverySignatures, signatures } from '../db/schema'
import { freshDb } from '../tests/support/database'
import { manySigners } from '../tests/support/many-signers'
import {
  ana,
  type Campaign,
  keyring,
  lapshinCampaign,
  later,
  mailDomain,
  minute,
  platform,
  signAndConfirm,
  tigranAtDesk,
} from '../tests/support/people'
import { prepareDelivery } from './delivery.server'
import { gatherNext } from './gathering.server'
import { setNextLetter } from './letter-setting.server'
import { withdrawToken } from './withdraw-token.server'
import { withdrawSignature } from './withdrawal.server'

let db: Db
let campaign: Campaign
let anas: string
let ids: string[]

const count = 2_500
const withAna = count + 1
const first = async () => {
  const [row] = await db.select().from(deliveries)
  if (!row) throw new Error('There is no delivery.')
  return row
}
const behind = async (id: string) =>
  (await db.select().from(deliverySignatures).where(eq(deliverySignatures.deliveryId, id))).map(
    ({ signatureId }) => signatureId,
  )

beforeEach(async () => {
  db = await freshDb()
  campaign = await lapshinCampaign(db)
  const tigran = await tigranAtDesk(db)
  anas = (await signAndConfirm(db, campaign, ana)).signatureId
  ids = await manySigners(db, { like: anas, count })
  const { campaignId, recipientId } = campaign
  const prepared = await prepareDelivery(db, {
    campaignId,
    recipientId,
    organiserId: tigran,
    mailDomain,
    now: later(minute),
  })
  expect(prepared.kind).toBe('prepared')
})

it('puts many behind a letter in slices, and is whole with each of them once and counted', async () => {
  expect(await first()).toMatchObject({ signatureCount: 0, gatherAfter: '' })
  let slices = 0
  while (await gatherNext(db)) slices++
  expect(slices).toBe(3)
  const letter = await first()
  expect(letter).toMatchObject({ signatureCount: withAna, gatherAfter: null })
  expect((await behind(letter.id)).sort()).toEqual([...ids, anas].sort())
  const byChoice = { full: 0, initials: 0, counted: 0 }
  for (const { disclosure } of await db.select().from(signatures)) byChoice[disclosure]++
  expect(letter.disclosed).toEqual(byChoice)
})

it('is not set before it is whole, and takes nobody who confirmed after it was prepared', async () => {
  const late = ids.at(-1) ?? ''
  await db
    .update(signatures)
    .set({ confirmedAt: later(2 * minute) })
    .where(eq(signatures.id, late))
    .returning()
  const around = { keyring, from: platform, siteUrl: 'https://petitions.example', now: later(2 * minute) }
  await setNextLetter(db, around)
  expect(await first()).toMatchObject({ renderTries: 0, renderedAt: null })
  while (await gatherNext(db)) {}
  expect(await behind((await first()).id)).not.toContain(late)
  expect((await first()).signatureCount).toBe(count)
})

it('does without who leaves before her turn, and is held by who leaves after it', async () => {
  await gatherNext(db)
  const inIt = new Set(await behind((await first()).id))
  const out = ids.find((id) => !inIt.has(id)) ?? ''
  await db.update(signatures).set({ state: 'withdrawn' }).where(eq(signatures.id, out)).returning()
  while (await gatherNext(db)) {}
  expect(await behind((await first()).id)).not.toContain(out)
  expect((await first()).state).toBe('draft')
  await withdrawSignature(db, { keyring, token: withdrawToken(keyring, anas), now: later(2 * minute) })
  expect(await first()).toMatchObject({ state: 'held', heldReason: 'withdrawal' })
})

it('is gathered once by two who work at the same time, and not any more once it was called back', async () => {
  await Promise.all([gatherNext(db), gatherNext(db)])
  const { id, signatureCount } = await first()
  expect(await behind(id)).toHaveLength(signatureCount)
  await db.update(deliveries).set({ state: 'cancelled' }).where(eq(deliveries.id, id)).returning()
  expect(await gatherNext(db)).toBe(false)
})
