import { simpleParser } from 'mailparser'
import { expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { report } from '../support/figures'
import { textOfPdf } from '../support/pdf-text'
import { allRows } from '../support/rows'
import { openSite, sampleSlug } from '../support/site'
import { atTheDesk, campaignPath, codeIn, linkIn, sign } from '../support/steps'

// What must never get out is planted, everything is done once, and every way out is searched for it.

const es = { locale: 'es' } as const
const en = { locale: 'en' } as const

const named = {
  name: 'Canaria Visible',
  email: 'canary.full@plumage.example',
  country: 'AR',
  disclosure: 'full',
}
const lettered = {
  name: 'Iniciada Secreta',
  email: 'canary.half@plumage.example',
  country: 'AR',
  disclosure: 'initials',
}
const counted = {
  name: 'Oculta Contada',
  email: 'canary.none@plumage.example',
  country: 'AR',
  disclosure: 'counted',
}
const line = 'CANARIO EN LA MINA'
const tigran = { email: 'canary.desk@plumage.example', name: 'Tigran' }
const embassy = 'mail@embassy-of-belarus.example'

test('addresses, tokens, codes, unread lines and hidden names are in nothing that gets out', {
  timeout: 120_000,
}, async (context) => {
  const site = await openSite()
  const secrets: string[] = []
  for (const typed of [named, lettered, counted]) {
    const visitor = site.visitor()
    await sign(visitor, { ...typed, line, public: 'yes', updates: 'yes' })
    await visitor.follow()
    await site.work()
    const [mail] = await site.mailsTo(typed.email)
    const code = codeIn(mail)
    const [confirm = '', withdraw = ''] = (['confirm', 'withdraw'] as const).map(
      (kind) => /\/([\w.-]{43,45})\?/.exec(linkIn(mail, kind))?.[1],
    )
    // Of the token that withdraws, what makes it a secret: the rest is an id.
    secrets.push(code, code.replace(/\W/g, ''), confirm, withdraw.split('.')[1] ?? '')
    await visitor.press(m.code_button({}, es), { code: 'ZZZZ ZZZZ' })
    await visitor.get(linkIn(mail, 'confirm'))
    await visitor.press(m.confirm_button({}, es))
    await visitor.follow()
    await site.work()
  }
  const desk = await atTheDesk(site, tigran)
  secrets.push(...desk.cookies.values())
  const asking = site.visitor({ 'accept-language': 'en' })
  await asking.get('/desk/sign-in')
  await asking.press(m.signin_ask({}, en), { email: tigran.email })
  await site.work()
  secrets.push(codeIn((await site.mailsTo(tigran.email))[0]))

  const list = await desk.get('/desk')
  await desk.get(list.links.find(({ href }) => /campaigns\/(?!new)/.test(href))?.href ?? '')
  const { location } = await desk.press(m.desk_prepare({ count: 3, shown: '3' }, en))
  await site.work()
  await desk.get(location ?? '')
  await desk.press(m.delivery_approve({}, en))
  await site.work()
  expect(secrets.every((secret) => secret.length >= 8)).toBe(true)

  const addresses = [named, lettered, counted, tigran].map(({ email }) => email)
  const hiddenNames = [lettered.name, 'Secreta', counted.name, 'Oculta']
  const ways: Record<string, { text: string; without: string[] }> = {}

  const stranger = site.visitor({ 'accept-language': 'es' })
  const publicPaths = [
    '/es',
    '/en',
    campaignPath('es'),
    campaignPath('en'),
    `${campaignPath('es')}/thanks`,
    '/desk/sign-in',
  ]
  for (const path of [...publicPaths, ...publicPaths.map((one) => `${one}.data`), `/c/${sampleSlug}.json`]) {
    const page = await stranger.get(path)
    ways[path] = {
      text: page.bytes.toString(),
      without: [...addresses, ...secrets, line, ...hiddenNames, named.name],
    }
  }
  for (const language of ['es', 'en']) {
    const path = `/${language}/c/${sampleSlug}/letter.pdf`
    const { bytes } = await stranger.get(path)
    const text = textOfPdf(bytes) + bytes.toString('latin1')
    ways[path] = { text, without: [...addresses, ...secrets, line, ...hiddenNames, named.name] }
  }

  const [sent] = await site.mailsTo(embassy)
  const raw = (await site.mailbox.raw(sent?.id ?? '')) ?? Buffer.alloc(0)
  const mail = await simpleParser(raw)
  const pdf = mail.attachments[0]?.content ?? Buffer.alloc(0)
  const headers = mail.headerLines.map(({ line: header }) => header).join('\n')
  const letter = [headers, mail.text, mail.html, textOfPdf(pdf), pdf.toString('latin1'), raw.toString()].join(
    '\n',
  )
  expect(textOfPdf(pdf)).toContain(named.name)
  expect(textOfPdf(pdf)).toContain('I. S.')
  ways['the embassy’s mail'] = { text: letter, without: [...addresses, ...secrets, line, ...hiddenNames] }

  ways['the delivery as JSON'] = {
    text: (await desk.get(`${location}.json`)).bytes.toString(),
    without: [...addresses, ...secrets, line, ...hiddenNames],
  }
  ways['the log'] = {
    text: JSON.stringify(site.logged),
    without: [...addresses, ...secrets, line, ...hiddenNames, named.name, embassy, 'plumage'],
  }
  ways['the database'] = { text: JSON.stringify(await allRows(site.db)), without: [...addresses, ...secrets] }

  const planted = new Set(Object.values(ways).flatMap(({ without }) => without))
  report(context, { planted: planted.size, ways: Object.keys(ways).length })
  for (const [way, { text, without }] of Object.entries(ways)) {
    expect(text.length, way).toBeGreaterThan(20)
    const found = without.filter((secret) => text.toLowerCase().includes(secret.toLowerCase()))
    expect(found, way).toEqual([])
  }
  expect(site.faults).toEqual([])
})
