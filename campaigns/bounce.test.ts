import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../db/package-root.server'
import { classifyInbound, type InboundKind, inboundKinds, tracesOf } from './bounce'
import { readMail } from './mail-parts'

const folder = join(packageRoot, 'tests', 'fixtures', 'bounces')
type Expected = { kind: InboundKind; status: string | null; quotes: boolean }
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Expected>
const bytesOf = (name: string) => readFileSync(join(folder, `${name}.eml`)).toString('latin1')
const names = Object.keys(expected)
const ours = '<letter-1@petitions.example>'

describe('what comes back', () => {
  it('is written down for every mail of the collection, in every kind', () => {
    const files = readdirSync(folder).flatMap((name) => (name.endsWith('.eml') ? [name.slice(0, -4)] : []))
    expect(files.sort()).toEqual([...names].sort())
    expect(names.length).toBeGreaterThanOrEqual(60)
    expect(new Set(names.map((name) => expected[name]?.kind))).toEqual(new Set(inboundKinds))
  })

  it.each(names)('is understood: %s', (name) => {
    const mail = readMail(bytesOf(name))
    const { kind, status } = classifyInbound(mail)
    expect({ kind, status, quotes: tracesOf(mail).messageIds.includes(ours) }).toEqual(expected[name])
  })

  it.each(names)('is understood with the line ends of the wire: %s', (name) => {
    const wire = bytesOf(name).replace(/\r?\n/g, '\r\n')
    expect(classifyInbound(readMail(wire)).kind).toBe(expected[name]?.kind)
  })

  it('is read to the end of it, wherever it is cut off', () => {
    for (const name of names.slice(0, 40)) {
      const bytes = bytesOf(name)
      for (let length = 0; length < bytes.length; length += 97)
        expect(inboundKinds).toContain(classifyInbound(readMail(bytes.slice(0, length))).kind)
    }
  })

  it('never speaks of an address when a server speaks of us', () => {
    for (const said of [
      '550 5.7.1 rejected due to policy, user unknown or not permitted',
      '550 5.1.1 message blocked as spam',
      '550 Sender verify failed',
      '554 5.7.1 relaying denied',
      '550 5.1.7 sender address does not exist',
      '550 5.0.0 rejected by administrator',
    ]) {
      const report = `Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; a.example\n\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; ${said}\n--b--\n`
      expect([said, classifyInbound(readMail(report)).kind]).toEqual([said, 'policy-refused'])
    }
  })
})

describe('a mail that means harm', () => {
  const timed = (bytes: string) => {
    const began = performance.now()
    const mail = readMail(bytes)
    const { kind } = classifyInbound(mail)
    tracesOf(mail)
    return { kind, ms: performance.now() - began }
  }
  it.each([
    ['nested a thousand deep', () => nested(1_000)],
    [
      'of ten thousand parts',
      () => `Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(10_000)}--b--`,
    ],
    ['of a hundred thousand fields', () => `${'A: b\n'.repeat(100_000)}\nx`],
    ['with one field of a megabyte', () => `Subject: ${'=?utf-8?q?a?= '.repeat(70_000)}\n\nx`],
    ['with a megabyte of one letter', () => `From: MAILER-DAEMON\n\n${'a'.repeat(1_000_000)}`],
    ['with a megabyte of spaces and digits', () => `From: MAILER-DAEMON\n\n${' 5 50 '.repeat(170_000)}`],
    ['with a megabyte of open tags', () => `Content-Type: text/html\n\n${'<'.repeat(1_000_000)}`],
    ['with a megabyte of user', () => `From: MAILER-DAEMON\n\n${'user mailbox '.repeat(80_000)}`],
    ['with a megabyte of line ends', () => `From: MAILER-DAEMON\n\n${'\n'.repeat(1_000_000)}`],
  ])('is read in a moment: %s', (_, make) => {
    const { kind, ms } = timed(make())
    expect(inboundKinds).toContain(kind)
    expect(ms).toBeLessThan(1_500)
  })
})

const nested = (depth: number) =>
  Array.from({ length: depth }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\n\n--b${n}\n`).join(
    '',
  )
