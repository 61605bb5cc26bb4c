import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { organisers, recipientAddresses, recipients } from '../../db/schema'
import { openSite, type Site } from '../support/site'
import { atTheDesk, day, strangersOrganisation } from '../support/steps'
import type { Visitor } from '../support/visitor'

const en = { locale: 'en' } as const
const tigran = { email: 'tigran@anc.example', name: 'Tigran', role: 'campaigner' } as const

let site: Site
let desk: Visitor
beforeEach(async () => {
  site = await openSite()
  desk = await atTheDesk(site, tigran)
  return () => expect(site.faults).toEqual([])
})

const embassy = async () => {
  const [office] = await site.db.select().from(recipients)
  return `/desk/directory/${office?.id}`
}
const georgia = {
  ...{ kind: 'embassy', country: 'GE', hostCountry: 'AR', 'language-0': 'es', 'languages-0': 'es' },
  ...{ 'name-0': 'Embajada de Georgia', 'city-0': 'Buenos Aires', email: 'a@geo.example' },
}
const add = async (typed: Record<string, string> = georgia) => {
  await desk.get('/desk/directory/new')
  return desk.press(m.office_create({}, en), typed)
}

describe('an office', () => {
  test('is entered, found, checked, changed and removed without a script', async () => {
    const created = await add()
    expect(created.status).toBe(303)
    const page = await desk.follow()
    expect(page.words).toContain('Embajada de Georgia')
    expect(page.words).toContain(m.office_never_checked({}, en))
    await desk.press(m.office_check({}, en))
    expect((await desk.follow()).words).toContain(m.office_checked_by({ name: 'Tigran' }, en))

    const listed = await desk.get('/desk/directory?words=georgia')
    expect(listed.words).toContain(m.directory_found({ count: 1, shown: '1' }, en))
    expect(listed.links.map(({ href }) => href)).toContain(page.path)

    await desk.get(`${page.path}?edit`)
    await desk.press(m.office_save({}, en), { postalAddress: 'Calle 1\n1000 Buenos Aires' })
    expect((await desk.follow()).words).toContain('1000 Buenos Aires')
    await desk.press(m.office_remove({}, en))
    expect((await desk.follow()).words).toContain(m.office_removed({}, en))
    expect((await desk.get(page.path)).status).toBe(404)
  })

  test('that is incomplete comes back with what was typed, and says what is missing', async () => {
    const answer = await add({ ...georgia, country: '', 'name-0': '', email: 'a@' })
    expect(answer.status).toBe(422)
    for (const words of [
      m.office_fault_name_missing({}, en),
      m.office_fault_country_missing({}, en),
      m.sign_fault_email_nothing_after_at({}, en),
    ])
      expect(answer.words).toContain(words)
    expect(answer.html).toContain('value="Buenos Aires"')
  })

  test('that seems to be there already is added only when it is said to be another', async () => {
    await add()
    const answer = await add({ ...georgia, email: '' })
    expect(answer.status).toBe(409)
    expect(answer.words).toContain(m.office_known_title({}, en))
    const again = await desk.press(m.office_create({}, en), { ...georgia, email: '', isAnother: 'yes' })
    expect(again.status).toBe(303)
  })

  test('that a campaign addresses stays, with the reason', async () => {
    await desk.get(await embassy())
    const answer = await desk.press(m.office_remove({}, en))
    expect(answer.status).toBe(409)
    expect(answer.words).toContain(m.office_remove_addressed({ count: 1 }, en))
  })

  test('that somebody else changed meanwhile is not written over', async () => {
    const path = await embassy()
    const other = await atTheDesk(site, { email: 'olga@anc.example', name: 'Olga' })
    await desk.get(`${path}?edit`)
    await other.get(`${path}?edit`)
    await other.press(m.office_save({}, en), { postalAddress: 'New street' })
    const answer = await desk.press(m.office_save({}, en), { postalAddress: 'Old street' })
    expect(answer.status).toBe(409)
    expect(answer.words).toContain(m.office_changed_title({}, en))
    expect(answer.html).toContain('Old street')
    expect((await desk.get(path)).words).toContain('New street')
  })

  test('that all share is seen by strangers, and changed by keepers alone', async () => {
    const path = await embassy()
    const stranger = await atTheDesk(site, {
      ...{ email: 'sam@else.example', name: 'Sam' },
      organisationSlug: await strangersOrganisation(site),
    })
    expect((await stranger.get(path)).status).toBe(404)
    await site.db.update(recipients).set({ organisationId: null }).returning()
    expect((await stranger.get(path)).status).toBe(200)
    await site.db.update(organisers).set({ isKeeper: false }).returning()
    expect((await desk.post(path, { intent: 'end-holder', holder: 'x' })).status).toBe(404)
    await site.db.update(organisers).set({ isKeeper: true }).where(eq(organisers.name, 'Sam')).returning()
    expect((await stranger.post(path, { intent: 'end-holder', holder: 'x' })).status).toBe(303)
  })
})

const importPath = '/desk/directory/import'
const same = { 'sec-fetch-site': 'same-origin' }
async function upload(bytes: string | Uint8Array, visitor = desk) {
  await visitor.get(importPath)
  const body = new FormData()
  for (const [name, value] of visitor.filled(m.import_look({}, en), {})) body.append(name, value)
  body.set('file', new File([bytes as BlobPart], 'offices.csv', { type: 'text/csv' }))
  return visitor.send('POST', importPath, same, body)
}
const table = [
  'tipo;nombre;país;país anfitrión;ciudad;correo;idiomas',
  'embajada;Embajada de España en Moscú;España;Rusia;Moscú;e@spain.example;español',
  'embajada;"=HYPERLINK(""http://x.example"")";Georgia;Argentina;Buenos Aires;;es',
  'embajada;Embajada de Belarús en la Argentina;BY;AR;Buenos Aires;;es',
  'embajada;Embajada de Ninguna Parte;Ninguna;AR;Buenos Aires;;es',
].join('\r\n')

describe('a table', () => {
  test('in windows-1252 with semicolons is looked at, then imported, without a script', async () => {
    const uploaded = await upload(Buffer.from(table, 'latin1'))
    expect(uploaded.status).toBe(303)
    const preview = await desk.follow()
    expect(preview.words).toContain(m.import_count_fresh({ count: 2 }, en))
    expect(preview.words).toContain(m.import_count_own({ count: 1 }, en))
    expect(preview.words).toContain(m.import_count_faulty({ count: 1 }, en))
    expect(preview.words).toContain('Embajada de España en Moscú')
    expect(await site.db.select().from(recipients)).toHaveLength(1)
    await desk.get(preview.path)
    await desk.press(m.import_do({ count: 3 }, en))
    const done = await desk.follow()
    expect(done.words).toContain(m.import_done_added({ count: 2 }, en))
    expect(done.words).toContain(m.import_done_kept({ count: 1 }, en))
    const names = (await site.db.select().from(recipients)).map(({ name }) => Object.values(name)[0])
    expect(names).toContain('=HYPERLINK("http://x.example")')
    expect((await desk.get(preview.path)).words).toContain(m.import_refused_gone({}, en))
  })

  test('whose columns nobody knows is matched by hand', async () => {
    await upload('w,x,y,z\nEmbassy of Spain,ES,Minsk,es\n')
    const preview = await desk.follow()
    expect(preview.words).toContain(m.import_missing_title({}, en))
    const chosen = { 'column-0': 'name', 'column-1': 'country', 'column-2': 'city', 'column-3': 'languages' }
    await desk.get(preview.path)
    const query = new URLSearchParams({
      ...Object.fromEntries(desk.filled(m.import_look_again({}, en), chosen)),
    })
    const matched = await desk.get(`${importPath}?${query}`)
    expect(matched.words).toContain(m.import_count_faulty({ count: 1 }, en))
  })

  test.each([
    [
      'of 100,000 rows',
      `name,city\n${'Embassy,Minsk\n'.repeat(100_000)}`,
      m.import_refused_too_many_rows({}, en),
    ],
    ['of more than 5 MB', 'x'.repeat(5_000_001), m.import_refused_too_large({}, en)],
    ['with broken quotes', 'name,city\na,b\n"c,d\n', m.import_refused_broken_quotes({ row: 3 }, en)],
    ['that is a spreadsheet', Buffer.from([0x50, 0x4b, 3, 4]), m.import_refused_spreadsheet({}, en)],
    ['with nothing in it', '', m.import_refused_nothing_chosen({}, en)],
  ])('%s is refused in words', async (_, bytes, words) => {
    const answer = await upload(bytes)
    expect(answer.status).toBe(422)
    expect(answer.words).toContain(words)
  })

  test('belongs to the one who sent it, for a day', async () => {
    await upload(table)
    const { location } = desk.page()
    const olga = await atTheDesk(site, { email: 'olga@anc.example', name: 'Olga' })
    expect((await olga.get(location ?? '')).words).toContain(m.import_refused_gone({}, en))
    site.pass(day + 1_000)
    desk = await atTheDesk(site, tigran)
    expect((await desk.get(location ?? '')).words).toContain(m.import_refused_gone({}, en))
  })

  test('goes nowhere else: other forms take 64 kB, and this one 10 MB', async () => {
    const form = (size: number) => {
      const body = new FormData()
      body.set('file', new File(['x'.repeat(size)], 'x.csv'))
      return body
    }
    for (const path of ['/desk/directory/new', `${importPath}/x`, '/desk', `${importPath}.json`])
      expect([path, (await desk.send('POST', path, same, form(70_000))).status]).toEqual([path, 413])
    expect((await desk.send('POST', importPath, same, form(10_000_001))).status).toBe(413)
  })
})

describe('the recipients of a campaign', () => {
  const open = async () => {
    const list = await desk.open('/desk')
    const link = list.links.find(({ href }) => /^\/desk\/campaigns\/(?!new)/.test(href))
    return desk.get(`${link?.href}/recipients`)
  }

  test('are found in the directory, added, ordered and taken out; the last one stays', async () => {
    await add()
    const page = await open()
    expect(page.words).toContain(m.office_letter_goes_out({ language: 'Spanish' }, en))
    await desk.press(m.office_recipient_add({}, en))
    const added = await desk.follow()
    expect(added.words).toContain('Embajada de Georgia')
    await desk.press(m.office_recipient_up({}, en))
    await desk.follow()
    expect((await desk.press(m.office_recipient_remove({}, en))).status).toBe(303)
    await desk.follow()
    const last = await desk.press(m.office_recipient_remove({}, en))
    expect(last.status).toBe(409)
    expect(last.words).toContain(m.office_unaddress_last({}, en))
  })

  test('say when the letter can’t be read there, and when there is no address', async () => {
    await site.db
      .update(recipients)
      .set({ languages: ['ru'] })
      .returning()
    await site.db.delete(recipientAddresses).returning()
    const page = await open()
    expect(page.words).toContain(m.office_letter_missing({ languages: 'Russian' }, en))
    expect(page.words).toContain(m.office_no_address_words({}, en))
  })
})
