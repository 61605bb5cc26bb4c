import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { campaigns } from '../../db/schema'
import { textOfPdf } from '../support/pdf-text'
import { ana, carla } from '../support/people'
import { openSite, type Site, sampleSlug } from '../support/site'
import { campaignPath, countIn, hour, sign, signAndConfirm } from '../support/steps'
import type { Visitor } from '../support/visitor'

let site: Site
let visitor: Visitor

beforeEach(async () => {
  site = await openSite()
  visitor = site.visitor({ 'accept-language': 'es' })
  return () => expect(site.faults).toEqual([])
})

const close = async () => {
  const set = { state: 'closed', closedAt: site.now() } as const
  await site.db
    .update(campaigns)
    .set(set)
    .where(eq(campaigns.slug, sampleSlug))
    .returning({ id: campaigns.id })
}

describe('/healthz', () => {
  test('says that the database answers and how many mails wait, and since when', async () => {
    const calm = await visitor.get('/healthz')
    expect(calm.status).toBe(200)
    expect(calm.json()).toEqual({
      status: 'ok',
      database: 'ok',
      storage: 'ok',
      counts: 'ok',
      queue: { waiting: 0, oldestSeconds: 0 },
    })
    await sign(visitor, ana)
    site.pass(90_000)
    expect((await visitor.get('/healthz')).json()).toMatchObject({ queue: { waiting: 1, oldestSeconds: 90 } })
    await site.work()
    expect((await visitor.get('/healthz')).json()).toMatchObject({ queue: { waiting: 0 } })
  })
})

describe('/c/<slug>', () => {
  test.each([
    ['es-AR,es;q=0.9,en;q=0.8', 'es'],
    ['en-GB,en;q=0.9', 'en'],
    ['hy,ru;q=0.9,es;q=0.1', 'es'],
    ['en;q=0.2,es;q=0.9', 'es'],
    ['tlh', 'en'],
    ['', 'en'],
    ['*;q=banana,,;', 'en'],
  ])(
    'sends a reader who accepts “%s” to the page in %s, and says what that hung on',
    async (accepts, language) => {
      const answer = await site
        .visitor()
        .get(`/c/${sampleSlug}?letter=es`, accepts ? { 'accept-language': accepts } : {})
      expect(answer.status).toBe(302)
      expect(answer.location).toBe(`/${language}/c/${sampleSlug}?letter=es`)
      expect(answer.headers.get('vary')?.toLowerCase()).toContain('accept-language')
    },
  )

  test('sends the front page on in the same way', async () => {
    expect((await visitor.get('/')).location).toBe('/es')
    expect((await visitor.open('/')).status).toBe(200)
  })

  test('is not found in a language there is none of, nor under another name', async () => {
    for (const path of [
      `/xx/c/${sampleSlug}`,
      '/es/c/nothing',
      '/es/c/%00',
      '/es/c/..%2f..%2fetc',
      '/nothing',
    ])
      expect((await visitor.get(path)).status, path).toBe(404)
  })
})

describe('/<lang>/c/<slug>', () => {
  test('shows the campaign, its letter and a form whose fields have the names of the contract', async () => {
    const page = await visitor.get(campaignPath())
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toMatch(/^text\/html/)
    expect(page.html).toMatch(/<html[^>]* lang="es"[^>]* dir="ltr"/)
    expect(page.attribute('data-signatures')).toBe('0')
    const names = new Set([...page.html.matchAll(/ name="([a-z]+)"/g)].map(([, name]) => name))
    for (const name of ['name', 'email', 'country', 'city', 'line', 'disclosure', 'public', 'updates'])
      expect([...names], name).toContain(name)
    const { fields, method } = visitor.form(m.sign_button({}, { locale: 'es' }))
    expect(method).toBe('post')
    expect(new Map(fields).get('country')).toBe('')
    for (const [name] of fields) expect(['disclosure', 'public', 'updates']).not.toContain(name)
  })

  test('proposes the country the browser’s language names', async () => {
    const page = await site.visitor({ 'accept-language': 'es-AR' }).get(campaignPath())
    const { fields } = page.forms.find(({ method }) => method === 'post') ?? { fields: [] }
    expect(new Map(fields).get('country')).toBe('AR')
  })

  test('sets no cookie before anybody signs, and lets nobody frame it', async () => {
    const page = await visitor.get(campaignPath())
    expect(page.headers.getSetCookie()).toEqual([])
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    expect(page.headers.get('referrer-policy')).toBe('same-origin')
  })

  test('answers 303 when a signature is taken', async () => {
    expect((await sign(visitor, ana)).status).toBe(303)
  })

  test('answers 422 with the page, what is wrong beside each field, and what was typed', async () => {
    const answer = await sign(visitor, { name: '', email: 'ana', country: 'AR', city: 'Córdoba <b>' })
    expect(answer.status).toBe(422)
    const es = { locale: 'es' } as const
    expect(answer.words).toContain(m.sign_fault_name_missing({}, es))
    expect(answer.words).toContain(m.sign_fault_email_no_at({}, es))
    const { fields } = visitor.form(m.sign_button({}, es))
    expect(new Map(fields).get('email')).toBe('ana')
    expect(new Map(fields).get('city')).toBe('Córdoba <b>')
    expect(answer.html).not.toContain('<b>')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('answers 403 to a post from another site', async () => {
    await visitor.get(campaignPath())
    const answer = await visitor.post(campaignPath(), ana, { 'sec-fetch-site': 'cross-site' })
    expect(answer.status).toBe(403)
  })

  test('answers 409 once it is closed, and still shows the letter and the count', async () => {
    await signAndConfirm(site, carla)
    await visitor.get(campaignPath())
    await close()
    const answer = await visitor.press(m.sign_button({}, { locale: 'es' }), ana)
    expect(answer.status).toBe(409)
    expect(answer.words).toContain(m.sign_closed_now({}, { locale: 'es' }))
    const page = await visitor.get(campaignPath())
    expect(page.status).toBe(200)
    expect(page.attribute('data-signatures')).toBe('1')
    expect(page.words).toContain(m.sign_closed({}, { locale: 'es' }))
    expect((await visitor.get(`/c/${sampleSlug}.json`)).json()).toMatchObject({ state: 'closed' })
  })

  test('answers 429 with the seconds to wait when one network floods it', async () => {
    const flooded = await openSite({ limits: { signing: 3 } })
    const visitor = flooded.visitor()
    for (let posted = 0; posted < 3; posted++) await flooded.visitor().post(campaignPath(), {})
    await visitor.get(campaignPath())
    const refused = await visitor.press(m.sign_button({}, { locale: 'es' }), ana)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    const { fields: kept } = visitor.form(m.sign_button({}, { locale: 'es' }))
    expect(new Map(kept).get('email')).toBe(ana.email)
  })

  test('answers 413 to more than a form can be', async () => {
    const answer = await visitor.post(campaignPath(), { ...ana, line: 'x'.repeat(70_000) })
    expect(answer.status).toBe(413)
  })
})

describe('/c/<slug>.json', () => {
  test('has the shape of the contract', async () => {
    const page = await visitor.get(`/c/${sampleSlug}.json`)
    expect(page.headers.get('content-type')).toMatch(/^application\/json/)
    expect(page.json()).toMatchObject({
      slug: sampleSlug,
      state: 'published',
      title: { es: expect.any(String), en: expect.any(String) },
      signatures: { confirmed: 0 },
      recipients: [{ slug: 'embassy-of-belarus-in-argentina', country: 'BY', hostCountry: 'AR' }],
      story: { publisher: 'Asbarez', author: null, url: null },
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    })
  })

  test('counts a signature within the time the tally takes', async () => {
    await signAndConfirm(site, ana)
    expect(await countIn(visitor)).toBe(1)
  })
})

describe('errors', () => {
  test.each(['/c/nothing.json', '/nothing.json', '/desk/nothing.json', '/c/%00.json'])(
    'of %s are told to machines in their form',
    async (path) => {
      const answer = await visitor.get(path)
      expect(answer.status).toBe(404)
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
      expect(answer.json()).toEqual({ error: { code: expect.any(String), message: expect.any(String) } })
    },
  )

  test('for people are pages, in their language, with a way on', async () => {
    const answer = await visitor.get('/es/c/nothing')
    expect(answer.status).toBe(404)
    expect(answer.words).toContain(m.fault_missing_title({}, { locale: 'es' }))
    expect(answer.links.length).toBeGreaterThan(0)
  })

  test('to a post from elsewhere to a .json are JSON too', async () => {
    const answer = await visitor.post(`/c/${sampleSlug}.json`, {}, { 'sec-fetch-site': 'cross-site' })
    expect(answer.status).toBe(403)
    expect(answer.json()).toMatchObject({ error: { code: 'cross-site' } })
  })
})

describe('letter.pdf', () => {
  test('is the letter in the language of the page, in one file without annex', async () => {
    const es = await visitor.get(`/es/c/${sampleSlug}/letter.pdf`)
    expect(es.headers.get('content-type')).toBe('application/pdf')
    const en = await visitor.get(`/en/c/${sampleSlug}/letter.pdf`)
    expect(textOfPdf(es.bytes)).not.toBe(textOfPdf(en.bytes))
  })

  test('counts what is counted at the time it is asked for, a minute old at most', async () => {
    await visitor.get(`/es/c/${sampleSlug}/letter.pdf`)
    site.pass(hour)
    expect((await visitor.get(`/es/c/${sampleSlug}/letter.pdf`)).status).toBe(200)
  })
})

describe('outside of a try-out', () => {
  beforeEach(async () => {
    site = await openSite({ isTryOut: false })
    visitor = site.visitor({ 'accept-language': 'en' })
  })

  test('there is no mailbox, and nothing on the pages speaks of one', async () => {
    for (const path of ['/mailbox', '/mailbox.json', '/mailbox/x', '/mailbox/x.eml', '/mailbox/x.html'])
      expect((await visitor.get(path)).status, path).toBe(404)
    expect((await visitor.get('/mailbox.json')).json()).toMatchObject({ error: { code: 'not-found' } })
    for (const path of ['/en', campaignPath('en'), '/desk/sign-in'])
      expect((await visitor.open(path)).html, path).not.toContain('/mailbox')
  })
})
