import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { campaigns, organisations, recipients } from '../db/schema'
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
import { prepareDelivery } from './delivery.server'
import { findDelivery } from './delivery-list.server'
import { appointHolder, endHolder, removeHolder } from './office-holder.server'
import { createOffice, editOffice, officeStamp, removeOffice } from './recipient.server'
import { addAddress, checkAddress, preferAddress, removeAddress } from './recipient-address.server'
import { findOffice } from './recipient-entry.server'
import type { Office } from './recipient-form'
import { listOffices } from './recipient-list.server'

let db: Db
let campaign: Campaign
let tigran: string
let strangers: string
beforeEach(async () => {
  db = await freshDb()
  campaign = await lapshinCampaign(db)
  tigran = await tigranAtDesk(db)
  strangers = 'somebody-else'
  const [row] = await db.select().from(organisations)
  if (!row) throw new Error('no organisation')
  await db
    .insert(organisations)
    .values({ ...row, id: strangers, slug: strangers })
    .returning()
})

const office = (change: Partial<Office> = {}): Office => ({
  ...{ kind: 'ministry', country: 'BY', hostCountry: 'BY', postalAddress: [], languages: ['ru'] },
  name: { en: 'Ministry of Justice of Belarus', es: 'Ministerio de Justicia de Belarús' },
  city: { en: 'Minsk' },
  addressee: { en: 'The Minister' },
  salutation: { en: 'Excellency,' },
  timeZone: 'Europe/Minsk',
  ...change,
})
const create = async (change: Partial<Parameters<typeof createOffice>[1]> = {}) => {
  const created = await createOffice(db, {
    ...{ organisationId: campaign.organisationId, office: office(), email: null, isAnother: false },
    now: morning,
    ...change,
  })
  return created
}
const idOf = async (change: Parameters<typeof create>[0] = {}) => (await create(change)).officeId
const own = () => ({ organisationIds: [campaign.organisationId] })
const seen = (officeId: string, organisationIds = [campaign.organisationId]) =>
  findOffice(db, { officeId, organisationIds })
const emails = async (officeId: string) => (await seen(officeId))?.addresses.map(({ email }) => email)
const list = async (listing: Partial<Parameters<typeof listOffices>[1]> = {}) => {
  const found = await listOffices(db, { ...own(), page: 1, language: 'en', ...listing })
  return found.offices.map(({ slug }) => slug)
}
const revision = async () => {
  const [row] = await db.select().from(campaigns).where(eq(campaigns.id, campaign.campaignId))
  return row?.revision ?? 0
}

describe('an office', () => {
  it('is added with its address, under a slug of its name', async () => {
    const id = await idOf({ email: 'mail@justice.example' })
    const found = await seen(id)
    expect(found).toMatchObject({
      office: { slug: 'ministry-of-justice-of-belarus', ...office() },
      othersCount: 0,
    })
    expect(found?.addresses).toMatchObject([
      { email: 'mail@justice.example', checkedAt: null, checkedBy: null },
    ])
  })

  it('is not added twice, by name or by address, unless it is said to be another', async () => {
    const id = await idOf({ email: 'mail@justice.example' })
    const other = office({ name: { en: 'Something else' } })
    expect(await create()).toMatchObject({ kind: 'known', officeId: id })
    expect(await create({ office: other, email: 'MAIL@justice.example' })).toMatchObject({ kind: 'known' })
    expect(await create({ office: office({ hostCountry: 'AR' }) })).toMatchObject({ kind: 'created' })
    const again = await create({ isAnother: true })
    expect(again.kind).toBe('created')
    expect((await seen(again.officeId))?.office.slug).toBe('ministry-of-justice-of-belarus-3')
  })

  it('of another organisation is neither seen nor in the way', async () => {
    const id = await idOf({ organisationId: strangers })
    expect(await seen(id)).toBeNull()
    expect(await list()).toEqual(['embassy-of-belarus-in-argentina'])
    expect((await create()).kind).toBe('created')
  })

  it('that is shared is seen by all, and in everybody’s way', async () => {
    const id = await idOf({ organisationId: null })
    expect(await seen(id, [])).not.toBeNull()
    expect(await create()).toMatchObject({ kind: 'known', officeId: id })
  })

  it('named in another script has a slug of its kind and countries', async () => {
    const id = await idOf({ office: office({ name: { ru: 'Министерство юстиции' } }) })
    expect((await seen(id))?.office.slug).toBe('ministry-by-by')
  })

  it('is edited by the one who saw it last, and not over somebody else’s change', async () => {
    const id = await idOf()
    const first = officeStamp((await seen(id))?.office ?? {})
    const edit = (change: Partial<Office>, stamp: string) =>
      editOffice(db, { officeId: id, office: office(change), stamp, now: later(minute) })
    expect(await edit({}, 'any')).toEqual({ kind: 'unchanged' })
    expect(await edit({ languages: ['be', 'ru'] }, first)).toEqual({ kind: 'edited' })
    expect(await edit({ languages: ['en'] }, first)).toEqual({ kind: 'changed-meanwhile' })
    expect((await seen(id))?.office.languages).toEqual(['be', 'ru'])
    expect(await editOffice(db, { officeId: 'x', office: office(), stamp: '', now: morning })).toEqual({
      kind: 'gone',
    })
  })

  it('that is edited changes what the campaigns that address it show', async () => {
    const before = await revision()
    const found = await seen(campaign.recipientId)
    if (!found) throw new Error('no office')
    const stamp = officeStamp(found.office)
    const change = { ...office(), languages: ['es'] }
    await editOffice(db, { officeId: campaign.recipientId, office: change, stamp, now: later(minute) })
    expect(await revision()).toBe(before + 1)
    expect(found.campaigns.map(({ slug }) => slug)).toEqual(['lapshin-2017'])
  })

  it('is removed with all that hangs on it, but not while a campaign addresses it', async () => {
    const id = await idOf({ email: 'mail@justice.example' })
    await appointHolder(db, { officeId: id, name: 'Olga', since: '', until: '', now: morning })
    expect(await removeOffice(db, { officeId: id })).toEqual({ kind: 'removed' })
    expect(await removeOffice(db, { officeId: id })).toEqual({ kind: 'gone' })
    expect(await removeOffice(db, { officeId: campaign.recipientId })).toEqual({
      kind: 'addressed',
      campaignCount: 1,
    })
  })
})

describe('addresses', () => {
  it('come after one another; letters go to the one that is preferred', async () => {
    const id = await idOf({ email: 'a@justice.example' })
    const add = (email: string) => addAddress(db, { officeId: id, email, now: morning })
    expect(await add(' b@justice.example ')).toEqual({ kind: 'added' })
    expect(await add('B@JUSTICE.example')).toEqual({ kind: 'known' })
    expect(await add('b@')).toEqual({ kind: 'refused', fault: 'nothing-after-at' })
    const second = (await seen(id))?.addresses[1]?.id ?? ''
    expect(await preferAddress(db, { officeId: id, addressId: second, now: morning })).toEqual({
      kind: 'preferred',
    })
    expect(await emails(id)).toEqual(['b@justice.example', 'a@justice.example'])
    expect(await removeAddress(db, { officeId: id, addressId: second, now: morning })).toEqual({
      kind: 'removed',
    })
    expect(await removeAddress(db, { officeId: id, addressId: second, now: morning })).toEqual({
      kind: 'gone',
    })
    expect(await emails(id)).toEqual(['a@justice.example'])
  })

  it('are at most ten', async () => {
    const id = await idOf()
    for (let n = 0; n < 10; n++)
      await addAddress(db, { officeId: id, email: `a${n}@x.example`, now: morning })
    expect(await addAddress(db, { officeId: id, email: 'more@x.example', now: morning })).toEqual({
      kind: 'too-many',
    })
  })

  it('tell who checked them and when, and another office’s button does nothing to them', async () => {
    const id = await idOf({ email: 'a@justice.example' })
    const addressId = (await seen(id))?.addresses[0]?.id ?? ''
    const check = (officeId: string) =>
      checkAddress(db, { officeId, addressId, organiserId: tigran, now: later(minute) })
    expect(await check(campaign.recipientId)).toEqual({ kind: 'gone' })
    expect(await check(id)).toEqual({ kind: 'checked' })
    expect((await seen(id))?.addresses).toMatchObject([{ checkedAt: later(minute), checkedBy: 'Tigran' }])
  })

  it('that change leave a letter that was prepared where it was going', async () => {
    const prepared = await prepareDelivery(db, {
      ...{ campaignId: campaign.campaignId, recipientId: campaign.recipientId },
      ...{ organiserId: tigran, mailDomain, mayBeEmpty: true, now: morning },
    })
    if (prepared.kind !== 'prepared') throw new Error(prepared.kind)
    const before = await revision()
    const [address] = (await seen(campaign.recipientId))?.addresses ?? []
    const officeId = campaign.recipientId
    await removeAddress(db, { officeId, addressId: address?.id ?? '', now: later(minute) })
    await addAddress(db, { officeId, email: 'new@embassy.example', now: later(minute) })
    const letter = await findDelivery(db, { deliveryId: prepared.deliveryId, ...own() })
    expect(letter?.delivery.toEmail).toBe('mail@embassy-of-belarus.example')
    expect(await revision()).toBe(before + 2)
  })
})

describe('holders', () => {
  const appoint = (officeId: string, name: string, since = '', until = '') =>
    appointHolder(db, { officeId, name, since, until, now: morning })
  const holders = async (id: string) =>
    (await seen(id))?.holders.map(({ name, since, until }) => [name, since, until])

  it('follow one another: a new one ends the former', async () => {
    const id = await idOf()
    expect(await appoint(id, 'Ana', '2020')).toEqual({ kind: 'appointed' })
    expect(await appoint(id, 'Boris', '2024-06')).toEqual({ kind: 'appointed' })
    expect(await appoint(id, 'Clara', '2015', '2019-12')).toEqual({ kind: 'recorded' })
    expect(await holders(id)).toEqual([
      ['Boris', '2024-06', null],
      ['Ana', '2020', '2024-06'],
      ['Clara', '2015', '2019-12'],
    ])
    expect(await appoint(id, 'Dora', '2023')).toEqual({ kind: 'refused', faults: ['before-former'] })
    await appoint(id, 'Dora')
    expect((await holders(id))?.slice(0, 2)).toEqual([
      ['Dora', null, null],
      ['Boris', '2024-06', '2026-11-24'],
    ])
  })

  it('leave, and lines that were never true go', async () => {
    const id = await idOf()
    await appoint(id, 'Ana', '2020')
    const holderId = (await seen(id))?.holders[0]?.id ?? ''
    const officeId = campaign.recipientId
    expect(await endHolder(db, { officeId, holderId, now: morning })).toEqual({ kind: 'gone' })
    expect(await endHolder(db, { officeId: id, holderId, now: morning })).toEqual({ kind: 'ended' })
    expect(await holders(id)).toEqual([['Ana', '2020', '2026-11-24']])
    expect(await removeHolder(db, { officeId, holderId })).toEqual({ kind: 'gone' })
    expect(await removeHolder(db, { officeId: id, holderId })).toEqual({ kind: 'removed' })
    expect(await holders(id)).toEqual([])
  })
})

describe('the list', () => {
  it('is found by words in any language, without accents, by city and by address', async () => {
    const id = await idOf({ email: 'mail@justice.example' })
    const justice = ['ministry-of-justice-of-belarus']
    for (const words of ['justice', 'MINISTERIO belarus', 'minsk', 'mail@justice.example', 'jus min'])
      expect([words, await list({ words })]).toEqual([words, justice])
    for (const words of ['nothing like it', 'mail_@justice', '%@%', 'x@justice.example'])
      expect([words, await list({ words })]).toEqual([words, []])
    await db
      .update(recipients)
      .set({ name: { en: 'Renamed' } })
      .where(eq(recipients.id, id))
      .returning()
    expect(await list({ words: 'justice' })).toEqual([])
    expect(await list({ words: 'renamed' })).toEqual(justice)
  })

  it('is narrowed by kind and by country, whether it stands for it or sits in it', async () => {
    await create()
    expect(await list({ kind: 'ministry' })).toEqual(['ministry-of-justice-of-belarus'])
    expect(await list({ country: 'AR' })).toEqual(['embassy-of-belarus-in-argentina'])
    expect(await list({ country: 'BY' })).toHaveLength(2)
    expect(await list({ country: 'BY', kind: 'court' })).toEqual([])
  })

  it('is in the order of the reader’s language, page by page', async () => {
    for (let n = 0; n < 60; n++) {
      const name = { en: `Court ${String(n).padStart(2, '0')}`, es: `Tribunal ${String(99 - n)}` }
      await create({ office: office({ kind: 'court', name }) })
    }
    const court = await listOffices(db, { ...own(), kind: 'court', page: 1, language: 'es' })
    expect([court.foundCount, court.allCount, court.offices.length]).toEqual([60, 61, 50])
    expect(court.offices[0]?.name.es).toBe('Tribunal 40')
    expect(await list({ kind: 'court', page: 2 })).toHaveLength(10)
    expect(await list({ kind: 'court', page: 3 })).toEqual([])
  })
})
