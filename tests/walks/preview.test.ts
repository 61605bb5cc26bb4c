import { eq } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { campaigns } from '../../db/schema'
import { allRows } from '../support/rows'
import { openSite, type Site, sampleSlug } from '../support/site'
import { atTheDesk } from '../support/steps'
import type { Visitor } from '../support/visitor'

let site: Site
let place: string
let tigran: Visitor

beforeEach(async () => {
  site = await openSite()
  const [campaign] = await site.db.select().from(campaigns).where(eq(campaigns.slug, sampleSlug))
  place = `/desk/campaigns/${campaign?.id}/texts/es/preview.json`
  tigran = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran', role: 'campaigner' })
})

const letter = {
  kind: 'letter',
  basedOn: '0',
  subject: 'Asunto <b>',
  body: 'Señor **{{recipient}}**: ahora.',
}

test('a letter that nobody saved is drawn as on paper, and nothing of it is kept', async () => {
  const before = await allRows(site.db)
  const drawn = await tigran.post(place, letter)
  expect(drawn.status).toBe(200)
  expect(drawn.headers.get('cache-control')).toBe('no-store')
  const { kind, pages, svg } = drawn.json() as { kind: string; pages: number; svg: string }
  expect({ kind, pages }).toEqual({ kind: 'drawn', pages: 1 })
  expect(svg).toMatch(/^<svg /)
  expect(svg).not.toMatch(/<(?:script|foreignObject|image)|on\w+=|href="(?!#|https:)/i)
  const other = await tigran.post(place, { ...letter, body: `${letter.body} Otra cosa.` })
  expect((other.json() as { svg: string }).svg).not.toBe(svg)
  expect(await allRows(site.db)).toEqual(before)
})

test('it is shown as the mail will be, with its fields filled and its words as words', async () => {
  const mail = await tigran.post(place, { ...letter, as: 'mail' })
  const { kind, html } = mail.json() as { kind: string; html: string }
  expect(kind).toBe('mail')
  expect(html).toContain('<base target="_blank">')
  expect(html).toMatch(/<strong[^>]*>(?:<[^>]+>)*Embajada de Belarús/)
  expect(html).toContain('Asunto &lt;b&gt;')
  const frame = await tigran.get(place.replace('texts/es/preview.json', 'preview-mail.html?live'))
  expect(frame.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'.*; sandbox allow-same-origin allow-popups/,
  )
  expect(frame.words.trim()).toBe('')
})

test('a letter that can’t be read yet is told so, and an unfinished one is shown', async () => {
  const faulty = await tigran.post(place, { ...letter, body: '{{nobody}}' })
  expect(faulty.status).toBe(422)
  expect(faulty.json()).toEqual({ kind: 'faulty' })
  expect((await tigran.post(place, { ...letter, subject: '' })).status).toBe(200)
})

test('what is no letter of a language is not there', async () => {
  expect((await tigran.post(place, { ...letter, kind: 'page' })).status).toBe(404)
  expect((await tigran.post(place, { ...letter, basedOn: '-1' })).status).toBe(404)
  expect((await tigran.post(place.replace('/es/', '/ES/'), letter)).status).toBe(404)
  expect((await tigran.get(place)).status).toBe(405)
})
