import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { attempts, outbox, suppressions } from '../../db/schema'
import { openTransport } from '../../emails/transport.server'
import { ana } from '../support/people'
import { openSite, type Site } from '../support/site'
import { sign } from '../support/steps'
import { arrived, askByImap, boxed } from './boxes'
import { sendLetter } from './letter'

// Run by run.js, which has started Postfix and Dovecot and says here where they are.
const { REAL_SMTP_URL = '', REAL_IMAP_URL = '', REAL_SIZE_LIMIT = '' } = process.env

const MAIL_FROM = 'Démarche <mail@demarche.example>'
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex')

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
    const { raw, told } = await sendLetter(site)
    expect(raw).toMatch(/^Return-Path: <mail@demarche\.example>/m)
    expect(raw).toMatch(/using TLSv1\.[23]/)
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
    if (REAL_IMAP_URL)
      expect(await askByImap(REAL_IMAP_URL, 'fetch 1:* body.peek[]')).toContain(queued?.messageId)
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
