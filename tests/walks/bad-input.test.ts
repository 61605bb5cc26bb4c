import { eq, isNotNull } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import type { Payload } from '../../campaigns/outbox.server'
import { letters, outbox, signatures } from '../../db/schema'
import { textOfPdf } from '../support/pdf-text'
import { ana, carla } from '../support/people'
import { allRows } from '../support/rows'
import { openSite, type Site, sampleSlug } from '../support/site'
import { atTheDesk, campaignPath, codeIn, countIn, day, hour, sign, signAndConfirm } from '../support/steps'
import type { Visitor } from '../support/visitor'

const es = { locale: 'es' } as const
const button = m.sign_button({}, es)
let site: Site
let visitor: Visitor

beforeEach(async () => {
  site = await openSite()
  visitor = site.visitor({ 'accept-language': 'es' })
  return () => expect(site.faults).toEqual([])
})

const stored = () => site.db.select().from(signatures)
const typedAgain = () => new Map(visitor.form(button).fields)

describe('a name', () => {
  test.each([
    ['with null bytes', 'Ana\0 María\0', 'Ana María'],
    ['with direction marks', '\u202eAna\u202c \u2066María\u2069', 'Ana María'],
    ['with line breaks and a header', 'Ana\r\nBcc: victim@evil.example', 'Ana Bcc: victim@evil.example'],
    ['with a line separator', 'Ana\u2028María\u0085Pérez', 'AnaMaríaPérez'],
    ['of emoji and joiners', '👩‍👩‍👧 Ana 🇦🇷', '👩‍👩‍👧 Ana 🇦🇷'],
    ['that is Typst', '#read("/etc/passwd")', '#read("/etc/passwd")'],
    ['that is a formula', '=HYPERLINK("https://evil.example";"x")', '=HYPERLINK("https://evil.example";"x")'],
    ['that ends a script', '</script><script>alert(1)</script>', '</script><script>alert(1)</script>'],
    ['that is a template', '{count} {{x}} %s <%= 1 %>', '{count} {{x}} %s <%= 1 %>'],
    ['in another script', 'Աննա Պետրոսյան', 'Աննա Պետրոսյան'],
  ])('%s is data', async (_, name, kept) => {
    expect((await sign(visitor, { ...ana, name })).status).toBe(303)
    expect((await stored()).map((row) => row.name)).toEqual([kept])
    await site.work()
    const mails = await site.mailbox.listFull(10)
    expect(mails.map(({ to }) => to)).toEqual([[ana.email]])
    expect(mails[0]?.headers.filter(([header]) => /^b?cc$/i.test(header))).toEqual([])
    // A name that looks like an address or a link is set apart by thin spaces, so that no mail program makes one of it.
    expect(mails[0]?.text.replace(/\s/g, '')).toContain(kept.replace(/\s/g, ''))
    expect(mails[0]?.html).not.toContain('<script>')
  })

  test('with halves of characters is taken without them', async () => {
    await visitor.get(campaignPath())
    const filled = new URLSearchParams(visitor.filled(button, ana))
    filled.delete('name')
    const answer = await visitor.send(
      'POST',
      campaignPath(),
      { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
      `${filled}&name=Ana+%ED%A0%80P%C3%A9rez%ED%BF%BF%FF`,
    )
    expect(answer.status).toBe(303)
    expect((await stored())[0]?.name).toBe('Ana Pérez')
  })

  test.each([
    ['of 10 kB', 'x'.repeat(10_000), m.sign_fault_name_too_long({ limit: '100' }, es)],
    ['of nothing but spaces', ' \t\u00a0 ', m.sign_fault_name_missing({}, es)],
    ['of nothing but invisible characters', '\u200b\u202e\0', m.sign_fault_name_missing({}, es)],
    ['of punctuation', '…!', m.sign_fault_name_missing({}, es)],
  ])('%s is refused, and what was typed stays in the form', async (_, name, words) => {
    const answer = await sign(visitor, { ...ana, name })
    expect(answer.status).toBe(422)
    expect(answer.words).toContain(words)
    expect(typedAgain().get('email')).toBe(ana.email)
    expect(typedAgain().get('city')).toBe(ana.city)
    expect(typedAgain().get('disclosure')).toBe(ana.disclosure)
    expect(await stored()).toEqual([])
  })

  test('that is refused with markup in it comes back as text', async () => {
    const name = `"><img src=x onerror=alert(1)>${'</textarea></script>'.repeat(20)}`
    const answer = await sign(visitor, { ...ana, name, city: '"><b>', line: '</textarea><b>' })
    expect(answer.status).toBe(422)
    expect(answer.html).not.toMatch(/<img src=x|<b>/)
    expect(typedAgain().get('name')).toBe(name)
    expect(typedAgain().get('line')).toBe('</textarea><b>')
  })
})

describe('an address', () => {
  test.each([
    'ana@mail.example\r\nBcc: victim@evil.example',
    'ana@mail.example, victim@evil.example',
    'ana@mail.example;victim@evil.example',
    'ana@mail.example victim@evil.example',
    'Ana <ana@mail.example>',
    '"ana victim"@mail.example',
    'ana@mail.example\0@evil.example',
    'ana@[127.0.0.1]',
    'ana@localhost',
    'ana@mail.example/../evil',
    `${'a'.repeat(65)}@mail.example`,
    `ana@${'a.'.repeat(200)}example`,
    'a'.repeat(10_000),
    '\u202eana@mail.example',
  ])('%j is refused, and no mail goes anywhere', async (email) => {
    const answer = await sign(visitor, { ...ana, email })
    expect(answer.status).toBe(422)
    await site.work()
    expect(await site.mailbox.list()).toEqual([])
    expect(await stored()).toEqual([])
  })

  test.each([
    ['Ana.Perez+carta@Mail.Example', 'Ana.Perez+carta@mail.example'],
    ['ana@correo-argentino.com.ar', 'ana@correo-argentino.com.ar'],
    ['ana@müller.example', 'ana@müller.example'],
    [' ana@mail.example\t', 'ana@mail.example'],
  ])('%j gets its mail at %s', async (email, to) => {
    expect((await sign(visitor, { ...ana, email })).status).toBe(303)
    await site.work()
    expect((await site.mailbox.listFull(5)).map((mail) => mail.to)).toEqual([[to]])
  })

  test('of one mailbox, written in other ways, is counted once', async () => {
    await signAndConfirm(site, { ...ana, email: 'ana.perez@gmail.com' })
    for (const email of ['anaperez@gmail.com', 'Ana.Perez+x@googlemail.com']) {
      await sign(site.visitor(), { ...ana, email })
      await site.work()
      expect((await site.mailbox.listFull(1))[0]?.text).not.toMatch(/\/confirm\//)
    }
    expect(await countIn(visitor)).toBe(1)
  })
})

test('names that are anything but names make a letter like any other', async () => {
  const names = [
    '#read("/etc/passwd")',
    '*bold* _it_ $x$ @ref <label>',
    '</script><script>alert(1)</script>',
    '=HYPERLINK("https://evil.example")',
    'Ана Петрова',
    'Աննա',
    'آنا',
    'א ב',
    '👩‍👩‍👧 X',
    `Z${'\u0301'.repeat(40)}algo`,
    'x'.repeat(100),
  ]
  for (const [i, name] of names.entries()) {
    await signAndConfirm(site, { ...ana, name, email: `person-${i}@mail.example`, city: '#[x] \\' })
  }
  const desk = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran' })
  const list = await desk.get('/desk')
  const campaign = await desk.get(list.links.find(({ href }) => /campaigns\/(?!new)/.test(href))?.href ?? '')
  expect(campaign.html).not.toContain('<script>alert')
  const prepared = await desk.press(m.desk_prepare({ count: names.length, shown: '11' }, { locale: 'en' }))
  await site.work()
  const pdf = await desk.get(`${prepared.location}/letter.pdf`)
  const text = textOfPdf(pdf.bytes)
  expect(text).toContain('#read("/etc/passwd")')
  expect(text).toContain('*bold* _it_ $x$ @ref <label>')
  expect(text).not.toContain('root:')
  await desk.get(prepared.location ?? '')
  await desk.press(m.delivery_approve({}, { locale: 'en' }))
  await site.work()
  const [mail] = await site.mailbox.listFull(1)
  expect(mail?.to).toEqual(['mail@embassy-of-belarus.example'])
  expect(mail?.attachments).toHaveLength(1)
})

describe('a form that is posted more than once', () => {
  test('is one signature: one after the other, from two tabs, and at the same moment', async () => {
    await visitor.get(campaignPath())
    const filled = visitor.filled(button, ana)
    const twoTabs = site.visitor()
    await sign(twoTabs, ana)
    await visitor.post(campaignPath(), filled)
    await Promise.all([1, 2, 3].map(() => visitor.post(campaignPath(), filled)))
    expect(await stored()).toHaveLength(1)
    await site.work()
    const [mail] = await site.mailsTo(ana.email)
    await twoTabs.follow()
    expect((await twoTabs.press(m.code_button({}, es), { code: codeIn(mail) })).status).toBe(303)
    await site.work()
    expect(await countIn(visitor)).toBe(1)
  })

  test('64 times at once, by 64 hands, confirmed 64 times at once, is counted once', async () => {
    await visitor.get(campaignPath())
    const hands = Array.from({ length: 64 }, (_, i) => ({ ...ana, city: `Ciudad ${i}` }))
    const answers = await Promise.all(
      hands.map((typed) => site.visitor().post(campaignPath(), visitor.filled(button, typed))),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]))
    const queued = await site.db.select().from(outbox).where(isNotNull(outbox.payloadSealed))
    const tokens = queued.map(({ id, payloadSealed }) => {
      const payload = site.keyring.open(payloadSealed ?? '', `outbox:${id}`).toString()
      return (JSON.parse(payload) as Payload).token
    })
    expect(tokens).toHaveLength(64)
    const confirmed = await Promise.all(tokens.map((token) => site.visitor().post(`/confirm/${token}`, {})))
    expect(confirmed.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(confirmed.filter(({ status }) => status === 409)).toHaveLength(63)
    await site.work()
    expect(await countIn(visitor)).toBe(1)
  })
})

describe('the hidden fields', () => {
  const withHidden = async (changed: Record<string, string>) => {
    await visitor.get(campaignPath())
    return visitor.press(button, { ...ana, ...changed })
  }

  test.each([
    ['a stamp that is not ours', { rendered: 'zzzzzz.AAAAAAAAAAAAAAAAAAAAAA' }],
    ['no stamp', { rendered: '' }],
    ['a stamp of nonsense', { rendered: '\0.'.repeat(1_000) }],
    ['a letter that never was', { letter: 'A'.repeat(22) }],
    ['no letter', { letter: '' }],
    ['a letter with a null byte', { letter: '\0' }],
  ])('with %s are answered with a fresh form that keeps what was typed', async (_, changed) => {
    const answer = await withHidden(changed)
    expect(answer.status).toBe(422)
    expect(answer.words).toContain(m.sign_fault_page_too_old({}, es))
    expect(typedAgain().get('name')).toBe(ana.name)
    expect(await stored()).toEqual([])
    expect((await visitor.press(button)).status).toBe(303)
  })

  test('of a page that was open for three days are too old, and the next press works', async () => {
    await visitor.get(campaignPath())
    site.pass(3 * day)
    expect((await visitor.press(button, ana)).status).toBe(422)
    expect((await visitor.press(button)).status).toBe(303)
  })

  test('of a page that was open all day still work', async () => {
    await visitor.get(campaignPath())
    site.pass(23 * hour)
    expect((await visitor.press(button, ana)).status).toBe(303)
  })

  test('filled in where people see nothing get the same answer, and are not counted', async () => {
    const honest = await sign(site.visitor(), carla)
    await visitor.get(campaignPath())
    const trap = /<input[^>]*tabindex="-1"[^>]*>/i.exec(visitor.page().html)?.[0] ?? ''
    const name = / name="([^"]+)"/.exec(trap)?.[1] ?? ''
    expect(name).not.toBe('')
    site.pass(hour)
    const caught = await visitor.press(button, { ...ana, [name]: 'https://buy.example' })
    const shape = (location: string | null) => location?.replace(/[\w-]{43}$/, 'HANDLE')
    expect(caught.status).toBe(honest.status)
    expect(shape(caught.location)).toBe(shape(honest.location))
    expect([...caught.headers.keys()]).toEqual([...honest.headers.keys()])
    await site.work()
    await visitor.follow()
    await visitor.press(m.code_button({}, es), { code: codeIn((await site.mailsTo(ana.email))[0]) })
    await site.work()
    expect(await countIn(visitor)).toBe(0)
    const [row] = await site.db.select().from(signatures).where(eq(signatures.name, ana.name))
    expect(row?.state).toBe('quarantined')
  })
})

describe('the other fields', () => {
  test.each([
    [{ disclosure: 'everything' }],
    [{ disclosure: 'FULL' }],
    [{ country: 'XX' }],
    [{ country: '\0' }],
    [{ country: 'Argentina'.repeat(100) }],
    [{ city: 'x'.repeat(10_000) }],
    [{ line: 'x'.repeat(10_000) }],
  ])('%j is refused with the form kept', async (changed) => {
    expect((await sign(visitor, { ...ana, ...changed })).status).toBe(422)
    expect(typedAgain().get('name')).toBe(ana.name)
    expect(await stored()).toEqual([])
  })

  test('no choice means counted only', async () => {
    const { disclosure, ...rest } = ana
    await sign(visitor, rest)
    expect((await stored()).map((row) => row.disclosure)).toEqual(['counted'])
  })

  test('a personal line stays in the desk', async () => {
    await signAndConfirm(site, { ...ana, line: 'Una línea propia' })
    for (const path of [campaignPath(), `/c/${sampleSlug}.json`, '/es'])
      expect((await visitor.get(path)).html).not.toContain('Una línea propia')
  })

  test('the letter of another language is signed when its id is posted, and the signature says so', async () => {
    const [english] = await site.db.select().from(letters).where(eq(letters.language, 'en'))
    await sign(visitor, { ...ana, ...{ letter: english?.id ?? '' } })
    expect((await stored())[0]?.letterId).toBe(english?.id)
  })
})

describe('a body', () => {
  const same = { 'sec-fetch-site': 'same-origin' }

  test('of 10 MB is refused as too large, whether it says its length or not', async () => {
    const tenMegabytes = 'name='.padEnd(10_000_000, 'x')
    const urlencoded = { ...same, 'content-type': 'application/x-www-form-urlencoded' }
    for (const path of [campaignPath(), '/desk/sign-in', `/confirm/${'A'.repeat(43)}`]) {
      expect((await visitor.send('POST', path, urlencoded, tenMegabytes)).status).toBe(413)
      const length = { ...urlencoded, 'content-length': String(tenMegabytes.length) }
      expect((await visitor.send('POST', path, length, tenMegabytes)).status).toBe(413)
    }
    expect(await stored()).toEqual([])
  })

  test.each([
    ['JSON', 'application/json', '{"name":"Ana"}'],
    ['text', 'text/plain', 'name=Ana'],
    ['a torn multipart', 'multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; na'],
    ['a multipart without boundary', 'multipart/form-data', 'x'],
    [
      'a file as a name',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="name"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nAna\r\n--x--\r\n',
    ],
    ['ten thousand fields', 'application/x-www-form-urlencoded', 'a=&'.repeat(10_000)],
  ])('of %s is refused and is nobody’s fault but its sender’s', async (_, type, body) => {
    const before = await allRows(site.db)
    for (const path of [campaignPath(), '/desk/sign-in', `/es/c/${sampleSlug}/signed/${'A'.repeat(43)}`]) {
      const { status } = await visitor.send(
        'POST',
        path,
        { ...same, ...(type ? { 'content-type': type } : {}) },
        body,
      )
      expect(status, path).toBeGreaterThanOrEqual(400)
      expect(status, path).toBeLessThan(500)
    }
    expect(await allRows(site.db)).toEqual(before)
  })
})

test('addresses that cannot be read are not found, in the desk too', async () => {
  const desk = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran' })
  const paths = [
    '/es/c/%E0%A4%A',
    '/%',
    '/es/c/%ED%A0%80',
    `/es/c/${'x'.repeat(8_000)}`,
    '/desk/campaigns/%00',
    '/desk/campaigns/%00/signatures',
    '/desk/deliveries/%00',
    '/desk/deliveries/%00.json',
    '/mailbox/..%2f..%2fkeys',
    '/mailbox/%00',
    '/mailbox/x/attachments/-1',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/assets/%00',
  ]
  for (const path of paths) {
    const { status } = await desk.get(path)
    expect([400, 404], `${path} was ${status}`).toContain(status)
  }
  for (const query of ['?page=-1', '?page=1e9', '?page=999999', '?state=nonsense']) {
    const list = await desk.get('/desk')
    const link = list.links.find(({ href }) => /campaigns\/(?!new)/.test(href))?.href
    expect((await desk.get(`${link}/signatures${query}`)).status, query).toBe(200)
  }
})

test('a recipient that is none of the campaign’s is refused', async () => {
  const desk = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran' })
  const list = await desk.get('/desk')
  const link = list.links.find(({ href }) => /campaigns\/(?!new)/.test(href))?.href ?? ''
  for (const recipient of ['', '\0', 'x'.repeat(1_000)])
    expect((await desk.post(link, { recipient })).status, JSON.stringify(recipient)).toBe(409)
})
