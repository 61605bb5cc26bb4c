import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { campaignOrganisations, campaigns, members, organisations, partnerInvitations } from '../../db/schema'
import { textOfPdf } from '../support/pdf-text'
import { ana } from '../support/people'
import { allRows } from '../support/rows'
import { openSite, type Site, sampleSlug } from '../support/site'
import { atTheDesk, campaignPath, signAndConfirm, strangersOrganisation } from '../support/steps'
import type { Page, Visitor } from '../support/visitor'

const en = { locale: 'en' } as const
const elses = 'Somebody else'
const organisation = { organisation: elses }

let site: Site
let tigran: Visitor
let sam: Visitor
let desk: string
let slug: string
beforeEach(async () => {
  site = await openSite()
  slug = await strangersOrganisation(site)
  tigran = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran', role: 'campaigner' })
  sam = await atTheDesk(site, { email: 'canary.sam@else.example', name: 'Sam', organisationSlug: slug })
  const [campaign] = await site.db.select().from(campaigns).where(eq(campaigns.slug, sampleSlug))
  desk = `/desk/campaigns/${campaign?.id}`
  return () => expect(site.faults).toEqual([])
})

async function asks(typed: string): Promise<Page> {
  await tigran.get(`${desk}/partners`)
  await tigran.press(m.partner_ask({}, en), { slug: typed })
  return tigran.follow()
}
const question = async () => (await site.db.select().from(partnerInvitations)).at(-1)?.id
const opens = async () => sam.get(`/desk/partner-invitations/${await question()}`)
const accepts = async () => {
  await asks(slug)
  await opens()
  await sam.press(m.partner_accept({}, en))
  return sam.follow()
}
/** A page without what is new in every answer. */
const same = ({ html }: Page) => html.replace(/nonce="[^"]*"|"nonce":"[^"]*"/g, '')

describe('asking another organisation', () => {
  test('is answered alike whether there is one of that name or not', async () => {
    const known = same(await asks(slug))
    expect(await question()).toBeDefined()
    expect(known).toContain(m.partner_done_asked({}, en))
    expect(known).not.toContain(elses)
    for (const typed of ['no-such-name', slug, ' No-Such-Name ', "'; drop table"])
      expect(same(await asks(typed))).toBe(known)
    await tigran.post(`${desk}/partners`, { intent: 'withdraw', slug })
    const back = same(await tigran.follow())
    await tigran.post(`${desk}/partners`, { intent: 'withdraw', slug: 'no-such-name' })
    expect(same(await tigran.follow())).toBe(back)
    expect((await opens()).status).toBe(410)
  })

  test('tells what is wrong with what anybody can see, and keeps what was typed', async () => {
    await tigran.get(`${desk}/partners`)
    const empty = await tigran.press(m.partner_ask({}, en), { slug: ' ' })
    expect(empty.status).toBe(422)
    expect(empty.words).toContain(m.partner_refused_missing({}, en))
    await tigran.get(`${desk}/partners`)
    const there = await tigran.press(m.partner_ask({}, en), { slug: 'AYF-South-America' })
    expect(there.status).toBe(409)
    expect(there.words).toContain(m.partner_refused_behind({}, en))
    expect(there.html).toContain('value="ayf-south-america"')
  })

  test('goes on for twenty short names in an hour, there or not, and no further', async () => {
    const statuses = []
    for (let n = 0; n < 21; n++)
      statuses.push((await tigran.post(`${desk}/partners`, { intent: 'invite', slug: `name-${n}` })).status)
    expect(statuses.filter((status) => status === 303)).toHaveLength(20)
    const last = tigran.page()
    expect(last.status).toBe(429)
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(last.words).toContain(m.partner_refused_too_often({}, en))
  })

  test('offers the person’s own organisations by name', async () => {
    const both = await atTheDesk(site, { email: 'both@anc.example', name: 'Bo', role: 'campaigner' })
    const [one] = await site.db.select().from(organisations).where(eq(organisations.slug, slug))
    const [mine] = (await site.db.select().from(members)).slice(-1)
    await site.db
      .insert(members)
      .values({
        ...{ organisationId: one?.id ?? '', organiserId: mine?.organiserId ?? '' },
        ...{ role: 'viewer', createdAt: site.now() },
      })
      .returning()
    const offered = await both.get(`${desk}/partners`)
    expect(offered.words).toContain(`${elses} ${m.partner_yours({}, en)}`)
    await both.press(m.partner_ask({}, en))
    const waiting = await both.follow()
    expect(waiting.words).toContain(`${elses} ${m.partner_waiting({}, en)}`)
    await both.press(m.partner_take_back({}, en))
    expect((await both.follow()).words).not.toContain(m.partner_waiting({}, en))
    expect((await opens()).status).toBe(410)
  })
})

describe('Sam, whose organisation is asked', () => {
  test('gets a mail, sees the question at the desk and the letter with his name, and nothing else', async () => {
    await asks(slug)
    await site.work()
    const [mail] = await site.mailsTo('canary.sam@else.example')
    expect(mail?.subject).toBe(
      m.mail_partner_subject({ lead: 'Armenian National Committee of South America' }, en),
    )
    const path = `/desk/partner-invitations/${await question()}`
    expect(mail?.text).toContain(`http://localhost:3000${path}?lang=en`)
    const words = m.partner_question(
      { lead: 'Armenian National Committee of South America', ...organisation },
      en,
    )
    const [one] = await site.db.select().from(organisations).where(eq(organisations.slug, slug))
    for (const where of ['/desk', `/desk/organisations/${one?.id}`])
      expect((await sam.get(where)).words).toContain(words)
    const before = await allRows(site.db)
    const page = await opens()
    expect(page.status).toBe(200)
    expect(page.words).toContain('Tigran of Armenian National Committee of South America asks Somebody else')
    expect(page.words).toContain('South America, and Somebody else')
    expect(page.words).toContain(m.partner_answer_online({ count: 0, shown: '0' }, en))
    expect((await sam.get(desk)).status).toBe(404)
    expect((await tigran.get(path)).status).toBe(404)
    expect(await allRows(site.db)).toEqual(before)
    expect(JSON.stringify(site.logged)).not.toContain('canary')
  })

  test('with his yes stands on the page, in its data, in the letter and at the campaign’s desk', async () => {
    const joined = await accepts()
    expect(joined.path).toBe(`${desk}/partners?done=joined`)
    expect(joined.words).toContain(m.partner_done_joined({}, en))
    const page = await site.visitor().get(campaignPath('en'))
    expect(page.words.match(/Somebody else/g)?.length).toBeGreaterThanOrEqual(3)
    const told = (await site.visitor().get(`/c/${sampleSlug}.json`)).json() as { organisations: unknown[] }
    expect(told.organisations).toHaveLength(3)
    const pdf = await site.visitor().get(`/en/c/${sampleSlug}/letter.pdf`)
    const text = textOfPdf(pdf.bytes)
    for (const name of ['Armenian National', 'Armenian Youth Federation', elses]) expect(text).toContain(name)
    expect((await sam.get('/desk')).words).not.toContain(
      m.partner_question({ lead: '', ...organisation }, en),
    )
    expect((await sam.get(desk)).status).toBe(200)
    const again = await opens()
    expect(again.status).toBe(410)
    expect(again.words).toContain(m.partner_over_accepted({}, en))
  })

  test('says yes to what he has read: a change meanwhile shows him the campaign anew', async () => {
    await asks(slug)
    await opens()
    const settings = { goal: '750', closing: 'never' }
    expect((await tigran.post(`${desk}/settings`, settings)).status).toBe(303)
    const changed = await sam.press(m.partner_accept({}, en))
    expect(changed.status).toBe(409)
    expect(changed.words).toContain(m.partner_refused_changed({}, en))
    expect((await sam.press(m.partner_accept({}, en))).status).toBe(303)
  })

  test('may say no, and nothing of him stands anywhere', async () => {
    await asks(slug)
    await opens()
    await sam.press(m.partner_decline({}, en))
    expect((await sam.follow()).words).toContain(m.partner_done_declined({}, en))
    expect((await sam.get(desk)).status).toBe(404)
    expect((await site.visitor().get(campaignPath('en'))).words).not.toContain(elses)
    expect((await opens()).words).toContain(m.partner_over_declined({}, en))
    // Who asked is told nothing that would say that there is such an organisation.
    expect((await tigran.get(`${desk}/partners`)).words).not.toContain(elses)
  })

  test('is no answer for a viewer of his organisation', async () => {
    await asks(slug)
    const viewer = await atTheDesk(site, {
      ...{ email: 'vera@else.example', name: 'Vera', organisationSlug: slug },
      role: 'viewer',
    })
    expect((await viewer.get(`/desk/partner-invitations/${await question()}`)).status).toBe(404)
    expect((await viewer.get('/desk')).words).not.toContain('asks whether')
  })
})

describe('a partner', () => {
  test('writes and prepares, but ends nothing and asks nobody', async () => {
    await accepts()
    await signAndConfirm(site, ana)
    const page = await sam.get(desk)
    expect(page.words).toContain(
      m.partner_lead_ends({ name: 'Armenian National Committee of South America' }, en),
    )
    const steps = page.forms.flatMap(({ buttons }) => buttons.map(({ value }) => value))
    expect(steps).toContain('pause')
    expect(steps).not.toContain('conclude')
    await tigran.get(desk)
    expect(tigran.form(m.publish_conclude({}, en)).buttons).toHaveLength(1)
    const partners = await sam.get(`${desk}/partners`)
    expect(partners.words).not.toContain(m.partner_invite({}, en))
    expect((await sam.post(`${desk}/partners`, { intent: 'invite', slug: 'x' })).status).toBe(404)
    expect((await sam.get(`${desk}/texts/en`)).status).toBe(200)
  })

  test('leaves when it wants, unless a letter with its name is on its way', async () => {
    await accepts()
    await signAndConfirm(site, ana)
    await sam.get(desk)
    await sam.press(m.desk_prepare({ count: 1, shown: '1' }, en))
    const letter = sam.page().location ?? ''
    await site.work()
    await sam.get(`${desk}/partners`)
    const held = await sam.press(m.partner_leave_button(organisation, en))
    expect(held.status).toBe(409)
    expect(held.words).toContain(m.partner_refused_underway({}, en))
    expect(held.links.map(({ href }) => href)).toContain(letter)
    await sam.get(letter)
    await sam.press(m.delivery_cancel({}, en))
    await sam.get(`${desk}/partners`)
    await sam.press(m.partner_leave_button(organisation, en))
    expect(sam.page().location).toBe('/desk?left')
    expect((await sam.follow()).words).toContain(m.partner_done_left({}, en))
    expect((await sam.get(desk)).status).toBe(404)
    expect((await sam.get(letter)).status).toBe(404)
    expect((await site.visitor().get(campaignPath('en'))).words).not.toContain(elses)
  })

  test('is removed by the one that leads, and can’t remove another or the one that leads', async () => {
    await accepts()
    const rows = await site.db.select().from(campaignOrganisations)
    for (const { organisationId } of rows) {
      expect(
        (await sam.post(`${desk}/partners`, { intent: 'remove', organisation: organisationId })).status,
      ).toBe(404)
      if (organisationId === rows[0]?.organisationId || organisationId === rows[1]?.organisationId)
        expect(
          (await sam.post(`${desk}/partners`, { intent: 'leave', organisation: organisationId })).status,
        ).toBe(409)
    }
    expect(await site.db.select().from(campaignOrganisations)).toEqual(rows)
    await tigran.get(`${desk}/partners`)
    await tigran.press(m.partner_remove_button(organisation, en))
    expect((await tigran.follow()).words).toContain(m.partner_done_removed({}, en))
    expect((await sam.get(desk)).status).toBe(404)
  })
})
