import { beforeEach, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { ana, carla } from '../support/people'
import { allRows } from '../support/rows'
import { openSite, type Site, sampleSlug } from '../support/site'
import { campaignPath, codeIn, countIn, day, hour, linkIn, sign, signAndConfirm } from '../support/steps'
import type { Visitor } from '../support/visitor'

const es = { locale: 'es' } as const
let site: Site
let visitor: Visitor

beforeEach(async () => {
  site = await openSite()
  visitor = site.visitor({ 'accept-language': 'es-AR,es;q=0.9' })
  return () => expect(site.faults).toEqual([])
})

const anaByInitials = { ...ana, disclosure: 'initials' }
const mailToAna = async () => (await site.mailsTo(ana.email))[0]

describe('Ana signs in Spanish, to be seen by her initials', () => {
  test('she is taken, told to look in her mail, and not counted yet', async () => {
    const answer = await sign(visitor, anaByInitials)
    expect(answer.status).toBe(303)
    expect(answer.location).toMatch(new RegExp(`^/es/c/${sampleSlug}/signed/[\\w-]{43}$`))
    await visitor.follow()
    expect(visitor.page().status).toBe(200)
    expect(visitor.page().words).toContain(m.code_title({}, es))
    expect(visitor.page().words).not.toContain(ana.email)
    await site.work()
    expect(await countIn(visitor)).toBe(0)
  })

  test('the mail greets her, says what the embassy will see, and has a link, a code and a way out', async () => {
    await sign(visitor, anaByInitials)
    await site.work()
    const mail = await mailToAna()
    expect(mail?.to).toEqual([ana.email])
    expect(mail?.text).toContain('Ana María Pérez')
    expect(mail?.text).toContain('A. M. P., Córdoba, Argentina')
    expect(mail?.text).toContain(linkIn(mail, 'withdraw'))
    expect(codeIn(mail).replace(/\W/g, '')).toHaveLength(8)
    expect(new Map(mail?.headers).get('Content-Language')).toBe('es')
  })

  test('opening the link changes nothing, however often and by whomever it is opened', async () => {
    await sign(visitor, anaByInitials)
    await site.work()
    const link = linkIn(await mailToAna(), 'confirm')
    const before = await allRows(site.db)
    const scanner = site.visitor({ 'user-agent': 'Mozilla/5.0 (compatible; MailScanner)' })
    const ways: Record<string, string>[] = [
      {},
      { purpose: 'prefetch', 'sec-purpose': 'prefetch' },
      { accept: '*/*' },
    ]
    for (const headers of ways) {
      expect((await scanner.get(link, headers)).status).toBe(200)
      expect((await scanner.head(link, headers)).status).toBe(200)
    }
    await scanner.send('OPTIONS', link, {})
    expect(await allRows(site.db)).toEqual(before)
    await site.work()
    expect(await countIn(visitor)).toBe(0)
  })

  test('the button counts her, and the page thanks her', async () => {
    await sign(visitor, anaByInitials)
    await site.work()
    const elsewhere = site.visitor()
    await elsewhere.get(linkIn(await mailToAna(), 'confirm'))
    const pressed = await elsewhere.press(m.confirm_button({}, es))
    expect(pressed.status).toBe(303)
    expect(pressed.location).toBe(`${campaignPath()}/thanks`)
    await site.work()
    const thanks = await elsewhere.follow()
    expect(thanks.words).toContain(m.thanks_title({}, es))
    expect(await countIn(visitor)).toBe(1)
    expect((await visitor.get(campaignPath())).attribute('data-signatures')).toBe('1')
  })

  test('pressing again, in the same window or another, counts her once', async () => {
    const mail = await signAndConfirm(site, anaByInitials)
    for (let again = 0; again < 3; again++) {
      const other = site.visitor()
      await other.get(linkIn(mail, 'confirm'))
      const answer = await other.post(linkIn(mail, 'confirm'), {})
      expect(answer.location).toBe(`${campaignPath()}/thanks`)
    }
    await site.work()
    expect(await countIn(visitor)).toBe(1)
  })

  test('the link in the mail takes her signature back, by a button; her data is erased and the count falls', async () => {
    const mail = await signAndConfirm(site, anaByInitials)
    await signAndConfirm(site, carla)
    expect(await countIn(visitor)).toBe(2)
    const link = linkIn(mail, 'withdraw')
    const before = await allRows(site.db)
    await visitor.get(link)
    await visitor.head(link)
    expect(await allRows(site.db)).toEqual(before)
    await visitor.get(link)
    const answer = await visitor.press(m.withdraw_button({}, es))
    expect(answer.status).toBe(200)
    expect(await countIn(visitor)).toBe(1)
    expect(JSON.stringify(await allRows(site.db))).not.toContain('Ana María')
    expect((await visitor.post(link, {})).status).toBe(200)
    await site.work()
    expect(await countIn(visitor)).toBe(1)
  })

  test('the link that confirmed her no longer counts her after she withdrew, and says so', async () => {
    const mail = await signAndConfirm(site, anaByInitials)
    await visitor.post(linkIn(mail, 'withdraw'), {})
    const answer = await visitor.post(linkIn(mail, 'confirm'), {})
    expect(answer.status).toBe(409)
    await site.work()
    expect(await countIn(visitor)).toBe(0)
  })

  test('after withdrawing she signs again and is counted again', async () => {
    const mail = await signAndConfirm(site, anaByInitials)
    await visitor.post(linkIn(mail, 'withdraw'), {})
    expect(await countIn(visitor)).toBe(0)
    await signAndConfirm(site, anaByInitials)
    expect(await countIn(visitor)).toBe(1)
  })

  test('signing a second time under the same name gets the same answer, and tells only her mailbox', async () => {
    await signAndConfirm(site, anaByInitials)
    const known = await sign(site.visitor(), anaByInitials)
    const unknown = await sign(site.visitor(), { ...anaByInitials, email: 'nobody@elsewhere.example' })
    expect(known.status).toBe(unknown.status)
    const shape = (location: string | null) => location?.replace(/[\w-]{43}$/, 'HANDLE')
    expect(shape(known.location)).toBe(shape(unknown.location))
    expect([...known.headers.keys()]).toEqual([...unknown.headers.keys()])
    await site.work()
    const mail = await mailToAna()
    expect(mail?.text).not.toMatch(/\/confirm\//)
    expect(await countIn(visitor)).toBe(1)
  })

  test('she gets three mails a day for one letter at most, whoever asks for them', async () => {
    for (let post = 0; post < 6; post++)
      await sign(site.visitor(), { ...anaByInitials, city: `Ciudad ${post}` })
    await site.work()
    expect(await site.mailsTo(ana.email)).toHaveLength(3)
  })
})

describe('the code, typed into the page that is still open', () => {
  beforeEach(async () => {
    await sign(visitor, ana)
    await visitor.follow()
    await site.work()
  })

  test('counts her, however she writes it', async () => {
    const code = codeIn(await mailToAna())
    const answer = await visitor.press(m.code_button({}, es), { code: ` ${code.toLowerCase()} ` })
    expect(answer.status).toBe(303)
    expect(answer.location).toBe(`${campaignPath()}/thanks`)
    await site.work()
    expect(await countIn(visitor)).toBe(1)
  })

  test('works without any cookie', async () => {
    const handlePage = visitor.page().path
    const bare = site.visitor()
    const answer = await bare.post(handlePage, { code: codeIn(await mailToAna()) })
    expect(answer.status).toBe(303)
  })

  test('is refused when wrong, says how many tries are left, and is dead after five', async () => {
    const right = codeIn(await mailToAna())
    for (const left of [4, 3, 2, 1, 0]) {
      const answer = await visitor.press(m.code_button({}, es), { code: 'ZZZZZZZZ' })
      expect(answer.status).toBe(422)
      if (left > 0) expect(answer.words).toMatch(new RegExp(`\\b${left}\\b`))
    }
    const late = await visitor.post(visitor.page().path, { code: right })
    expect(late.status).toBe(422)
    expect(late.words).toContain(m.code_wrong_none({}, es))
    await site.work()
    expect(await countIn(visitor)).toBe(0)
    const other = site.visitor()
    await other.get(linkIn(await mailToAna(), 'confirm'))
    expect((await other.press(m.confirm_button({}, es))).status).toBe(303)
  })

  test('can be mailed once more, and both codes work', async () => {
    const first = codeIn(await mailToAna())
    const answer = await visitor.press(m.code_resend({}, es))
    expect(answer.status).toBe(200)
    await site.work()
    expect(await site.mailsTo(ana.email)).toHaveLength(2)
    const second = codeIn(await mailToAna())
    expect(second).not.toBe(first)
    expect((await visitor.press(m.code_button({}, es), { code: first })).status).toBe(303)
  })

  test('is too old after a day, while the link still works', async () => {
    const mail = await mailToAna()
    site.pass(day + hour)
    expect((await visitor.press(m.code_button({}, es), { code: codeIn(mail) })).status).toBe(422)
    const other = site.visitor()
    await other.get(linkIn(mail, 'confirm'))
    expect((await other.press(m.confirm_button({}, es))).status).toBe(303)
  })

  test('does nothing on another page of another signature', async () => {
    const code = codeIn(await mailToAna())
    const other = site.visitor()
    await sign(other, carla)
    await other.follow()
    expect((await other.press(m.code_button({}, es), { code })).status).toBe(422)
  })
})

describe('the mailed link', () => {
  test('presses its own button in the browser that signed, and in no other', async () => {
    await sign(visitor, ana)
    await site.work()
    const link = linkIn(await mailToAna(), 'confirm')
    expect((await visitor.get(link)).attribute('data-press')).toBe('now')
    expect((await site.visitor().get(link)).attribute('data-press')).toBeNull()
    const stranger = site.visitor()
    await sign(stranger, carla)
    expect((await stranger.get(link)).attribute('data-press')).toBeNull()
  })

  test('is too old after seven days and says so', async () => {
    await sign(visitor, ana)
    await site.work()
    const link = linkIn(await mailToAna(), 'confirm')
    site.pass(7 * day + 1)
    const answer = await visitor.post(link, {})
    expect(answer.status).toBe(410)
    await site.work()
    expect(await countIn(visitor)).toBe(0)
  })

  test('that was never sent is not found, in either direction', async () => {
    for (const kind of ['confirm', 'withdraw']) {
      for (const token of ['x', 'A'.repeat(43), '%00', '..%2f..%2fetc', 'A'.repeat(5_000)]) {
        expect((await visitor.get(`/${kind}/${token}`)).status, `GET ${kind} ${token}`).toBe(404)
        expect((await visitor.post(`/${kind}/${token}`, {})).status, `POST ${kind} ${token}`).toBe(404)
      }
    }
  })

  test('to confirm does not withdraw, and the other way round', async () => {
    await sign(visitor, ana)
    await site.work()
    const mail = await mailToAna()
    const confirm = linkIn(mail, 'confirm').replace('/confirm/', '/withdraw/')
    const withdraw = linkIn(mail, 'withdraw').replace('/withdraw/', '/confirm/')
    expect((await visitor.post(confirm, {})).status).toBe(404)
    expect((await visitor.post(withdraw, {})).status).toBe(404)
  })
})

test('two people who share a mailbox are both counted, a third is not', async () => {
  await signAndConfirm(site, ana)
  await signAndConfirm(site, { ...ana, name: 'Bruno Díaz' })
  expect(await countIn(visitor)).toBe(2)
  await sign(site.visitor(), { ...ana, name: 'Carla Sosa' })
  await site.work()
  expect((await mailToAna())?.text).not.toMatch(/\/confirm\//)
  expect(await countIn(visitor)).toBe(2)
})

test('who signs in English gets English pages and mail, under the English letter', async () => {
  const reader = site.visitor({ 'accept-language': 'en' })
  await sign(reader, ana, 'en')
  await reader.follow()
  expect(reader.page().words).toContain(m.code_title({}, { locale: 'en' }))
  await site.work()
  const mail = await mailToAna()
  expect(new Map(mail?.headers).get('Content-Language')).toBe('en')
  await reader.get(linkIn(mail, 'confirm'))
  await reader.press(m.confirm_button({}, { locale: 'en' }))
  await reader.follow()
  expect(reader.page().words).toContain(m.thanks_title({}, { locale: 'en' }))
})
