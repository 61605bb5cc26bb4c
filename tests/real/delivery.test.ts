import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import { describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { attempts, outbox, suppressions } from '../../db/schema'
import { openTransport } from '../../emails/transport.server'
import { ana } from '../support/people'
import { openSite, type Site } from '../support/site'
import { atTheDesk, countIn, sign } from '../support/steps'

// Run by run.js, which has started Postfix and Dovecot and says here where they are.
const { REAL_SMTP_URL = '', REAL_MAILDIRS = '', REAL_IMAP_URL = '', REAL_SIZE_LIMIT = '' } = process.env

const [en, es] = [{ locale: 'en' } as const, { locale: 'es' } as const]
const MAIL_FROM = 'Démarche <mail@demarche.example>'
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex')

/** What lies in a mailbox, with what names the file. Dovecot moves new mails to `cur` once it has shown them. */
const boxed = (box: string) =>
  ['new', 'cur'].flatMap((part) => {
    const folder = join(REAL_MAILDIRS, box, part)
    return existsSync(folder)
      ? readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'))
      : []
  })

/** The first mail in a mailbox with these words in it, once it has come. */
async function arrived(box: string, words: string): Promise<string> {
  for (let waited = 0; waited < 30_000; waited += 100) {
    const found = boxed(box).find((raw) => raw.includes(words))
    if (found) return found
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(`Nothing with “${words}” came to ${box}.`)
}

/** What was handed over, without what the servers on the way wrote in front, and with the line ends it was sent with. */
function asSent(raw: string): string {
  const lines = raw.split('\n')
  const first = lines.findIndex(
    (line, i) =>
      !/^(?:Return-Path|X-Original-To|Delivered-To|Received):/i.test(line) && !(i > 0 && /^[ \t]/.test(line)),
  )
  return lines.slice(first).join('\r\n')
}

const openReal = () => openSite({ isTryOut: false, settings: { SMTP_URL: REAL_SMTP_URL, MAIL_FROM } })
const lastAttempt = async (site: Site) => (await site.db.select().from(attempts)).at(-1)

describe('by a real relay', () => {
  test('Ana’s mail arrives and confirms her, and the embassy gets the bytes that were approved', async () => {
    const site = await openReal()
    await sign(site.visitor(), ana)
    await site.work()
    const [queued] = await site.db.select().from(outbox)
    const raw = await arrived('mail.example/all', queued?.messageId ?? 'nothing')
    expect(raw).toMatch(/^Return-Path: <mail@demarche\.example>/m)
    expect(raw).toMatch(/using TLSv1\.[23]/)
    const mail = await simpleParser(raw)
    const path = /http:\/\/localhost:3000(\/confirm\/\S+)/.exec(mail.text ?? '')?.[1] ?? ''
    const reader = site.visitor()
    await reader.get(path)
    await reader.press(m.confirm_button({}, es))
    await site.work()
    expect(await countIn(site.visitor())).toBe(1)

    const desk = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran' })
    const list = await desk.get('/desk')
    await desk.get(list.links.find(({ href }) => /campaigns\/(?!new)/.test(href))?.href ?? '')
    const { location } = await desk.press(m.desk_prepare({ count: 1, shown: '1' }, en))
    await site.work()
    await desk.get(location ?? '')
    await desk.press(m.delivery_approve({}, en))
    await site.work()
    const told = (await desk.get(`${location}.json`)).json() as {
      state: string
      messageId: string
      messageSha256: string
      attempts: { response: string }[]
    }
    expect(told).toMatchObject({ state: 'accepted', attempts: [{ result: 'accepted', responseCode: 250 }] })
    const letter = await arrived('embassy-of-belarus.example/all', told.messageId)
    expect(sha256(Buffer.from(asSent(letter), 'latin1'))).toBe(told.messageSha256)
    expect(letter).not.toContain(ana.email)
    expect(site.faults).toEqual([])
  })

  test('an address it refuses is spared from then on, and its words are kept without the address', async () => {
    const site = await openReal()
    await sign(site.visitor(), { ...ana, email: 'nobody.here@strict.example' })
    await site.work()
    const attempt = await lastAttempt(site)
    expect(attempt).toMatchObject({ result: 'address-refused', responseCode: 550, phase: 'rcpt' })
    expect(attempt?.response).toMatch(/5\.1\.1/)
    expect(attempt?.response).not.toContain('nobody.here')
    expect(await site.db.select().from(suppressions)).toHaveLength(1)

    await sign(site.visitor(), { ...ana, email: 'known@strict.example' })
    await site.work()
    expect(await lastAttempt(site)).toMatchObject({ result: 'accepted' })
  })

  test('what it takes and then can’t deliver comes back to the sender’s mailbox, as a report', async () => {
    const site = await openReal()
    await sign(site.visitor(), { ...ana, email: 'ana@bouncing.example' })
    await site.work()
    expect(await lastAttempt(site)).toMatchObject({ result: 'accepted' })
    const [queued] = await site.db.select().from(outbox)
    const bounce = await arrived('demarche.example/all', queued?.messageId ?? 'nothing')
    expect(bounce).toMatch(/^Return-Path: <>/m)
    expect(bounce).toMatch(/^Content-Type: multipart\/report; report-type=delivery-status/im)
    expect(bounce).toMatch(/^Action: failed/m)
    expect(bounce).toMatch(/^Status: 5\.1\.1/m)
    if (REAL_IMAP_URL) expect(await readByImap()).toContain(queued?.messageId)
  })

  test('a mail beyond its size is not begun, and one below it goes', async () => {
    const transport = await openTransport({ smtpUrl: REAL_SMTP_URL, from: 'mail@demarche.example' })
    const head = 'From: mail@demarche.example\r\nTo: big@mail.example\r\nSubject: size\r\n\r\n'
    const mail = (size: number) => ({
      envelopeFrom: 'mail@demarche.example',
      to: 'big@mail.example',
      raw: Buffer.from(head + `${'x'.repeat(76)}\r\n`.repeat(size / 78)),
    })
    const limit = Number(REAL_SIZE_LIMIT)
    expect(await transport.send(mail(limit * 2))).toMatchObject({ phase: 'mail' })
    expect(await transport.send(mail(limit / 2))).toMatchObject({ kind: 'accepted' })
    transport.close()
  })

  test('sixty mails at once all arrive, each once', async () => {
    const site = await openReal()
    const named = (n: number) => `many-${n}@mail.example`
    for (let n = 0; n < 60; n++) await sign(site.visitor(), { ...ana, name: `Ana ${n}`, email: named(n) })
    await site.work()
    const queued = await site.db.select().from(outbox)
    expect(queued).toHaveLength(60)
    for (const { messageId } of queued) await arrived('mail.example/all', messageId)
    const all = boxed('mail.example/all')
    for (const { messageId } of queued)
      expect(all.filter((raw) => raw.includes(`Message-ID: ${messageId}`))).toHaveLength(1)
  })
})

/** All mails of the mailbox, as an IMAP server gives them out. */
function readByImap(): Promise<string> {
  const { hostname, port, username, password } = new URL(REAL_IMAP_URL)
  const commands = [`login ${username} ${password}`, 'select inbox', 'fetch 1:* body.peek[]', 'logout']
  return new Promise((done, fail) => {
    let answer = ''
    const socket = connect(Number(port), hostname)
    const next = () => {
      const command = commands.shift()
      if (command) socket.write(`a${commands.length} ${command}\r\n`)
    }
    socket.setEncoding('latin1').on('data', (words) => {
      answer += words
      const last = answer.endsWith('\r\n') ? (answer.trimEnd().split('\r\n').at(-1) ?? '') : ''
      if (/^(?:\*|a\d+) (?:NO|BAD) /.test(last)) socket.destroy(new Error(last))
      else if (/^(?:\* OK|a\d+ OK) /.test(last)) next()
    })
    socket.on('error', fail).on('close', () => done(answer))
  })
}
