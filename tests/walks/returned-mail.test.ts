import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { noteUnclear } from '../../campaigns/inbound.server'
import { pollMailbox } from '../../campaigns/inbound-mailbox.server'
import { settleInbound } from '../../campaigns/inbound-settling.server'
import { installedKeyring } from '../../campaigns/key-file.server'
import { isSuppressed } from '../../campaigns/mail-trouble.server'
import { returnPath } from '../../campaigns/return-path.server'
import { connect, type Db } from '../../db/client.server'
import { engine } from '../../db/dialect'
import { campaigns, organisers, outbox } from '../../db/schema'
import { openTransport } from '../../emails/transport.server'
import { openImapServer } from '../support/imap-server'
import { ana } from '../support/people'
import { freePort, runProgram, scratchFolder, startProgram } from '../support/program'
import { returned } from '../support/returned-mail'
import { openSite, type Site } from '../support/site'
import { atTheDesk, campaignPath, minute, signAndConfirm, strangersOrganisation } from '../support/steps'
import { newVisitor, type Visitor } from '../support/visitor'

const en = { locale: 'en' } as const

describe('at the desk', () => {
  let site: Site
  let tigran: Visitor
  let path: string
  let letter: { id: string; messageId: string }
  let imap: Awaited<ReturnType<typeof openImapServer>>

  beforeEach(async () => {
    imap = await openImapServer()
    const { user, password, host, port, folder } = imap.place
    site = await openSite({
      settings: { BOUNCE_IMAP_URL: `imap://${user}:${password}@${host}:${port}/${folder}` },
    })
    tigran = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran' })
    await signAndConfirm(site, ana)
    const [campaign] = await site.db.select().from(campaigns)
    await tigran.open(`/desk/campaigns/${campaign?.id}`)
    await tigran.press(m.desk_prepare({ count: 1, shown: '1' }, en))
    await site.work()
    await tigran.follow()
    await tigran.press(m.delivery_approve({}, en))
    await tigran.follow()
    await site.work()
    path = tigran.page().path
    const [mail] = await site.db.select().from(outbox).where(eq(outbox.kind, 'letter'))
    if (!mail) throw new Error('The letter has no mail.')
    letter = mail
  })

  const comesBack = async (name: string) => {
    imap.arrives(returned(name, { '<letter-1@petitions.example>': letter.messageId }), site.now())
    site.pass(30 * minute)
    const { db, keyring, now, environment } = site
    if (!environment.bounceMailbox) throw new Error('No mailbox was set.')
    const read = await pollMailbox(db, { keyring, place: environment.bounceMailbox, now })
    const settled = await settleInbound(db, { keyring, now: now() })
    return { read, faults: settled.faults }
  }

  test('a letter that came back says why in plain words, where to find another address, and can be prepared again', async () => {
    expect(await comesBack('postfix-user-unknown')).toEqual({
      read: { kind: 'read', takenCount: 1 },
      faults: [],
    })
    const page = await tigran.open(path)
    for (const words of [
      m.state_delivery_bounced({}, en),
      m.advice_bounced_address_refused({}, en),
      m.returned_address_refused({}, en),
      'User unknown in virtual mailbox table',
    ])
      expect(page.words).toContain(words)
    expect(page.html).toMatch(/href="\/desk\/directory\/[\w-]+"/)
    const office = /href="(\/desk\/directory\/[\w-]{22})"/.exec(page.html)?.[1] ?? ''
    expect((await tigran.open(office)).status).toBe(200)
    await tigran.open(path)
    await tigran.press(m.delivery_prepare_again({}, en))
    expect(tigran.page().status).toBe(303)
    expect(tigran.page().location).not.toBe(path)
  })

  test.each([
    ['postfix-mailbox-full', m.advice_bounced_mailbox_full],
    ['exchange-restricted', m.advice_bounced_policy_refused],
    ['postfix-too-large', m.advice_bounced_too_large],
    ['postfix-gave-up-timeout', m.advice_bounced_undelivered],
    ['arf-abuse', m.advice_complained],
    ['postfix-delivered', m.advice_delivered],
    ['postfix-delayed', m.returned_delayed],
    ['outlook-oof', m.returned_automatic],
  ])('what to do about %s is said', async (name, words) => {
    await comesBack(name)
    expect((await tigran.open(path)).words).toContain(words({}, en))
  })

  test('an answer is shown at its letter as it was written, to the campaign’s own people alone', async () => {
    await comesBack('answer-plain')
    const page = await tigran.open(path)
    for (const words of [m.state_delivery_replied({}, en), 'the letter was passed on to the Consul'])
      expect(page.words).toContain(words)
    const { returned: told, state } = (await tigran.get(`${path}.json`)).json() as {
      returned: unknown[]
      state: string
    }
    expect([state, told]).toEqual([
      'replied',
      [{ kind: 'answer', statusCode: null, response: null, receivedAt: site.now().toISOString() }],
    ])
    const stranger = await atTheDesk(site, {
      ...{ email: 'sara@else.example', name: 'Sara' },
      organisationSlug: await strangersOrganisation(site),
    })
    expect((await stranger.get(path)).status).toBe(404)
  })

  test('markup in an answer is words', async () => {
    imap.arrives(
      `From: "<b>x</b>" <a@embassy.example>\nIn-Reply-To: ${letter.messageId}\nSubject: Re\n\n<script>alert(1)</script>\n`,
      site.now(),
    )
    await comesBack('postfix-delayed')
    const page = await tigran.open(path)
    expect(page.html).not.toContain('<script>alert(1)')
    expect(page.words).toContain('<script>alert(1)</script>')
  })

  test('keepers see how many mails could be made nothing of, without a word of them, and that the mailbox can’t be read', async () => {
    await site.db.update(organisers).set({ isKeeper: true }).returning()
    await noteUnclear(site.db, { source: 'smtp', contentKey: 'a', now: site.now() })
    imap.arrives('From: somebody@private.example\nSubject: For the Consul alone\n\nx\n', site.now())
    await comesBack('postmaster-words-only')
    const page = await tigran.open('/desk/mail')
    for (const words of [m.mail_unclear_title({}, en), m.mail_box_fine({}, en), 'IMAP', 'SMTP'])
      expect(page.words).toContain(words)
    expect(page.html).not.toMatch(/private\.example|Consul alone|postmaster@/)
    imap.trouble.login = true
    await comesBack('postfix-delayed')
    expect((await tigran.open('/desk/mail')).words).toContain(m.mail_box_auth({}, en))
  })
})

if (engine === 'postgres')
  test('programs are proved on the engine they start with', () => expect(engine).toBe('postgres'))
else
  describe('the program', () => {
    test('takes a report over SMTP for a mail it sent, spares that address, and answers nobody', async () => {
      const DATA_DIR = scratchFolder()
      const BOUNCE_PORT = String(await freePort())
      const program = await startProgram({ DATA_DIR, BOUNCE_PORT, BOUNCE_DOMAIN: 'Bounces.example' })
      const visitor = newVisitor({ fetch: (request) => fetch(request), baseUrl: program.site })
      await visitor.get(campaignPath('es'))
      await visitor.press(m.sign_button({}, { locale: 'es' }), ana)
      const connection = await connect(`file:${DATA_DIR}/demarche.db`)
      const db: Db = connection.db
      const keyring = installedKeyring({ dataDir: DATA_DIR, secretKey: undefined })
      const mails = await until(
        () => db.select().from(outbox),
        ([mail]) => mail?.state === 'accepted',
      )
      const relay = await openTransport({ smtpUrl: `smtp://127.0.0.1:${BOUNCE_PORT}`, from: 'mx@mx.example' })
      const to = returnPath(keyring, { mailId: mails[0]?.id ?? '', domain: 'bounces.example' })
      const raw = returned('postfix-user-unknown')
      const sent = (address: string) => relay.send({ envelopeFrom: '', to: address, raw })
      expect(await sent(to.replace('bounce+', 'bounce+a'))).toMatchObject({ kind: 'answered', code: 550 })
      expect(await sent(to)).toMatchObject({ kind: 'accepted' })
      expect(
        await until(
          () => isSuppressed(db, { keyring, email: ana.email }),
          (isSpared) => isSpared,
        ),
      ).toBe(true)
      expect(await db.select().from(outbox)).toHaveLength(1)
      relay.close()
      await connection.close()
      program.child.kill('SIGTERM')
      expect((await program.ended).code).toBe(0)
    })

    test.each([
      [{ BOUNCE_PORT: '2525' }, 'BOUNCE_DOMAIN must be set together with BOUNCE_PORT.'],
      [{ BOUNCE_PORT: 'smtp', BOUNCE_DOMAIN: 'b.example' }, 'BOUNCE_PORT must be a number'],
      [{ BOUNCE_IMAP_URL: 'https://mail.example' }, 'BOUNCE_IMAP_URL must be imaps://'],
    ])('does not start with %j', async (settings, words) => {
      const ended = await runProgram(['start'], { DATA_DIR: scratchFolder(), ...settings })
      expect([ended.code, ended.stderr]).toEqual([78, expect.stringContaining(words)])
    })
  })

async function until<T>(look: () => PromiseLike<T>, isThere: (found: T) => boolean): Promise<T> {
  for (let n = 0; ; n++) {
    const found = await look()
    if (isThere(found) || n > 150) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
