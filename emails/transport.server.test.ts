import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import net, { type AddressInfo } from 'node:net'
import tls from 'node:tls'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { classify } from '../campaigns/mail-result'
import { openDkim, proven } from './dkim.server'
import { isSignedBy } from './dkim-check.server'
import { openTransport, type TransportOptions } from './transport.server'

const raw = Buffer.from('Subject: Letter\r\n\r\nText of the letter\r\n')
const from = 'post@petitions.example'
const closing: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function sendTo(
  smtpUrl: string,
  options: Partial<TransportOptions> = {},
  to = 'ana@mail.example',
  bytes = raw,
) {
  const transport = await openTransport({ smtpUrl, from, ...options })
  const result = await transport.send({ envelopeFrom: from, to, raw: bytes })
  transport.close()
  return result
}

/** A relay that speaks SMTP properly, but for what the test gives it. */
async function relay(options: SMTPServerOptions): Promise<string> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    closeTimeout: 100,
    ...options,
  })
  server.on('error', () => {})
  closing.push(() => new Promise<void>((done) => server.close(done)))
  return new Promise((resolve) => {
    const listener = server.listen(0, '127.0.0.1', () => {
      resolve(`smtp://127.0.0.1:${(listener.address() as AddressInfo).port}`)
    })
  })
}

type Reply = string | 'drop' | 'silence'
type Replies = Record<string, Reply | (() => Reply)>

/**
 * A relay that goes by a script: its greeting, then a reply for each command that begins so; `content` answers the dot,
 * `first-line` breaks in as soon as the message begins.
 */
async function scripted(replies: Replies, heard: string[] = []): Promise<string> {
  const server = net.createServer((socket) => {
    socket.on('error', () => {})
    let isInContent = false
    let rest = ''
    const answer = (key: string, usual: string) => {
      const given = replies[key] ?? usual
      const reply = typeof given === 'function' ? given() : given
      if (reply === 'drop') socket.destroy()
      else if (reply !== 'silence') socket.write(`${reply}\r\n`)
    }
    answer('greeting', '220 relay.example')
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString()).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (isInContent) {
          if (replies['first-line']) return answer('first-line', '')
          if (line !== '.') continue
          isInContent = false
          answer('content', '250 2.0.0 taken')
          continue
        }
        heard.push(line)
        const verb = line.slice(0, 4).toUpperCase()
        isInContent = verb === 'DATA' && String(replies.DATA ?? '354').startsWith('354')
        answer(verb, verb === 'DATA' ? '354 go on' : verb === 'QUIT' ? '221 bye' : '250 fine')
      }
    })
  })
  closing.push(() => server.close())
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const refusing = (responseCode: number, message: string) =>
  Object.assign(new Error(message), { responseCode })
const pipelining = '250-relay.example\r\n250 PIPELINING'

test('a mail that was taken is accepted, under our own name and with one recipient', async () => {
  const heard: string[] = []
  const result = await sendTo(await scripted({}, heard))
  expect(result).toEqual({ kind: 'accepted', response: '250 2.0.0 taken' })
  expect(heard).toEqual([
    'EHLO petitions.example',
    'MAIL FROM:<post@petitions.example>',
    'RCPT TO:<ana@mail.example>',
    'DATA',
  ])
})

describe('a connection is used again', () => {
  const mail = { envelopeFrom: from, to: 'ana@mail.example', raw }

  test('for the next mail, in a transaction of its own', async () => {
    const heard: string[] = []
    const transport = await openTransport({ smtpUrl: await scripted({ EHLO: pipelining }, heard), from })
    for (const to of ['ana@mail.example', 'tigran@mail.example']) {
      expect((await transport.send({ ...mail, to })).kind).toBe('accepted')
    }
    transport.close()
    expect(heard.filter((line) => /^(EHLO|RCPT|DATA)/.test(line))).toEqual([
      'EHLO petitions.example',
      'RCPT TO:<ana@mail.example>',
      'DATA',
      'RCPT TO:<tigran@mail.example>',
      'DATA',
    ])
  })

  test('and its failures have their right place', async () => {
    const replies: Record<string, Reply> = {}
    const transport = await openTransport({ smtpUrl: await scripted(replies), from })
    await transport.send(mail)
    replies.RCPT = '550 5.1.1 none'
    expect(await transport.send(mail)).toMatchObject({ kind: 'answered', code: 550, phase: 'rcpt' })
    replies.RCPT = '250 fine'
    await transport.send(mail)
    replies.content = 'drop'
    expect(await transport.send(mail)).toMatchObject({ kind: 'no-answer', phase: 'after-dot' })
    replies.content = '250 taken'
    expect((await transport.send(mail)).kind).toBe('accepted')
    transport.close()
  })

  test.each<[string, Reply]>([
    ['silently', 'drop'],
    ['with a goodbye', '421 4.4.2 idle too long'],
  ])('unless the relay gave it up %s: then the mail goes over a new one, once', async (_, reply) => {
    const heard: string[] = []
    let mailCount = 0
    const replies = {
      MAIL: () => {
        mailCount += 1
        return mailCount === 2 ? reply : '250 fine'
      },
    }
    const transport = await openTransport({ smtpUrl: await scripted(replies, heard), from })
    await transport.send(mail)
    expect((await transport.send(mail)).kind).toBe('accepted')
    expect(mailCount).toBe(3)
    expect(heard.filter((line) => line === 'DATA')).toHaveLength(2)
    transport.close()
  })

  test('but a new one that is given up is not dialled again', async () => {
    const heard: string[] = []
    expect(await sendTo(await scripted({ MAIL: 'drop' }, heard))).toMatchObject({ phase: 'mail' })
    expect(heard.filter((line) => line.startsWith('EHLO'))).toHaveLength(1)
  })
})

test('a domain in another script is told to the relay in ASCII', async () => {
  const heard: string[] = []
  await sendTo(await scripted({}, heard), {}, 'ana@пример.example')
  expect(heard).toContain('RCPT TO:<ana@xn--e1afmkfd.example>')
})

describe('a refusal is told with its code, its words and its place', () => {
  test.each<[string, Record<string, Reply>, object, string]>([
    [
      'greeting',
      { greeting: '554 5.7.1 go away' },
      { code: 554, enhanced: '5.7.1', phase: 'greeting' },
      'transport-refused',
    ],
    ['greeting', { greeting: '421 busy' }, { code: 421, phase: 'greeting' }, 'temporary'],
    ['hello', { EHLO: '550 who', HELO: '550 who' }, { code: 550, phase: 'hello' }, 'transport-refused'],
    ['mail', { MAIL: '550 5.1.8 no' }, { code: 550, enhanced: '5.1.8', phase: 'mail' }, 'policy-refused'],
    ['rcpt', { RCPT: '550 5.1.1 none' }, { code: 550, enhanced: '5.1.1', phase: 'rcpt' }, 'address-refused'],
    [
      'rcpt, of several lines',
      { RCPT: '450-4.2.0 wait\r\n450 4.2.0 5 minutes' },
      { code: 450, enhanced: '4.2.0', phase: 'rcpt' },
      'temporary',
    ],
    ['data', { DATA: '451 4.3.0 later' }, { code: 451, phase: 'data' }, 'temporary'],
    [
      'after the dot',
      { content: '554 5.7.1 spam' },
      { code: 554, enhanced: '5.7.1', phase: 'after-dot' },
      'policy-refused',
    ],
    ['after the dot', { content: '421 4.3.2 closing' }, { code: 421, phase: 'after-dot' }, 'temporary'],
  ])('at %s', async (_, replies, expected, kind) => {
    for (const sentAhead of [{ EHLO: '250 relay.example' }, { EHLO: pipelining }]) {
      const result = await sendTo(await scripted({ ...sentAhead, ...replies }))
      expect(result).toMatchObject({ kind: 'answered', ...expected })
      expect(classify(result)).toBe(kind)
    }
  })

  test('at RCPT, when the commands were sent ahead and DATA is refused in their wake', async () => {
    const result = await sendTo(
      await relay({ onRcptTo: (_address, _session, done) => done(refusing(550, '5.1.1 no such user')) }),
    )
    expect(result).toMatchObject({ kind: 'answered', code: 550, phase: 'rcpt' })
  })

  test('after the message, by a server that read it', async () => {
    const result = await sendTo(
      await relay({
        onData: (stream, _session, done) => {
          stream.resume()
          stream.on('end', () => done(refusing(552, 'too big for us')))
        },
      }),
    )
    expect(result).toMatchObject({ kind: 'answered', code: 552, phase: 'after-dot' })
    expect(classify(result)).toBe('too-large')
  })
})

describe('where the line broke is told apart', () => {
  const large = Buffer.alloc(8_000_000, 'x'.repeat(78).concat('\r\n'))

  test.each<[string, Record<string, Reply>, string, string]>([
    ['before the greeting', { greeting: 'drop' }, 'greeting', 'unreachable'],
    ['at EHLO', { EHLO: 'drop' }, 'hello', 'unreachable'],
    ['at MAIL', { MAIL: 'drop' }, 'mail', 'unreachable'],
    ['at RCPT', { RCPT: 'drop' }, 'rcpt', 'unreachable'],
    ['at DATA, before a byte of the message', { DATA: 'drop' }, 'data', 'unreachable'],
    ['in the middle of the message', { 'first-line': 'drop' }, 'content', 'unknown'],
    ['after the dot', { content: 'drop' }, 'after-dot', 'unknown'],
  ])('%s', async (_, replies, phase, kind) => {
    for (const sentAhead of [{ EHLO: '250 relay.example' }, { EHLO: pipelining }]) {
      const bytes = phase === 'content' ? large : raw
      const result = await sendTo(await scripted({ ...sentAhead, ...replies }), {}, 'ana@mail.example', bytes)
      expect(result).toMatchObject({ kind: 'no-answer', phase })
      expect(classify(result)).toBe(kind)
    }
  })

  test('nobody listens', async () => {
    const server = net.createServer()
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as AddressInfo
    await new Promise((done) => server.close(done))
    const result = await sendTo(`smtp://127.0.0.1:${port}`)
    expect(result).toEqual({ kind: 'no-answer', phase: 'connect', error: 'ECONNREFUSED' })
    expect(classify(result)).toBe('unreachable')
  })

  test('the program closes the transport', async () => {
    const transport = await openTransport({ smtpUrl: await scripted({ MAIL: 'silence' }), from })
    const sending = transport.send({ envelopeFrom: from, to: 'ana@mail.example', raw })
    setTimeout(() => transport.close(), 100)
    expect(await sending).toEqual({ kind: 'no-answer', phase: 'mail', error: 'ECONNECTION' })
  })
})

test('an answer after the dot that says neither yes nor no leaves us without knowing', async () => {
  expect(classify(await sendTo(await scripted({ content: '354 hm' })))).toBe('unknown')
})

test('a relay that must encrypt and cannot stops the transport, and nothing is told to it', async () => {
  const heard: string[] = []
  const result = await sendTo(await scripted({ STAR: '502 5.5.1 what' }, heard), { requireTls: true })
  expect(result).toMatchObject({ kind: 'answered', phase: 'tls', code: 502 })
  expect(classify(result)).toBe('transport-refused')
  expect(heard).toEqual(['EHLO petitions.example', 'STARTTLS'])
})

describe('a relay elsewhere that offers no STARTTLS hears neither password nor letter', () => {
  const secret = /AUTH|MAIL|RCPT|DATA|letter|cGFzc3dvcmQ|password/i
  const plain = '250-relay.example\r\n250 AUTH PLAIN LOGIN'
  test.each<[string, Replies]>([
    ['and refuses it', { EHLO: plain, STAR: '502 5.5.1 what' }],
    ['and answers anything with yes', { EHLO: plain, STAR: '250 fine' }],
    ['and says yes, but goes on in plain text', { EHLO: plain, STAR: '220 go\r\n250 AUTH PLAIN' }],
    ['and knows no EHLO', { EHLO: '502 what', HELO: '250 fine', STAR: '502 what' }],
  ])('%s', async (_, replies) => {
    // Addresses of this machine that are not among the names we trust as such.
    for (const host of ['0.0.0.0', '[::ffff:127.0.0.1]']) {
      const heard: string[] = []
      const smtpUrl = (await scripted(replies, heard)).replace('//127.0.0.1', `//post:password@${host}`)
      const result = await sendTo(smtpUrl, { patience: { greeting: 300, answer: 300, whole: 2_000 } })
      expect(result.kind).not.toBe('accepted')
      expect(heard.length, 'it was reached').toBeGreaterThan(0)
      expect(heard.join('\n')).not.toMatch(secret)
    }
  })
})

test('a certificate that proves nothing stops the transport', async () => {
  // smtp-server brings a certificate of its own making, and warns of it.
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const smtpUrl = await relay({ disabledCommands: ['AUTH'] })
  const result = await sendTo(smtpUrl, { requireTls: true })
  expect(result).toMatchObject({ kind: 'no-answer', phase: 'tls' })
  expect(classify(result)).toBe('transport-refused')
  const overTls = await sendTo((await relay({ secure: true })).replace('smtp:', 'smtps:'))
  expect(overTls).toMatchObject({ kind: 'no-answer', phase: 'tls' })
  expect(classify(overTls)).toBe('transport-refused')
})

test.each([
  ['TLSv1.1', { kind: 'no-answer', phase: 'tls' }],
  ['TLSv1.2', { kind: 'accepted' }],
] as const)(
  'a relay that speaks no more than %s, whatever Node would put up with',
  async (maxVersion, result) => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const usual = { version: tls.DEFAULT_MIN_VERSION, ciphers: tls.DEFAULT_CIPHERS }
    closing.push(() => {
      tls.DEFAULT_MIN_VERSION = usual.version
      tls.DEFAULT_CIPHERS = usual.ciphers
    })
    tls.DEFAULT_MIN_VERSION = 'TLSv1'
    tls.DEFAULT_CIPHERS = 'DEFAULT:@SECLEVEL=0'
    const smtpUrl = await relay({ disabledCommands: ['AUTH'], minVersion: 'TLSv1', maxVersion })
    expect(await sendTo(smtpUrl)).toMatchObject(result)
  },
)

test('a wrong password stops the transport', async () => {
  const smtpUrl = await relay({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(refusing(535, 'wrong password')),
  })
  const result = await sendTo(smtpUrl.replace('smtp://', 'smtp://post%40x:p%3Aw@'))
  expect(result).toMatchObject({ kind: 'answered', phase: 'auth', code: 535 })
  expect(classify(result)).toBe('transport-refused')
})

test('user and password are told as they are, also with marks in them', async () => {
  const seen: unknown[] = []
  const smtpUrl = await relay({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) => {
      seen.push(username, password)
      done(null, { user: 'post' })
    },
  })
  expect((await sendTo(smtpUrl.replace('smtp://', 'smtp://post%40x:p%3Aw@'))).kind).toBe('accepted')
  expect(seen).toEqual(['post@x', 'p:w'])
})

test('a message beyond the size the relay announced is not begun', async () => {
  const result = await sendTo(await relay({ size: 10 }))
  expect(result).toEqual({ kind: 'no-answer', phase: 'mail', error: 'EMESSAGE' })
  expect(classify(result)).toBe('too-large')
})

test("the relay's words are kept without the address", async () => {
  const result = await sendTo(await scripted({ RCPT: '550 5.1.1 <ana@mail.example>: user ana unknown' }))
  expect(JSON.stringify(result)).not.toMatch(/ana/)
  expect(result).toMatchObject({ response: '550 5.1.1 <…>: user … unknown' })
})

test('an address that could carry a command goes nowhere', async () => {
  const heard: string[] = []
  const smtpUrl = await scripted({}, heard)
  for (const to of ['ana@mail.example>\r\nDATA', 'ana@mail.example\r\nRCPT TO:<eve@evil.example>', '']) {
    const result = await sendTo(smtpUrl, {}, to)
    expect(classify(result)).toBe('address-refused')
  }
  expect(heard.join('\n')).not.toMatch(/MAIL|RCPT|DATA/)
})

test('an address of another protocol is no relay', async () => {
  await expect(openTransport({ smtpUrl: 'https://relay.example', from })).rejects.toThrow(/smtp:/)
})

describe('DKIM', () => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })

  test('a signature covers the one-click header too, and is the same at every attempt', async () => {
    const received: string[] = []
    const smtpUrl = await relay({
      onData: (stream, _session, done) => {
        let text = ''
        stream.on('data', (chunk) => {
          text += chunk
        })
        stream.on('end', () => {
          received.push(text)
          done(null)
        })
      },
    })
    const bytes = Buffer.from(
      'From: a@petitions.example\r\nList-Unsubscribe: <https://petitions.example/x>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\nHello\r\n',
    )
    const dkim = { domain: 'petitions.example', selector: 's1', privateKey }
    await sendTo(smtpUrl, { dkim }, 'ana@mail.example', bytes)
    await sendTo(smtpUrl, { dkim }, 'ana@mail.example', bytes)
    expect(received[0]).toMatch(/^DKIM-Signature: v=1; a=rsa-sha256; .*d=petitions\.example/)
    expect(received[0]?.replace(/\s/g, '')).toMatch(/h=[^;]*list-unsubscribe-post/)
    expect(received[0]?.endsWith(bytes.toString())).toBe(true)
    expect(received[1]).toBe(received[0])
  })

  test('at every message, its signature holds for body and headers, and for nothing else', async () => {
    const sign = await openDkim({ domain: 'petitions.example', selector: 's1', privateKey })
    const key = createPrivateKey(privateKey)
    const fields = ['from', 'list-unsubscribe', 'list-unsubscribe-post']
    const head =
      'From: a@petitions.example\r\nSubject: one\r\n two\r\nList-Unsubscribe: <https://p.example/x>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n'
    for (const body of ['', 'Hello\r\n', 'Hello', ' a \t b \r\n\r\n.\r\n', 'línea\r\n\r\n\r\n']) {
      const signed = await sign(Buffer.from(`${head}\r\n${body}`))
      expect(isSignedBy(key, signed, fields)).toBe(true)
      expect(isSignedBy(key, signed, ['sender'])).toBe(false)
      const text = signed.toString('latin1')
      for (const changed of [
        text.replace('List-Unsubscribe=One', 'List-Unsubscribe=Two'),
        text.replace('<https://p.example/x>', '<https://evil.example/x>'),
        text.replace('two', 'three'),
        `${text}more\r\n`,
        text.replace(/^DKIM-Signature:/, 'X-Signature:'),
        text.replace(/ b=.{9}/, ' b=AAAAAAAAA'),
      ])
        expect(isSignedBy(key, Buffer.from(changed, 'latin1'), fields)).toBe(false)
      const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
      expect(isSignedBy(other, signed, fields)).toBe(false)
    }
  })

  test('what signs nothing, or with another key, is found at the start', async () => {
    const key = createPrivateKey(privateKey)
    await expect(proven(key, async (message) => message)).rejects.toThrow(/does not hold/)
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const sign = await openDkim({ domain: 'petitions.example', selector: 's1', privateKey })
    await expect(proven(other, sign)).rejects.toThrow(/does not hold/)
    expect(await proven(key, sign)).toBe(sign)
  })

  const pem = { type: 'pkcs8', format: 'pem' } as const
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const secret = { cipher: 'aes-256-cbc', passphrase: 'x' }
  test.each<[string, string | Buffer, RegExp]>([
    ['no key', 'not a key', /cannot be read/],
    ['half a key', privateKey.slice(0, 400), /cannot be read/],
    ['an elliptic key', generateKeyPairSync('ed25519').privateKey.export(pem), /kind ed25519/],
    [
      'a key for PSS alone',
      generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey.export(pem),
      /rsa-pss/,
    ],
    ['a short key', generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export(pem), /1024 bits/],
    ['a key with a passphrase', rsa.privateKey.export({ ...pem, ...secret }), /passphrase/],
    [
      'one in the older form',
      rsa.privateKey.export({ type: 'pkcs1', format: 'pem', ...secret }),
      /passphrase/,
    ],
    ['a public key', rsa.publicKey.export({ type: 'spki', format: 'pem' }), /public half/],
  ])('%s is refused at the start instead of sending unsigned', async (_, key, why) => {
    const dkim = { domain: 'petitions.example', selector: 's1', privateKey: key.toString() }
    const opening = openTransport({ smtpUrl: 'smtp://127.0.0.1:1', from, dkim })
    await expect(opening).rejects.toThrow(/^DKIM_KEY_FILE must be .*2048/)
    await expect(opening).rejects.toThrow(why)
  })
})
