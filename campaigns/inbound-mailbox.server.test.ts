import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { inboundMailboxes, inboundMails, outbox } from '../db/schema'
import { takenMark } from '../emails/imap-box.server'
import { freshDb } from '../tests/support/database'
import { openImapServer } from '../tests/support/imap-server'
import {
  ana,
  type Campaign,
  day,
  hour,
  keyring,
  lapshinCampaign,
  later,
  minute,
  morning,
  post,
} from '../tests/support/people'
import { openPostOffice } from '../tests/support/post-office'
import { bounceDomain, returned } from '../tests/support/returned-mail'
import { inboundSize } from './inbound'
import { listUnclear } from './inbound-list.server'
import { findMailbox, pollMailbox } from './inbound-mailbox.server'
import { settleInbound } from './inbound-settling.server'
import { isSuppressed } from './mail-trouble.server'
import { returnPath } from './return-path.server'

let db: Db
let campaign: Campaign
let imap: Awaited<ReturnType<typeof openImapServer>>
let mail: { id: string; messageId: string }
beforeEach(async () => {
  db = await freshDb()
  campaign = await lapshinCampaign(db)
  imap = await openImapServer()
  const office = await openPostOffice(db, { bounceDomain })
  await post(db, campaign, ana)
  await office.bring(morning)
  const [row] = await db.select().from(outbox)
  if (!row) throw new Error('There is no mail.')
  mail = row
})

const poll = (now = later(minute), place = imap.place) =>
  pollMailbox(db, { keyring, place, bounceDomain, now: () => now })
const stored = () => db.select().from(inboundMails)
const marked = (uid: number) => imap.box.mails.find((one) => one.uid === uid)?.flags
const ofAna = (name: string, change: Record<string, string> = {}) =>
  returned(name, { '<letter-1@petitions.example>': mail.messageId, ...change })
const refuses = () => isSuppressed(db, { keyring, email: ana.email })
const strangers = (n: number, words = 'Weekly news') =>
  `From: news@lists.example\r\nSubject: ${words}\r\nMessage-ID: <news-${n}@lists.example>\r\n\r\n${words}\r\n`

describe('reading the mailbox', () => {
  it('ties a report to its mail by the Message-ID it quotes, and marks it', async () => {
    imap.arrives(ofAna('postfix-user-unknown'), morning)
    expect(await poll()).toEqual({ kind: 'read', takenCount: 1 })
    expect(marked(1)).toEqual([takenMark, '\\Seen'])
    await settleInbound(db, { keyring, now: later(minute) })
    expect((await stored())[0]).toMatchObject({ source: 'imap', outboxId: mail.id, kind: 'address-refused' })
    expect(await refuses()).toBe(true)
  })

  it('ties it by the address it came to, before any Message-ID', async () => {
    const address = returnPath(keyring, { mailId: mail.id, domain: bounceDomain })
    imap.arrives(`Delivered-To: ${address.toUpperCase()}\r\n${returned('sendmail-unknown')}`, morning)
    imap.arrives(
      returned('exim-unknown', {
        '<letter-1@petitions.example>': '<another@elsewhere.example>',
        'Return-Path: <>': `Return-Path: <>\nX-Original-To: ${address}`,
      }),
      morning,
    )
    expect(await poll()).toEqual({ kind: 'read', takenCount: 2 })
    expect((await stored()).map(({ outboxId }) => outboxId)).toEqual([mail.id, mail.id])
  })

  it('believes no address whose mark is not ours', async () => {
    imap.arrives(
      returned('postfix-user-unknown', { '<letter-1@petitions.example>': '<guessed@petitions.example>' }),
      morning,
    )
    expect(await poll()).toEqual({ kind: 'read', takenCount: 0 })
    await settleInbound(db, { keyring, now: later(minute) })
    expect(await refuses()).toBe(false)
  })

  it('leaves what it can tie to nothing as it is, unread, and keeps no word of it', async () => {
    imap.arrives(strangers(1, 'Dear Consul, a secret'), morning)
    imap.arrives(strangers(2), morning)
    await poll()
    expect([marked(1), marked(2)]).toEqual([[], []])
    expect((await stored()).map(({ state, rawSealed, outboxId }) => [state, rawSealed, outboxId])).toEqual([
      ['unclear', null, null],
      ['unclear', null, null],
    ])
    expect(JSON.stringify(await stored())).not.toContain('lists.example')
    expect(await listUnclear(db, { now: later(hour) })).toEqual([
      { day: '2026-11-24', source: 'imap', mailCount: 2 },
    ])
    expect(await listUnclear(db, { now: later(31 * day) })).toEqual([])
  })

  it('leaves answers unread for whoever reads the mailbox', async () => {
    imap.arrives(ofAna('answer-plain'), morning)
    await poll()
    expect(marked(1)).toEqual([takenMark])
  })

  it('takes no notice of copies of what we sent', async () => {
    imap.arrives(`From: mail@petitions.example\r\nMessage-ID: ${mail.messageId}\r\n\r\nHello\r\n`, morning)
    expect(await poll()).toEqual({ kind: 'read', takenCount: 0 })
    expect(await stored()).toEqual([])
  })

  it('only counts what is longer than it takes, and never asks for it', async () => {
    imap.arrives(Buffer.concat([ofAna('postfix-user-unknown'), Buffer.alloc(inboundSize, 'x')]), morning)
    await poll()
    expect((await stored()).map(({ state }) => state)).toEqual(['unclear'])
    expect(imap.heard.filter((line) => line.includes('BODY'))).toEqual([])
  })

  it('works where the server keeps no marks of that kind', async () => {
    imap = await openImapServer({ keepsMarks: false })
    imap.arrives(ofAna('postfix-user-unknown'), morning)
    await poll()
    expect(marked(1)).toEqual(['\\Seen'])
  })
})

describe('reading it again', () => {
  it('asks for nothing it has seen', async () => {
    imap.arrives(ofAna('postfix-user-unknown'), morning)
    imap.arrives(strangers(1), morning)
    await poll()
    const before = imap.heard.length
    expect(await poll(later(5 * minute))).toEqual({ kind: 'read', takenCount: 0 })
    expect(imap.heard.slice(before).filter((line) => line.startsWith('UID FETCH'))).toEqual([])
    imap.arrives(ofAna('arf-abuse'), later(6 * minute))
    expect(await poll(later(10 * minute))).toEqual({ kind: 'read', takenCount: 1 })
  })

  it('takes each mail once when the mailbox was made anew with other numbers', async () => {
    imap.arrives(ofAna('postfix-user-unknown'), morning)
    imap.arrives(strangers(1), morning)
    await poll()
    imap.box.uidValidity = 8
    imap.box.mails.reverse()
    for (const [n, one] of imap.box.mails.entries()) one.uid = n + 1
    await poll(later(5 * minute))
    expect(await stored()).toHaveLength(2)
  })

  it('takes each mail once when the server wrote a line into it meanwhile, and two that only share a Message-ID both', async () => {
    const report = ofAna('postfix-user-unknown')
    imap.arrives(report, morning)
    imap.arrives(`X-Spam-Score: 1\r\n${report}`, morning)
    imap.arrives(ofAna('exim-unknown'), morning)
    imap.arrives(`Subject: no identity\r\nIn-Reply-To: ${mail.messageId}\r\n\nx`, morning)
    imap.arrives(`Subject: no identity\r\nIn-Reply-To: ${mail.messageId}\r\n\ny`, morning)
    expect(await poll()).toEqual({ kind: 'read', takenCount: 5 })
    expect(await stored()).toHaveLength(4)
  })

  it('goes on behind the mail at which it broke off', async () => {
    for (let n = 0; n < 3; n++) imap.arrives(ofAna('postfix-delayed', { 'report-1@': `r${n}@` }), morning)
    imap.trouble.hangUpAt = 'UID STORE'
    expect(await poll()).toEqual({ kind: 'fault', code: 'unreachable' })
    expect(await stored()).toHaveLength(1)
    imap.trouble.hangUpAt = ''
    expect(await poll(later(hour))).toEqual({ kind: 'read', takenCount: 2 })
    expect(await stored()).toHaveLength(3)
  })

  it('looks at no mail that is older than a month', async () => {
    imap.arrives(ofAna('postfix-user-unknown'), later(-40 * day))
    expect(await poll()).toEqual({ kind: 'read', takenCount: 0 })
    expect(imap.heard.filter((line) => line.startsWith('UID FETCH'))).toEqual([])
  })

  it('is done by one process at a time', async () => {
    const both = await Promise.all([poll(), poll()])
    expect(both.map(({ kind }) => kind).sort()).toEqual(['not-yet', 'read'])
    expect(await poll(later(2 * minute))).toEqual({ kind: 'not-yet' })
  })
})

describe('when the server can’t be spoken to', () => {
  const state = () => findMailbox(db, { keyring, place: imap.place })

  it.each([
    [
      'auth',
      () => {
        imap.trouble.login = true
      },
    ],
    [
      'unreachable',
      () => {
        imap.trouble.hangUpAt = 'SELECT'
      },
    ],
    [
      'folder',
      () => {
        imap.place.folder = 'Nowhere'
      },
    ],
    [
      'unreachable',
      () => {
        imap.place.port = 1
      },
    ],
  ] as const)('says that it is %s, and since when', async (code, break_) => {
    break_()
    expect(await poll()).toEqual({ kind: 'fault', code })
    expect(await state()).toMatchObject({ fault: code, faultAt: later(minute), readAt: null })
  })

  it('waits twice as long each time, an hour at most, and is fine again afterwards', async () => {
    imap.trouble.login = true
    let now = later(minute)
    const waits: number[] = []
    for (let n = 0; n < 8; n++) {
      await poll(now)
      const next = (await state())?.tryAt ?? now
      waits.push((next.getTime() - now.getTime()) / minute)
      expect(await poll(new Date(next.getTime() - 1))).toEqual({ kind: 'not-yet' })
      now = next
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60, 60])
    expect(await state()).toMatchObject({ faultAt: later(minute) })
    imap.trouble.login = false
    expect(await poll(now)).toEqual({ kind: 'read', takenCount: 0 })
    expect(await state()).toMatchObject({ fault: null, faultAt: null, readAt: now })
  })

  it('writes down no password, user or host', async () => {
    await poll()
    const rows = JSON.stringify(await db.select().from(inboundMailboxes))
    for (const word of ['secret', 'bounces', '127.0.0.1', 'INBOX']) expect(rows).not.toContain(word)
  })

  it('stores what it took before the server is told of it', async () => {
    imap.arrives(ofAna('postfix-user-unknown'), morning)
    imap.trouble.hangUpAt = 'UID STORE'
    await poll()
    expect(await db.select().from(inboundMails).where(eq(inboundMails.state, 'received'))).toHaveLength(1)
  })
})
