import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { campaigns } from '../db/schema'
import { freshDb } from '../tests/support/database'
import { lapshinCampaign, morning } from '../tests/support/people'
import { bomb, pictures } from '../tests/support/pictures'
import { changeOrganisation, findOrganisation } from './organisation.server'
import type { OrganisationDetails } from './organisation-form'
import { changeLogo, findLogo, logoHref, removeLogo } from './organisation-logo.server'

describe('the face of an organisation', () => {
  let db: Db
  beforeEach(async () => {
    db = await freshDb()
  })
  const revision = async (campaignId: string) => {
    const [row] = await db.select().from(campaigns).where(eq(campaigns.id, campaignId))
    return row?.revision
  }
  const logoOf = async (id: string) => (await findOrganisation(db, id))?.logo ?? null

  it('changed in what readers see raises the revision of its campaigns, and only then', async () => {
    const { campaignId, organisationId } = await lapshinCampaign(db)
    const before = (await revision(campaignId)) ?? 0
    const stored = await findOrganisation(db, organisationId)
    if (!stored) throw new Error('gone')
    const change = (changes: Partial<OrganisationDetails>) => {
      const { name, letterhead, replyTo, defaultLanguage, timeZone, accent, needsSecondPerson } = stored
      const same = { name, letterhead, replyTo, defaultLanguage, timeZone, accent, needsSecondPerson }
      return changeOrganisation(db, { organisationId, details: { ...same, ...changes }, now: morning })
    }
    await change({})
    await change({ needsSecondPerson: false })
    expect(await revision(campaignId)).toBe(before)
    await change({ accent: '#7a1f0e' })
    expect(await revision(campaignId)).toBe(before + 1)
    await change({ accent: '#7a1f0e', name: { ...stored.name, en: 'Another name' } })
    expect(await revision(campaignId)).toBe(before + 2)
  })

  it('has a logo that is drawn anew, found at its own address alone, and taken away', async () => {
    const { campaignId, organisationId } = await lapshinCampaign(db)
    const before = (await revision(campaignId)) ?? 0
    const one = { organisationId, now: morning }
    expect(await changeLogo(db, { ...one, bytes: await pictures.withArchive() })).toEqual({ kind: 'changed' })
    await changeLogo(db, { ...one, bytes: await pictures.withArchive() })
    expect(await revision(campaignId)).toBe(before + 1)
    const organisation = await findOrganisation(db, organisationId)
    if (!organisation?.logo) throw new Error('no logo')
    const [, slug = '', hash = ''] =
      /^\/organisations\/([\w-]+)\/logo\/([0-9a-f]{32})\.webp$/.exec(logoHref(organisation) ?? '') ?? []
    const found = await findLogo(db, { slug, hash })
    expect(found?.toString('latin1', 8, 12)).toBe('WEBP')
    expect(found?.toString('latin1')).not.toContain('canary')
    expect(await findLogo(db, { slug, hash: '0'.repeat(32) })).toBeNull()
    expect(await findLogo(db, { slug: 'ayf-south-america', hash })).toBeNull()
    await changeLogo(db, { ...one, bytes: await pictures.jpeg() })
    expect(await findLogo(db, { slug, hash })).toBeNull()
    await removeLogo(db, one)
    await removeLogo(db, one)
    expect(logoHref({ slug, logo: await logoOf(organisationId) })).toBeNull()
    expect(await revision(campaignId)).toBe(before + 3)
  })

  it('keeps the logo it has when a picture is refused', async () => {
    const { organisationId } = await lapshinCampaign(db)
    const one = { organisationId, now: morning }
    await changeLogo(db, { ...one, bytes: await pictures.png() })
    const before = await logoOf(organisationId)
    const refusals = [
      [await pictures.svg(), 'svg'],
      [await pictures.gifPage(), 'not-a-picture'],
      [await pictures.torn(), 'damaged'],
      [Buffer.alloc(0), 'missing'],
      [Buffer.alloc(5_000_001), 'too-large'],
      [bomb(30_000, 30_000), 'too-many-pixels'],
    ] as const
    for (const [bytes, fault] of refusals)
      expect(await changeLogo(db, { ...one, bytes })).toEqual({ kind: 'refused', fault })
    expect(await logoOf(organisationId)).toBe(before)
  })
})
