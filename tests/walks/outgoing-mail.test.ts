import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { settleAttempt } from '../../campaigns/attempt.server'
import { claimMails } from '../../campaigns/claim.server'
import type { ResultKind } from '../../campaigns/outbox'
import { campaigns, deliveries, organisers } from '../../db/schema'
import { ana, carla } from '../support/people'
import { openSite, type Site } from '../support/site'
import { atTheDesk, linkIn, minute, sign, signAndConfirm } from '../support/steps'
import type { Visitor } from '../support/visitor'

const en = { locale: 'en' } as const

let site: Site
let keeper: Visitor
let tigran: Visitor
beforeEach(async () => {
  site = await openSite()
  keeper = await atTheDesk(site, { email: 'kira@anc.example', name: 'Kira' })
  tigran = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran', role: 'campaigner' })
  await site.db.update(organisers).set({ isKeeper: true }).where(eq(organisers.name, 'Kira')).returning()
  await site.db.update(organisers).set({ isKeeper: false }).where(eq(organisers.name, 'Tigran')).returning()
})

/** Whatever is due is tried, and this comes of it. */
async function everythingIs(result: ResultKind, phase: string, response: string) {
  const { db, keyring } = site
  const due = await claimMails(db, { keyring, workerId: 'w', limit: 9, now: site.now() })
  for (const claimed of due) {
    const outcome = { result, response, responseCode: null, phase }
    await settleAttempt(db, { keyring, claimed, workerId: 'w', outcome, now: site.now() })
  }
}

/** Tigran's approved letter, which has not been tried. */
async function approvedLetter() {
  await signAndConfirm(site, ana)
  const [campaign] = await site.db.select().from(campaigns)
  await tigran.open(`/desk/campaigns/${campaign?.id}`)
  await tigran.press(m.desk_prepare({ count: 1, shown: '1' }, en))
  await site.work()
  await tigran.follow()
  await tigran.press(m.delivery_approve({}, en))
  await tigran.follow()
  return tigran.page().path
}

describe('when the relay lets nobody in', () => {
  test('every page of the desk says so, a keeper reads why and tries again, and what waited goes', async () => {
    await sign(site.visitor(), carla)
    await everythingIs('transport-refused', 'auth', '535 5.7.8 wrong password')
    for (const path of ['/desk', '/desk/account', '/desk/directory'])
      expect((await tigran.open(path)).words).toContain(m.mail_paused({}, en))
    expect(tigran.page().words).toContain(m.mail_paused_ask({}, en))
    expect((await tigran.get('/desk/mail')).status).toBe(404)

    site.pass(5 * minute)
    await site.work()
    expect(await site.mailsTo(carla.email)).toEqual([])
    const page = await keeper.open('/desk/mail')
    for (const words of [
      '535 5.7.8 wrong password',
      m.mail_pause_auth({}, en),
      m.mail_waiting({ shown: '1' }, en),
    ])
      expect(page.words).toContain(words)
    await keeper.press(m.mail_try_again({}, en))
    expect((await keeper.follow()).words).toContain(m.mail_fine({}, en))
    await site.work()
    expect(linkIn((await site.mailsTo(carla.email))[0], 'confirm')).toBeTruthy()
    expect((await tigran.open('/desk')).words).not.toContain(m.mail_paused({}, en))
  })

  test('a letter says what it waits for', async () => {
    const path = await approvedLetter()
    await everythingIs('transport-refused', 'tls', 'CERT_HAS_EXPIRED')
    const page = await tigran.open(path)
    expect(page.words).toContain(m.delivery_behind_pause({}, en))
    expect((await keeper.open('/desk/mail')).words).toContain(m.mail_pause_tls({}, en))
  })
})

describe('when a domain refuses mail from us', () => {
  test('a keeper sees which, what it said and how many wait, and releases them', async () => {
    await sign(site.visitor(), carla)
    await everythingIs('policy-refused', 'mail', '550 5.7.1 listed at a block list')
    expect((await tigran.open('/desk')).words).toContain(m.mail_held({ count: 1, shown: '1' }, en))
    const page = await keeper.open('/desk/mail')
    for (const words of ['elsewhere.example', '550 5.7.1 listed at a block list'])
      expect(page.words).toContain(words)
    expect(page.words).not.toContain(carla.email)
    await keeper.press(m.mail_release({ domain: 'elsewhere.example' }, en))
    await keeper.follow()
    await site.work()
    expect(await site.mailsTo(carla.email)).toHaveLength(1)
  })

  test('a release that somebody else pressed first is told', async () => {
    await sign(site.visitor(), carla)
    await everythingIs('policy-refused', 'mail', '550 5.7.1 no')
    await keeper.open('/desk/mail')
    const other = keeper.filled(m.mail_release({ domain: 'elsewhere.example' }, en), {})
    await keeper.press(m.mail_release({ domain: 'elsewhere.example' }, en))
    const late = await keeper.post('/desk/mail', other)
    expect(late.status).toBe(409)
    expect(late.words).toContain(m.mail_over({}, en))
  })
})

test('an address that was refused is lifted by its holder’s word, and a wrong one is kept in the field', async () => {
  await sign(site.visitor(), carla)
  await everythingIs('address-refused', 'rcpt', '550 5.1.1 no such user')
  site.pass(minute)
  await sign(site.visitor(), carla)
  await site.work()
  expect(await site.mailsTo(carla.email)).toEqual([])
  const page = await keeper.open('/desk/mail')
  expect(page.words).toContain(m.mail_suppressed({ shown: '1' }, en))
  expect(page.html).not.toContain(carla.email)
  const wrong = await keeper.press(m.mail_lift({}, en), { address: 'carla@elsewhere.invalid' })
  expect(wrong.status).toBe(422)
  expect(wrong.html).toContain('value="carla@elsewhere.invalid"')
  await keeper.press(m.mail_lift({}, en), { address: carla.email })
  expect((await keeper.follow()).words).toContain(m.mail_lifted({}, en))
  site.pass(minute)
  await sign(site.visitor(), carla)
  await site.work()
  expect(await site.mailsTo(carla.email)).toHaveLength(1)
})

test('a letter of which nobody knows whether it arrived says what to do, and goes again when a person says so', async () => {
  const path = await approvedLetter()
  await everythingIs('unknown', 'after-dot', 'ECONNRESET')
  const page = await tigran.open(path)
  expect(page.words).toContain(m.advice_unknown({}, en))
  expect(page.words).toContain(m.delivery_send_again_lead({}, en))
  await tigran.press(m.delivery_send_again({}, en))
  await tigran.follow()
  await site.work()
  const [delivery] = await site.db.select().from(deliveries)
  const mails = await site.mailsTo(delivery?.toEmail ?? '')
  expect(mails).toHaveLength(1)
  expect(mails[0]?.headers).toContainEqual(['Message-ID', delivery?.messageId])
  expect((await tigran.open(path)).words).toContain(m.advice_accepted({}, en))
})
