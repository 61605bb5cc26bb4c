import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { securityEvents } from '../../app/server/events'
import { loggedFields } from '../../app/server/log'
import { trapField } from '../../app/web/sign-form.server'
import { organisers } from '../../db/schema'
import { newAuthenticator } from '../support/authenticator'
import { logInventory } from '../support/inventory'
import { carla } from '../support/people'
import { baseUrl, type Logged, openSite, type Site } from '../support/site'
import { pathsIn, sourcesOf } from '../support/sources'
import { atTheDesk, campaignPath, codeIn, invite, sign } from '../support/steps'
import type { Visitor } from '../support/visitor'
import { openWorld, type World } from '../support/world'

const en = { locale: 'en' } as const
const tigran = { email: 'tigran@anc.example', name: 'Tigran' }
const enter = m.signin_enter({}, en)
const id = /^[\w-]{16,}$/

/** What the log tells of what was done: every line but requests. */
async function toldOf(site: Site, deed: () => Promise<unknown>): Promise<Logged[]> {
  const before = site.logged.length
  await deed()
  return site.logged.slice(before).filter(({ event }) => event !== 'request')
}
const fieldsOf = ({ event, fields }: Logged) =>
  Object.fromEntries(
    Object.entries({ event, ...fields }).filter(
      ([name, value]) => name !== 'requestId' && value !== undefined,
    ),
  )

describe('of signing in the log tells', () => {
  let site: Site
  let visitor: Visitor
  let who: string
  const told = async (deed: () => Promise<unknown>) => (await toldOf(site, deed)).map(fieldsOf)
  beforeEach(async () => {
    site = await openSite({ limits: { codesForOne: 2 } })
    await invite(site, tigran)
    visitor = site.visitor({ 'accept-language': 'en' })
    const [row] = await site.db.select().from(organisers)
    who = row?.id ?? ''
    expect(who).toMatch(id)
    return () => expect(site.faults).toEqual([])
  })
  const askForCode = async () => {
    await visitor.get('/desk/sign-in')
    await visitor.press(m.signin_ask({}, en), { email: tigran.email })
    await site.work()
    return codeIn((await site.mailsTo(tigran.email))[0])
  }

  test('that a code was asked for, refused and taken, and that somebody signed out, and who', async () => {
    expect(await told(askForCode)).toEqual([{ event: 'code-asked', route: 'desk' }])
    const code = codeIn((await site.mailsTo(tigran.email))[0])
    expect(await told(() => visitor.press(enter, { code: 'ZZZZ ZZZZ' }))).toEqual([
      { event: 'sign-in-refused', route: 'desk', kind: 'code', result: 'wrong-code' },
    ])
    expect(await told(() => visitor.press(enter, { code }))).toEqual([
      { event: 'signed-in', route: 'desk', who, kind: 'code' },
    ])
    const again = () => visitor.post('/desk/sign-in', { intent: 'code', code })
    expect(await told(again)).toEqual([
      { event: 'sign-in-refused', route: 'desk', kind: 'code', result: 'no-code' },
    ])
    expect(await told(() => visitor.post('/desk/sign-out', {}))).toEqual([
      { event: 'signed-out', route: 'desk', who },
    ])
    expect(await told(() => visitor.get('/desk'))).toEqual([{ event: 'not-signed-in', route: 'desk' }])
  })

  test('that codes were asked for more often than may be', async () => {
    await askForCode()
    await askForCode()
    expect(await told(() => visitor.post('/desk/sign-in', { email: tigran.email }))).toEqual([
      { event: 'limit-reached', route: 'desk' },
    ])
  })

  test('that a one-time address was used, and used again', async () => {
    const path = await invite(site, tigran)
    expect(await told(() => visitor.post(path, {}))).toEqual([
      { event: 'signed-in', route: 'desk', who, kind: 'one-time-address' },
    ])
    expect(await told(() => site.visitor().post(path, {}))).toEqual([
      { event: 'sign-in-refused', route: 'desk', kind: 'one-time-address', result: 'used-or-expired' },
    ])
  })

  test('that a passkey was added, used, refused and removed', async () => {
    const device = newAuthenticator()
    const here = { origin: baseUrl, rpId: 'localhost' }
    const desk = await atTheDesk(site, tigran)
    const begin = async (person: Visitor, place: string) => {
      const { options } = (await person.post(place, { intent: 'begin' })).json() as {
        options: { challenge: string; user: { id: string } }
      }
      return options
    }
    const [account, signIn] = ['/desk/account/passkeys.json', '/desk/sign-in/passkey.json']
    const add = async () => {
      const { challenge, user } = await begin(desk, account)
      const answer = JSON.stringify(device.make({ ...here, challenge, user: user.id }))
      await desk.post(account, { intent: 'finish', name: 'Telephone', answer })
    }
    expect(await told(add)).toEqual([{ event: 'passkey-added', route: 'desk', who }])
    const use = async (rpId: string) => {
      const { challenge } = await begin(visitor, signIn)
      const answer = JSON.stringify(device.use({ ...here, rpId, challenge }))
      await visitor.post(signIn, { intent: 'finish', answer })
    }
    expect(await told(() => use('elsewhere.example'))).toEqual([
      { event: 'sign-in-refused', route: 'desk', kind: 'passkey', result: 'not-proved' },
    ])
    expect(await told(() => use('localhost'))).toEqual([
      { event: 'signed-in', route: 'desk', who, kind: 'passkey' },
    ])
    await desk.get('/desk/account')
    expect(await told(() => desk.press(m.account_end_others({}, en)))).toEqual([
      { event: 'sessions-ended', route: 'desk', who, count: 1 },
    ])
    await desk.get('/desk/account')
    expect(await told(() => desk.press(m.passkey_remove({ name: 'Telephone' }, en)))).toEqual([
      { event: 'passkey-removed', route: 'desk', who },
    ])
  })
})

describe('of what was refused the log tells', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  })
  const told = async (deed: () => Promise<unknown>) => (await toldOf(world.site, deed)).map(fieldsOf)

  test('who asked for what is not for their role, or not theirs, by whichever way', async () => {
    const { viewer, stranger } = world.people
    const post = () => viewer.post(world.campaignDesk, { recipient: 'nobody' })
    const [refused] = await told(post)
    expect(refused).toEqual({ event: 'not-allowed', route: 'desk', who: expect.stringMatching(id) })
    const ways = ['', '.data', '/letter.pdf', '/texts/es.json'].map((way) => `${world.campaignDesk}${way}`)
    for (const way of [...ways, `${world.delivery}.json`, world.organisationDesk]) {
      const lines = await told(() => stranger.get(way))
      expect(lines, way).toEqual([{ event: 'not-allowed', route: 'desk', who: expect.stringMatching(id) }])
      expect(lines[0]?.who, way).not.toBe(refused?.who)
    }
  })

  test.each<[string, string, (visitor: Visitor) => Promise<unknown>]>([
    ['other-site-refused', 'desk', (v) => v.post('/desk/sign-out', {}, { 'sec-fetch-site': 'cross-site' })],
    ['bad-token', 'confirm', (v) => v.post(`/confirm/${'A'.repeat(43)}`, {})],
    ['bad-token', 'withdraw', (v) => v.get(`/withdraw/${'A'.repeat(43)}`)],
    ['bad-token', 'letters', (v) => v.get(`/letters/${'A'.repeat(43)}.pdf`)],
    ['input-refused', 'es', (v) => v.post(campaignPath(), {})],
    ['form-refused', 'es', (v) => v.send('POST', campaignPath(), own, 'a text')],
    ['form-refused', 'es', (v) => v.post(campaignPath(), { name: 'x'.repeat(70_000) })],
    ['method-refused', 'es', (v) => v.send('PUT', campaignPath(), own)],
    ['other-name-refused', 'es', (v) => v.get(`http://elsewhere.example${campaignPath()}`)],
  ])('%s in /%s', async (event, route, deed) => {
    expect(await told(() => deed(world.site.visitor()))).toEqual([{ event, route }])
  })
  const own = { 'sec-fetch-site': 'same-origin' }

  test('that a signature was set aside, and why', async () => {
    const visitor = world.site.visitor()
    await visitor.get(campaignPath())
    const fields = visitor.filled(m.sign_button({}, { locale: 'es' }), {
      ...{ ...carla, email: 'carla@traps.example' },
      [trapField]: 'https://spam.example',
    })
    expect(await told(() => visitor.post(campaignPath(), fields))).toEqual([
      { event: 'signature-set-aside', route: 'es', kind: expect.stringContaining('honeypot') },
    ])
  })

  test('nothing when nothing was refused, and nobody is told of who signs', async () => {
    const site = await openSite()
    expect(await toldOf(site, () => sign(site.visitor(), carla))).toEqual([])
    expect(site.logged.every(({ fields }) => fields.who === undefined)).toBe(true)
  })
})

test('the line of a request at the desk says who it is by, under the number of what else is told of it', async () => {
  const site = await openSite()
  const desk = await atTheDesk(site, tigran)
  const [row] = await site.db.select().from(organisers)
  await desk.get('/desk/campaigns/none')
  const [event, request] = site.logged.slice(-2)
  expect(request).toMatchObject({ event: 'request', fields: { who: row?.id, route: 'desk', status: 404 } })
  expect(event?.fields).toMatchObject({ who: row?.id, requestId: request?.fields.requestId })
  expect(desk.page().headers.get('x-request-id')).toBe(request?.fields.requestId)
  await desk.get(campaignPath())
  expect(site.logged.at(-1)?.fields.who).toBeUndefined()
})

describe('the inventory in docs/keeping.md', () => {
  const inventory = logInventory()
  const program = sourcesOf(
    pathsIn(['app', 'campaigns', 'db', 'emails']).filter((path) => /\.tsx?$/.test(path)),
  )

  test('names the events that the program writes, and no others', () => {
    const written = program
      .filter(({ path }) => !path.endsWith('.test.ts'))
      .flatMap(({ text }) => [...text.matchAll(/\blog\.(?:info|warn|error)\(\s*'([^']+)'/g)])
      .map(([, event]) => event)
    expect(written.length).toBeGreaterThan(8)
    expect([...inventory.keys()].sort()).toEqual([...new Set([...written, ...securityEvents])].sort())
  })

  test('names the fields that may be written, and no others', () => {
    expect([...new Set([...inventory.values()].flat())].sort()).toEqual([...loggedFields].sort())
  })

  test('names all that each event of a day at the desk was written with', async () => {
    const { site, people, campaignDesk } = await openWorld()
    await people.viewer.post(campaignDesk, {})
    await people.owner.post('/desk/account', { intent: 'end-others' })
    const more = site.logged.flatMap(({ event, fields }) =>
      Object.entries(fields)
        .filter(([, value]) => value !== undefined)
        .filter(([name]) => !inventory.get(event)?.includes(name))
        .map(([name]) => `${event}: ${name}`),
    )
    expect([...new Set(more)]).toEqual([])
  })
})
