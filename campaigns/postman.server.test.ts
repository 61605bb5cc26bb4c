import { asc, eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { attempts, letters, outbox } from '../db/schema'
import { freshDb } from '../tests/support/database'
import {
  ana,
  bruno,
  type Campaign,
  carla,
  day,
  hour,
  keyring,
  lapshinCampaign,
  later,
  mailDomain,
  minute,
  morning,
  post,
  postAndRead,
  queuedMails,
  signAndConfirm,
  tigranAtDesk,
} from '../tests/support/people'
import { openPostOffice } from '../tests/support/post-office'
import { confirmSignature } from './confirmation.server'
import { resendConfirmation } from './confirmation-mail.server'
import { requestCode } from './sign-in.server'
import { withdrawToken } from './withdraw-token.server'
import { withdrawSignature } from './withdrawal.server'

let db: Db
let campaign: Campaign
let office: Awaited<ReturnType<typeof openPostOffice>>
beforeEach(async () => {
  db = await freshDb()
  campaign = await lapshinCampaign(db)
  office = await openPostOffice(db)
})

const linkIn = (text: string, kind: 'confirm' | 'withdraw') =>
  new RegExp(`https://petitions\\.example/${kind}/([\\w.-]{43,45})\\?lang=es`).exec(text)?.[1] ?? ''

describe('the mail to a signer', () => {
  it('holds the link, the code and the way back, and all three work', async () => {
    const { handle, code, token, signatureId } = await postAndRead(db, campaign, ana)
    await office.bring(morning)
    const [mail] = await office.arrived()
    expect(mail?.to).toEqual([ana.email])
    expect(mail?.headers).toContainEqual(['Content-Language', 'es'])
    expect(mail?.headers).toContainEqual(['Auto-Submitted', 'auto-generated'])
    const text = mail?.text ?? ''
    expect(linkIn(text, 'confirm')).toBe(token)
    expect(linkIn(text, 'withdraw')).toBe(withdrawToken(keyring, signatureId))
    expect(text.replace(/\s/g, '')).toContain(code)
    expect(await confirmSignature(db, { keyring, handle, code, now: later(minute) })).toMatchObject({
      kind: 'confirmed',
    })
    const back = linkIn(text, 'withdraw')
    expect(await withdrawSignature(db, { keyring, token: back, now: later(hour) })).toEqual({
      kind: 'withdrawn',
    })
  })

  it('shows what the recipient will see of its signer: the name, the initials, or nothing', async () => {
    const choices = ['full', 'initials', 'counted'] as const
    for (const disclosure of choices)
      await post(db, campaign, { ...ana, email: `${disclosure}@mail.example`, disclosure })
    await office.bring(morning)
    const textFor = async (disclosure: string) =>
      (await office.arrived()).find(({ to }) => to.includes(`${disclosure}@mail.example`))?.text ?? ''
    const [full, initials, counted] = ['Ana María Pérez, Córdoba', 'A. M. P., Córdoba', 'Córdoba']
    expect(await textFor('full')).toContain(full)
    expect(await textFor('initials')).toContain(initials)
    expect(await textFor('initials')).not.toContain(full)
    expect(await textFor('counted')).not.toContain(counted)
  })

  it('that is known already says so, and offers the way back of the signature that counts', async () => {
    const first = await signAndConfirm(db, campaign, ana)
    await office.bring(morning)
    await post(db, campaign, { ...ana, email: 'Ana.Perez+otra@mail.example' }, { now: later(minute) })
    await office.bring(later(minute))
    const [, mail] = await office.arrived()
    expect(mail?.to).toEqual(['Ana.Perez+otra@mail.example'])
    expect(linkIn(mail?.text ?? '', 'confirm')).toBe('')
    expect(linkIn(mail?.text ?? '', 'withdraw')).toBe(withdrawToken(keyring, first.signatureId))
  })

  it('lets Bruno confirm, who shares the mailbox with Ana, and tells a third that both are counted', async () => {
    await signAndConfirm(db, campaign, ana)
    await post(db, campaign, bruno, { now: later(1) })
    await office.bring(later(1))
    const mails = await office.arrived()
    const brunos = mails.find(({ text }) => text.includes('Bruno'))
    const token = linkIn(brunos?.text ?? '', 'confirm')
    expect(await confirmSignature(db, { keyring, token, now: later(2) })).toMatchObject({ kind: 'confirmed' })
    await post(db, campaign, { ...ana, name: 'Celia Ruiz' }, { now: later(minute) })
    await office.bring(later(minute))
    expect(linkIn((await office.arrived()).at(-1)?.text ?? '', 'confirm')).toBe('')
  })

  it('comes three times a day at most to one address and campaign, however many forms are posted', async () => {
    for (let n = 0; n < 5; n++) await post(db, campaign, { ...ana, line: `Línea ${n}` }, { now: later(n) })
    await office.bring(later(minute))
    expect(await office.arrived()).toHaveLength(3)
    const states = await db.select({ state: outbox.state }).from(outbox).orderBy(asc(outbox.createdAt))
    expect(states.map(({ state }) => state)).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'suppressed',
      'suppressed',
    ])
    const reasons = (await db.select().from(attempts)).filter(({ phase }) => phase === 'not-dialled')
    expect(reasons.map(({ response }) => response)).toEqual(['limit', 'limit'])
  })

  it('comes three times a day when all forms are posted in the same moment, spelt in every way', async () => {
    const spelt = ['ana.perez', 'Ana.Perez', 'ana.perez+1', 'ANA.PEREZ', 'ana.perez+2', 'ana.perez+3']
    await Promise.all(
      spelt.map((local, n) => post(db, campaign, { ...ana, email: `${local}@mail.example`, line: `${n}` })),
    )
    await office.bring(later(minute))
    expect(await office.arrived()).toHaveLength(3)
  })

  it('comes three times a day by asking for it again and again from the page', async () => {
    const handle = await post(db, campaign, ana)
    for (let n = 1; n < 8; n++) {
      await resendConfirmation(db, { keyring, handle, mailDomain, now: later(n * minute) })
      await office.bring(later(n * minute))
    }
    expect(await office.arrived()).toHaveLength(3)
  })

  it('comes again the next day, and does not keep others from getting theirs', async () => {
    for (let n = 0; n < 4; n++) await post(db, campaign, { ...ana, line: `Línea ${n}` }, { now: later(n) })
    await post(db, campaign, carla, { now: later(10) })
    await office.bring(later(minute))
    expect((await office.arrived()).filter(({ to }) => to[0] === carla.email)).toHaveLength(1)
    await post(db, campaign, { ...ana, line: 'Mañana' }, { now: later(day + 10) })
    await office.bring(later(day + 10))
    expect((await office.arrived()).filter(({ to }) => to[0] === ana.email)).toHaveLength(4)
  })

  it('is not sent when the signature was taken back while it waited', async () => {
    const { signatureId } = await postAndRead(db, campaign, ana)
    await withdrawSignature(db, { keyring, token: withdrawToken(keyring, signatureId), now: later(1) })
    await office.bring(later(minute))
    expect(await office.arrived()).toHaveLength(0)
  })

  it('carries a hostile name as words only, to one recipient only', async () => {
    const name = 'Ana <b@x.example>, "c@x.example" \r\nBcc: d@x.example'
    await post(db, campaign, { ...ana, name })
    await office.bring(morning)
    const [mail] = await office.arrived()
    expect(mail?.to).toEqual([ana.email])
    expect(mail?.headers.map(([field]) => field.toLowerCase())).not.toContain('bcc')
    expect(mail?.headers.filter(([field]) => field === 'To')).toEqual([['To', ana.email]])
  })

  it('leaves nothing of the address in the queue once the relay has it, whatever the relay says', async () => {
    await post(db, campaign, ana)
    await office.bring(morning)
    expect(await queuedMails(db)).toEqual([])
    expect(JSON.stringify(await db.select().from(attempts))).not.toContain('ana.perez')
  })
})

describe('when the relay cannot be reached', () => {
  it('the mail waits, and comes once when the relay is back', async () => {
    const nowhere = await openPostOffice(db, { smtpUrl: 'smtp://127.0.0.1:9' })
    await post(db, campaign, ana)
    await nowhere.bring(morning)
    expect(await db.select({ state: outbox.state }).from(outbox)).toEqual([{ state: 'deferred' }])
    expect(await db.select().from(attempts)).toMatchObject([
      { result: 'unreachable', response: 'ECONNREFUSED' },
    ])
    await office.bring(later(2 * minute))
    expect(await office.arrived()).toHaveLength(1)
    expect(await db.select({ state: outbox.state }).from(outbox)).toEqual([{ state: 'accepted' }])
  })
})

describe('the mail with a sign-in code', () => {
  it('comes to Tigran in his language, and to nobody who is no organiser', async () => {
    await tigranAtDesk(db)
    const ask = (email: string) =>
      requestCode(db, { keyring, email, browser: 'browser', mailDomain, now: morning })
    const claim = expect.any(String)
    expect(await ask('tigran@anc.example')).toEqual({ kind: 'asked', claim })
    expect(await ask('nobody@anc.example')).toEqual({ kind: 'asked', claim })
    await office.bring(morning)
    const mails = await office.arrived()
    expect(mails.map(({ to }) => to)).toEqual([['tigran@anc.example']])
    expect(mails[0]?.headers).toContainEqual(['Content-Language', 'es'])
    const rows = await db.select({ state: outbox.state, sealed: outbox.payloadSealed }).from(outbox)
    expect(rows.map(({ state }) => state).sort()).toEqual(['accepted', 'suppressed'])
    expect(rows.every(({ sealed }) => sealed === null)).toBe(true)
  })
})

it('goes on with the words of the letter that was signed, though another version is current by now', async () => {
  await postAndRead(db, campaign, ana)
  await db
    .update(letters)
    .set({ state: 'superseded' })
    .where(eq(letters.id, campaign.letterIds.es))
    .returning()
  await office.bring(morning)
  expect(await office.arrived()).toHaveLength(1)
})
