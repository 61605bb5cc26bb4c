import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigurationFault, hostInUrl, readEnvironment } from './environment.server'

let room: string
beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), 'environment-'))
})
afterEach(() => rmSync(room, { recursive: true, force: true }))

type Settings = Record<string, string | undefined>
const read = (settings: Settings = {}) => readEnvironment({ DATA_DIR: join(room, 'data'), ...settings })
const fault = (settings: Settings): string => {
  try {
    read(settings)
    return 'none'
  } catch (error) {
    if (!(error instanceof ConfigurationFault)) throw error
    return error.message
  }
}
const relay = {
  SMTP_URL: 'smtp://user:secret-word@relay.example:587',
  MAIL_FROM: 'Démarche <mail@petitions.example>',
}
const abroad = { BASE_URL: 'https://petitions.example', ...relay }

describe('without any setting', () => {
  it('it is a try-out on this machine alone', () => {
    expect(read()).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      baseUrl: 'http://localhost:3000',
      databaseUrl: `file:${join(room, 'data', 'demarche.db')}`,
      secretKey: undefined,
      smtpUrl: undefined,
      dkim: undefined,
      bounceDomain: undefined,
      trustedHops: 0,
      proofAfter: 1_000,
      logLevel: 'info',
      organisations: 'anyone',
      isTryOut: true,
    })
    expect(existsSync(join(room, 'data'))).toBe(true)
  })

  it('a crowd is asked for its proof once people come from elsewhere', () => {
    const outside = { BASE_URL: 'https://petitions.example.org', ...relay }
    expect(read(outside).proofAfter).toBe(5)
  })

  it('blank ones count as none', () => {
    const blank = Object.fromEntries(
      ['PORT', 'HOST', 'BASE_URL', 'SMTP_URL', 'MAIL_FROM', 'SECRET_KEY', 'TRUSTED_HOPS'].map((name) => [
        name,
        ' ',
      ]),
    )
    expect(read(blank)).toEqual(read())
  })
})

describe('who may open an organisation', () => {
  it.each([
    [{}, 'anyone'],
    [abroad, 'invitation'],
    [{ ...abroad, ORGANISATIONS: 'anyone' }, 'anyone'],
    [{ ...abroad, ORGANISATIONS: 'approval' }, 'approval'],
    [{ ORGANISATIONS: 'invitation' }, 'invitation'],
  ])('with %j: %s', (settings, organisations) => {
    expect(read(settings).organisations).toBe(organisations)
  })
  it('is one of three', () => {
    expect(fault({ ORGANISATIONS: 'everybody' })).toMatch(
      /ORGANISATIONS must be anyone, approval or invitation/,
    )
  })
})

describe('a try-out', () => {
  it.each([
    [{}, true],
    [{ PORT: '8080' }, true],
    [{ HOST: 'localhost' }, true],
    [{ HOST: '127.8.9.10', BASE_URL: 'http://127.8.9.10:3000' }, true],
    [{ HOST: '::1', BASE_URL: 'http://[::1]:3000' }, true],
    [{ HOST: '[::1]' }, true],
    [{ BASE_URL: 'http://demarche.localhost:3000' }, true],
    [relay, false],
    [abroad, false],
  ])('with %j: %s', (settings, isTryOut) => {
    expect(read(settings).isTryOut).toBe(isTryOut)
  })

  it.each([
    [{ HOST: '0.0.0.0' }],
    [{ HOST: '::' }],
    [{ HOST: '192.168.1.7' }],
    [{ BASE_URL: 'https://petitions.example' }],
    [{ BASE_URL: 'https://127.0.0.1.example' }],
    [{ BASE_URL: 'https://localhost.example' }],
  ])('is not what others can reach: %j needs a relay', (settings) => {
    expect(fault(settings)).toMatch(/^SMTP_URL and MAIL_FROM must be set/)
  })
})

it('keeps addresses for half a year after a campaign closed, or shorter', () => {
  expect(read({}).addressDays).toBe(182)
  expect(read({ KEEP_ADDRESSES_DAYS: '0' }).addressDays).toBe(0)
  for (const days of ['183', '-1', 'x', '1.5'])
    expect(fault({ KEEP_ADDRESSES_DAYS: days })).toMatch(
      /^KEEP_ADDRESSES_DAYS must be a number from 0 to 182/,
    )
})

describe('a site that others can reach', () => {
  it('is read whole', () => {
    const key = join(room, 'dkim.pem')
    writeFileSync(key, 'the key')
    expect(
      read({
        ...abroad,
        HOST: '0.0.0.0',
        PORT: '8080',
        TRUSTED_HOPS: '2',
        PROOF_AFTER: '40',
        LOG_LEVEL: 'warn',
        KEEP_ADDRESSES_DAYS: '30',
        SECRET_KEY: 's'.repeat(32),
        DATABASE_URL: 'postgres://user@db.example/demarche',
        BOUNCE_DOMAIN: 'bounces.petitions.example',
        DKIM_DOMAIN: 'petitions.example',
        DKIM_SELECTOR: 'mail',
        DKIM_KEY_FILE: key,
      }),
    ).toEqual({
      port: 8080,
      host: '0.0.0.0',
      baseUrl: 'https://petitions.example',
      dataDir: join(room, 'data'),
      databaseUrl: 'postgres://user@db.example/demarche',
      secretKey: 's'.repeat(32),
      smtpUrl: relay.SMTP_URL,
      mailFrom: { name: 'Démarche', address: 'mail@petitions.example' },
      dkim: { domain: 'petitions.example', selector: 'mail', privateKey: 'the key' },
      bounceDomain: 'bounces.petitions.example',
      trustedHops: 2,
      proofAfter: 40,
      logLevel: 'warn',
      organisations: 'invitation',
      addressDays: 30,
      isTryOut: false,
    })
  })

  it('has an origin without a slash', () => {
    expect(read({ ...abroad, BASE_URL: 'https://Petitions.example:443/' }).baseUrl).toBe(
      'https://petitions.example',
    )
  })

  it.each([
    [
      'imaps://ana%40mail.example:a%3Ab%2Fc@mail.example',
      { secure: true, port: 993, user: 'ana@mail.example', password: 'a:b/c', folder: 'INBOX' },
    ],
    ['imaps://ana:x@mail.example:1993/Reports/Mail%20back', { port: 1993, folder: 'Reports/Mail back' }],
    ['imap://ana:x@127.0.0.1/INBOX', { secure: false, port: 143, host: '127.0.0.1' }],
    ['imap://ana:x@[::1]:1143', { host: '::1', port: 1143 }],
  ])('asks the mailbox at %s', (BOUNCE_IMAP_URL, place) => {
    expect(read({ BOUNCE_IMAP_URL }).bounceMailbox).toMatchObject(place)
    expect(read().bounceMailbox).toBeUndefined()
  })

  it.each([
    ['mail@petitions.example', { name: '', address: 'mail@petitions.example' }],
    ['Démarche <mail@petitions.example>', { name: 'Démarche', address: 'mail@petitions.example' }],
    [
      '"Ana, Bruno & Co" <mail@petitions.example>',
      { name: 'Ana, Bruno & Co', address: 'mail@petitions.example' },
    ],
  ])('writes its mail from %s', (typed, mailFrom) => {
    expect(read({ ...relay, MAIL_FROM: typed }).mailFrom).toEqual(mailFrom)
  })
})

describe('a wrong setting', () => {
  it.each([
    ['PORT', 'eighty'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80 80'],
    ['HOST', 'not a host'],
    ['BASE_URL', 'petitions.example'],
    ['BASE_URL', 'ftp://petitions.example'],
    ['BASE_URL', 'https://petitions.example/path'],
    ['BASE_URL', 'https://petitions.example/?a=b'],
    ['BASE_URL', 'https://petitions.example/#a'],
    ['BASE_URL', 'https://user:secret-word@petitions.example'],
    ['BASE_URL', 'https://:secret-word@petitions.example'],
    ['BASE_URL', 'http://petitions.example'],
    ['DATABASE_URL', 'mysql://db.example/x'],
    ['DATABASE_URL', 'data.db'],
    ['DATABASE_URL', 'file:'],
    ['SECRET_KEY', 'secret-word'],
    ['SMTP_URL', 'relay.example'],
    ['SMTP_URL', 'https://relay.example'],
    ['MAIL_FROM', 'nobody'],
    ['MAIL_FROM', 'Ana <nobody>'],
    ['MAIL_FROM', 'a@petitions.example, b@petitions.example'],
    ['MAIL_FROM', 'Ana <a@petitions.example>\nBcc: b@petitions.example'],
    ['DKIM_DOMAIN', 'not a domain'],
    ['DKIM_SELECTOR', 'a b'],
    ['BOUNCE_DOMAIN', 'x@bounces.example'],
    ['BOUNCE_PORT', '0'],
    ['BOUNCE_PORT', 'smtp'],
    ['BOUNCE_IMAP_URL', 'mail.example'],
    ['BOUNCE_IMAP_URL', 'https://ana:secret-word@mail.example'],
    ['BOUNCE_IMAP_URL', 'imaps://mail.example/INBOX'],
    ['BOUNCE_IMAP_URL', 'imaps://ana@mail.example/INBOX'],
    ['BOUNCE_IMAP_URL', 'imaps://:secret-word@mail.example/INBOX'],
    ['BOUNCE_IMAP_URL', 'imap://ana:secret-word@mail.example/INBOX'],
    ['BOUNCE_IMAP_URL', 'imaps://ana:secret-word@mail.example/INBOX?a=b'],
    ['BOUNCE_IMAP_URL', 'imaps://ana:secret-word%ff@mail.example/INBOX'],
    ['TRUSTED_HOPS', '-1'],
    ['PROOF_AFTER', 'many'],
    ['PROOF_AFTER', '-1'],
    ['TRUSTED_HOPS', 'one'],
    ['TRUSTED_HOPS', '10'],
    ['LOG_LEVEL', 'loud'],
  ])('%s=%s is named in one line, without what may be secret in it', (name, value) => {
    const said = fault({ ...abroad, [name]: value })
    expect(said).toMatch(new RegExp(`^${name} `))
    expect(said).not.toContain('\n')
    expect(said).not.toContain('secret-word')
  })

  it.each([
    [{ SMTP_URL: relay.SMTP_URL }, 'MAIL_FROM'],
    [{ MAIL_FROM: relay.MAIL_FROM }, 'SMTP_URL'],
    [{ BOUNCE_PORT: '2525' }, 'BOUNCE_DOMAIN'],
    [{ DKIM_DOMAIN: 'petitions.example' }, 'DKIM_'],
    [{ DKIM_SELECTOR: 'mail', DKIM_KEY_FILE: '/nowhere' }, 'DKIM_'],
    [{ DKIM_DOMAIN: 'petitions.example', DKIM_SELECTOR: 'mail', DKIM_KEY_FILE: '/nowhere' }, 'DKIM_KEY_FILE'],
  ])('half of what belongs together is refused: %j', (settings, named) => {
    expect(fault(settings)).toMatch(new RegExp(`^${named}`))
  })

  it('is a folder that is a file, or lies in one', () => {
    const file = join(room, 'file')
    writeFileSync(file, '')
    expect(fault({ DATA_DIR: file })).toMatch(/^DATA_DIR /)
    expect(fault({ DATA_DIR: join(file, 'data') })).toMatch(/^DATA_DIR /)
  })

  // Root may write everywhere.
  it.skipIf(process.getuid?.() === 0)('is a folder nobody may write to', () => {
    chmodSync(room, 0o500)
    expect(fault({})).toMatch(/^DATA_DIR /)
    chmodSync(room, 0o700)
  })
})

it('writes a host into an address, IPv6 in brackets', () => {
  expect([hostInUrl('127.0.0.1'), hostInUrl('::1'), hostInUrl('localhost')]).toEqual([
    '127.0.0.1',
    '[::1]',
    'localhost',
  ])
})
