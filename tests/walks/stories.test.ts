import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { openLimits } from '../../app/web/limits.server'
import { storyReader } from '../../app/web/story-reader.server'
import { checkStories } from '../../campaigns/story-check.server'
import { campaigns, stories } from '../../db/schema'
import { type Newsstand, newsPage, openNewsstand } from '../support/newsstand'
import { openSite, type Site } from '../support/site'
import { atTheDesk, day, strangersOrganisation } from '../support/steps'
import type { Visitor } from '../support/visitor'

const en = { locale: 'en' } as const
const said = ['The blogger was flown from Minsk to Baku', 'The court had let the extradition stand']
const head = `<meta property="og:title" content="Blogger handed over to Baku">
  <meta property="og:site_name" content="The Paper"><meta name="description" content="He was flown out.">
  <meta property="article:published_time" content="2026-02-28T10:00:00Z">`

let news: Newsstand
let site: Site
let desk: Visitor

beforeEach(async () => {
  news = await openNewsstand({
    '/story': newsPage(said, head),
    '/bare': '<p>Hello</p>',
    '/closed': (_, response) => response.writeHead(403).end(),
  })
  const readStory = storyReader({ limits: openLimits(), now: () => site.now(), way: news.way })
  site = await openSite({ readStory })
  desk = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran', role: 'campaigner' })
  return () => expect(site.faults).toEqual([])
})

const read = m.story_read({}, en)
const start = m.story_start({}, en)
const newest = async () =>
  (await site.db.select().from(stories)).find(({ headline }) => headline.startsWith('Blogger'))

async function readNew(address: string) {
  await desk.get('/desk/campaigns/new')
  const answer = await desk.press(read, { address })
  return answer.location ? desk.follow() : answer
}
async function started() {
  await readNew(news.at('/story'))
  const answer = await desk.press(start)
  return answer.location ?? ''
}

describe('a campaign from a story', () => {
  test('is a pasted address, a look at what was found, and a press of a button', async () => {
    await desk.get('/desk')
    expect(desk.page().links.map(({ href }) => href)).toContain('/desk/campaigns/new')
    const found = await readNew(news.at('/story'))
    expect(found.words).toContain(m.story_found({}, en))
    expect(found.words).toContain(m.story_field_author({}, en))
    expect(found.words).toContain('The court had let the extradition stand')
    expect(Object.fromEntries(desk.form(start).fields)).toMatchObject({
      headline: 'Blogger handed over to Baku',
      publisher: 'The Paper',
      author: '',
      reportedOn: '2026-02-28',
      language: 'en',
      summary: 'He was flown out.',
      'summary-es': '',
    })
    const answer = await desk.press(start, { place: 'Minsk', 'summary-es': 'Se lo llevaron.' })
    expect(answer.status).toBe(303)
    const page = await desk.follow()
    expect(page.path).toMatch(/^\/desk\/campaigns\/[\w-]{22}$/)
    expect(page.words).toContain('Blogger handed over to Baku')
    expect(page.words).toContain(m.state_campaign_draft({}, en))
    const story = await newest()
    expect(found.words).toContain(story?.archiveSha256)
    expect(story).toMatchObject({ isMain: true, place: 'Minsk', readAt: site.now() })
    const [campaign] = await site.db.select().from(campaigns).where(eq(campaigns.state, 'draft'))
    expect((await site.visitor().get(`/en/c/${campaign?.slug}`)).status).toBe(404)
    expect((await desk.get(`${page.path}/letter.pdf?language=es`)).status).toBe(200)
  })

  test('keeps no copy of another page than the one that was read', async () => {
    await readNew(news.at('/story'))
    await desk.press(start, { url: 'https://elsewhere.example/story' })
    expect(await newest()).toMatchObject({ url: 'https://elsewhere.example/story', archive: null })
  })

  test('reads the page once more when what was read is no longer held', async () => {
    await readNew(news.at('/story'))
    const path = desk.page().path
    site.pass(2 * 3_600_000)
    desk = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran', role: 'campaigner' })
    expect((await desk.get(path)).words).toContain(m.story_lost({}, en))
    const typed = { intent: 'start', reading: 'gone', headline: 'Blogger', language: 'en' }
    await desk.post('/desk/campaigns/new', { ...typed, url: news.at('/story') })
    expect((await newest())?.archive).toContain('flown from Minsk')
  })

  test('of which somebody else read the page, brings that nobody’s copy', async () => {
    await readNew(news.at('/story'))
    const { path } = desk.page()
    const other = await atTheDesk(site, { email: 'olga@anc.example', name: 'Olga' })
    expect((await other.get(path)).words).not.toContain('The court had let')
  })
})

describe('what can’t be read is said, and typed by hand', () => {
  test.each([
    ['/closed', '403'],
    ['/nowhere', m.story_unread_status({ status: '404' }, en)],
  ])('%s: %s', async (path, words) => {
    const page = await readNew(news.at(path))
    expect(page.status).toBe(422)
    expect(page.words).toContain(words)
    expect(page.words).toContain(m.story_unread_hand({}, en))
    const answer = await desk.press(start, { headline: 'Blogger by hand', language: 'hy' })
    expect(answer.status).toBe(303)
    expect(await newest()).toMatchObject({ language: 'hy', url: news.at(path), archive: null, readAt: null })
  })

  test.each([
    ['http://127.0.0.2/', m.story_unread_private({}, en)],
    ['http://[::ffff:10.0.0.1]/', m.story_unread_private({}, en)],
    ['http://2130706434/', m.story_unread_private({}, en)],
    ['ftp://news.example/', m.story_unread_scheme({}, en)],
    ['https://a:b@news.example/', m.story_unread_user_info({}, en)],
    ['hello', m.story_unread_not_address({}, en)],
  ])('%s: %s', async (address, words) => {
    const page = await readNew(address)
    expect(page.status).toBe(422)
    expect(page.words).toContain(words)
  })

  test('a page that says nothing leaves the fields open and says so', async () => {
    const page = await readNew(news.at('/bare'))
    expect(page.words).toContain(m.story_no_text({}, en))
    expect(page.words).toContain(m.story_field_headline({}, en))
  })

  test('nothing typed is told beside the fields, with what was typed', async () => {
    await desk.get('/desk/campaigns/new?by=hand')
    const page = await desk.press(start, { place: 'Minsk', reportedOn: '2017-02-30' })
    expect(page.status).toBe(422)
    for (const words of [m.story_fault_headline, m.story_fault_language, m.story_fault_reported_on])
      expect(page.words).toContain(words({}, en))
    expect(Object.fromEntries(desk.form(start).fields)).toMatchObject({ place: 'Minsk' })
    expect((await desk.post('/desk/campaigns/new', { intent: 'read' })).words).toContain(
      m.story_fault_address({}, en),
    )
  })

  test('ten pages an hour for an organisation, then it is asked to wait', async () => {
    for (let n = 0; n < 10; n++) expect((await readNew(news.at('/nowhere'))).status).toBe(422)
    const page = await readNew(news.at('/story'))
    expect(page.status).toBe(429)
    expect(page.headers.get('retry-after')).toBe('3600')
    expect(page.words).toContain(m.story_unread_limited({}, en))
    expect(news.asked).toHaveLength(10)
  })
})

test('hostile words of a page stay words, in the form, the letter and the list', async () => {
  news.pages['/hostile'] = newsPage(
    said,
    `<meta property="og:title" content="Blogger **&amp;amp; [x](y)** {{count}} | 1 < 2 # &quot;&gt;"><script>alert(1)</script>`,
  )
  const page = await readNew(news.at('/hostile'))
  expect(page.html).not.toContain('<script>alert(1)')
  const path = (await desk.press(start)).location ?? ''
  expect((await desk.get(`${path}/letter.pdf?language=es`)).status).toBe(200)
  expect((await desk.get('/desk')).status).toBe(200)
})

test('who has several organisations chooses, and may not choose another’s', async () => {
  await strangersOrganisation(site)
  const sam = await atTheDesk(site, {
    email: 'sam@else.example',
    name: 'Sam',
    organisationSlug: 'somebody-else',
  })
  const both = await atTheDesk(site, { email: 'both@anc.example', name: 'Both' })
  await atTheDesk(site, { email: 'both@anc.example', name: 'Both', organisationSlug: 'somebody-else' })
  await both.get('/desk/campaigns/new?by=hand')
  const page = await both.press(start, { headline: 'Blogger', language: 'en' })
  expect(page.status).toBe(422)
  expect(page.words).toContain(m.story_fault_organisation({}, en))
  const [own] = await site.db.select().from(campaigns)
  await sam.post('/desk/campaigns/new', {
    ...{ intent: 'start', headline: 'Blogger', language: 'en' },
    organisation: own?.organisationId ?? '',
  })
  const [begun] = await site.db.select().from(campaigns).where(eq(campaigns.state, 'draft'))
  expect(begun?.organisationId).not.toBe(own?.organisationId)
})

describe('the stories of a campaign', () => {
  const add = m.story_add_button({}, en)

  test('take further reports, read or typed, and put another first', async () => {
    const list = `${await started()}/stories`
    await desk.get(`${list}/new`)
    await desk.press(read, { address: news.at('/story') })
    await desk.follow()
    expect((await desk.press(add, { headline: 'Second report' })).location).toBe(list)
    await desk.get(`${list}/new?by=hand`)
    await desk.press(add, { headline: 'Third report', language: 'es', quotes: '«Sí»\n— Nadie' })
    const page = await desk.follow()
    for (const words of ['Blogger handed over', 'Second report', 'Third report'])
      expect(page.words).toContain(words)
    await desk.get(page.links.find(({ words }) => words === 'Third report')?.href ?? '')
    await desk.press(m.story_make_main({}, en))
    await desk.follow()
    const main = (await site.db.select().from(stories)).filter(({ isMain }) => isMain)
    expect(main.map(({ headline }) => headline)).toContain('Third report')
    expect(main).toHaveLength(2)
    await desk.get(desk.page().links.find(({ words }) => words === 'Second report')?.href ?? '')
    await desk.press(m.story_remove_button({}, en))
    expect((await desk.follow()).words).not.toContain('Second report')
  })

  test('are edited field by field', async () => {
    const list = `${await started()}/stories`
    await desk.get(`${list}/${(await newest())?.id}`)
    const faulty = await desk.press(m.story_save({}, en), { headline: '' })
    expect(faulty.status).toBe(422)
    expect(faulty.words).toContain(m.story_fault_headline({}, en))
    expect(
      (await desk.press(m.story_save({}, en), { headline: 'Blogger, corrected', author: 'C. D.' })).location,
    ).toBe(list)
    expect(await newest()).toMatchObject({ headline: 'Blogger, corrected', author: 'C. D.' })
  })

  test('are looked at daily; a change is noted with its difference, and read again', async () => {
    const path = await started()
    await site.db.update(campaigns).set({ state: 'published' }).returning({ id: campaigns.id })
    news.pages['/story'] = newsPage([said[0] ?? '', 'The court says it never ruled'], head)
    site.pass(day)
    const reader = storyReader({ limits: openLimits(), now: site.now, way: news.way })
    await checkStories(site.db, { now: site.now(), read: reader })
    desk = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran', role: 'campaigner' })
    expect((await desk.get(path)).words).toContain(m.story_notes({ count: 1 }, en))
    const list = await desk.get(`${path}/stories`)
    expect(list.words).toContain(m.story_changed({}, en))
    const page = await desk.get(`${path}/stories/${(await newest())?.id}`)
    expect(page.html).toMatch(/<del>The court had let/)
    expect(page.html).toMatch(/<ins>The court says it never ruled/)
    await desk.press(m.story_read_again({}, en))
    expect((await desk.follow()).words).not.toContain(m.story_changed_title({}, en))
    expect(await newest()).toMatchObject({ change: null, readAt: site.now() })
    delete news.pages['/story']
    site.pass(day)
    await checkStories(site.db, { now: site.now(), read: reader })
    desk = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran', role: 'campaigner' })
    expect((await desk.get(page.path)).words).toContain(m.story_vanished_title({}, en))
    expect((await desk.press(m.story_read_again({}, en))).words).toContain(
      m.story_unread_status({ status: '404' }, en),
    )
    expect((await newest())?.archive).toContain('never ruled')
  })

  test('are for a viewer to look at, and a report of another campaign is not there', async () => {
    const path = await started()
    const id = (await newest())?.id
    const viewer = await atTheDesk(site, { email: 'vera@anc.example', name: 'Vera', role: 'viewer' })
    for (const one of [`${path}/stories`, `${path}/stories/${id}`]) {
      const page = await viewer.get(one)
      expect(page.status).toBe(200)
      expect(page.words).toContain('Blogger handed over')
      expect(page.forms.filter(({ action }) => !action.endsWith('/sign-out'))).toEqual([])
    }
    const [sample] = (await site.db.select().from(stories)).filter((story) => story.id !== id)
    expect((await desk.get(`${path}/stories/${sample?.id}`)).status).toBe(404)
    expect((await viewer.post(`${path}/stories/${id}`, { intent: 'remove' })).status).toBe(404)
  })
})
