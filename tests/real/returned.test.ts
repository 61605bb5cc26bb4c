import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { pollMailbox } from '../../campaigns/inbound-mailbox.server'
import { settleInbound } from '../../campaigns/inbound-settling.server'
import { installedKeyring } from '../../campaigns/key-file.server'
import { isSuppressed } from '../../campaigns/mail-trouble.server'
import { returnPath } from '../../campaigns/return-path.server'
import { deliveries, inboundMails, outbox, recipientAddresses, signatures } from '../../db/schema'
import { readBox, takenMark } from '../../emails/imap-box.server'
import { openTransport } from '../../emails/transport.server'
import { ana } from '../support/people'
import { runProgram, scratchFolder, startProgram } from '../support/program'
import { openSite, sampleSlug } from '../support/site'
import { minute, sign } from '../support/steps'
import { newVisitor } from '../support/visitor'
import { arrived, askByImap, boxed } from './boxes'
import { sendLetter } from './letter'
import { connected, ownDatabase } from './own-database'

// What Postfix can't deliver comes back: by Dovecot's mailbox, and by the program's own door.
const { REAL_SMTP_URL = '', REAL_RETURNS_URL = '', REAL_DOOR_PORT = '' } = process.env
const es = { locale: 'es' } as const
const MAIL_FROM = 'Démarche <mail@demarche.example>'
const box = 'returns.example/all'
const signer = { ...ana, email: 'ana@bouncing.example' }

test.skipIf(!REAL_RETURNS_URL)(
  'a letter and a confirmation that Postfix bounces are read from Dovecot over TLS, settled, marked, and left',
  async () => {
    const site = await openSite({
      isTryOut: false,
      settings: {
        ...{ SMTP_URL: REAL_SMTP_URL, MAIL_FROM },
        ...{ BOUNCE_DOMAIN: 'returns.example', BOUNCE_IMAP_URL: REAL_RETURNS_URL },
      },
    })
    const relay = await openTransport({ smtpUrl: REAL_SMTP_URL, from: 'mail@demarche.example' })
    const personal = 'Subject: For the Consul alone\r\nMessage-ID: <personal@x.example>\r\n\r\nx\r\n'
    await relay.send({
      ...{ envelopeFrom: 'somebody@x.example', to: 'consul@returns.example' },
      raw: Buffer.from(personal),
    })
    relay.close()
    await arrived(box, '<personal@x.example>')
    await site.db.update(recipientAddresses).set({ email: 'consul@bouncing.example' }).returning()

    // Ana's own mailbox is in order; that of the office is not, nor that of who signs next.
    await sendLetter(site)
    await sign(site.visitor(), { ...signer, name: 'Ana Bouncing' })
    await site.work()
    const [confirmed] = await site.db.select().from(signatures).where(eq(signatures.state, 'confirmed'))
    const mails = await site.db.select().from(outbox)
    const queued = mails.filter(({ signatureId }) => signatureId !== confirmed?.id)
    expect(queued.map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
      'confirm-signature accepted',
      'letter accepted',
    ])
    for (const { id, messageId } of queued) {
      const bounce = await arrived(box, messageId)
      const own = returnPath(site.keyring, { mailId: id, domain: 'returns.example' })
      expect(bounce).toMatch(/^Return-Path: <>/m)
      expect(bounce.toLowerCase()).toContain(`delivered-to: ${own}`)
    }
    const there = boxed(box).length

    site.pass(30 * minute)
    const place = site.environment.bounceMailbox
    if (!place) throw new Error('No mailbox was set.')
    const polling = { keyring: site.keyring, place, bounceDomain: 'returns.example', now: site.now }
    expect(await pollMailbox(site.db, polling)).toEqual({ kind: 'read', takenCount: 2 })
    const settled = await settleInbound(site.db, { keyring: site.keyring, now: site.now() })
    expect(settled).toEqual({ settledCount: 2, faults: [] })
    expect(await site.db.select({ state: deliveries.state }).from(deliveries)).toEqual([{ state: 'bounced' }])
    const suppressed = (email: string) => isSuppressed(site.db, { keyring: site.keyring, email })
    expect(await suppressed(signer.email)).toBe(true)
    expect(await suppressed('consul@bouncing.example')).toBe(false)

    expect(boxed(box)).toHaveLength(there)
    const flags = await askByImap(REAL_RETURNS_URL, 'fetch 1:* (flags)')
    const marked = [...flags.matchAll(/FLAGS \(([^)]*)\)\)/g)].map(([, words = '']) => words)
    expect(marked.filter((words) => words.includes(takenMark) && words.includes('\\Seen'))).toHaveLength(2)
    expect(marked.filter((words) => !words.includes(takenMark) && !words.includes('\\Seen'))).toHaveLength(1)
    const kept = await site.db.select().from(inboundMails).where(eq(inboundMails.state, 'unclear'))
    expect(kept.map(({ rawSealed, outboxId }) => [rawSealed, outboxId])).toEqual([[null, null]])

    site.pass(10 * minute)
    expect(await pollMailbox(site.db, polling)).toEqual({ kind: 'read', takenCount: 0 })
  },
)

test.skipIf(!REAL_RETURNS_URL)(
  'a server that shows a certificate nobody vouches for is believed on this machine alone, and told no password',
  async () => {
    const { hostname, port, username, password } = new URL(REAL_RETURNS_URL)
    const reading = {
      ...{ from: null, since: new Date(0), sizeLimit: 1_000_000 },
      take: async () => 'left' as const,
    }
    const at = (host: string) => ({
      ...{ host, port: Number(port), secure: true, folder: 'INBOX' },
      ...{ user: username, password },
    })
    expect((await readBox(at(hostname), reading)).uidValidity).toMatch(/^\d+$/)
    // Where the connection ends up is the same server; by its name it could be anybody's.
    await expect(readBox(at('0.0.0.0'), reading)).rejects.toMatchObject({ code: 'tls' })
    await expect(readBox({ ...at(hostname), password: 'wrong' }, reading)).rejects.toMatchObject({
      code: 'auth',
    })
  },
)

test('a bounce that Postfix hands to the program’s own door spares the address it was about', async () => {
  const DATA_DIR = scratchFolder()
  const DATABASE_URL = await ownDatabase(DATA_DIR)
  const settings = {
    ...{ DATA_DIR, DATABASE_URL, SMTP_URL: REAL_SMTP_URL, MAIL_FROM, LOG_LEVEL: 'warn' },
    ...{ BOUNCE_DOMAIN: 'door.example', BOUNCE_PORT: REAL_DOOR_PORT },
  }
  const imported = await runProgram(['import', `${process.cwd()}/db/seed/${sampleSlug}`], settings)
  expect(imported.code, imported.stderr).toBe(0)
  const program = await startProgram(settings)
  const visitor = newVisitor({ fetch: (request) => fetch(request), baseUrl: program.site })
  await visitor.get(`/es/c/${sampleSlug}`)
  await visitor.press(m.sign_button({}, es), signer)
  const db = await connected(DATABASE_URL)
  const keyring = installedKeyring({ dataDir: DATA_DIR, secretKey: undefined })
  let isSpared = false
  for (let waited = 0; !isSpared && waited < 60_000; waited += 200) {
    await new Promise((done) => setTimeout(done, 200))
    isSpared = await isSuppressed(db, { keyring, email: signer.email })
  }
  expect(isSpared).toBe(true)
  const [mail] = await db.select().from(inboundMails)
  expect(mail).toMatchObject({
    source: 'smtp',
    state: 'settled',
    kind: 'address-refused',
    statusCode: '5.1.1',
  })
  expect(await db.select().from(outbox)).toHaveLength(1)
  program.child.kill('SIGTERM')
  expect(await program.ended).toMatchObject({ code: 0 })
})
