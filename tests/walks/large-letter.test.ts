import { createHash } from 'node:crypto'
import { simpleParser } from 'mailparser'
import { afterEach, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { beginMails } from '../../campaigns/postman.server'
import { campaigns } from '../../db/schema'
import { openTransport } from '../../emails/transport.server'
import { type FaultyRelay, openFaultyRelay, type Script, say } from '../support/faulty-relay'
import { ana } from '../support/people'
import { baseUrl, openSite, type Site } from '../support/site'
import { atTheDesk, signAndConfirm } from '../support/steps'
import type { Visitor } from '../support/visitor'

const en = { locale: 'en' } as const
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function throughRelay(site: Site, relay: FaultyRelay) {
  const from = site.environment.mailFrom
  const transport = await openTransport({ smtpUrl: `smtp://127.0.0.1:${relay.port}`, from: from.address })
  const { db, keyring, now } = site
  await Promise.all(
    await beginMails({ db, keyring, transport, from, siteUrl: baseUrl, workerId: 'w', now }, 6),
  )
  transport.close()
}

/** Tigran's letter as the relay answers it: held, with the next version set. He stands on the page of the held one. */
async function refused(script: Script) {
  const site = await openSite()
  const tigran = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran', role: 'campaigner' })
  await signAndConfirm(site, ana)
  const [campaign] = await site.db.select().from(campaigns)
  await tigran.open(`/desk/campaigns/${campaign?.id}`)
  await tigran.press(m.desk_prepare({ count: 1, shown: '1' }, en))
  await site.work()
  await tigran.follow()
  await tigran.press(m.delivery_approve({}, en))
  await tigran.follow()
  const relay = await openFaultyRelay(script)
  closing.push(relay.close)
  await throughRelay(site, relay)
  await site.work()
  await tigran.open(tigran.page().path)
  return { site, tigran, relay }
}

async function toNextVersion(tigran: Visitor) {
  const href = /href="(\/desk\/deliveries\/[\w-]+)">[^<]*version with a link/.exec(tigran.page().html)?.[1]
  return tigran.open(href ?? 'none')
}

test.each<[string, Script]>([
  ['552 after the message', { dot: say('552 5.3.4 too big for us') }],
  ['552 at MAIL', { MAIL: say('552 message exceeds the limit') }],
  ['a SIZE that is smaller', { EHLO: say('250-relay.example', '250 SIZE 50000') }],
])('a letter that is too large goes with a link, from %s to the office’s download', async (_, script) => {
  const { site, tigran, relay } = await refused(script)
  expect(tigran.page().words).toContain(m.held_too_large({}, en))
  const page = await toNextVersion(tigran)
  for (const said of [m.delivery_in_place({}, en), m.delivery_approve({}, en)])
    expect(page.words).toContain(said)
  const before = relay.received.length

  // What announces its size goes on doing so: the version with a link has to fit.
  relay.behave(script.EHLO ? script : {})
  await tigran.press(m.delivery_approve({}, en))
  await throughRelay(site, relay)
  expect(relay.received).toHaveLength(before + 1)
  const mail = await simpleParser(relay.received.at(-1) ?? '')
  expect(mail.attachments).toEqual([])
  const link = /https?:\/\/\S+\/letters\/[\w-]{43}\.pdf/.exec(mail.text ?? '')?.[0] ?? ''

  const download = await site.fetch(new Request(link))
  expect(download.status).toBe(200)
  expect(Object.fromEntries(download.headers)).toMatchObject({
    'content-type': 'application/pdf',
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex, nofollow',
  })
  const pdf = Buffer.from(await download.arrayBuffer())
  expect(mail.text).toContain(createHash('sha256').update(pdf).digest('hex'))
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  for (const bytes of [pdf.toString('latin1'), mail.text]) expect(bytes).not.toContain(ana.email)
  expect(site.faults).toEqual([])
})

test('the link ends when the letter is called back, and one that was never made is no page', async () => {
  const { site, tigran } = await refused({ MAIL: say('552 5.3.4 too big') })
  const page = await toNextVersion(tigran)
  const link = /\/letters\/[\w-]{43}\.pdf/.exec(page.html)?.[0] ?? ''
  expect((await site.fetch(new Request(baseUrl + link))).status).toBe(200)
  await tigran.press(m.delivery_cancel({}, en))
  expect((await site.fetch(new Request(baseUrl + link))).status).toBe(404)
})

test('a version with a link that is too large as well says what is left to do', async () => {
  const { site, tigran, relay } = await refused({ MAIL: say('552 5.3.4 too big') })
  await toNextVersion(tigran)
  await tigran.press(m.delivery_approve({}, en))
  await throughRelay(site, relay)
  const page = await tigran.open(tigran.page().path)
  expect(page.words).toContain(m.held_too_large_again({}, en))
})
