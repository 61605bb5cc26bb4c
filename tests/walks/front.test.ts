import { request as ask, createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliDecompressSync } from 'node:zlib'
import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { proposing, sharedAt } from '../../app/server/shared-pages'
import { campaigns } from '../../db/schema'
import { ana } from '../support/people'
import { builtRoutes } from '../support/routes'
import { openSite, type Site, sampleSlug } from '../support/site'
import { atTheDesk, campaignPath, linkIn, sign, signAndConfirm } from '../support/steps'

type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer; words: string }
type Asked = { method?: string; headers?: Record<string, string> }

let site: Site
let at: (path: string, asked?: Asked) => Promise<Answer>

beforeEach(async () => {
  site = await openSite()
  const server = createServer(site.listener)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  at = (path, { method = 'GET', headers = {} } = {}) =>
    new Promise((done, failed) => {
      const host = '127.0.0.1'
      const sent = ask(
        { host, port, path, method, headers: { host: 'localhost:3000', ...headers } },
        (got) => {
          const parts: Buffer[] = []
          got.on('data', (part: Buffer) => parts.push(part))
          got.on('end', () => {
            const body = Buffer.concat(parts)
            done({ status: got.statusCode ?? 0, headers: got.headers, body, words: body.toString() })
          })
        },
      )
      sent.on('error', failed)
      sent.end()
    })
  return async () => {
    await new Promise((done) => server.close(done))
    expect(site.faults).toEqual([])
  }
})

const fromSite = (path: string, headers: Record<string, string> = {}) =>
  site.fetch(new Request(`http://localhost:3000${path}`, { headers: { host: 'localhost:3000', ...headers } }))

describe('a page that is the same for everybody', () => {
  test.each([
    [campaignPath('es'), 'es-AR,es;q=0.9'],
    [campaignPath('en'), 'en-GB'],
    [campaignPath('es'), 'de'],
    [`${campaignPath('es')}?letter=en`, 'es-UY'],
    ['/en', 'es-AR'],
    [`/c/${sampleSlug}.json`, 'es-AR'],
  ])('%s for a reader of %s is to the byte what the site itself answers', async (path, language) => {
    const own = await fromSite(path, { 'accept-language': language })
    const words = await own.text()
    for (let again = 0; again < 2; again++) {
      const shared = await at(path, { headers: { 'accept-language': language, cookie: 'pending=whatever' } })
      expect(shared.status).toBe(200)
      expect(shared.words).toBe(words)
      for (const [name, value] of own.headers)
        if (name !== 'x-request-id') expect([name, shared.headers[name]]).toEqual([name, value])
    }
  })

  test('proposes a country by changing two words and nothing else', async () => {
    const page = await (await fromSite(campaignPath('es'))).text()
    const shaped = proposing(page, 'AR')
    expect(shaped).not.toBe(page)
    expect(proposing(page, 'XX').replace('<option value="">', '<option value="" selected="">')).toBe(page)
    expect(shaped.match(/selected=""/g)).toHaveLength(1)
  })

  test('leads a reader into their language', async () => {
    for (const [language, to] of [
      ['es-AR', 'es'],
      ['en', 'en'],
      ['hy', 'en'],
    ]) {
      const sent = await at(`/c/${sampleSlug}`, { headers: { 'accept-language': language ?? '' } })
      expect([sent.status, sent.headers.location, sent.headers.vary]).toEqual([
        302,
        `/${to}/c/${sampleSlug}`,
        expect.stringMatching(/accept-language/i),
      ])
    }
  })

  test('is packed for who takes it so, and only named to who has it already', async () => {
    const plain = await at(campaignPath())
    const packed = await at(campaignPath(), { headers: { 'accept-encoding': 'gzip, br' } })
    expect(packed.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(packed.body).toString()).toBe(plain.words)
    const known = await at(campaignPath(), { headers: { 'if-none-match': plain.headers.etag ?? '' } })
    expect([known.status, known.body.length, known.headers.etag]).toEqual([304, 0, plain.headers.etag])
    const head = await at(campaignPath(), { method: 'HEAD' })
    expect([head.status, head.body.length]).toEqual([200, 0])
    expect(head.headers['content-length']).toBe(String(plain.body.length))
  })

  test('is made anew at once when somebody at the desk changed it', async () => {
    const [row] = await site.db.select().from(campaigns).where(eq(campaigns.slug, sampleSlug))
    const tigran = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran' })
    expect((await at(campaignPath('en'))).words).not.toContain(m.sign_paused({}, { locale: 'en' }))
    expect((await tigran.post(`/desk/campaigns/${row?.id}`, { step: 'pause' })).status).toBe(303)
    expect((await at(campaignPath('en'))).words).toContain(m.sign_paused({}, { locale: 'en' }))
    expect(await (await fromSite(`/c/${sampleSlug}.json`)).text()).toBe(
      (await at(`/c/${sampleSlug}.json`)).words,
    )
  })

  test('no longer counts a signature in the moment it is taken back', async () => {
    const visitor = site.visitor()
    const mail = await signAndConfirm(site, ana)
    const count = async () => Number(/data-signatures="(\d+)"/.exec((await at(campaignPath())).words)?.[1])
    const before = await count()
    await visitor.get(linkIn(mail, 'withdraw'))
    await visitor.press(m.withdraw_button({}, { locale: 'es' }))
    expect(await count()).toBe(before - 1)
  })

  test('is not shown under another name in a try-out, kept or not', async () => {
    expect((await at(campaignPath())).status).toBe(200)
    expect((await at(campaignPath(), { headers: { host: 'evil.example' } })).status).toBe(421)
  })

  test('that is not there is not kept', async () => {
    expect((await at('/es/c/nowhere')).status).toBe(404)
    expect((await at('/c/nowhere.json')).status).toBe(404)
  })
})

test('what a signer is told is never shared', async () => {
  const signed = await sign(site.visitor(), ana)
  const path = signed.location ?? ''
  expect((await at(path)).headers['cache-control']).toBe('no-store')
  expect((await at(path)).headers.etag).toBeUndefined()
})

test('no other address is shared: each shows what is somebody’s own', () => {
  const routes = builtRoutes()
  const paths = Object.values(routes).flatMap(({ path = '' }) => {
    const plain = path.replace(/:lang\?/, 'es').replace(/:\w+\??/g, 'x')
    return path.startsWith(':lang?') ? [`/${plain}`, `/${plain.replace(/^es\/?/, '')}`] : [`/${plain}`]
  })
  expect(paths.length).toBeGreaterThan(40)
  const shared = [...new Set(paths)].filter((path) => sharedAt(path, 'es-AR') !== null)
  expect(shared.sort()).toEqual(['/c/x', '/c/x.json', '/es', '/es/c/x'])
  for (const path of [
    '/es/c/x/thanks',
    '/es/c/x?letter=<b>',
    '/es/c/x/../../desk',
    '/c/x?to=y',
    '/desk',
    '/mailbox.json',
  ])
    expect([path, sharedAt(path, '')]).toEqual([path, null])
  // What a link carries along for others' statistics makes no page of its own.
  expect(sharedAt('/es/c/x?fbclid=1&utm_source=tv', '')).toEqual(sharedAt('/es/c/x', ''))
})
