import { beforeEach, describe, expect, test, vi } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { confirmations, outbox, signIns } from '../../db/schema'
import { ana } from '../support/people'
import { openSite, type Site, sampleSlug } from '../support/site'
import { atTheDesk, campaignPath, invite, sign } from '../support/steps'

const en = { locale: 'en' } as const
const tigran = { email: 'tigran@anc.example', name: 'Tigran' }
let site: Site

beforeEach(async () => {
  site = await openSite()
  return () => expect(site.faults).toEqual([])
})

const at = (host: string, path: string, method = 'GET') =>
  site.fetch(
    new Request(`http://${host}${path}`, { method, headers: { host, 'sec-fetch-site': 'same-origin' } }),
  )

describe('a page whose name was bent to this machine', () => {
  const foreign = ['evil.example', 'evil.example:3000', 'localhost.evil.example', '127.0.0.1.evil.example']

  test.each(foreign)('%s reads and changes nothing in a try-out', async (host) => {
    for (const path of ['/mailbox.json', '/mailbox', '/', '/desk/sign-in', campaignPath()])
      expect((await at(host, path)).status).toBe(421)
    expect((await at(host, '/desk/sign-in', 'POST')).status).toBe(421)
    expect(await (await at(host, '/mailbox.json')).json()).toMatchObject({ error: { code: 'elsewhere' } })
  })

  test.each(['localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'demarche.localhost'])(
    'is not %s, which is a name of this machine',
    async (host) => {
      expect((await at(host, '/mailbox.json')).status).toBe(200)
    },
  )

  test('means nothing where a proxy stands in front, which may call us what it likes', async () => {
    const behind = await openSite({ isTryOut: false })
    const answer = await behind.fetch(
      new Request(`http://app.internal/es/c/${sampleSlug}`, { headers: { host: 'app.internal' } }),
    )
    expect(answer.status).toBe(200)
  })
})

describe('who has a desk', () => {
  test('is not told by the number of waiting mails, nor by what is written down', async () => {
    site = await openSite({ settings: { ORGANISATIONS: 'invitation' } })
    await invite(site, tigran)
    const visitor = site.visitor()
    const told = []
    for (const email of [tigran.email, 'nobody@anc.example']) {
      await visitor.post('/desk/sign-in', { email })
      told.push([
        (await visitor.get('/healthz')).json(),
        (await site.db.select().from(outbox)).length,
        (await site.db.select().from(signIns)).length,
      ])
    }
    expect(told[0]?.[0]).toMatchObject({ queue: { waiting: 0, oldestSeconds: 0 } })
    expect(told[1]?.[0]).toEqual(told[0]?.[0])
    expect(Number(told[1]?.[1]) - Number(told[0]?.[1])).toBe(told[0]?.[1])
    await site.work()
    expect((await site.mailbox.list()).map(({ to }) => to)).toEqual([[tigran.email]])
  })

  test('can’t be asked for a whole list of addresses from one network', async () => {
    const visitor = site.visitor()
    const answers: number[] = []
    for (let i = 0; i < 110; i++)
      answers.push((await visitor.post('/desk/sign-in', { email: `guess${i}@anc.example` })).status)
    expect(answers.slice(0, 90).every((status) => status === 200)).toBe(true)
    expect(answers.at(-1)).toBe(429)
    expect(Number(visitor.page().headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('an address that no page has', () => {
  test.each(['/confirm/sECRET-token%ff', '/en/c/%E0%A4%A', '/desk/sign-in/sECRET%', '/%E0%A4%A.json'])(
    '%s is not found, and is written nowhere',
    async (path) => {
      const heard = (['log', 'info', 'warn', 'error'] as const).map((name) =>
        vi.spyOn(console, name).mockImplementation(() => {}),
      )
      expect((await site.visitor().get(path)).status).toBe(404)
      for (const spy of heard) expect(spy).not.toHaveBeenCalled()
      expect(JSON.stringify(site.logged)).not.toContain('sECRET')
    },
  )

  test('is not in the log, not even its first part, where somebody may paste what is secret', async () => {
    const visitor = site.visitor()
    for (const path of ['/sECRET-token', '/ana@mail.example', '/es', '/desk.data', `/c/${sampleSlug}.json`])
      await visitor.get(path)
    const routes = site.logged.filter(({ event }) => event === 'request').map(({ fields }) => fields.route)
    expect(routes).toEqual(['other', 'other', 'es', 'desk', 'c'])
  })
})

describe('a letter in a language that is a word of the program', () => {
  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('%s is none', async (word) => {
    const visitor = site.visitor()
    expect((await visitor.get(`${campaignPath()}?letter=${word}`)).status).toBe(200)
    expect((await visitor.get(`${campaignPath()}/letter.pdf?letter=${word}`)).status).toBe(200)
    const desk = await atTheDesk(site, tigran)
    const id = desk.page().links.find(({ href }) => /^\/desk\/campaigns\/(?!new)/.test(href))?.href
    expect(id).toBeTruthy()
    expect((await desk.get(`${id}/letter.pdf?language=${word}`)).status).toBe(404)
  })
})

describe('a request that no page makes', () => {
  test.each(['PUT', 'PATCH', 'DELETE', 'PURGE', 'PROPFIND'])('by %s is refused', async (method) => {
    const visitor = site.visitor()
    for (const path of [campaignPath(), '/desk/sign-out', `/c/${sampleSlug}.json`]) {
      const answer = await visitor.send(method, path, { 'sec-fetch-site': 'same-origin' })
      expect(answer.status).toBe(405)
      expect(answer.headers.get('allow')).toBe('GET, HEAD, POST')
    }
  })

  test('for the data of one route by its old name gets the page, and is no fault', async () => {
    const page = await site
      .visitor()
      .get(`${campaignPath()}?_data=routes%2F(%24lang).c.%24slug&letter=en&_data=root`)
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.html).toContain('<html lang="es"')
  })
})

test('asking for another mail over and over fills no table', async () => {
  const visitor = site.visitor({ 'accept-language': 'en' })
  const { location } = await sign(visitor, ana, 'en')
  for (let i = 0; i < 8; i++) {
    const answer = await visitor.post(location ?? '', { intent: 'resend' })
    expect(answer.status).toBe(200)
    expect(answer.words).toContain(m.code_resent({}, en))
  }
  expect(await site.db.select().from(confirmations)).toHaveLength(3)
  expect(await site.db.select().from(outbox)).toHaveLength(3)
  site.pass(25 * 3_600_000)
  await visitor.post(location ?? '', { intent: 'resend' })
  expect(await site.db.select().from(confirmations)).toHaveLength(4)
})
