import { simpleParser } from 'mailparser'
import { describe, expect, test } from 'vitest'
import { composeMail, headerWords, type MailParts } from './compose.server'

const parts: MailParts = {
  from: { name: 'Consejo Nacional Armenio', address: 'cartas@petitions.example' },
  to: { name: 'Ana Petrosyan', address: 'ana@mail.example' },
  subject: 'Confirme su firma',
  text: 'Confirme su firma.\n',
  html: '<p>Confirme su firma.</p>',
  language: 'es',
  messageId: '<a1b2c3@petitions.example>',
  date: new Date('2026-11-24T09:00:00Z'),
}

const expectedHeaders = [
  'content-language',
  'content-type',
  'date',
  'from',
  'message-id',
  'mime-version',
  'reply-to',
  'subject',
  'to',
]

const longestLine = (raw: Buffer) =>
  Math.max(
    ...raw
      .toString('latin1')
      .split('\r\n')
      .map((line) => line.length),
  )
const withoutCrlf = (raw: Buffer) => raw.toString('latin1').replaceAll('\r\n', '')

const hostileWords = [
  'Ana\r\nBcc: eve@evil.example',
  'Ana\nBcc: eve@evil.example\n\nbody',
  'Ana\rBcc: eve@evil.example',
  'Ana\u2028Bcc: eve@evil.example\u2029X: y',
  'Ana\u0085Bcc: eve@evil.example',
  'Ana\u0000\u0007\u001b[2J\u007f',
  '"a@b.example" <c@d.example>',
  'Ana <eve@evil.example>, Tigran',
  'eve@evil.example',
  'eve@evil.example,',
  'Group: eve@evil.example;',
  'Ana" <eve@evil.example>, "x',
  'Ana\\" <eve@evil.example>, \'',
  '(comment) eve@evil.example',
  '\u202eelpmaxe.live\u202c \u2066Ana\u2069',
  '=?utf-8?Q?Bcc=3A_eve=40evil.example=0D=0A?=',
  '=?utf-8?B?DQpCY2M6IGV2ZUBldmlsLmV4YW1wbGU=?=',
  'x'.repeat(10_000),
  'Անի '.repeat(3_000),
  '👩‍👩‍👧'.repeat(3_000),
  '\ud800 lone \udfff',
  'Ana\r\n\r\n<script>alert(1)</script>',
  '%0d%0aBcc:eve@evil.example',
  ' '.repeat(500),
  '',
  'Խաչատուրյան Անահիտ',
  'أنا بتروسيان',
]

describe('whatever stands in a name or a subject', () => {
  test.each(hostileWords.map((words) => [JSON.stringify(words).slice(0, 60), words]))(
    'there is one recipient and no header of a stranger: %s',
    async (_, words) => {
      const raw = await composeMail({
        ...parts,
        from: { name: words, address: parts.from.address },
        to: { name: words, address: parts.to.address },
        replyTo: { name: words, address: 'reply+x@petitions.example' },
        subject: words,
        attachments: [{ filename: words, content: Buffer.from('%PDF'), contentType: 'application/pdf' }],
      })
      const mail = await simpleParser(raw)
      expect([mail.to].flat().flatMap((to) => to?.value.map(({ address }) => address))).toEqual([
        'ana@mail.example',
      ])
      expect(mail.from?.value.map(({ address }) => address)).toEqual(['cartas@petitions.example'])
      expect(mail.replyTo?.value.map(({ address }) => address)).toEqual(['reply+x@petitions.example'])
      expect(mail.bcc).toBeUndefined()
      expect(mail.cc).toBeUndefined()
      const names = mail.headerLines.map(({ key }) => key).sort()
      expect(names).toEqual(expectedHeaders.filter((name) => name !== 'subject' || names.includes('subject')))
      expect(longestLine(raw)).toBeLessThanOrEqual(998)
      expect(withoutCrlf(raw)).not.toMatch(/[\r\n]/)
      expect(mail.attachments).toHaveLength(1)
      expect(mail.text?.trim()).toBe('Confirme su firma.')
      expect([mail.to].flat()[0]?.value[0]?.name.length).toBeLessThanOrEqual(100)
      const shown = `${[mail.to].flat()[0]?.value[0]?.name}${mail.subject}${mail.attachments[0]?.filename}`
      expect(shown).not.toMatch(/[\p{Cc}\u2028\u2029\u202e]/u)
      expect(shown.isWellFormed()).toBe(true)
      expect((mail.subject ?? '').length).toBeLessThanOrEqual(200)
    },
  )

  test.each([
    'ana@mail.example\r\nBcc: eve@evil.example',
    'ana@mail.example, eve@evil.example',
    '"ana" <ana@mail.example>',
    'ana@mail.example\u2028',
    '\u202eana@mail.example',
    'ana',
    'ana@@mail.example',
    '@mail.example',
    '',
  ])('%j is refused as an address', async (address) => {
    await expect(composeMail({ ...parts, to: { address } })).rejects.toThrow(/no mail address/)
  })
})

test('a name keeps its own script', async () => {
  const name = 'Խաչատուրյան Անահիտ (Ani)'
  const mail = await simpleParser(await composeMail({ ...parts, to: { name, address: parts.to.address } }))
  expect([mail.to].flat()[0]?.value[0]?.name).toBe(name)
})

test('words are made whole, and long ones cut between letters as they are read', () => {
  const family = '👩‍👩‍👧'
  expect(headerWords(family.repeat(50), 100)).toBe(family.repeat(12))
  expect(headerWords('a\u0301'.repeat(80), 100)).toBe('a\u0301'.repeat(50))
  expect(headerWords('\ud800a\udfff', 100)).toBe('a')
  expect(headerWords('=?utf-8?Q?Bcc?=', 100)).toBe('= ?utf-8?Q?Bcc?=')
  expect(headerWords('  one \t\r\n two\u202e ', 100)).toBe('one two')
})

test('the time and the Message-ID are those given', async () => {
  const mail = await simpleParser(await composeMail(parts))
  expect(mail.messageId).toBe(parts.messageId)
  expect(mail.date).toEqual(parts.date)
})

test('the same parts give the same bytes', async () => {
  expect(await composeMail(parts)).toEqual(await composeMail(parts))
})

test('a mail that no person approved says so, and one that may be stopped says how', async () => {
  const bare = (await composeMail(parts)).toString()
  expect(bare).not.toMatch(/^(Auto-Submitted|List-Unsubscribe)/im)
  const url = `https://petitions.example/stop/${'t'.repeat(300)}`
  const raw = await composeMail({ ...parts, isAutomatic: true, unsubscribe: { url, isOneClick: true } })
  expect(raw.toString()).toMatch(/^Auto-Submitted: auto-generated\r$/m)
  expect(raw.toString()).toMatch(new RegExp(`^List-Unsubscribe: <${url}>\\r$`, 'm'))
  expect(raw.toString()).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m)
  expect((await composeMail({ ...parts, unsubscribe: { url, isOneClick: false } })).toString()).not.toMatch(
    /One-Click/,
  )
})

test('text of any length and script comes through in lines that every server takes', async () => {
  for (const word of ['x', 'Անի', 'أنا ', 'señor ']) {
    const text = `${word.repeat(5_000)}\n.\n..\nFrom here \n`
    const raw = await composeMail({ ...parts, text, html: `<p>${text}</p>` })
    expect(longestLine(raw)).toBeLessThanOrEqual(80)
    expect((await simpleParser(raw)).text?.trimEnd()).toBe(text.trimEnd())
    // Seven bits only: no relay has a reason to re-encode it and break a signature.
    expect(raw.every((byte) => byte < 128)).toBe(true)
  }
})

test('a fault of ours is thrown', async () => {
  await expect(composeMail({ ...parts, language: 'es\r\nX: y' })).rejects.toThrow(/language/)
  await expect(composeMail({ ...parts, messageId: '<a b>' })).rejects.toThrow(/Message-ID/)
  const unsubscribe = { url: 'javascript:alert(1)', isOneClick: true }
  await expect(composeMail({ ...parts, unsubscribe })).rejects.toThrow(/link/)
})
