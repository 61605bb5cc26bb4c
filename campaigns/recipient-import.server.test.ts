import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { officeHolders, recipientAddresses, recipients } from '../db/schema'
import { freshDb } from '../tests/support/database'
import { type Campaign, lapshinCampaign, morning } from '../tests/support/people'
import { readTable } from './recipient-csv.server'
import { findOffice } from './recipient-entry.server'
import { importOffices, planImport, readRows } from './recipient-import.server'
import { matchColumns } from './recipient-table'

let db: Db
let campaign: Campaign
beforeEach(async () => {
  db = await freshDb()
  campaign = await lapshinCampaign(db)
})

const header = 'kind,name,name es,country,host country,city,address,email,languages,holder'
const georgia =
  'embassy,Embassy of Georgia,Embajada de Georgia,GE,AR,Buenos Aires,Calle 1|1000 BA,a@geo.example b@geo.example,es ka,Nino'
const spain = 'embassy,Embassy of Spain,,ES,AR,Buenos Aires,,,es,'
const belarus = 'embassy,EMBASSY OF BELARUS IN ARGENTINA,,BY,AR,La Plata,,second@belarus.example,es be,'

async function rowsOf(lines: string[]) {
  const read = readTable(Buffer.from([header, ...lines].join('\n')))
  if (read.kind === 'refused') throw new Error(read.fault.kind)
  const columns = matchColumns(read.table.header)
  return readRows(read.table, { columns, language: 'en', salutations: { en: 'To whom it may concern:' } })
}
type To = { organisationId?: string | null; onKnown?: 'keep' | 'update' }
const bring = async (
  lines: string[],
  { organisationId = campaign.organisationId, onKnown = 'keep' }: To = {},
) => importOffices(db, { rows: (await rowsOf(lines)).rows, organisationId, onKnown, now: morning })
const embassy = () =>
  findOffice(db, { officeId: campaign.recipientId, organisationIds: [campaign.organisationId] })

describe('a table', () => {
  it('is sorted into what is new, what is there, what repeats itself and what can’t be read', async () => {
    const read = await rowsOf([georgia, 'embassy,Embassy of Nowhere,,QQ,AR,x,,,es,', spain, georgia, belarus])
    expect(read.rows.map(({ number }) => number)).toEqual([2, 4, 6])
    expect(read.faulty).toMatchObject([{ number: 3, faults: [{ field: 'country', code: 'unknown' }] }])
    expect(read.repeated).toEqual([{ number: 5, of: 2 }])
    const plan = await planImport(db, { rows: read.rows, organisationId: campaign.organisationId })
    expect(plan.fresh.map(({ number }) => number)).toEqual([2, 4])
    expect(plan.known).toMatchObject([{ officeId: campaign.recipientId, isOwn: true }])
  })

  it('is brought in with its addresses and holders, and a second time changes nothing', async () => {
    expect(await bring([georgia, spain])).toEqual({ addedCount: 2, updatedCount: 0, keptCount: 0 })
    const [office] = await db.select().from(recipients).where(eq(recipients.slug, 'embassy-of-georgia'))
    expect(office).toMatchObject({
      ...{
        organisationId: campaign.organisationId,
        languages: ['es', 'ka'],
        postalAddress: ['Calle 1', '1000 BA'],
      },
      ...{ timeZone: 'America/Argentina/Buenos_Aires', salutation: { en: 'To whom it may concern:' } },
    })
    const id = office?.id ?? ''
    const addresses = await db.select().from(recipientAddresses).where(eq(recipientAddresses.recipientId, id))
    expect(addresses.map(({ email, checkedAt }) => [email, checkedAt])).toEqual([
      ['a@geo.example', null],
      ['b@geo.example', null],
    ])
    expect(await db.select().from(officeHolders)).toMatchObject([
      { recipientId: id, name: 'Nino', until: null },
    ])
    const before = await db.select().from(recipients)
    expect(await bring([georgia, spain])).toEqual({ addedCount: 0, updatedCount: 0, keptCount: 2 })
    expect(await bring([georgia, spain], { onKnown: 'update' })).toMatchObject({
      addedCount: 0,
      updatedCount: 2,
    })
    expect(await db.select().from(recipients)).toEqual(before)
    expect(await db.select().from(recipientAddresses)).toHaveLength(3)
  })

  it('changes an office that is there only when that was chosen, and only in what it says', async () => {
    const before = await embassy()
    expect(await bring([belarus])).toMatchObject({ keptCount: 1 })
    expect(await embassy()).toEqual(before)
    expect(await bring([belarus], { onKnown: 'update' })).toMatchObject({ updatedCount: 1 })
    const after = await embassy()
    expect(after?.office).toMatchObject({
      ...{ languages: ['es', 'be'], city: { en: 'La Plata', es: 'Buenos Aires' } },
      ...{ postalAddress: before?.office.postalAddress, addressee: before?.office.addressee },
      name: { en: 'EMBASSY OF BELARUS IN ARGENTINA', es: 'Embajada de Belarús en la Argentina' },
    })
    expect(after?.addresses.map(({ email }) => email)).toEqual([
      'mail@embassy-of-belarus.example',
      'second@belarus.example',
    ])
  })

  it('of an organisation never changes what all share', async () => {
    await bring([georgia], { organisationId: null })
    const row = georgia.replace('es ka', 'en')
    expect(await bring([row], { onKnown: 'update' })).toEqual({
      addedCount: 0,
      updatedCount: 0,
      keptCount: 1,
    })
    const [office] = await db.select().from(recipients).where(eq(recipients.slug, 'embassy-of-georgia'))
    expect(office?.languages).toEqual(['es', 'ka'])
  })

  it('is brought in whole or not at all', async () => {
    const { rows } = await rowsOf([georgia, spain])
    const broken = rows.map((row, i) => (i === 0 ? row : { ...row, emails: ['x@x.example', 'x@x.example'] }))
    const importing = { organisationId: campaign.organisationId, onKnown: 'keep', now: morning } as const
    await expect(importOffices(db, { ...importing, rows: broken })).rejects.toThrow()
    expect(await db.select().from(recipients)).toHaveLength(1)
  })

  it('of 2,000 rows with the same name gives each a slug of its own', async () => {
    const lines = Array.from(
      { length: 2_000 },
      (_, i) => `court,Суд ${i},,BY,BY,Minsk,,court${i}@x.example,ru,`,
    )
    expect(await bring(lines)).toMatchObject({ addedCount: 2_000 })
    const slugs = (await db.select().from(recipients)).map(({ slug }) => slug)
    expect(new Set(slugs).size).toBe(2_001)
    expect(slugs).toContain('court-by-by-2000')
  })
})
