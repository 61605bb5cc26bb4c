import { beforeEach, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { allRows } from '../support/rows'
import { openSite, type Site } from '../support/site'
import { atTheDesk, codeIn, day, linkIn } from '../support/steps'
import type { Visitor } from '../support/visitor'

const en = { locale: 'en' } as const
const es = { locale: 'es' } as const
const ani = 'canary.ani@prensa.example'
const maria = 'canary.maria@prensa.example'
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const organisation = {
  'name.en': 'Friends of the Press',
  timeZone: 'UTC',
  'signatory.0.title.en': 'The board',
}

let site: Site
beforeEach(async () => {
  site = await openSite()
  return () => expect(site.faults).toEqual([])
})

const newcomer = (headers = {}) =>
  site.visitor({ 'accept-language': 'en', 'user-agent': firefox, ...headers })

/** Asks for a code with an address, types it, and goes where that leads. */
async function comes(visitor: Visitor, email: string) {
  await visitor.get('/desk/sign-in')
  await visitor.press(m.signin_ask({}, en), { email })
  await site.work()
  await visitor.press(m.signin_enter({}, en), { code: codeIn((await site.mailsTo(email))[0]) })
  return visitor.follow()
}

/** Comes for the first time and says a name. */
async function joins(email: string, name: string) {
  const visitor = newcomer()
  await comes(visitor, email)
  await visitor.press(m.account_go_on({}, en), { name })
  await visitor.follow()
  return visitor
}

/** Ani's organisation, and its address in the desk. */
async function opened() {
  const visitor = await joins(ani, 'Ani')
  await visitor.get('/desk/organisations/new')
  await visitor.press(m.org_open({}, en), organisation)
  const path = visitor.page().location ?? ''
  await visitor.get(path)
  return { visitor, path }
}

async function invites(owner: Visitor, path: string, email = maria, role = 'campaigner') {
  await owner.get(`${path}/people`)
  const answer = await owner.press(m.people_invite_button({}, en), { email, role })
  await site.work()
  return { answer, link: linkIn((await site.mailsTo(email))[0], 'desk/join') }
}

/** Behind the link: proves the address with a code. */
async function proves(visitor: Visitor, link: string, email: string) {
  await visitor.get(link)
  await visitor.press(m.people_join_ask({}, en))
  await site.work()
  await visitor.press(m.signin_enter({}, en), { code: codeIn((await site.mailsTo(email))[0]) })
  return visitor.follow()
}

describe('Ani, whom nobody knows', () => {
  test('comes by a mailed code, says her name once, and opens an organisation as its owner', async () => {
    const visitor = newcomer()
    const first = await comes(visitor, ani)
    expect(first.path).toMatch(/^\/desk\/account/)
    expect(first.words).toContain(m.account_welcome({}, en))
    expect((await visitor.get('/desk/organisations/new')).location).toMatch(/^\/desk\/account\?next=/)
    await visitor.get('/desk/account')
    expect((await visitor.press(m.account_go_on({}, en), { name: ' ' })).status).toBe(422)
    expect((await visitor.press(m.account_go_on({}, en), { name: 'Ani' })).location).toBe('/desk')
    const empty = await visitor.follow()
    expect(empty.path).toBe('/desk/organisations')
    expect(empty.words).toContain(m.org_none({}, en))
    await visitor.get('/desk/organisations/new')
    const refused = await visitor.press(m.org_open({}, en))
    expect(refused.status).toBe(422)
    expect(refused.words).toContain(m.org_fault_name_missing({}, en))
    const entered = await visitor.press(m.org_open({}, en), organisation)
    expect(entered.status).toBe(303)
    const home = await visitor.follow()
    expect(home.words).toContain('Friends of the Press')
    const again = await visitor.press(m.org_save({}, en), { lines: 'Av. de Mayo 1', 'name.en': 'Friends' })
    expect(again.location).toBe(`${entered.location}?saved`)
    expect((await visitor.follow()).words).toContain('Av. de Mayo 1')
    expect((await visitor.get('/desk')).words).toContain(m.desk_no_campaigns({}, en))
  })

  test('adds languages and signatories without a script, and loses nothing she typed', async () => {
    const visitor = await joins(ani, 'Ani')
    await visitor.get('/desk/organisations/new')
    const before = await allRows(site.db)
    const fields = new Map(visitor.form(m.org_add_language_button({}, en)).fields)
    for (const [name, value] of Object.entries({ intent: 'add-language', added: 'es', 'name.en': 'Friends' }))
      fields.set(name, value)
    const grown = await visitor.post('/desk/organisations/new', [...fields])
    expect(grown.status).toBe(200)
    expect(visitor.form(m.org_open({}, en)).fields).toContainEqual(['name.en', 'Friends'])
    expect(grown.words).toContain('Name in Spanish')
    expect(await allRows(site.db)).toEqual(before)
  })

  test('is not let in where organisations are opened by invitation', async () => {
    site = await openSite({ settings: { ORGANISATIONS: 'invitation' } })
    const visitor = newcomer()
    await visitor.get('/desk/sign-in')
    await visitor.press(m.signin_ask({}, en), { email: ani })
    await site.work()
    expect(await site.mailsTo(ani)).toEqual([])
    await atTheDesk(site, { email: 'kira@site.example', name: 'Kira' })
    const member = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran' })
    expect((await member.get('/desk/organisations/new')).status).toBe(404)
    expect((await member.post('/desk/organisations/new', { intent: 'save', ...organisation })).status).toBe(
      404,
    )
  })

  test('asks a keeper where organisations are approved, and is told the answer', async () => {
    site = await openSite({ settings: { ORGANISATIONS: 'approval' } })
    const kira = await atTheDesk(site, { email: 'kira@site.example', name: 'Kira' })
    const other = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran' })
    const visitor = await joins(ani, 'Ani')
    await visitor.get('/desk/organisations/new')
    expect((await visitor.press(m.org_ask({}, en), organisation)).location).toBe('/desk/organisations')
    expect((await visitor.follow()).words).toContain(m.org_request_take_back({}, en))
    await site.work()
    expect((await site.mailsTo('kira@site.example'))[0]?.subject).toBe(
      m.mail_request_asked_subject({ organisation: 'Friends of the Press' }, en),
    )
    const seen = await kira.get('/desk/organisations')
    expect(seen.words).toContain('Friends of the Press')
    const fields = kira.filled(m.org_request_grant({ name: 'Friends of the Press' }, en), {})
    expect((await other.get('/desk/organisations')).words).not.toContain('Friends of the Press')
    for (const nobody of [other, visitor])
      expect((await nobody.post('/desk/organisations?index', fields)).status).toBe(404)
    expect((await kira.post('/desk/organisations?index', fields)).status).toBe(303)
    expect((await kira.post('/desk/organisations?index', fields)).status).toBe(409)
    await site.work()
    expect((await site.mailsTo(ani))[0]?.subject).toContain('Your organisation is open')
    expect((await visitor.get('/desk/organisations')).words).toContain('Friends of the Press Owner')
  })
})

describe('Maria, who is invited', () => {
  test('opens the link, which changes nothing, proves her address, presses the button, and is a member', async () => {
    const { visitor: owner, path } = await opened()
    const { answer, link } = await invites(owner, path)
    expect(answer.location).toBe(`${path}/people?done=invited`)
    const her = newcomer()
    const before = await allRows(site.db)
    const shown = await her.get(link)
    expect(shown.words).toContain('Ani invites you to work with Friends of the Press.')
    expect(shown.html).not.toContain('canary')
    expect(await allRows(site.db)).toEqual(before)
    await proves(her, link, maria)
    expect((await her.press(m.people_join_accept({}, en))).location).toBe(path)
    await her.follow()
    await her.press(m.account_go_on({}, en), { name: 'Maria' })
    expect((await her.follow()).path).toBe(path)
    const people = await her.get(`${path}/people`)
    expect(people.words).toContain('Ani')
    expect(people.html).not.toContain('canary')
    expect(people.words).not.toContain(m.people_invite_button({}, en))
    const again = await her.get(link)
    expect(again.status).toBe(410)
    expect(again.words).toContain(m.people_join_used({}, en))
    expect((await her.post(link, { intent: 'accept' })).status).toBe(410)

    await owner.get(`${path}/people`)
    await owner.press(m.people_remove_button({ name: 'Maria' }, en))
    expect((await her.get(path)).status).toBe(404)
    expect((await her.get('/desk/organisations')).words).not.toContain('Friends of the Press')
  })

  test('is refused with another address, after the invitation was withdrawn, and after a week', async () => {
    const { visitor: owner, path } = await opened()
    const { link } = await invites(owner, path)
    const other = await joins('other@prensa.example', 'Otto')
    expect((await other.get(link)).words).toContain(m.people_join_other({ name: 'Otto' }, en))
    const refused = await other.post(link, { intent: 'accept' })
    expect(refused.status).toBe(403)
    expect(refused.words).toContain(m.people_join_another({}, en))
    expect((await newcomer().post(link, { intent: 'accept' })).status).toBe(303)

    await owner.get(`${path}/people`)
    await owner.press(m.people_withdraw({}, en))
    const withdrawn = await newcomer().get(link)
    expect(withdrawn.status).toBe(410)
    expect(withdrawn.words).toContain(m.people_join_withdrawn({}, en))

    const { link: second } = await invites(owner, path, 'late@prensa.example')
    site.pass(7 * day)
    const late = await newcomer().post(second, { intent: 'ask' })
    expect(late.status).toBe(410)
    expect(late.words).toContain(m.people_join_expired({}, en))
    expect((await newcomer().get(`/desk/join/${'A'.repeat(43)}`)).status).toBe(404)
  })

  test('may come where strangers may not', async () => {
    site = await openSite({ settings: { ORGANISATIONS: 'invitation' } })
    const kira = await atTheDesk(site, { email: 'kira@site.example', name: 'Kira' })
    await kira.get('/desk/organisations/new')
    await kira.press(m.org_open({}, en), organisation)
    const { link } = await invites(kira, kira.page().location ?? '')
    const her = newcomer()
    await proves(her, link, maria)
    expect((await her.press(m.people_join_accept({}, en))).status).toBe(303)
  })

  test('leaves her address in no page but the owners’, no row and no line of the log', async () => {
    const { visitor: owner, path } = await opened()
    const { link } = await invites(owner, path)
    await proves(newcomer(), link, maria)
    expect((await owner.get(`${path}/people`)).words).toContain(maria)
    const stranger = await joins('other@prensa.example', 'Otto')
    for (const one of [link, `${path}/people`, '/desk/organisations'])
      expect((await stranger.get(one)).html).not.toContain('canary')
    expect(JSON.stringify(await allRows(site.db))).not.toContain('canary')
    expect(JSON.stringify(site.logged)).not.toContain('canary')
  })
})

describe('the last owner', () => {
  test('can’t leave and can’t be made less, and is told why', async () => {
    const { visitor: owner, path } = await opened()
    await owner.get(`${path}/people`)
    const left = await owner.press(m.people_leave_button({ organisation: 'Friends of the Press' }, en))
    expect(left.status).toBe(409)
    expect(left.words).toContain(m.people_last_owner_you({}, en))
    const { fields } = owner.form(m.people_change({}, en))
    const less = await owner.post(`${path}/people`, [
      ...fields.filter(([name]) => name !== 'role'),
      ['role', 'viewer'],
    ])
    expect(less.status).toBe(409)
    expect((await owner.get(`${path}/people`)).status).toBe(200)
  })
})

describe('the account', () => {
  test('changes name and language of the desk, which wins over the browser’s', async () => {
    const visitor = await joins(ani, 'Ani')
    await visitor.get('/desk/account')
    expect((await visitor.press(m.account_save({}, en), { language: 'xx' })).status).toBe(422)
    await visitor.get('/desk/account')
    await visitor.press(m.account_save({}, en), { name: 'Ani S.', language: 'es' })
    const page = await visitor.follow()
    expect(page.attribute('lang')).toBe('es')
    expect(page.words).toContain(m.account_title({}, es))
    expect(page.words).toContain('Ani S.')
    expect((await visitor.get('/desk/organisations?lang=en')).attribute('lang')).toBe('en')
    expect((await visitor.get('/desk/sign-in')).attribute('lang')).toBe('en')
  })

  test('lists sessions by browser and ends them, and the one it is in stays', async () => {
    const visitor = await joins(ani, 'Ani')
    const phones = []
    for (let n = 0; n < 2; n++) {
      const phone = newcomer({
        'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604',
      })
      await comes(phone, ani)
      phones.push(phone)
    }
    const page = await visitor.get('/desk/account')
    expect(page.words).toContain('Firefox, Linux')
    expect(page.words).toContain('Safari, iPhone')
    await visitor.press(m.account_end({}, en))
    expect((await visitor.follow()).words).toContain(m.account_ended({ count: 1, shown: '1' }, en))
    await visitor.press(m.account_end_others({}, en))
    await visitor.follow()
    for (const phone of phones) expect((await phone.get('/desk')).location).toMatch(/^\/desk\/sign-in/)
    expect((await visitor.get('/desk/account')).status).toBe(200)
  })
})
