import { asc, eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { campaignRecipients, campaigns, organisations, recipients, textRevisions } from '../db/schema'
import { freshDb } from '../tests/support/database'
import {
  type Campaign,
  lapshinCampaign,
  later,
  mailDomain,
  minute,
  morning,
  tigranAtDesk,
} from '../tests/support/people'
import {
  addressCampaign,
  lettersBegun,
  moveRecipientUp,
  routeOffice,
  unaddressCampaign,
} from './campaign-recipient.server'
import { cancelDelivery, prepareDelivery } from './delivery.server'
import type { ForWhom } from './recipient'
import { removeOffice } from './recipient.server'

let db: Db
let campaign: Campaign
beforeEach(async () => {
  db = await freshDb()
  campaign = await lapshinCampaign(db)
})

/** Another office like the embassy. */
async function anotherOffice(id: string, organisationId: string | null = campaign.organisationId) {
  const [embassy] = await db.select().from(recipients).where(eq(recipients.id, campaign.recipientId))
  if (!embassy) throw new Error('no embassy')
  await db
    .insert(recipients)
    .values({ ...embassy, id, slug: id, organisationId })
    .returning()
  return id
}
const linking = (officeId: string) => ({ campaignId: campaign.campaignId, officeId, now: later(minute) })
const add = (officeId: string) =>
  addressCampaign(db, { ...linking(officeId), organisationIds: [campaign.organisationId] })
const remove = (officeId: string) => unaddressCampaign(db, linking(officeId))
const route = (officeId: string, forWhom: ForWhom, ...countries: string[]) =>
  routeOffice(db, { ...linking(officeId), route: { forWhom, countries } })
const order = async () =>
  (
    await db
      .select()
      .from(campaignRecipients)
      .where(eq(campaignRecipients.campaignId, campaign.campaignId))
      .orderBy(asc(campaignRecipients.position))
  ).map(({ recipientId }) => recipientId)
const revision = async () => (await db.select().from(campaigns))[0]?.revision ?? 0

describe('a campaign', () => {
  it('addresses one office after the other, each once', async () => {
    const before = await revision()
    expect(await add(await anotherOffice('court'))).toEqual({ kind: 'addressed' })
    expect(await add('court')).toEqual({ kind: 'already' })
    expect(await add(await anotherOffice('shared', null))).toEqual({ kind: 'addressed' })
    expect(await order()).toEqual([campaign.recipientId, 'court', 'shared'])
    expect(await revision()).toBe(before + 2)
  })

  it('addresses no office that its people don’t see', async () => {
    const [row] = await db.select().from(organisations)
    if (!row) throw new Error('no organisation')
    await db
      .insert(organisations)
      .values({ ...row, id: 'strangers', slug: 'strangers' })
      .returning()
    expect(await add(await anotherOffice('theirs', 'strangers'))).toEqual({ kind: 'no-such-office' })
    expect(await add('nothing')).toEqual({ kind: 'no-such-office' })
  })

  it('addresses at most fifty', async () => {
    for (let n = 0; n < 49; n++) await add(await anotherOffice(`office-${n}`))
    expect(await add(await anotherOffice('one-more'))).toEqual({ kind: 'too-many' })
  })

  it('names them in the order it is given', async () => {
    await add(await anotherOffice('court'))
    expect(await moveRecipientUp(db, linking('court'))).toEqual({ kind: 'moved' })
    expect(await moveRecipientUp(db, linking('court'))).toEqual({ kind: 'first' })
    expect(await moveRecipientUp(db, linking('nothing'))).toEqual({ kind: 'gone' })
    expect(await order()).toEqual(['court', campaign.recipientId])
  })

  it('lets an office go, but not the last one that people signed a letter to', async () => {
    expect(await remove(campaign.recipientId)).toEqual({ kind: 'last' })
    await add(await anotherOffice('court'))
    expect(await remove(campaign.recipientId)).toEqual({ kind: 'unaddressed' })
    expect(await remove(campaign.recipientId)).toEqual({ kind: 'gone' })
    await db.update(campaigns).set({ state: 'draft' }).returning()
    expect(await remove('court')).toEqual({ kind: 'unaddressed' })
    expect(await order()).toEqual([])
  })

  it('lets no office go while a letter to it is under way, and the ledger keeps it afterwards', async () => {
    await add(await anotherOffice('court'))
    const prepared = await prepareDelivery(db, {
      ...{ campaignId: campaign.campaignId, recipientId: campaign.recipientId, mailDomain },
      ...{ organiserId: await tigranAtDesk(db), mayBeEmpty: true, now: morning },
    })
    if (prepared.kind !== 'prepared') throw new Error(prepared.kind)
    const { deliveryId } = prepared
    expect(await remove(campaign.recipientId)).toEqual({ kind: 'underway', deliveryId })
    await cancelDelivery(db, { deliveryId, now: morning })
    expect(await remove(campaign.recipientId)).toEqual({ kind: 'unaddressed' })
    expect(await removeOffice(db, { officeId: campaign.recipientId })).toEqual({
      kind: 'has-letters',
      letterCount: 1,
    })
  })

  it('gives an office the signatures of countries, each change as a new revision', async () => {
    await add(await anotherOffice('ministry'))
    const before = await revision()
    expect(await route('ministry', 'others')).toEqual({ kind: 'routed' })
    expect(await route(campaign.recipientId, 'countries', 'UY', 'AR', 'UY')).toEqual({ kind: 'routed' })
    expect(await route(campaign.recipientId, 'countries', 'AR', 'UY')).toEqual({ kind: 'as-before' })
    expect(await revision()).toBe(before + 2)
    const routes = await db
      .select({ forWhom: campaignRecipients.forWhom, countries: campaignRecipients.countries })
      .from(campaignRecipients)
      .orderBy(asc(campaignRecipients.position))
    expect(routes).toEqual([
      { forWhom: 'countries', countries: ['AR', 'UY'] },
      { forWhom: 'others', countries: [] },
    ])
  })

  it('refuses no country, one that does not exist, and an office it does not address', async () => {
    const before = await revision()
    expect(await route(campaign.recipientId, 'countries')).toMatchObject({ fault: 'countries-missing' })
    expect(await route(campaign.recipientId, 'countries', 'ZZ')).toMatchObject({ fault: 'country-unknown' })
    expect(await route('nothing', 'others')).toEqual({ kind: 'gone' })
    expect(await revision()).toBe(before)
  })

  it('lets nobody write to nobody once it was published: neither by a change nor by an office that goes', async () => {
    const embassy = campaign.recipientId
    expect(await route(embassy, 'countries', 'AR')).toEqual({ kind: 'unreached' })
    await add(await anotherOffice('ministry'))
    expect(await route(embassy, 'countries', 'AR')).toEqual({ kind: 'routed' })
    expect(await route('ministry', 'countries', 'BY')).toEqual({ kind: 'unreached' })
    expect(await remove('ministry')).toEqual({ kind: 'unreached' })
    expect(await remove(embassy)).toEqual({ kind: 'unaddressed' })
    await db.update(campaigns).set({ state: 'draft' }).returning()
    expect(await route('ministry', 'countries', 'BY')).toEqual({ kind: 'routed' })
  })

  it('keeps somebody for everybody when two people change routes at the same moment', async () => {
    await add(await anotherOffice('ministry'))
    const both = await Promise.all([
      route(campaign.recipientId, 'countries', 'AR'),
      route('ministry', 'countries', 'BY'),
    ])
    expect(both.map(({ kind }) => kind).sort()).toEqual(['routed', 'unreached'])
  })

  it('knows in which languages its letter is being written', async () => {
    const saved = {
      campaignId: campaign.campaignId,
      words: {},
      savedBy: await tigranAtDesk(db),
      savedAt: morning,
    }
    const rows = (['ru', 'ru', 'hy'] as const).map((language, number) => ({
      ...{ ...saved, id: `${number}`, kind: 'letter' as const, language, number },
    }))
    await db.insert(textRevisions).values(rows).returning()
    await db
      .insert(textRevisions)
      .values({ ...saved, id: 'page', kind: 'page', language: 'fr', number: 1 })
      .returning()
    expect((await lettersBegun(db, campaign.campaignId)).sort()).toEqual(['hy', 'ru'])
  })
})
