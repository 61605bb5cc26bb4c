import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { campaigns, organisations, recipientAddresses } from '../../db/schema'
import { bomb, pictures, script } from '../support/pictures'
import { allRows } from '../support/rows'
import { baseUrl, openSite, type Site, sampleSlug } from '../support/site'
import { atTheDesk, campaignPath } from '../support/steps'
import type { Visitor } from '../support/visitor'

const en = { locale: 'en' } as const
const sameOrigin = { 'sec-fetch-site': 'same-origin', origin: baseUrl }

let site: Site
let olga: Visitor
let path: string
let desk: string
beforeEach(async () => {
  site = await openSite()
  olga = await atTheDesk(site, { email: 'olga@anc.example', name: 'Olga' })
  const [campaign] = await site.db.select().from(campaigns).where(eq(campaigns.slug, sampleSlug))
  path = `/desk/organisations/${campaign?.organisationId}`
  desk = `/desk/campaigns/${campaign?.id}`
  return () => expect(site.faults).toEqual([])
})

function uploads(bytes: Buffer | null, name = 'logo.png', type = 'image/png') {
  const form = new FormData()
  form.set('intent', 'logo')
  // Without a file, browsers send an empty one without a name.
  form.set('logo', new Blob(bytes ? [new Uint8Array(bytes)] : [], { type }), bytes ? name : '')
  return olga.send('POST', path, sameOrigin, form)
}
const publicPage = () => site.visitor().get(campaignPath('en'))
const logoIn = (html: string) => /src="(\/organisations\/[^"]+)"/.exec(html)?.[1] ?? ''

describe('the logo', () => {
  test('is drawn anew, shown to everybody, kept by browsers, and gone when it is removed', async () => {
    expect((await publicPage()).html).not.toContain('/logo/')
    expect((await uploads(await pictures.withComment())).location).toBe(`${path}?saved`)
    const logo = logoIn((await publicPage()).html)
    expect(logo).toMatch(/^\/organisations\/anc-south-america\/logo\/[0-9a-f]{32}\.webp$/)
    expect((await olga.get(path)).html).toContain(logo)
    const served = await site.visitor().get(logo)
    expect(served.status).toBe(200)
    expect(Object.fromEntries(served.headers)).toMatchObject({
      'content-type': 'image/webp',
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=31536000, immutable',
    })
    expect(served.bytes.toString('latin1', 8, 12)).toBe('WEBP')
    expect(served.bytes.toString('latin1')).not.toContain('script')
    for (const other of [logo.replace(/[0-9a-f]{32}/, '0'.repeat(32)), logo.replace('anc', 'ayf')])
      expect((await site.visitor().get(other)).status).toBe(404)
    await olga.get(path)
    await olga.press(m.logo_remove({}, en))
    expect((await olga.follow()).words).toContain(m.logo_none({}, en))
    expect((await site.visitor().get(logo)).status).toBe(404)
    expect((await publicPage()).html).not.toContain('/logo/')
  })

  test('is judged by its bytes, whatever it is called', async () => {
    expect((await uploads(await pictures.jpeg(), 'logo.svg', 'image/svg+xml')).status).toBe(303)
    const refused = await uploads(await pictures.svg(), 'logo.png', 'image/png')
    expect(refused.status).toBe(422)
    expect(refused.words).toContain(m.logo_fault_svg({}, en))
  })

  test('is refused at its place, in words, and what is there stays', async () => {
    await uploads(await pictures.png())
    const before = await allRows(site.db)
    const refusals = [
      [null, m.logo_fault_missing],
      [await pictures.gifPage(), m.logo_fault_kind],
      [await pictures.page(), m.logo_fault_kind],
      [await pictures.torn(), m.logo_fault_damaged],
      [bomb(30_000, 30_000), m.logo_fault_pixels],
      [Buffer.alloc(5_000_001, 1), m.logo_fault_size],
    ] as const
    for (const [bytes, words] of refusals) {
      const page = await uploads(bytes)
      expect(page.status).toBe(422)
      expect(page.words).toContain(words({}, en))
      expect(page.html).not.toContain(script)
      expect(page.html).toContain('aria-invalid="true"')
    }
    expect((await uploads(Buffer.alloc(10_000_001))).status).toBe(413)
    expect(await allRows(site.db)).toEqual(before)
  })

  test('is taken by no other page of an organisation', async () => {
    const large = new FormData()
    large.set('lines', 'x'.repeat(70_000))
    for (const where of [`${path}/people`, '/desk/organisations/new', '/desk/organisations'])
      expect((await olga.send('POST', where, sameOrigin, large)).status).toBe(413)
  })
})

describe('the colour', () => {
  test('is a stylesheet of its own that the page names, corrected until it can be read', async () => {
    expect((await publicPage()).html).not.toContain('/accents/')
    await olga.get(path)
    expect((await olga.press(m.org_save({}, en), { accent: 'F2C14E' })).status).toBe(303)
    const page = await publicPage()
    expect(page.html).toContain('<link rel="stylesheet" href="/accents/f2c14e.css"/>')
    expect(page.html).not.toMatch(/\sstyle="/)
    const style = await site.visitor().get('/accents/f2c14e.css')
    expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8')
    expect(style.headers.get('cache-control')).toContain('immutable')
    expect(style.html).toBe(
      ':root{--accent:#83682a}\n@media (prefers-color-scheme:dark){:root{--accent:#f2c14e}}\n@media print{:root{--accent:#8f722e}}\n',
    )
    for (const other of ['F2C14E', 'fff', 'f2c14e7', 'red', '%7Dbody%7B'])
      expect((await site.visitor().get(`/accents/${other}.css`)).status).toBe(404)
  })

  test('that is none is refused at its place, and stays as it was typed', async () => {
    await olga.get(path)
    const page = await olga.press(m.org_save({}, en), { accent: 'red;}' })
    expect(page.status).toBe(422)
    expect(page.words).toContain(m.org_fault_accent({}, en))
    expect(page.html).toContain('value="red;}"')
  })
})

describe('the second person', () => {
  test('is asked for until every organisation behind the campaign does without, and the desk says which it is', async () => {
    await atTheDesk(site, { email: 'nora@anc.example', name: 'Nora', role: 'campaigner' })
    await site.db.update(campaigns).set({ state: 'draft', publishedAt: null }).returning()
    await site.db.update(recipientAddresses).set({ checkedAt: site.now() }).returning()
    expect((await olga.get(desk)).words).toContain(m.publish_rule_second({}, en))
    await olga.get(path)
    const fields = olga.filled(m.org_save({}, en), {}).filter(([name]) => name !== 'needsSecondPerson')
    expect((await olga.post(path, fields)).status).toBe(303)
    const [anc] = await site.db
      .select()
      .from(organisations)
      .where(eq(organisations.slug, 'anc-south-america'))
    expect(anc?.needsSecondPerson).toBe(false)
    expect((await olga.get(desk)).words).toContain(m.publish_rule_second({}, en))
    await site.db.update(organisations).set({ needsSecondPerson: false }).returning()
    expect((await olga.get(desk)).words).toContain(m.publish_rule_one({}, en))
    await olga.press(m.publish_ask_button({}, en))
    expect((await olga.follow()).words).toContain(m.publish_waiting_pause({}, en))
    site.pass(10 * 60_000)
    const title = /Carta de protesta[^<]*/.exec((await olga.get(desk)).html)?.[0] ?? ''
    await olga.press(m.publish_approve_button({}, en), { title })
    expect((await olga.follow()).words).toContain(m.publish_done_approved({}, en))
  })
})
