import { eq, getTableName, is, type SQL, sql, Table } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { engine } from '../db/dialect'
import * as schema from '../db/schema'
import { campaigns, confirmations, consents, countEvents, letters, outbox, signatures } from '../db/schema'
import { freshDb } from '../tests/support/database'
import {
  ana,
  bruno,
  type Campaign,
  carla,
  consentWords,
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
  signInput,
  type Typed,
} from '../tests/support/people'
import { statementsOf } from '../tests/support/statements'
import { confirmSignature, signatureOfHandle, signatureOfToken } from './confirmation.server'
import { resendConfirmation } from './confirmation-mail.server'
import { eraseDue } from './retention.server'
import { codeTries, windows } from './signature'
import { signLetter } from './signature.server'
import { confirmedCount, recount, tallySignatures } from './tally.server'
import { withdrawToken } from './withdraw-token.server'
import { withdrawSignature } from './withdrawal.server'

const retain = async (db: Db, { now }: { now: Date }) => {
  const done = await eraseDue(db, { addressDays: 182, dataDir: '/nowhere', now })
  return { expiredCount: done.find(({ rule }) => rule === 'unconfirmed')?.count }
}

let db: Db
let campaign: Campaign
beforeEach(async () => {
  db = await freshDb()
  campaign = await lapshinCampaign(db)
})

const rowOf = async (id: string) => {
  const [row] = await db.select().from(signatures).where(eq(signatures.id, id))
  if (!row) throw new Error('There is no such signature.')
  return row
}
const counted = async () => (await recount(db, campaign.campaignId)).total
const confirm = (token: string, now = morning) => confirmSignature(db, { keyring, token, now })
const enter = (handle: string, code: string, now = morning) =>
  confirmSignature(db, { keyring, handle, code, now })
const withdraw = (signatureId: string, now = morning) =>
  withdrawSignature(db, { keyring, token: withdrawToken(keyring, signatureId), now })

describe('signing', () => {
  it('keeps a signature that is not counted until its signer confirms it', async () => {
    const { signatureId, token } = await postAndRead(db, campaign, ana)
    expect(await rowOf(signatureId)).toMatchObject({
      state: 'pending',
      letterId: campaign.letterIds.es,
      name: 'Ana María Pérez',
      country: 'AR',
      city: 'Córdoba',
      disclosure: 'full',
      lineState: 'none',
      slotKey: null,
      confirmedAt: null,
    })
    expect(await counted()).toBe(0)
    expect(await db.select().from(countEvents)).toHaveLength(0)

    expect(await confirm(token, later(minute))).toEqual({ kind: 'confirmed', signatureId })
    expect(await rowOf(signatureId)).toMatchObject({ state: 'confirmed', confirmedAt: later(minute) })
    expect(await counted()).toBe(1)
  })

  it('belongs to the version and language of the letter that was on the screen', async () => {
    const { signatureId } = await postAndRead(db, campaign, ana, {
      letterId: campaign.letterIds.en,
      language: 'en',
    })
    expect(await rowOf(signatureId)).toMatchObject({ letterId: campaign.letterIds.en, language: 'en' })
  })

  it('stays with the words that were signed when a new version came in between', async () => {
    await db
      .update(letters)
      .set({ state: 'superseded' })
      .where(eq(letters.id, campaign.letterIds.es))
      .returning()
    const { signatureId } = await postAndRead(db, campaign, ana)
    expect((await rowOf(signatureId)).letterId).toBe(campaign.letterIds.es)
  })

  it('refuses a letter of another campaign, and one that never was', async () => {
    await db
      .insert(campaigns)
      .values({
        id: 'other',
        slug: 'other',
        organisationId: campaign.organisationId,
        state: 'published',
        originalLanguage: 'es',
        goal: 10,
        isHighRisk: false,
        createdAt: morning,
        updatedAt: morning,
      })
      .returning()
    const elsewhere = signInput({ ...campaign, campaignId: 'other' }, ana)
    expect(await signLetter(db, elsewhere)).toEqual({ kind: 'letter-gone' })
    expect(await signLetter(db, signInput(campaign, ana, { letterId: 'none' }))).toEqual({
      kind: 'letter-gone',
    })
    expect(await db.select().from(signatures)).toHaveLength(0)
  })

  it('is refused from the closing moment on, and in every state but published', async () => {
    const set = (change: Partial<typeof campaigns.$inferInsert>) =>
      db.update(campaigns).set(change).where(eq(campaigns.id, campaign.campaignId)).returning()
    await set({ closesAt: later(hour) })
    expect((await signLetter(db, signInput(campaign, ana, { now: later(hour - 1) }))).kind).toBe('signed')
    expect(await signLetter(db, signInput(campaign, ana, { now: later(hour) }))).toEqual({ kind: 'closed' })
    for (const state of ['draft', 'paused', 'closed', 'archived'] as const) {
      await set({ state, closesAt: null })
      expect(await signLetter(db, signInput(campaign, ana))).toEqual({ kind: 'closed' })
    }
    expect(await signLetter(db, signInput({ ...campaign, campaignId: 'none' }, ana))).toEqual({
      kind: 'closed',
    })
    expect(await db.select().from(signatures)).toHaveLength(1)
  })

  it('keeps what was agreed to: the words, their version, their language and the time', async () => {
    const { signatureId } = await postAndRead(db, campaign, { ...ana, public: 'on', updates: 'on' })
    const kept = await db.select().from(consents).where(eq(consents.signatureId, signatureId))
    const common = { textVersion: consentWords.version, language: 'es', givenAt: morning }
    expect(kept.sort((a, b) => (a.kind < b.kind ? -1 : 1))).toMatchObject([
      { ...common, kind: 'disclosure', choice: 'full', words: consentWords.disclosure },
      { ...common, kind: 'public', choice: 'yes', words: consentWords.public },
      { ...common, kind: 'sign', choice: 'yes', words: consentWords.sign },
      { ...common, kind: 'updates', choice: 'yes', words: consentWords.updates },
    ])
  })

  it('keeps no agreement to what was not agreed to', async () => {
    const { signatureId } = await postAndRead(db, campaign, carla)
    const kept = await db.select().from(consents).where(eq(consents.signatureId, signatureId))
    expect(kept.map(({ kind, choice }) => [kind, choice]).sort()).toEqual([
      ['disclosure', 'counted'],
      ['sign', 'yes'],
    ])
  })

  it('keeps a personal line unread', async () => {
    const { signatureId } = await postAndRead(db, campaign, { ...ana, line: 'Libertad para Lapshin.' })
    expect(await rowOf(signatureId)).toMatchObject({ line: 'Libertad para Lapshin.', lineState: 'unread' })
  })
})

describe('a form posted twice', () => {
  it('is one signature with two mails, and the agreement is kept once', async () => {
    const first = await postAndRead(db, campaign, ana)
    const second = await postAndRead(db, campaign, ana, { now: later(minute) })
    expect(second.signatureId).toBe(first.signatureId)
    expect(second.handle).not.toBe(first.handle)
    expect(await db.select().from(signatures)).toHaveLength(1)
    expect(await db.select().from(consents)).toHaveLength(2)
    expect(await db.select().from(outbox)).toHaveLength(2)
  })

  it('is confirmed by the code of the first mail on the page of the second post', async () => {
    const first = await postAndRead(db, campaign, ana)
    const second = await postAndRead(db, campaign, ana, { now: later(minute) })
    expect(await enter(second.handle, first.code, later(2 * minute))).toMatchObject({ kind: 'confirmed' })
    expect(await confirm(second.token)).toMatchObject({ kind: 'already-confirmed' })
    expect(await counted()).toBe(1)
  })

  it('waits as long after the second post as after the first', async () => {
    await postAndRead(db, campaign, ana)
    const { token } = await postAndRead(db, campaign, ana, { now: later(windows.link - hour) })
    await retain(db, { now: later(windows.link + hour) })
    expect(await confirm(token, later(windows.link + 2 * hour))).toMatchObject({ kind: 'confirmed' })
  })

  it('gives a mail that works even when the first one has run out and nobody has tidied up', async () => {
    await postAndRead(db, campaign, ana)
    const { token } = await postAndRead(db, campaign, ana, { now: later(windows.link + minute) })
    expect(await confirm(token, later(windows.link + hour))).toMatchObject({ kind: 'confirmed' })
  })

  it('64 times at once is one signature, and one is counted whatever is confirmed', async () => {
    await Promise.all(Array.from({ length: 64 }, () => post(db, campaign, ana)))
    expect(await db.select().from(signatures)).toHaveLength(1)
    const mails = await queuedMails(db)
    expect(mails).toHaveLength(64)
    const kinds = await Promise.all(mails.map(async ({ token = '' }) => (await confirm(token)).kind))
    expect(kinds.filter((kind) => kind === 'confirmed')).toHaveLength(1)
    expect(kinds.filter((kind) => kind === 'already-confirmed')).toHaveLength(63)
    expect(await counted()).toBe(1)
    expect(await db.select().from(countEvents)).toHaveLength(1)
  })
})

describe('one mailbox', () => {
  const manyOf = (typed: (n: number) => Typed) =>
    Promise.all(Array.from({ length: 64 }, (_, n) => post(db, campaign, typed(n))))
  const confirmAll = async () =>
    Promise.all((await queuedMails(db)).map(async ({ token = '' }) => (await confirm(token)).kind))

  it('counts one signature of a name, however often it was signed and wherever it was confirmed', async () => {
    const spellings = ['Ana María Pérez', 'ANA MARIA PEREZ', ' ana  maría pérez', 'Ana-María Pérez']
    await manyOf((n) => ({
      ...ana,
      name: spellings[n % 4] ?? '',
      line: `Línea ${n}`,
      email: `Ana.Perez+${n}@mail.example`,
    }))
    expect(await db.select().from(signatures)).toHaveLength(64)
    const kinds = await confirmAll()
    expect(kinds.filter((kind) => kind === 'confirmed')).toHaveLength(1)
    expect(kinds.filter((kind) => kind === 'already-signed')).toHaveLength(63)
    expect(await counted()).toBe(1)
  })

  it('counts two at most, under as many names as there may be', async () => {
    await manyOf((n) => ({ ...ana, name: `Ana Número ${n}` }))
    const kinds = await confirmAll()
    expect(kinds.filter((kind) => kind === 'confirmed')).toHaveLength(2)
    expect(kinds.filter((kind) => kind === 'already-signed')).toHaveLength(62)
    expect(await counted()).toBe(2)
  })

  it('counts Ana and Bruno, who share it, and nobody after them', async () => {
    expect((await signAndConfirm(db, campaign, ana)).confirmed.kind).toBe('confirmed')
    expect((await signAndConfirm(db, campaign, bruno)).confirmed.kind).toBe('confirmed')
    expect((await signAndConfirm(db, campaign, { ...ana, name: 'Celia Ruiz' })).confirmed.kind).toBe(
      'already-signed',
    )
    expect((await signAndConfirm(db, campaign, bruno)).confirmed.kind).toBe('already-signed')
    expect(await counted()).toBe(2)
  })

  it('counts Bruno once when Ana has gone and come again', async () => {
    const first = await signAndConfirm(db, campaign, ana)
    await signAndConfirm(db, campaign, bruno)
    await withdraw(first.signatureId)
    expect((await signAndConfirm(db, campaign, bruno)).confirmed.kind).toBe('already-signed')
    expect((await signAndConfirm(db, campaign, ana)).confirmed.kind).toBe('confirmed')
    expect((await signAndConfirm(db, campaign, { ...ana, name: 'Celia Ruiz' })).confirmed.kind).toBe(
      'already-signed',
    )
    expect(await counted()).toBe(2)
  })

  it('may sign another campaign too', async () => {
    await signAndConfirm(db, campaign, ana)
    await db
      .insert(campaigns)
      .values({
        id: 'other',
        slug: 'other',
        organisationId: campaign.organisationId,
        state: 'published',
        originalLanguage: 'es',
        goal: 10,
        isHighRisk: false,
        createdAt: morning,
        updatedAt: morning,
      })
      .returning()
    const [letter] = await db.select().from(letters).where(eq(letters.id, campaign.letterIds.es))
    if (!letter) throw new Error('no letter')
    await db
      .insert(letters)
      .values({ ...letter, id: 'other-es', campaignId: 'other' })
      .returning()
    const other = { ...campaign, campaignId: 'other', letterIds: { es: 'other-es', en: '' } }
    expect((await signAndConfirm(db, other, ana)).confirmed.kind).toBe('confirmed')
    const keys = (await db.select().from(signatures)).map(({ addressKey }) => addressKey)
    expect(new Set(keys).size).toBe(2)
  })
})

describe('the answer to a known address', () => {
  it('is the one to an unknown address, by the same statements', async () => {
    await signAndConfirm(db, campaign, ana)
    const { answer: known, statements: ofKnown } = await statementsOf(() =>
      signLetter(db, signInput(campaign, ana)),
    )
    const { answer: unknown, statements: ofUnknown } = await statementsOf(() =>
      signLetter(db, signInput(campaign, carla)),
    )
    expect(known).toEqual({ kind: 'signed', handle: expect.stringMatching(/^[\w-]{43}$/) })
    expect(unknown).toEqual({ kind: 'signed', handle: expect.stringMatching(/^[\w-]{43}$/) })
    expect(ofUnknown.length).toBeGreaterThan(4)
    expect(ofKnown).toEqual(ofUnknown)
  })

  it('is the one to a person, for a program that fills in the trap', async () => {
    const ofPerson = (await statementsOf(() => post(db, campaign, ana))).statements
    const ofProgram = (await statementsOf(() => post(db, campaign, carla, { signals: ['honeypot'] })))
      .statements
    expect(ofProgram).toEqual(ofPerson)
  })

  it('to asking for another mail is the same for every handle', async () => {
    const { handle, token } = await postAndRead(db, campaign, ana)
    const again = (of: string) =>
      resendConfirmation(db, { keyring, handle: of, mailDomain, now: later(minute) })
    expect(await again(handle)).toEqual({ kind: 'asked' })
    expect(await again('forged')).toEqual({ kind: 'asked' })
    expect(await queuedMails(db)).toHaveLength(2)
    await confirm(token)
    expect(await again(handle)).toEqual({ kind: 'asked' })
    expect(await db.select().from(outbox)).toHaveLength(2)
  })
})

describe('confirming', () => {
  it('again is harmless', async () => {
    const { token, signatureId } = await postAndRead(db, campaign, ana)
    await confirm(token)
    expect(await confirm(token, later(day))).toEqual({ kind: 'already-confirmed', signatureId })
    expect(await counted()).toBe(1)
    expect((await rowOf(signatureId)).confirmedAt).toEqual(morning)
    expect(await db.select().from(countEvents)).toHaveLength(1)
  })

  it.each(['', 'forged', 'x'.repeat(43), '\0', "' or 1=1 --", '🌹'])(
    'refuses the forged token %j',
    async (token) => {
      await postAndRead(db, campaign, ana)
      expect(await confirm(token)).toEqual({ kind: 'unknown' })
      expect(await counted()).toBe(0)
    },
  )

  it('takes neither the token that withdraws nor the handle for the token', async () => {
    const { handle, signatureId } = await postAndRead(db, campaign, ana)
    expect(await confirm(withdrawToken(keyring, signatureId))).toEqual({ kind: 'unknown' })
    expect(await confirm(handle)).toEqual({ kind: 'unknown' })
  })

  it('is possible with a token that was mailed before tokens had a time, and so is leaving', async () => {
    const { handle, signatureId } = await postAndRead(db, campaign, ana)
    const [token, back] = ['an-old-token', 'an-old-way-back']
    await db
      .update(confirmations)
      .set({ tokenHash: keyring.hash('confirm', token), handleHash: keyring.hash('handle', handle) })
      .returning()
    await db
      .update(signatures)
      .set({ withdrawHash: keyring.hash('withdraw', back) })
      .returning()
    expect(await signatureOfHandle(db, { keyring, handle })).toMatchObject({ signatureId })
    expect(await confirm(token)).toEqual({ kind: 'confirmed', signatureId })
    expect(await withdrawSignature(db, { keyring, token: back, now: morning })).toEqual({ kind: 'withdrawn' })
  })

  it.each([
    [
      'with the mark of another',
      (one: string, other: string) => `${one.split('.')[0]}.${other.split('.')[1]}`,
    ],
    ['without a mark', (one: string) => `${one.split('.')[0]}.`],
    ['with half of it', (one: string) => one.slice(0, -11)],
    ['with more than it', (one: string) => `${one}.${one}`],
    ['with nothing else', (one: string) => one.split('.')[0] ?? ''],
  ])('leaves nobody out by a token %s', async (_, forge) => {
    const { signatureId } = await signAndConfirm(db, campaign, ana)
    const { signatureId: carlas } = await signAndConfirm(db, campaign, carla)
    const token = forge(withdrawToken(keyring, signatureId), withdrawToken(keyring, carlas))
    expect(await withdrawSignature(db, { keyring, token, now: morning })).toEqual({ kind: 'unknown' })
    expect(await signatureOfToken(db, { keyring, token, kind: 'withdraw' })).toBeNull()
  })

  it('is possible up to seven days after signing, and then no more', async () => {
    const { token, signatureId } = await postAndRead(db, campaign, ana)
    expect(await confirm(token, later(windows.link))).toEqual({ kind: 'expired', signatureId })
    expect(await confirm(token, later(windows.link - 1))).toEqual({ kind: 'confirmed', signatureId })
  })

  it('leaves no trace of how the form was posted once it is confirmed', async () => {
    const { signatureId } = await signAndConfirm(db, campaign, ana)
    expect((await rowOf(signatureId)).contentKey).toBeNull()
  })

  it('is shown beforehand what will be confirmed, and asks the database for nothing else', async () => {
    const { token, handle, signatureId } = await postAndRead(db, campaign, ana)
    expect(await signatureOfToken(db, { keyring, token, kind: 'confirm' })).toMatchObject({
      signatureId,
      name: 'Ana María Pérez',
      state: 'pending',
    })
    const back = withdrawToken(keyring, signatureId)
    expect(await signatureOfToken(db, { keyring, token: back, kind: 'withdraw' })).toMatchObject({
      signatureId,
    })
    expect(await signatureOfToken(db, { keyring, token, kind: 'withdraw' })).toBeNull()
    expect(await signatureOfToken(db, { keyring, token: back, kind: 'confirm' })).toBeNull()
    expect(await signatureOfHandle(db, { keyring, handle })).toMatchObject({ signatureId, state: 'pending' })
    expect(await signatureOfHandle(db, { keyring, handle: token })).toBeNull()
    expect(await counted()).toBe(0)
  })
})

describe('the code from the mail', () => {
  it('confirms on the page that is still open', async () => {
    const { handle, code, signatureId } = await postAndRead(db, campaign, ana)
    expect(await enter(handle, code)).toEqual({ kind: 'confirmed', signatureId })
  })

  it.each([
    ['in small letters', (code: string) => code.toLowerCase()],
    ['with spaces', (code: string) => ` ${code.slice(0, 4)} ${code.slice(4)} `],
    ['with a hyphen', (code: string) => `${code.slice(0, 4)}-${code.slice(4)}`],
    [
      'with a typographic hyphen and a hard space',
      (code: string) => `${code.slice(0, 4)}‑\u00a0${code.slice(4)}`,
    ],
  ])('may be typed %s', async (_, typed) => {
    const { handle, code } = await postAndRead(db, campaign, ana)
    expect(await enter(handle, typed(code))).toMatchObject({ kind: 'confirmed' })
  })

  it('is dead after five wrong ones, even for the right one', async () => {
    const { handle, code, token } = await postAndRead(db, campaign, ana)
    for (let left = codeTries - 1; left >= 0; left--)
      expect(await enter(handle, 'WRONG222')).toEqual({ kind: 'wrong-code', triesLeft: left })
    expect(await enter(handle, code)).toEqual({ kind: 'wrong-code', triesLeft: 0 })
    expect(await counted()).toBe(0)
    expect(await confirm(token)).toMatchObject({ kind: 'confirmed' })
  })

  it('counts each of the tries made at the same moment', async () => {
    const { handle } = await postAndRead(db, campaign, ana)
    const tries = await Promise.all(Array.from({ length: 20 }, () => enter(handle, 'WRONG222')))
    const left = tries.map((answer) => (answer.kind === 'wrong-code' ? answer.triesLeft : -1))
    expect(left.sort()).toEqual([...Array(16).fill(0), 1, 2, 3, 4])
  })

  it('is not found by posting the same form over and over for more tries', async () => {
    const pages = []
    for (let n = 0; n < 12; n++) pages.push(await postAndRead(db, campaign, ana, { now: later(n) }))
    let judged = 0
    for (const { handle } of pages)
      for (let n = 0; n < codeTries; n++) {
        const answer = await enter(handle, 'WRONG222', later(minute))
        if (answer.kind === 'wrong-code' && answer.triesLeft > 0) judged++
      }
    expect(judged).toBeLessThanOrEqual(15)
    const last = pages.at(-1)
    expect(await enter(last?.handle ?? '', last?.code ?? '', later(minute))).toEqual({
      kind: 'wrong-code',
      triesLeft: 0,
    })
    expect(await confirm(last?.token ?? '', later(minute))).toMatchObject({ kind: 'confirmed' })
  })

  it('is dead after 24 hours, while the link is not', async () => {
    const { handle, code, token } = await postAndRead(db, campaign, ana)
    expect(await enter(handle, code, later(windows.code))).toMatchObject({ kind: 'wrong-code' })
    expect(await confirm(token, later(windows.code))).toMatchObject({ kind: 'confirmed' })
  })

  it('works a moment before 24 hours have passed', async () => {
    const { handle, code } = await postAndRead(db, campaign, ana)
    expect(await enter(handle, code, later(windows.code - 1))).toMatchObject({ kind: 'confirmed' })
  })

  it('confirms nothing on the page of somebody else', async () => {
    const ours = await postAndRead(db, campaign, ana)
    const theirs = await postAndRead(db, campaign, carla)
    expect(await enter(theirs.handle, ours.code)).toMatchObject({ kind: 'wrong-code' })
    expect(await enter('forged', ours.code)).toEqual({ kind: 'unknown' })
    expect(await counted()).toBe(0)
  })

  it('from another mail of the same signature works too', async () => {
    const { handle } = await postAndRead(db, campaign, ana)
    await resendConfirmation(db, { keyring, handle, mailDomain, now: later(minute) })
    const mails = await queuedMails(db)
    const second = mails.at(-1)
    expect(second?.email).toBe(ana.email)
    expect(await enter(handle, second?.code ?? '', later(2 * minute))).toMatchObject({ kind: 'confirmed' })
  })
})

describe('taking a signature back', () => {
  it('leaves the count at once and nothing of the person in the row', async () => {
    const { signatureId } = await signAndConfirm(db, campaign, {
      ...ana,
      line: 'Libertad.',
      public: 'on',
      updates: 'on',
    })
    await tallySignatures(db, { now: morning })
    expect(await confirmedCount(db, campaign.campaignId)).toBe(1)

    expect(await withdraw(signatureId, later(hour))).toEqual({ kind: 'withdrawn' })
    expect(await counted()).toBe(0)
    expect(await confirmedCount(db, campaign.campaignId)).toBe(0)
    expect(await rowOf(signatureId)).toMatchObject({
      state: 'withdrawn',
      withdrawnAt: later(hour),
      name: null,
      nameKey: null,
      emailSealed: null,
      addressKey: null,
      slotKey: null,
      contentKey: null,
      city: null,
      line: null,
      lineState: 'none',
      salt: null,
      ipHash: null,
      isPublic: false,
      wantsUpdates: false,
    })
  })

  it('again is harmless', async () => {
    const { signatureId } = await signAndConfirm(db, campaign, ana)
    await tallySignatures(db, { now: morning })
    await withdraw(signatureId)
    expect(await withdraw(signatureId, later(day))).toEqual({ kind: 'already-withdrawn' })
    const answers = await Promise.all(Array.from({ length: 8 }, () => withdraw(signatureId)))
    expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['already-withdrawn']))
    expect(await confirmedCount(db, campaign.campaignId)).toBe(0)
    expect((await rowOf(signatureId)).withdrawnAt).toEqual(morning)
  })

  it('leaves room to sign again with the same address', async () => {
    const first = await signAndConfirm(db, campaign, ana)
    await withdraw(first.signatureId)
    const second = await signAndConfirm(db, campaign, ana, { now: later(hour) })
    expect(second.confirmed.kind).toBe('confirmed')
    expect(second.signatureId).not.toBe(first.signatureId)
    expect(await confirm(first.token)).toEqual({ kind: 'withdrawn', signatureId: first.signatureId })
    expect(await counted()).toBe(1)
  })

  it('before it was confirmed works, and its mails no longer confirm anything', async () => {
    const { signatureId, token, handle, code } = await postAndRead(db, campaign, ana)
    expect(await withdraw(signatureId)).toEqual({ kind: 'withdrawn' })
    expect(await confirm(token)).toEqual({ kind: 'withdrawn', signatureId })
    expect(await enter(handle, code)).toEqual({ kind: 'withdrawn', signatureId })
    expect(await db.select().from(countEvents)).toHaveLength(0)
    expect(await counted()).toBe(0)
  })

  it('stops the mails that wait, in whatever state they wait, and erases what they were made from', async () => {
    const { signatureId } = await postAndRead(db, campaign, ana)
    await postAndRead(db, campaign, ana)
    await postAndRead(db, campaign, ana)
    const rows = await db.select().from(outbox)
    const states = ['queued', 'unknown', 'held'] as const
    for (const [n, state] of states.entries())
      await db
        .update(outbox)
        .set({ state })
        .where(eq(outbox.id, rows[n]?.id ?? ''))
        .returning()
    await withdraw(signatureId)
    expect(
      (await db.select().from(outbox)).map(({ state, payloadSealed }) => [state, payloadSealed]),
    ).toEqual(Array(3).fill(['cancelled', null]))
  })

  it('is refused to a forged token, to the token that confirms, and to a bare id', async () => {
    const { signatureId, token } = await signAndConfirm(db, campaign, ana)
    for (const forged of ['', 'forged', token, signatureId, keyring.hash('withdraw', signatureId)])
      expect(await withdrawSignature(db, { keyring, token: forged, now: morning })).toEqual({
        kind: 'unknown',
      })
    expect(await counted()).toBe(1)
  })

  it('at the very moment of confirming ends withdrawn when it says withdrawn', async () => {
    for (let n = 0; n < 12; n++) {
      const { token, signatureId } = await postAndRead(db, campaign, {
        ...ana,
        email: `ana${n}@mail.example`,
      })
      const [, answer] = await Promise.all([confirm(token), withdraw(signatureId)])
      expect(answer.kind).toBe('withdrawn')
      expect((await rowOf(signatureId)).state).toBe('withdrawn')
    }
    await tallySignatures(db, { now: morning })
    expect(await confirmedCount(db, campaign.campaignId)).toBe(0)
  })
})

describe('a doubtful signature', () => {
  it('is kept for a person to look at, answered like any other, and never counted', async () => {
    const { signatureId, token } = await postAndRead(db, campaign, ana, { signals: ['honeypot'] })
    expect(await rowOf(signatureId)).toMatchObject({ state: 'quarantined', signals: ['honeypot'] })
    expect(await confirm(token, later(minute))).toEqual({ kind: 'reviewed', signatureId })
    expect(await confirm(token, later(hour))).toEqual({ kind: 'reviewed', signatureId })
    expect(await rowOf(signatureId)).toMatchObject({ state: 'quarantined', confirmedAt: later(minute) })
    await tallySignatures(db, { now: morning })
    expect(await counted()).toBe(0)
    expect(await confirmedCount(db, campaign.campaignId)).toBe(0)
  })

  it('does not drag down the same form posted by its real signer', async () => {
    await postAndRead(db, campaign, ana, { signals: ['honeypot'] })
    expect((await signAndConfirm(db, campaign, ana)).confirmed.kind).toBe('confirmed')
    expect(await counted()).toBe(1)
  })

  it('that was only quick is counted, with its signal kept', async () => {
    const { signatureId, confirmed } = await signAndConfirm(db, campaign, ana, { signals: ['too-fast'] })
    expect(confirmed.kind).toBe('confirmed')
    expect((await rowOf(signatureId)).signals).toEqual(['too-fast'])
  })
})

describe('what time erases', () => {
  it('is whatever nobody confirmed within seven days', async () => {
    const old = await postAndRead(db, campaign, ana)
    const trap = await postAndRead(db, campaign, { ...ana, name: 'Bot' }, { signals: ['honeypot'] })
    const young = await postAndRead(db, campaign, carla, { now: later(2) })
    const kept = await signAndConfirm(db, campaign, bruno)
    expect(await retain(db, { now: later(7 * day + 1) })).toEqual({ expiredCount: 2 })
    for (const { signatureId } of [old, trap])
      expect(await rowOf(signatureId)).toMatchObject({
        state: 'expired',
        name: null,
        emailSealed: null,
        addressKey: null,
        contentKey: null,
        city: null,
        ipHash: null,
      })
    expect((await rowOf(young.signatureId)).state).toBe('pending')
    expect(await rowOf(kept.signatureId)).toMatchObject({ state: 'confirmed', name: 'Bruno Díaz' })
    expect(await confirm(old.token, later(7 * day + 2))).toMatchObject({ kind: 'expired' })
    expect(await confirm(trap.token, later(7 * day + 2))).toMatchObject({ kind: 'expired' })
    expect(await retain(db, { now: later(7 * day + 1) })).toEqual({ expiredCount: 0 })
  })

  it('is not a doubtful signature that its signer confirmed and an organiser has yet to see', async () => {
    const { signatureId } = await signAndConfirm(db, campaign, ana, { signals: ['honeypot'] })
    await retain(db, { now: later(8 * day) })
    expect(await rowOf(signatureId)).toMatchObject({ state: 'quarantined', name: 'Ana María Pérez' })
  })

  it('is the hash of the connection after thirty days, whatever became of the signature', async () => {
    const { signatureId } = await signAndConfirm(db, campaign, ana)
    const doubtful = await signAndConfirm(db, campaign, carla, { signals: ['honeypot'] })
    await retain(db, { now: later(30 * day) })
    expect((await rowOf(signatureId)).ipHash).not.toBeNull()
    await retain(db, { now: later(30 * day + 1) })
    expect((await rowOf(signatureId)).ipHash).toBeNull()
    expect((await rowOf(doubtful.signatureId)).ipHash).toBeNull()
    expect((await rowOf(signatureId)).name).toBe('Ana María Pérez')
  })

  it('finds no connection again from one day to the next', async () => {
    const hashes = []
    for (const [typed, now] of [
      [ana, morning],
      [bruno, morning],
      [carla, later(day)],
    ] as const)
      hashes.push((await rowOf((await postAndRead(db, campaign, typed, { now })).signatureId)).ipHash)
    expect(hashes[0]).toBe(hashes[1])
    expect(hashes[0]).not.toBe(hashes[2])
  })
})

describe('the database', () => {
  const tables = Object.values(schema as Record<string, unknown>).filter((value): value is Table =>
    is(value, Table),
  )

  /** Everything in every table, as the engine itself puts it into words. */
  async function dump(): Promise<string> {
    const run = db as unknown as {
      execute: (query: SQL) => Promise<{ rows: unknown[] }>
      all: (query: SQL) => unknown[]
    }
    const parts: string[] = []
    for (const table of tables) {
      const query = sql.raw(`select * from "${getTableName(table)}"`)
      const rows = engine === 'postgres' ? (await run.execute(query)).rows : run.all(query)
      parts.push(JSON.stringify(rows))
    }
    return parts.join('\n')
  }

  it('never holds an address, a token, a code, a handle or a connection in clear', async () => {
    const canary = { ...ana, email: 'Canary.Address+secret@hidden-domain.example', updates: 'on' }
    const posted = await postAndRead(db, campaign, canary, { ip: '198.51.100.77' })
    await resendConfirmation(db, { keyring, handle: posted.handle, mailDomain, now: later(minute) })
    const mails = await queuedMails(db)
    const secrets = [
      'canary.address',
      'canaryaddress',
      'hidden-domain',
      '198.51.100',
      posted.handle,
      withdrawToken(keyring, posted.signatureId),
      ...mails.flatMap(({ token = '', code = '' }) => [token, code]),
    ]
    expect(secrets).toHaveLength(10)
    const before = (await dump()).toLowerCase()
    await confirm(posted.token)
    const after = (await dump()).toLowerCase()
    expect(before).toContain('ana maría pérez')
    for (const secret of secrets)
      for (const text of [before, after]) {
        expect(text).not.toContain(secret.toLowerCase())
        expect(text).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, '').toLowerCase())
        expect(text).not.toContain(Buffer.from(secret).toString('hex'))
      }
  })

  it('has nothing left of a person who took everything back but the country and the record of consent', async () => {
    const typed = { ...ana, name: 'Zuleika Quispe', city: 'Tarabuco', line: 'Inconfundible.' }
    const { signatureId } = await signAndConfirm(db, campaign, typed)
    await withdraw(signatureId)
    const all = await dump()
    for (const word of ['Zuleika', 'Quispe', 'Tarabuco', 'Inconfundible', 'zuleika'])
      expect(all).not.toContain(word)
  })

  it('keeps no use of the address once nothing needs it', async () => {
    const { signatureId, token } = await postAndRead(db, campaign, ana)
    const { emailSealed } = await rowOf(signatureId)
    expect(keyring.open(emailSealed ?? '', `signature:${signatureId}`).toString()).toBe(ana.email)
    expect(() => keyring.open(emailSealed ?? '', 'signature:another')).toThrow()
    await confirm(token)
    await withdraw(signatureId)
    expect(await queuedMails(db)).toHaveLength(0)
    expect(await db.select().from(confirmations)).toHaveLength(1)
  })
})
