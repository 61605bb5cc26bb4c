import { connect, createServer } from 'node:net'
import { serve } from '@hono/node-server'
import { beforeAll, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { consents, signatures } from '../../db/schema'
import { ana, carla } from '../support/people'
import { openSite, sampleSlug } from '../support/site'
import { atTheDesk, campaignPath, sign } from '../support/steps'
import type { Page } from '../support/visitor'
import { openWorld, type World } from '../support/world'

const es = { locale: 'es' } as const
const en = { locale: 'en' } as const

/** Every way a page, a file or a refusal comes, as an owner gets it. */
const pathsOf = (world: World) => [
  '/es',
  '/en',
  '/',
  campaignPath('es'),
  `/c/${sampleSlug}.json`,
  `/c/nothing.json`,
  `/en/c/${sampleSlug}/letter.pdf`,
  `/en/c/${sampleSlug}/thanks`,
  world.confirm,
  world.withdraw,
  '/confirm/nobody-was-given-this',
  '/nothing',
  '/healthz',
  '/mailbox',
  '/mailbox.json',
  '/accents/aa3311.css',
  '/assets/nothing.js',
  '/desk',
  '/desk/account',
  '/desk/sign-in',
  world.logo,
  world.picture,
  world.campaignDesk,
  `${world.campaignDesk}/letter.pdf`,
  `${world.campaignDesk}/preview-mail.html`,
  `${world.campaignDesk}/nothing`,
  world.delivery,
  `${world.delivery}.json`,
  `${world.delivery}/message.eml`,
  `${world.delivery}/mail.html`,
  `${world.delivery}/letter.pdf`,
]

describe('whoever asks, and for whatever', () => {
  let world: World
  const answers: Page[] = []
  beforeAll(async () => {
    world = await openWorld()
    const owner = world.people.owner
    for (const path of pathsOf(world)) answers.push(await owner.get(path))
    const style = await owner.get(campaignPath('es'))
    for (const [, href = ''] of style.html.matchAll(/<link rel="stylesheet" href="([^"]+)"/g))
      answers.push(await owner.get(href))
    answers.push(await owner.post(campaignPath('es'), {}))
    answers.push(await owner.post(campaignPath('es'), {}, { 'sec-fetch-site': 'cross-site' }))
  })

  test('every answer says what it is, where it may load from, and that nobody may frame it', () => {
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 302, 403, 404, 422]))
    for (const { path, headers, bytes } of answers) {
      const type = headers.get('content-type') ?? ''
      if (bytes.length > 0) expect(type, path).toMatch(/^[a-z]+\/[\w.+-]+/)
      if (/^text\//.test(type)) expect(type, path).toMatch(/charset=utf-8/i)
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
      expect(headers.get('referrer-policy'), path).toBe('same-origin')
      expect(headers.get('cross-origin-opener-policy'), path).toBe('same-origin')
      const policy = new Map(
        (headers.get('content-security-policy') ?? '').split(';').map((directive) => {
          const [name = '', ...values] = directive.trim().split(' ')
          return [name, values.join(' ')]
        }),
      )
      expect(policy.get('default-src'), path).toBe("'none'")
      expect(policy.get('object-src') ?? "'none'", path).toBe("'none'")
      expect(policy.get('base-uri'), path).toBe("'none'")
      // A mail is shown in a frame of the desk itself.
      expect(policy.get('frame-ancestors'), path).toBe(/mail\.html$/.test(path) ? "'self'" : "'none'")
      expect(policy.get('script-src') ?? "'none'", path).toMatch(
        /^(?:'none'|'self'|'nonce-[\w-]{24}' 'strict-dynamic')$/,
      )
    }
  })

  test('only what is everybody’s may be kept, and nothing of the desk or of one person', () => {
    for (const { path, headers, status } of answers) {
      const cache = headers.get('cache-control') ?? ''
      const isShared =
        (path === '/' ||
          /^\/(?:assets|accents|organisations|c)\/|^\/\w\w\/c\/[^/]+(?:\/letter\.pdf)?$/.test(path)) &&
        status < 400
      if (isShared) expect(cache, path).toMatch(/^(?:public|no-cache)/)
      else expect(cache, path).toMatch(/no-store/)
    }
  })

  test('other sites may read the numbers of a campaign, and nothing else', () => {
    const open = answers.filter(({ headers }) => headers.has('access-control-allow-origin'))
    expect(open.map(({ path }) => path)).toEqual([`/c/${sampleSlug}.json`])
    for (const { path, headers } of answers.filter((answer) => !open.includes(answer)))
      expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin')
  })

  test('what is downloaded has a name of ours, whatever the campaign is called', () => {
    const named = answers.filter(({ headers }) => headers.has('content-disposition'))
    expect(named.length).toBeGreaterThanOrEqual(4)
    for (const { path, headers } of named)
      expect(headers.get('content-disposition'), path).toMatch(
        /^(?:inline|attachment); filename="[\w.-]+\.(?:pdf|eml)"$/,
      )
  })

  test('every page of the desk has a button to sign out', async () => {
    const pages = answers.filter(
      ({ path, status, html }) => status === 200 && path.startsWith('/desk') && /<main/.test(html),
    )
    expect(pages.length).toBeGreaterThanOrEqual(4)
    for (const { path, forms } of pages.filter(({ path }) => path !== '/desk/sign-in'))
      expect(
        forms.map(({ action }) => action),
        path,
      ).toContain('/desk/sign-out')
  })

  test('signing out takes the session, and asks the browser to empty its storage', async () => {
    const desk = await atTheDesk(world.site, { email: 'late@anc.example', name: 'Late' })
    const { headers, location } = await desk.press(m.desk_sign_out({}, en))
    expect(headers.get('clear-site-data')).toBe('"storage"')
    expect([location, desk.cookies.has('session')]).toEqual(['/desk/sign-in', false])
  })

  test('nothing of the source, of its history or of the keys is served, and no folder is listed', async () => {
    const { anonymous } = world.people
    for (const path of [
      '/.git/config',
      '/.git/HEAD',
      '/.env',
      '/keys',
      '/data/keys',
      '/demarche.db',
      '/package.json',
      '/app/server/start.ts',
      '/build/server/main.js',
      '/assets',
      '/assets/',
      '/assets/../../server/main.js',
      '/assets/..%2f..%2fserver%2fmain.js',
      '/assets/%2e%2e/%2e%2e/server/main.js',
      '/db/migrations/',
    ])
      expect((await anonymous.get(path)).status, path).toBe(404)
  })

  test('what is told in JSON can’t end the script of a page it stands in', async () => {
    const page = await world.people.owner.get(`/desk/directory?words=${encodeURIComponent('</script><b>')}`)
    expect(page.status).toBe(200)
    expect(page.html).not.toContain('</script><b>')
  })
})

describe('over https', () => {
  const secure = { BASE_URL: 'https://petitions.example', TRUSTED_HOPS: '1' }

  test('over https every answer holds browsers to it for a year, with all names below', async () => {
    const site = await openSite({ isTryOut: false, settings: secure })
    const visitor = site.visitor()
    for (const path of ['/en', '/nothing', '/healthz', `/c/${sampleSlug}.json`, '/desk', '/assets/nothing'])
      expect((await visitor.get(path)).headers.get('strict-transport-security'), path).toBe(
        'max-age=31536000; includeSubDomains',
      )
  })

  test('cookies over https belong to this host alone, and come from no other site’s form', async () => {
    const site = await openSite({ isTryOut: false, settings: secure })
    const visitor = site.visitor()
    await visitor.get('/desk/sign-in')
    const asked = await visitor.press(m.signin_ask({}, en), { email: 'tigran@anc.example' })
    const signed = await sign(site.visitor(), ana)
    const cookies = [...asked.headers.getSetCookie(), ...signed.headers.getSetCookie()]
    expect(cookies.length).toBeGreaterThanOrEqual(2)
    for (const cookie of cookies)
      expect(cookie).toMatch(/^__Host-[a-z]+=[\w-]*; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/)
  })
})

describe('what is sent', () => {
  test('fields nobody asked for change nothing', async () => {
    const site = await openSite()
    await sign(site.visitor(), {
      ...ana,
      ...{ state: 'confirmed', confirmedAt: '2026-01-01', id: 'mine', slot: '0', campaignId: 'other' },
    } as typeof ana)
    const [row] = await site.db.select().from(signatures)
    expect(row).toMatchObject({ state: 'pending', confirmedAt: null })
    expect(row?.id).not.toBe('mine')
    expect(row?.campaignId).not.toBe('other')
  })

  test('a field sent twice counts once, and never as the more open choice of the two', async () => {
    const site = await openSite()
    const visitor = site.visitor()
    await visitor.get(campaignPath('es'))
    const filled = visitor.filled(m.sign_button({}, es), { ...carla, disclosure: 'counted' })
    await visitor.post(`${campaignPath('es')}?disclosure=full`, [...filled, ['disclosure', 'full']])
    const [row] = await site.db.select().from(signatures)
    expect(row?.disclosure).toBe('counted')
    expect(await site.db.select().from(consents)).not.toEqual([])
  })

  test('TRACE is refused', async () => {
    const site = await openSite()
    const answer = await raw(site.fetch, 'TRACE / HTTP/1.1\r\nHost: localhost\r\nCookie: session=x\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 (?:400|403|405) /)
    expect(answer).not.toContain('session=x')
  })

  test.each([
    ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n'],
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n'],
    ['a length that is none', 'Content-Length: +5\r\n'],
    ['chunks written oddly', 'Transfer-Encoding : chunked\r\n'],
  ])('a request whose end is unclear is refused: %s', async (_, head) => {
    const site = await openSite()
    const answer = await raw(
      site.fetch,
      `POST /en HTTP/1.1\r\nHost: localhost\r\n${head}`,
      '0\r\n\r\nGET /mailbox HTTP/1.1\r\nHost: localhost\r\n\r\n',
    )
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer.match(/^HTTP\/1\.1 /gm)).toHaveLength(1)
  })

  test('a fault says nothing of itself to people, and its kind and place to the log', async () => {
    const site = await openSite({
      readStory: async () => {
        throw new TypeError('password=hunter2 at /etc/demarche')
      },
    })
    const desk = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran' })
    await desk.get('/desk/campaigns/new')
    const page = await desk.post('/desk/campaigns/new', {
      intent: 'read',
      address: 'https://news.example/story',
    })
    expect(page.status).toBe(500)
    expect(page.html).not.toMatch(/hunter2|TypeError|\.[jt]s:\d|node_modules|\/etc\//)
    expect(page.headers.get('x-request-id')).toMatch(/^[\w-]{12}$/)
    expect(site.faults).toEqual([expect.any(TypeError)])
  })
})

/** What a server answers to bytes that no browser would send. */
async function raw(fetch: (request: Request) => Promise<Response>, head: string, body = ''): Promise<string> {
  const probe = createServer()
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done))
  const { port } = probe.address() as { port: number }
  await new Promise((done) => probe.close(done))
  const server = await new Promise<ReturnType<typeof serve>>((done) => {
    const started = serve({ fetch, hostname: '127.0.0.1', port }, () => done(started))
  })
  try {
    return await new Promise<string>((done, fail) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(`${head}\r\n${body}`))
      let answer = ''
      socket.setEncoding('latin1').on('data', (bytes) => {
        answer += bytes
      })
      socket.on('error', fail).on('close', () => done(answer))
      socket.setTimeout(1_000, () => socket.destroy())
    })
  } finally {
    await new Promise((done) => server.close(done))
  }
}
