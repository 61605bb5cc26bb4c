import sharp from 'sharp'
import { beforeEach, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { openLimits } from '../../app/web/limits.server'
import { storyReader } from '../../app/web/story-reader.server'
import { campaigns, stories } from '../../db/schema'
import { newsPage, openNewsstand } from '../support/newsstand'
import { openSite, type Site, sampleSlug } from '../support/site'
import { atTheDesk, campaignPath } from '../support/steps'
import type { Visitor } from '../support/visitor'

const en = { locale: 'en' } as const
const navigating = { 'sec-fetch-site': 'same-origin' }
const picture = (background = 'red') =>
  sharp({ create: { width: 300, height: 200, channels: 3, background } })
    .withExif({ IFD0: { Make: 'Camera of a witness' } })
    .jpeg()
    .toBuffer()

let site: Site
let desk: Visitor
let story: string

beforeEach(async () => {
  const jpeg = await picture()
  const head =
    '<meta property="og:title" content="Blogger handed over"><meta property="og:image" content="/1.jpg">'
  const news = await openNewsstand({
    '/story': newsPage(['The blogger was flown from Minsk to Baku', 'The court had let it stand'], head),
    '/1.jpg': (_, response) => response.writeHead(200, { 'content-type': 'image/jpeg' }).end(jpeg),
  })
  const readStory = storyReader({ limits: openLimits(), now: () => site.now(), way: news.way })
  site = await openSite({ readStory })
  desk = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran', role: 'campaigner' })
  const [campaign] = await site.db.select().from(campaigns)
  const [main] = await site.db.select().from(stories)
  story = `/desk/campaigns/${campaign?.id}/stories/${main?.id}`
  address = news.at('/story')
  return () => expect(site.faults).toEqual([])
})
let address = ''

function upload(bytes: Uint8Array, to = story) {
  const form = new FormData()
  form.set('intent', 'upload-picture')
  form.set('file', new File([new Uint8Array(bytes)], '../../1.jpg', { type: 'image/svg+xml' }))
  return desk.send('POST', to, navigating, form)
}
const describeIt = (fields: Record<string, string>) =>
  desk.post(story, { intent: 'describe-picture', ...fields })
const said = { alt: 'A street in Minsk', credit: 'Photo: Ana Pérez, with her permission' }
const publicPage = () => site.visitor().get(campaignPath('es'))
const addressOn = (html: string) => /\/c\/[^"]+\/pictures\/[0-9a-f]{64}\.webp/.exec(html)?.[0] ?? ''

describe('a picture found on a story’s page', () => {
  test('is shown in the form to whoever had it read, and comes along without being published', async () => {
    await desk.get('/desk/campaigns/new')
    await desk.press(m.story_read({}, en), { address })
    const form = await desk.follow()
    expect(form.words).toContain(m.picture_found({}, en))
    const src = /\/desk\/readings\/[\w-]+\.webp/.exec(form.html)?.[0] ?? ''
    const shown = await desk.get(src)
    expect(shown.headers.get('content-type')).toBe('image/webp')
    expect(shown.headers.get('cache-control')).toBe('no-store')
    const olga = await atTheDesk(site, { email: 'olga@anc.example', name: 'Olga' })
    expect((await olga.get(src)).status).toBe(404)
    expect((await site.visitor().get(src)).status).toBe(302)
    await desk.get(form.path)
    await desk.press(m.story_start({}, en))
    const row = (await site.db.select().from(stories)).find(({ headline }) => /^Blogger/.test(headline))
    expect(row?.pictureUrl).toMatch(/\/1\.jpg$/)
    expect(row).toMatchObject({ pictureAlt: null, pictureCredit: null })
    const page = await desk.get(`${desk.page().location}/stories/${row?.id}`)
    expect(page.words).toContain(m.picture_is_not_shown({}, en))
    const own = await desk.get(`${page.path}/picture.webp`)
    expect(own.bytes.equals(shown.bytes)).toBe(true)
    expect(own.bytes.includes('Camera')).toBe(false)
  })

  test('is looked for when a story without one is read again', async () => {
    await site.db.update(stories).set({ url: address }).returning()
    await desk.get(story)
    await desk.press(m.story_read({}, en))
    expect((await desk.follow()).words).toContain(m.picture_is_not_shown({}, en))
  })
})

describe('a picture from somebody’s device', () => {
  test('reaches readers only with its description, its credit and the tick', async () => {
    expect((await upload(await picture())).status).toBe(303)
    const page = await desk.follow()
    expect(page.words).toContain(m.picture_rights({}, en))
    expect(addressOn((await publicPage()).html)).toBe('')
    const faulty = await describeIt({ alt: ' ', credit: '', shown: 'yes' })
    expect(faulty.status).toBe(422)
    expect(faulty.words).toContain(m.picture_fault_alt({}, en))
    expect(faulty.words).toContain(m.picture_fault_credit({}, en))
    const half = await describeIt({ ...said, credit: '', shown: 'yes' })
    expect(half.html).toContain(`>${said.alt}</textarea>`)
    expect((await describeIt(said)).status).toBe(303)
    expect(addressOn((await publicPage()).html)).toBe('')
    expect((await describeIt({ ...said, shown: 'yes' })).status).toBe(303)
    const shown = await publicPage()
    expect(shown.words).toContain(said.credit)
    expect(shown.html).toContain(`alt="${said.alt}"`)
    expect(shown.html).toMatch(/width="300" height="200"/)
    const answer = await site.visitor().get(addressOn(shown.html))
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/webp',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox",
      'cache-control': 'public, max-age=3600',
    })
    expect((await sharp(answer.bytes).metadata()).exif).toBeUndefined()
  })

  test('is gone from its address once the tick is taken back, or the picture', async () => {
    await upload(await picture())
    await describeIt({ ...said, shown: 'yes' })
    const at = addressOn((await publicPage()).html)
    expect((await site.visitor().get(at)).status).toBe(200)
    expect((await site.visitor().get(at.replace(/[0-9a-f]{64}/, 'a'.repeat(64)))).status).toBe(404)
    expect((await site.visitor().get(at.replace(sampleSlug, 'another'))).status).toBe(404)
    await describeIt(said)
    expect((await site.visitor().get(at)).status).toBe(404)
    await describeIt({ ...said, shown: 'yes' })
    await upload(await picture('blue'))
    expect((await site.visitor().get(at)).status).toBe(404)
    await desk.get(story)
    await desk.press(m.picture_remove({}, en))
    expect((await desk.follow()).words).toContain(m.picture_none({}, en))
    expect((await desk.get(`${story}/picture.webp`)).status).toBe(404)
  })

  test.each<[string, () => Promise<Uint8Array>, string]>([
    ['no file', async () => new Uint8Array(), m.picture_fault_missing({}, en)],
    ['an SVG', async () => Buffer.from('<svg onload="alert(1)"/>'), m.picture_fault_not_a_picture({}, en)],
    ['a torn one', async () => (await picture()).subarray(0, 300), m.picture_fault_broken({}, en)],
    ['over 5 MB', async () => Buffer.alloc(5_000_001, await picture()), m.picture_fault_too_large({}, en)],
  ])('is refused at its place: %s', async (_, bytes, words) => {
    const answer = await upload(await bytes())
    expect(answer.status).toBe(422)
    expect(answer.words).toContain(words)
    expect((await site.db.select().from(stories))[0]?.picture).toBeNull()
  })

  test('of 10 MB is not read at all', async () => {
    expect((await upload(Buffer.alloc(10_000_001))).status).toBe(413)
  })

  test('is nobody else’s to put there or to see in the desk', async () => {
    await upload(await picture())
    const vera = await atTheDesk(site, { email: 'viewer@anc.example', name: 'Vera', role: 'viewer' })
    const page = await vera.get(story)
    expect(page.words).toContain(m.picture_is_not_shown({}, en))
    expect(page.words).not.toContain(m.picture_upload({}, en))
    expect((await vera.post(story, { intent: 'remove-picture' })).status).toBe(404)
  })
})

test('a draft shows its picture to those it is previewed to, an archived campaign to nobody', async () => {
  await upload(await picture())
  await describeIt({ ...said, shown: 'yes' })
  const at = addressOn((await publicPage()).html)
  await site.db.update(campaigns).set({ state: 'draft' }).returning()
  expect((await site.visitor().get(at)).status).toBe(200)
  await site.db.update(campaigns).set({ state: 'archived' }).returning()
  expect((await site.visitor().get(at)).status).toBe(404)
})
