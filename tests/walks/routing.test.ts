import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import {
  campaignRecipients,
  consents,
  deliveries,
  recipientAddresses,
  recipients,
  signatures,
} from '../../db/schema'
import { textOfPdf } from '../support/pdf-text'
import { ana, carla } from '../support/people'
import { openSite, type Site, sampleSlug } from '../support/site'
import { atTheDesk, campaignPath, linkIn, sign, signAndConfirm } from '../support/steps'
import type { Visitor } from '../support/visitor'

const en = { locale: 'en' } as const
const es = { locale: 'es' } as const
const embassyName = 'Embajada de Belarús en la Argentina'
const ministryName = 'Ministerio de Justicia de Belarús'

let site: Site
let desk: Visitor
let campaignDesk: string
let embassy: string

beforeEach(async () => {
  site = await openSite()
  const [office] = await site.db.select().from(recipients)
  const [address] = await site.db.select().from(recipientAddresses)
  const [link] = await site.db.select().from(campaignRecipients)
  if (!office || !address || !link) throw new Error('no embassy')
  const ministry = { ...office, id: 'ministry', slug: 'ministry', kind: 'ministry' as const }
  await site.db
    .insert(recipients)
    .values({ ...ministry, name: { es: ministryName, en: 'Ministry of Justice of Belarus' } })
    .returning()
  await site.db
    .insert(recipientAddresses)
    .values({ ...address, id: 'ministry', recipientId: 'ministry', email: 'mail@ministry.example' })
    .returning()
  await site.db
    .insert(campaignRecipients)
    .values({ campaignId: link.campaignId, recipientId: 'ministry', position: 1 })
    .returning()
  embassy = office.id
  campaignDesk = `/desk/campaigns/${link.campaignId}`
  desk = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran', role: 'campaigner' })
  return () => expect(site.faults).toEqual([])
})

async function give(office: string, fields: [name: string, value: string][]) {
  await desk.get(`${campaignDesk}/recipients/${office}`)
  return desk.post(`${campaignDesk}/recipients/${office}`, fields)
}
const toEmbassy = () =>
  give(embassy, [
    ['forWhom', 'countries'],
    ['countries', 'AR'],
  ])
async function routed() {
  await give('ministry', [['forWhom', 'others']])
  await toEmbassy()
}

describe('whose signatures an office gets', () => {
  test('is chosen in the desk, by the names of countries, and told in plain sentences', async () => {
    const form = await desk.get(`${campaignDesk}/recipients/${embassy}`)
    expect(form.words).toContain('Argentina')
    expect(form.words).toContain(m.route_from_now_on({}, en))
    expect((await toEmbassy()).status).toBe(303)
    expect((await give('ministry', [['forWhom', 'others']])).status).toBe(303)
    const page = await desk.follow()
    const line = m.route_line_countries(
      { countries: 'Argentina', offices: 'Embassy of Belarus in Argentina' },
      en,
    )
    expect(page.words).toContain(line)
    expect(page.words).toContain(m.route_line_others({ offices: 'Ministry of Justice of Belarus' }, en))
    const again = await desk.get(`${campaignDesk}/recipients/${embassy}`)
    expect(again.html).toMatch(
      /checked="" name="countries" value="AR"|name="countries" checked="" value="AR"/,
    )
  })

  test('is refused at its place, with what was chosen kept', async () => {
    const none = await give(embassy, [['forWhom', 'countries']])
    expect(none.status).toBe(422)
    expect(none.words).toContain(m.route_fault_missing({}, en))
    const unknown = await give(embassy, [
      ['forWhom', 'countries'],
      ['countries', 'AR'],
      ['countries', 'ZZ'],
    ])
    expect(unknown.status).toBe(422)
    expect(unknown.html).toMatch(
      /checked="" name="countries" value="AR"|name="countries" checked="" value="AR"/,
    )
    expect((await give(embassy, [['forWhom', 'nobody']])).status).toBe(422)
    await toEmbassy()
    const unreached = await give('ministry', [
      ['forWhom', 'countries'],
      ['countries', 'BY'],
    ])
    expect(unreached.status).toBe(409)
    expect(unreached.words).toContain(m.route_fault_unreached({}, en))
    expect((await desk.get(`${campaignDesk}/recipients/nothing`)).status).toBe(404)
  })
})

describe('a supporter', () => {
  test('is told before signing which office gets the signature, and that is what is recorded', async () => {
    await routed()
    const page = await site.visitor().get(campaignPath('es'))
    expect(page.words).toContain(m.route_public_only({ countries: 'Argentina' }, es))
    expect(page.words).toContain(m.route_public_except({}, es))
    const reader = site.visitor()
    expect((await sign(reader, ana)).status).toBe(303)
    const [consent] = await site.db.select().from(consents).where(eq(consents.kind, 'sign'))
    expect(consent?.words).toContain(m.route_if_in({ office: embassyName, countries: 'Argentina' }, es))
    expect(consent?.words).toContain(m.route_if_elsewhere({ office: ministryName }, es))
    expect(page.words).toContain(consent?.words)
  })

  test('who had another promise on the screen reads the new one first', async () => {
    const reader = site.visitor()
    await reader.get(campaignPath('es'))
    await routed()
    const answer = await reader.press(m.sign_button({}, es), ana)
    expect(answer.status).toBe(422)
    expect(answer.words).toContain(m.sign_fault_page_too_old({}, es))
    expect(answer.words).toContain(m.route_if_elsewhere({ office: ministryName }, es))
    expect((await reader.press(m.sign_button({}, es), ana)).status).toBe(303)
    expect(await site.db.select().from(signatures)).toHaveLength(1)
  })

  test.each([
    [ana, embassyName, ministryName],
    [carla, ministryName, embassyName],
  ])('$name is told of the office of that country, by mail and with thanks', async (person, own, other) => {
    await routed()
    await sign(site.visitor(), person)
    await site.work()
    const [mail] = await site.mailsTo(person.email)
    expect(mail?.text).toContain(own)
    expect(mail?.text).not.toContain(other)
    const reader = site.visitor()
    const confirm = await reader.get(linkIn(mail, 'confirm'))
    expect(confirm.words).toContain(own)
    expect(confirm.words).not.toContain(other)
    await reader.press(m.confirm_button({}, es))
    const thanks = await reader.follow()
    expect(thanks.words).toContain(own)
    expect(thanks.words).not.toContain(other)
  })

  test('sees nothing of it while every office gets everybody’s', async () => {
    const page = await site.visitor().get(campaignPath('es'))
    expect(page.words).not.toContain(m.route_public_all({}, es))
    const reader = site.visitor()
    await sign(reader, ana)
    await site.work()
    const [mail] = await site.mailsTo(ana.email)
    expect(mail?.text).toContain(ministryName)
    await reader.get(linkIn(mail, 'confirm'))
    expect((await reader.press(m.confirm_button({}, es))).location).toBe(`/es/c/${sampleSlug}/thanks`)
  })
})

describe('the letters', () => {
  test('are prepared with the signatures of the office’s countries, and the desk says how many', async () => {
    await routed()
    await signAndConfirm(site, ana)
    const page = await desk.get(campaignDesk)
    expect(page.words).toContain(m.prepare_no_signatures({}, en))
    expect((await desk.press(m.desk_prepare({ count: 1, shown: '1' }, en))).status).toBe(303)
    const refused = await desk.post(campaignDesk, { recipient: 'ministry' })
    expect(refused.status).toBe(409)
    expect(refused.words).toContain(m.prepare_no_signatures({}, en))
    await signAndConfirm(site, carla)
    expect((await desk.post(campaignDesk, { recipient: 'ministry' })).status).toBe(303)
    const counts = (await site.db.select().from(deliveries)).map(({ recipientId, signatureCount }) => [
      recipientId === 'ministry',
      signatureCount,
    ])
    expect(counts.sort()).toEqual([
      [false, 1],
      [true, 1],
    ])
  })

  test('on paper for the desk hold no other office’s signers', async () => {
    await routed()
    await signAndConfirm(site, ana)
    const page = await desk.get(campaignDesk)
    const papers = page.links.filter(({ href }) => /letter\.pdf\?language=es&(?:amp;)?office=/.test(href))
    expect(papers).toHaveLength(2)
    const pages = await Promise.all(
      [embassy, 'ministry'].map(async (office) => {
        const pdf = await desk.get(`${campaignDesk}/letter.pdf?language=es&office=${office}`)
        return textOfPdf(pdf.bytes)
      }),
    )
    expect(pages[0]).toContain(ana.name)
    expect(pages[1]).not.toContain(ana.name)
    expect((await desk.get(`${campaignDesk}/letter.pdf?language=es&office=nobody`)).status).toBe(404)
  })
})

test('machines read it too', async () => {
  await routed()
  const { recipients: told } = (await site.visitor().get(`/c/${sampleSlug}.json`)).json() as {
    recipients: object[]
  }
  expect(told).toMatchObject([
    { forWhom: 'countries', countries: ['AR'] },
    { forWhom: 'others', countries: [] },
  ])
})
