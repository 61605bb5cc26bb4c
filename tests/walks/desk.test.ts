import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { textOfPdf } from '../support/pdf-text'
import { ana, bruno, carla } from '../support/people'
import { allRows } from '../support/rows'
import { openSite, type Site, sampleSlug } from '../support/site'
import { atTheDesk, codeIn, day, hour, invite, linkIn, minute, signAndConfirm } from '../support/steps'
import type { Visitor } from '../support/visitor'

const en = { locale: 'en' } as const
const tigran = { email: 'tigran@anc.example', name: 'Tigran' }
const embassy = 'mail@embassy-of-belarus.example'
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

let site: Site
let desk: Visitor

beforeEach(async () => {
  site = await openSite()
  return () => expect(site.faults).toEqual([])
})

const enter = m.signin_enter({}, en)

/** The campaign in the desk, opened from its list. */
async function openCampaign() {
  const list = await desk.open('/desk')
  const link = list.links.find(({ href }) => /^\/desk\/campaigns\/(?!new)/.test(href))
  return desk.get(link?.href ?? '')
}

const prepare = (count: number) => desk.press(m.desk_prepare({ count, shown: String(count) }, en))

/** Prepares a letter, lets it be set in type, and looks at it. Returns its path. */
async function preparedDelivery(count: number): Promise<string> {
  await openCampaign()
  const { location } = await prepare(count)
  await site.work()
  await desk.get(location ?? '')
  return location ?? ''
}

type DeliveryJson = {
  id: string
  state: string
  messageSha256: string
  pdfSha256: string
  signatures: number
  disclosed: Record<string, number>
  attempts: { number: number; result: string; response: string; responseCode: number }[]
}

describe('Tigran comes to the desk', () => {
  beforeEach(() => {
    desk = site.visitor({ 'accept-language': 'en' })
  })

  test('anonymous, he is sent to sign in, and afterwards to where he wanted to go', async () => {
    expect((await desk.get('/desk')).location).toBe('/desk/sign-in')
    const wanted = await desk.get('/desk/campaigns/some-id')
    expect(wanted.status).toBe(302)
    expect(wanted.location).toBe('/desk/sign-in?next=%2Fdesk%2Fcampaigns%2Fsome-id')
    const path = await invite(site, tigran)
    expect(path).toMatch(/^\/desk\/sign-in\/[\w-]{43}$/)
  })

  test('by the one-time address: opening it changes nothing, its button signs him in, and only once', async () => {
    const path = await invite(site, tigran)
    const before = await allRows(site.db)
    expect((await desk.get(path)).status).toBe(200)
    expect((await desk.head(path)).status).toBe(200)
    expect(await allRows(site.db)).toEqual(before)
    expect(desk.cookies.size).toBe(0)
    await desk.get(path)
    const entered = await desk.press(enter)
    expect(entered.status).toBe(303)
    expect(entered.location).toBe('/desk')
    expect((await desk.follow()).words).toContain(m.desk_campaigns({}, en))
    const second = site.visitor({ 'accept-language': 'en' })
    await second.get(path)
    const refused = await second.press(enter)
    expect(refused.status).toBe(410)
    expect(refused.words).toContain(m.signin_link_used({}, en))
    expect((await second.get('/desk')).location).toBe('/desk/sign-in')
  })

  test('an address that nobody was given, or that is a day old, is refused', async () => {
    const path = await invite(site, tigran)
    site.pass(day + 1)
    for (const one of [path, `/desk/sign-in/${'A'.repeat(43)}`, '/desk/sign-in/x']) {
      expect((await desk.post(one, {})).status).toBe(410)
    }
  })

  test('by a mailed code, in the browser that asked for it', async () => {
    await invite(site, tigran)
    await desk.get('/desk/sign-in?next=%2Fdesk%2Fcampaigns%2Fx')
    const asked = await desk.press(m.signin_ask({}, en), { email: ' TIGRAN@anc.example ' })
    expect(asked.status).toBe(200)
    expect(asked.words).toContain(m.org_signin_asked({}, en))
    await site.work()
    const [mail] = await site.mailsTo(tigran.email)
    const code = codeIn(mail)
    const elsewhere = site.visitor()
    expect((await elsewhere.post('/desk/sign-in', { intent: 'code', code })).status).toBe(422)
    const wrong = await desk.press(enter, { code: 'ZZZZ ZZZZ' })
    expect(wrong.status).toBe(422)
    expect(wrong.words).toContain(m.signin_wrong_code({ count: 4 }, en))
    const entered = await desk.press(enter, { code })
    expect(entered.status).toBe(303)
    expect(entered.location).toBe('/desk/campaigns/x')
    expect((await desk.post('/desk/sign-in', { intent: 'code', code })).status).toBe(422)
  })

  test.each([
    ['invitation', m.signin_asked({}, en), 1],
    ['anyone', m.org_signin_asked({}, en), 2],
  ])(
    'where %s may come, an address that is nobody’s gets the same page',
    async (ORGANISATIONS, words, mails) => {
      site = await openSite({ settings: { ORGANISATIONS } })
      await invite(site, tigran)
      const ask = (email: string) =>
        site.visitor({ 'accept-language': 'en' }).post('/desk/sign-in', { email })
      const known = await ask(tigran.email)
      const unknown = await ask('nobody@anc.example')
      // The claim is sealed, and so another one each time. It is as long as the address asks for.
      const bare = (html: string) =>
        html
          .replace(/nonce="[^"]*"/g, '')
          .replace(/"nonce","[^"]*"/g, '')
          .replace(/k1\.[\w-]+/g, ({ length }) => `claim of ${length}`)
      expect(known.words).toContain(words)
      expect(unknown.status).toBe(known.status)
      expect(bare(unknown.html)).toBe(bare(known.html))
      expect([...unknown.headers.keys()]).toEqual([...known.headers.keys()])
      await site.work()
      expect(await site.mailbox.list()).toHaveLength(mails)
    },
  )

  test('a code is dead after ten minutes, and after five tries', async () => {
    await invite(site, tigran)
    await desk.post('/desk/sign-in', { email: tigran.email })
    await site.work()
    const code = codeIn((await site.mailsTo(tigran.email))[0])
    for (let wrong = 0; wrong < 5; wrong++) {
      await desk.post('/desk/sign-in', { intent: 'code', code: 'ZZZZZZZZ' })
    }
    expect((await desk.post('/desk/sign-in', { intent: 'code', code })).status).toBe(422)
    await desk.post('/desk/sign-in', { email: tigran.email })
    await site.work()
    const late = codeIn((await site.mailsTo(tigran.email))[0])
    site.pass(10 * minute + 1)
    expect((await desk.post('/desk/sign-in', { intent: 'code', code: late })).status).toBe(422)
  })

  test('asking for codes without end is stopped, with the time to wait', async () => {
    const answers = []
    for (let ask = 0; ask < 6; ask++) answers.push(await desk.post('/desk/sign-in', { email: tigran.email }))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429])
    expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(answers.at(-1)?.words).toContain(m.signin_too_many({}, en))
  })

  test('he is never sent to another site, whatever the address says', async () => {
    for (const next of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '/desk/../c/x',
      '/c/x',
    ]) {
      await invite(site, tigran)
      const visitor = site.visitor({ 'accept-language': 'en' })
      await visitor.get(`/desk/sign-in?next=${encodeURIComponent(next)}`)
      expect(visitor.form(m.signin_ask({}, en)).fields).toContainEqual(['next', '/desk'])
      const path = await invite(site, tigran)
      expect((await visitor.post(path, { next })).location).toBe('/desk')
    }
  })

  test('his session ends after two hours without use, and after twelve in any case', async () => {
    desk = await atTheDesk(site, tigran)
    for (let used = 0; used < 6; used++) {
      site.pass(110 * minute)
      expect((await desk.get('/desk')).status).toBe(200)
    }
    site.pass(61 * minute)
    expect((await desk.get('/desk')).status).toBe(302)
    desk = await atTheDesk(site, tigran)
    site.pass(2 * hour + 1)
    expect((await desk.get('/desk')).status).toBe(302)
  })

  test('signing out ends the session itself, not only the cookie', async () => {
    desk = await atTheDesk(site, tigran)
    const stolen = new Map(desk.cookies)
    const out = await desk.press(m.desk_sign_out({}, en))
    expect(out.location).toBe('/desk/sign-in')
    for (const [name, value] of stolen) desk.cookies.set(name, value)
    expect((await desk.get('/desk')).status).toBe(302)
  })

  test('a session cookie is new at each sign-in, and no script can read it', async () => {
    desk.cookies.set('session', 'A'.repeat(43))
    await desk.get(await invite(site, tigran))
    const line = (await desk.press(enter)).headers.getSetCookie().join()
    expect(line).toMatch(/^session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/)
    expect(line).not.toContain('AAAA')
  })
})

describe('Tigran sends the letter', () => {
  beforeEach(async () => {
    await signAndConfirm(site, { ...ana, line: 'Escribo porque lo conozco.' })
    await signAndConfirm(site, { ...bruno, email: 'bruno@mail.example' })
    await signAndConfirm(site, carla)
    desk = await atTheDesk(site, tigran)
  })

  test('he sees the campaign and who signed it, with the words nobody has read yet', async () => {
    const campaign = await openCampaign()
    expect(campaign.words).toContain(ana.name)
    expect(campaign.words).toContain('Escribo porque lo conozco.')
    const link = campaign.links.find(({ href }) => href.endsWith('/signatures'))
    const signatures = await desk.get(link?.href ?? '')
    for (const { name, email } of [ana, bruno, carla]) {
      expect(signatures.words).toContain(name)
      expect(signatures.html).not.toContain(email)
    }
  })

  test('the PDF with its annex names each signer by that signer’s choice', async () => {
    const campaign = await openCampaign()
    const link = campaign.links.find(({ href }) => href.includes('letter.pdf?language=es'))
    const pdf = await desk.get(link?.href ?? '')
    expect(pdf.status).toBe(200)
    expect(pdf.headers.get('content-type')).toBe('application/pdf')
    expect(pdf.bytes.subarray(0, 4).toString()).toBe('%PDF')
    const text = textOfPdf(pdf.bytes)
    expect(text).toContain(ana.name)
    expect(text).toContain('B. D.')
    for (const hidden of [
      'Bruno',
      'Carla',
      'Sidorenko',
      'Escribo porque',
      '@mail.example',
      '@elsewhere.example',
    ])
      expect(text).not.toContain(hidden)
  })

  test('he prepares it, sees exactly the mail and the PDF, approves, and the embassy has those very bytes', async () => {
    await openCampaign()
    const prepared = await prepare(3)
    expect(prepared.status).toBe(303)
    const path = prepared.location ?? ''
    await desk.get(path)
    expect(desk.page().words).toContain(m.delivery_being_set({}, en))
    expect(() => desk.form(m.delivery_approve({}, en))).toThrow()

    await site.work()
    expect(await site.mailsTo(embassy)).toEqual([])
    const shown = await desk.get(path)
    expect(shown.words).toContain(embassy)
    expect(shown.words).toContain(m.delivery_approve_title({}, en))
    const pdf = await desk.get(`${path}/letter.pdf`)
    const message = await desk.get(`${path}/message.eml`)
    expect(pdf.bytes.subarray(0, 4).toString()).toBe('%PDF')
    expect((await desk.get(`${path}/mail.html`)).headers.get('content-security-policy')).toContain('sandbox')

    await desk.get(path)
    const approved = await desk.press(m.delivery_approve({}, en))
    expect(approved.status).toBe(303)
    expect(approved.location).toBe(path)
    expect((await desk.get(path)).words).toContain(m.state_delivery_queued({}, en))

    await site.work()
    const accepted = await desk.get(path)
    expect(accepted.words).toContain(m.state_delivery_accepted({}, en))
    const [mail, ...more] = await site.mailsTo(embassy)
    expect(more).toEqual([])
    expect(mail?.to).toEqual([embassy])
    const attached = await site.mailbox.attachment(mail?.id ?? '', 0)
    expect(attached?.contentType).toBe('application/pdf')
    expect(sha256(attached?.content ?? Buffer.alloc(0))).toBe(sha256(pdf.bytes))
    expect((await site.mailbox.raw(mail?.id ?? ''))?.toString()).toBe(message.bytes.toString())

    const told = (await desk.get(`${path}.json`)).json() as DeliveryJson
    expect(told).toMatchObject({
      state: 'accepted',
      signatures: 3,
      disclosed: { full: 1, initials: 1, counted: 1 },
      pdfSha256: sha256(pdf.bytes),
      messageSha256: sha256(message.bytes),
    })
    expect(told.attempts).toHaveLength(1)
    expect(told.attempts[0]).toMatchObject({ number: 1, result: 'accepted', responseCode: 250 })
    expect(told.attempts[0]?.response).toMatch(/^250 /)
    expect(accepted.words).toContain(told.attempts[0]?.response)
  })

  test('the mailbox of the try-out shows the embassy’s mail and gives its attachment', async () => {
    const path = await preparedDelivery(3)
    await desk.press(m.delivery_approve({}, en))
    await site.work()
    const pdf = await desk.get(`${path}/letter.pdf`)
    const list = await desk.get('/mailbox')
    const link = list.links.find(({ words }) => words.includes(embassy))
    const mail = await desk.get(link?.href ?? '')
    const attachment = mail.links.find(({ href }) => href.includes('/attachments/'))
    expect((await desk.get(attachment?.href ?? '')).bytes.equals(pdf.bytes)).toBe(true)
  })

  test('approving twice sends once', async () => {
    const path = await preparedDelivery(3)
    const { fields } = desk.form(m.delivery_approve({}, en))
    const answers = await Promise.all([
      desk.post(path, fields),
      desk.post(path, fields),
      desk.post(path, fields),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409, 409])
    await site.work()
    expect(await site.mailsTo(embassy)).toHaveLength(1)
  })

  test('an approval of other bytes than those shown is refused', async () => {
    const path = await preparedDelivery(3)
    const answer = await desk.post(path, { intent: 'approve', sha256: 'f'.repeat(64) })
    expect(answer.status).toBe(409)
    expect(answer.words).toContain(m.delivery_changed({}, en))
    await site.work()
    expect(await site.mailsTo(embassy)).toEqual([])
  })

  test('a withdrawal before the sending holds the letter, and it is prepared again without that signer', async () => {
    const path = await preparedDelivery(3)
    await desk.press(m.delivery_approve({}, en))
    const mail = (await site.mailsTo(ana.email)).at(-1)
    await site.visitor().post(linkIn(mail, 'withdraw'), {})
    await site.work()
    expect(await site.mailsTo(embassy)).toEqual([])
    const held = await desk.get(path)
    expect(held.words).toContain(m.held_withdrawal({}, en))
    const again = await desk.press(m.delivery_prepare_again({}, en))
    expect(again.status).toBe(303)
    await site.work()
    await desk.get(again.location ?? '')
    await desk.press(m.delivery_approve({}, en))
    await site.work()
    const [sent] = await site.mailsTo(embassy)
    const attached = await site.mailbox.attachment(sent?.id ?? '', 0)
    expect(textOfPdf(attached?.content ?? Buffer.alloc(0))).not.toContain(ana.name)
  })

  test('a letter called back is not sent', async () => {
    const path = await preparedDelivery(3)
    await desk.press(m.delivery_approve({}, en))
    await desk.get(path)
    await desk.press(m.delivery_cancel({}, en))
    await site.work()
    expect(await site.mailsTo(embassy)).toEqual([])
    expect((await desk.get(path)).words).toContain(m.course_cancelled({}, en))
  })

  test('preparing twice leads to the one letter under way', async () => {
    await openCampaign()
    const first = await prepare(3)
    await openCampaign()
    const second = await prepare(3)
    expect(second.location).toBe(first.location)
  })

  test('the public letter has no annex, in whichever language', async () => {
    for (const language of ['es', 'en']) {
      const pdf = await site.visitor().get(`/${language}/c/${sampleSlug}/letter.pdf`)
      expect(pdf.status).toBe(200)
      const text = textOfPdf(pdf.bytes)
      for (const { name } of [ana, bruno, carla]) expect(text).not.toContain(name)
    }
  })
})

test('a letter that nobody has signed is asked about before it is prepared, and says so on its button', async () => {
  const organiser = await atTheDesk(site, { email: 'olga@anc.example', name: 'Olga' })
  const list = await organiser.open('/desk')
  const path = list.links.find(({ href }) => /^\/desk\/campaigns\/(?!new)/.test(href))?.href ?? ''
  const page = await organiser.open(path)
  expect(page.words).toContain(m.prepare_nobody_signed({}, en))
  const recipient = /name="recipient" value="([^"]+)"/.exec(page.html)?.[1] ?? ''
  const refused = await organiser.post(path, { recipient })
  expect(refused.status).toBe(409)
  expect(refused.words).toContain(m.prepare_nobody_signed({}, en))
  await organiser.open(path)
  const { location } = await organiser.press(m.desk_prepare_without({}, en))
  await site.work()
  expect((await organiser.open(location ?? '')).words).toContain(m.delivery_approve({}, en))
})
