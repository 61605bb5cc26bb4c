import { beforeEach, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { challengeLife, freshFor } from '../../campaigns/passkey'
import { passkeys, sessions } from '../../db/schema'
import { type How, newAuthenticator } from '../support/authenticator'
import { allRows } from '../support/rows'
import { baseUrl, openSite, type Site } from '../support/site'
import { atTheDesk, codeIn, minute } from '../support/steps'
import type { Visitor } from '../support/visitor'

const en = { locale: 'en' } as const
const address = 'tigran@anc.example'
const signIn = '/desk/sign-in/passkey.json'
const account = '/desk/account/passkeys.json'
const here = { origin: baseUrl, rpId: 'localhost' }

type Options = { challenge: string; user: { id: string } }
type Device = ReturnType<typeof newAuthenticator>

let site: Site
let tigran: Visitor
let device: Device
beforeEach(async () => {
  site = await openSite()
  tigran = await atTheDesk(site, { email: address, name: 'Tigran' })
  device = newAuthenticator()
  return () => expect(site.faults).toEqual([])
})

const kindOf = ({ json }: { json: () => unknown }) => (json() as { kind: string }).kind

/** Asks for a challenge as the page's script does. */
async function begun(visitor: Visitor, place: string): Promise<Options> {
  const page = await visitor.post(place, { intent: 'begin' })
  expect([page.status, kindOf(page)]).toEqual([200, 'begun'])
  return (page.json() as { options: Options }).options
}

async function add(visitor: Visitor, name = 'Telephone') {
  const { challenge, user } = await begun(visitor, account)
  const answer = device.make({ ...here, challenge, user: user.id })
  const page = await visitor.post(account, { intent: 'finish', name, answer: JSON.stringify(answer) })
  await site.work()
  return page
}

async function enter(visitor: Visitor, how: Partial<How> = {}, next = '/desk') {
  const { challenge } = await begun(visitor, signIn)
  const answer = device.use({ ...here, challenge, ...how })
  return visitor.post(signIn, { intent: 'finish', next, answer: JSON.stringify(answer) })
}

const shown = () => site.db.select().from(passkeys)
const newcomer = () => site.visitor({ 'accept-language': 'en' })

describe('Tigran', () => {
  test('adds a passkey, signs in with it elsewhere, calls it something else, and removes it', async () => {
    const added = await add(tigran)
    expect([added.status, added.json()]).toEqual([200, { kind: 'added' }])
    const [told] = await site.mailsTo(address)
    expect(told?.subject).toBe(m.mail_passkey_added_subject({}, en))
    expect(told?.text).toContain('Telephone')
    const page = await tigran.get('/desk/account?passkey=added')
    for (const words of [m.passkey_done_added({}, en), 'Telephone', m.passkey_kept_here({}, en)])
      expect(page.words).toContain(words)
    expect(page.words).toContain(m.passkey_used_never({}, en))

    const elsewhere = newcomer()
    const entered = await enter(elsewhere, {}, '/desk/account')
    expect([entered.status, entered.json()]).toEqual([200, { kind: 'signed-in', next: '/desk/account' }])
    expect((await elsewhere.get('/desk/account')).status).toBe(200)

    await elsewhere.press(m.passkey_rename({}, en), { passkeyName: ' ' })
    expect(elsewhere.page().status).toBe(422)
    expect(elsewhere.page().words).toContain(m.passkey_name_missing({}, en))
    expect((await elsewhere.press(m.passkey_rename({}, en), { passkeyName: 'My laptop' })).status).toBe(303)
    expect((await elsewhere.follow()).words).toContain(m.passkey_done_renamed({}, en))
    expect(elsewhere.page().words).toContain(m.passkey_remove_warning({ name: 'My laptop' }, en))
    const remove = m.passkey_remove({ name: 'My laptop' }, en)
    const again = elsewhere.filled(remove, {})
    expect((await elsewhere.press(remove)).status).toBe(303)
    expect((await elsewhere.follow()).words).toContain(m.passkey_done_removed({}, en))
    const gone = await elsewhere.post('/desk/account', again)
    expect([gone.status, gone.words.includes(m.passkey_gone({}, en))]).toEqual([404, true])
    await site.work()
    expect((await site.mailsTo(address))[0]?.subject).toBe(m.mail_passkey_removed_subject({}, en))

    const refused = await enter(newcomer())
    expect([refused.status, refused.json()]).toEqual([422, { kind: 'unknown-passkey' }])
  })

  test('signs in once more before a passkey is added, by a code or a passkey, and leaves no session behind', async () => {
    await add(tigran)
    site.pass(freshFor)
    const stale = await tigran.post(account, { intent: 'begin' })
    expect([stale.status, stale.json()]).toEqual([409, { kind: 'not-fresh' }])
    await tigran.get('/desk/sign-in?next=/desk/account')
    await tigran.press(m.signin_ask({}, en), { email: address })
    await site.work()
    const back = await tigran.press(m.signin_enter({}, en), {
      code: codeIn((await site.mailsTo(address))[0]),
    })
    expect(back.location).toBe('/desk/account')
    await begun(tigran, account)
    site.pass(freshFor)
    expect((await tigran.post(account, { intent: 'begin' })).status).toBe(409)
    expect(kindOf(await enter(tigran))).toBe('signed-in')
    await begun(tigran, account)
    const live = (await site.db.select().from(sessions)).filter(({ endedAt }) => endedAt === null)
    expect(live).toHaveLength(1)
  })

  test('takes his time with the device: the challenge counts, not the session, once it was given', async () => {
    const { challenge, user } = await begun(tigran, account)
    site.pass(challengeLife - minute)
    const answer = JSON.stringify(device.make({ ...here, challenge, user: user.id }))
    expect((await tigran.post(account, { intent: 'finish', name: '', answer })).json()).toEqual({
      kind: 'name-missing',
    })
    expect((await tigran.post(account, { intent: 'finish', name: 'x', answer })).json()).toEqual({
      kind: 'added',
    })
  })

  test('loses his devices, and comes by a mailed code', async () => {
    await add(tigran)
    const visitor = newcomer()
    await visitor.get('/desk/sign-in')
    await visitor.press(m.signin_ask({}, en), { email: address })
    await site.work()
    await visitor.press(m.signin_enter({}, en), { code: codeIn((await site.mailsTo(address))[0]) })
    expect((await visitor.follow()).words).toContain(m.desk_campaigns({}, en))
  })
})

describe('somebody else', () => {
  test('can’t rename or remove his passkey, nor see it', async () => {
    await add(tigran, 'Canary telephone')
    const nora = await atTheDesk(site, { email: 'nora@anc.example', name: 'Nora' })
    expect((await nora.get('/desk/account')).html).not.toContain('Canary')
    for (const intent of ['rename-passkey', 'remove-passkey']) {
      const fields = { intent, passkey: device.id, passkeyName: 'Mine' }
      expect((await nora.post('/desk/account', fields)).status).toBe(404)
    }
    expect(await shown()).toMatchObject([{ name: 'Canary telephone' }])
  })

  test('can’t answer a challenge that another browser got', async () => {
    await add(tigran)
    const { challenge } = await begun(newcomer(), signIn)
    const answer = JSON.stringify(device.use({ ...here, challenge }))
    const eve = newcomer()
    expect((await eve.post(signIn, { intent: 'finish', answer })).json()).toEqual({ kind: 'other-browser' })
    await begun(eve, signIn)
    expect((await eve.post(signIn, { intent: 'finish', answer })).json()).toEqual({ kind: 'other-browser' })
    expect((await eve.get('/desk')).location).toBe('/desk/sign-in')
  })

  test('is sent on within the desk alone', async () => {
    await add(tigran)
    for (const next of ['https://evil.example/', '//evil.example', '/mailbox'])
      expect((await enter(newcomer(), {}, next)).json()).toEqual({ kind: 'signed-in', next: '/desk' })
  })
})

test('a passkey whose count of uses went back is refused and reported, without saying whose', async () => {
  const { challenge, user } = await begun(tigran, account)
  const made = device.make({ ...here, challenge, user: user.id, counter: 5 })
  await tigran.post(account, { intent: 'finish', name: 'Key', answer: JSON.stringify(made) })
  const refused = await enter(newcomer(), { counter: 5 })
  expect([refused.status, refused.json()]).toEqual([422, { kind: 'counter-back' }])
  expect(site.faults.splice(0)).toMatchObject([{ name: 'PasskeyCounterFault', message: '' }])
})

test('the way in looks the same whether or not anybody has a passkey', async () => {
  const before = await newcomer().post(signIn, { intent: 'begin' })
  await add(tigran)
  const after = await newcomer().post(signIn, { intent: 'begin' })
  const bare = (page: typeof before) => page.html.replace(/"challenge":"[\w-]{43}"/, '')
  expect(bare(after)).toBe(bare(before))
  expect(bare(after)).not.toContain(device.id)
})

describe('what no page of ours sends', () => {
  const odd = ['', 'null', '[]', '{"id":1}', '{"id":"x","rawId":"x","type":"public-key"}', '"'.repeat(9_000)]
  test.each(odd)('as an answer is refused: %j', async (answer) => {
    await begun(tigran, account)
    const before = await allRows(site.db)
    for (const place of [signIn, account]) {
      const page = await tigran.post(place, { intent: 'finish', name: 'Key', answer })
      expect([page.status, page.json()]).toEqual([422, { kind: 'not-proved' }])
    }
    expect(await allRows(site.db)).toEqual(before)
  })

  test('is refused when it is over 64 kB, no form, or comes from another site', async () => {
    const body = new URLSearchParams({ intent: 'finish', answer: 'A'.repeat(65_536) })
    const ours = { 'sec-fetch-site': 'same-origin' }
    const json = { ...ours, 'content-type': 'application/json' }
    for (const place of [signIn, account]) {
      expect((await tigran.send('POST', place, ours, body)).status).toBe(413)
      expect((await tigran.send('POST', place, json, '{"intent":"begin"}')).status).toBe(415)
      const crossSite = { 'sec-fetch-site': 'cross-site' }
      expect((await tigran.send('POST', place, crossSite, new URLSearchParams())).status).toBe(403)
      const got = await tigran.get(place)
      expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST'])
    }
  })
})

test('passkeys asked for too often from one network are refused for a while, codes are not', async () => {
  site = await openSite({ limits: { passkeys: 2 } })
  const visitor = newcomer()
  for (const _ of [1, 2]) await begun(visitor, signIn)
  const refused = await visitor.post(signIn, { intent: 'begin' })
  expect([refused.status, refused.json()]).toEqual([429, { kind: 'too-many' }])
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  await visitor.get('/desk/sign-in')
  expect((await visitor.press(m.signin_ask({}, en), { email: address })).status).toBe(200)
})

test('a site that has only a number has no passkeys, and says so', async () => {
  site = await openSite({ settings: { BASE_URL: 'http://127.0.0.1:3000' } })
  const person = await atTheDesk(site, { email: address, name: 'Tigran' })
  expect((await person.get('/desk/account')).words).toContain(
    m.passkey_number({ address: 'http://127.0.0.1:3000' }, en),
  )
  for (const place of [signIn, account])
    expect((await person.post(place, { intent: 'begin' })).status).toBe(404)
})

test('without JavaScript the account says why there is no way to add one', async () => {
  const page = await tigran.get('/desk/account')
  expect(page.html).toContain(`<noscript><p class="notice">${m.passkey_no_script({}, en)}</p></noscript>`)
  expect(page.words).toContain(m.passkey_none({}, en))
})
