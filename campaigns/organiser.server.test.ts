import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { members, organisations, organisers, sessions, signIns } from '../db/schema'
import { freshDb } from '../tests/support/database'
import {
  type Campaign,
  keyring,
  lapshinCampaign,
  later,
  mailDomain,
  minute,
  morning,
  queuedMails,
  tigranAtDesk,
} from '../tests/support/people'
import { createOrganiser, inviteOnce } from './organiser.server'
import { organiserOf, sessionIdle, sessionLife, signOut } from './session.server'
import { codeLife, enterByInvitation, enterCode, requestCode } from './sign-in.server'

let db: Db
let campaign: Campaign
let tigran: string
beforeEach(async () => {
  db = await freshDb()
  campaign = await lapshinCampaign(db)
  tigran = await tigranAtDesk(db)
})

const ask = (email = 'tigran@anc.example', { browser = 'his browser', now = morning } = {}) =>
  requestCode(db, { keyring, email, browser, mailDomain, now })
const enter = (code: string, { browser = 'his browser', now = morning } = {}) =>
  enterCode(db, { keyring, browser, code, now })
const codes = async () => (await queuedMails(db)).map(({ code = '' }) => code)
const lastCode = async () => (await codes()).at(-1) ?? ''
const atDesk = (session: string, now = morning) => organiserOf(db, { keyring, session, now })
const invite = (life = 24 * 60 * minute) =>
  inviteOnce(db, { keyring, organiserId: tigran, life, now: morning })
const signedIn = async (now = morning) => {
  const entered = await enterByInvitation(db, { keyring, token: await invite(), now })
  if (entered.kind !== 'signed-in') throw new Error(entered.kind)
  return entered.session
}

describe('an organiser', () => {
  it('is entered with an address that no table shows', async () => {
    const [row] = await db.select().from(organisers)
    expect(row).toMatchObject({ id: tigran, name: 'Tigran', language: 'es' })
    expect(JSON.stringify(row)).not.toContain('anc.example')
    expect(keyring.open(row?.emailSealed ?? '', `organiser:${row?.emailKey}`).toString()).toBe(
      'tigran@anc.example',
    )
  })

  it('is a member of every organisation there is, or of the one that was named', async () => {
    expect(await db.select().from(members)).toHaveLength(2)
    const maria = await createOrganiser(db, {
      keyring,
      email: 'maria@ayf.example',
      organisationSlug: 'ayf-south-america',
      role: 'viewer',
      now: morning,
    })
    expect(maria).toMatchObject({ kind: 'created', memberOf: ['ayf-south-america'] })
    const of = await db.select().from(members).where(eq(members.role, 'viewer'))
    expect(of).toHaveLength(1)
  })

  it('entered again is the same one, however the address is written', async () => {
    for (const email of ['Tigran@ANC.example', ' tigran@anc.example ', 'TIGRAN@anc.example'])
      expect(await createOrganiser(db, { keyring, email, now: morning })).toMatchObject({
        kind: 'known',
        organiserId: tigran,
      })
    expect(await db.select().from(organisers)).toHaveLength(1)
    expect(await db.select().from(members)).toHaveLength(2)
  })

  it('is refused without an address, and for an organisation there is not', async () => {
    expect(await createOrganiser(db, { keyring, email: 'tigran', now: morning })).toEqual({
      kind: 'not-an-address',
    })
    const input = { keyring, email: 'x@anc.example', organisationSlug: 'none', now: morning }
    expect(await createOrganiser(db, input)).toEqual({ kind: 'unknown-organisation' })
    expect(await db.select().from(organisers)).toHaveLength(1)
  })

  it('is not named after the address when no name was given', async () => {
    await createOrganiser(db, { keyring, email: 'canary.local@anc.example', now: morning })
    expect(JSON.stringify(await db.select().from(organisers))).not.toContain('canary')
  })
})

describe('a mailed code', () => {
  it('signs in the browser that asked for it, once', async () => {
    await ask()
    const code = await lastCode()
    const entered = await enter(` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)} `)
    expect(entered).toEqual({
      kind: 'signed-in',
      session: expect.stringMatching(/^[\w-]{43}$/),
      organiserId: expect.any(String),
    })
    expect(await enter(code)).toEqual({ kind: 'no-code' })
    expect(await db.select().from(sessions)).toHaveLength(1)
  })

  it('is of no use in another browser', async () => {
    await ask()
    expect(await enter(await lastCode(), { browser: 'another browser' })).toEqual({ kind: 'no-code' })
    await ask('nobody@anc.example', { browser: 'another browser' })
    expect(await enter(await lastCode(), { browser: 'another browser' })).toMatchObject({
      kind: 'wrong-code',
    })
    expect(await db.select().from(sessions)).toHaveLength(0)
  })

  it('is dead after five wrong tries, even for the right one', async () => {
    await ask()
    for (let left = 4; left >= 0; left--)
      expect(await enter('WRONG222')).toEqual({ kind: 'wrong-code', triesLeft: left })
    expect(await enter(await lastCode())).toEqual({ kind: 'no-code' })
    expect(await db.select().from(sessions)).toHaveLength(0)
  })

  it('counts every try made at the same moment', async () => {
    await ask()
    const code = await lastCode()
    const tries = await Promise.all(Array.from({ length: 12 }, () => enter('WRONG222')))
    expect(tries.filter(({ kind }) => kind === 'wrong-code')).toHaveLength(5)
    expect((await enter(code)).kind).toBe('no-code')
  })

  it('entered twice at the same moment begins one session', async () => {
    await ask()
    const code = await lastCode()
    await Promise.all([enter(code), enter(code), enter(code)])
    expect(await db.select().from(sessions)).toHaveLength(1)
  })

  it('lives ten minutes', async () => {
    await ask()
    const code = await lastCode()
    expect(await enter(code, { now: later(codeLife) })).toEqual({ kind: 'no-code' })
    expect((await enter(code, { now: later(codeLife - 1) })).kind).toBe('signed-in')
  })

  it('may be the first one, when a second was asked for', async () => {
    await ask()
    const first = await lastCode()
    await ask('tigran@anc.example', { now: later(minute) })
    expect((await enter(first, { now: later(2 * minute) })).kind).toBe('signed-in')
  })

  it('is asked for with the same answer by anybody, and mailed to an organiser alone', async () => {
    expect(await ask()).toEqual({ kind: 'asked', claim: expect.any(String) })
    for (const email of [
      'nobody@anc.example',
      'not an address',
      '',
      'tigran@anc.example\r\nBcc: x@x.example',
    ])
      expect(await ask(email, { browser: 'other' })).toEqual({ kind: 'asked', claim: expect.any(String) })
    // As many mails as askings: nobody's are made too, and dropped, so that the time it takes tells nothing.
    const mails = await queuedMails(db)
    expect(mails.map(({ email }) => email).sort()).toEqual(['', '', '', '', 'tigran@anc.example'])
    expect(mails.find(({ email }) => email)).toMatchObject({ language: 'es' })
    expect(await enter('WRONG222', { browser: 'other' })).toEqual({ kind: 'wrong-code', triesLeft: 4 })
  })

  it.each(['TIGRAN@anc.example', ' Tigran@ANC.EXAMPLE '])(
    'is mailed to who writes the address as %j',
    async (email) => {
      await ask(email)
      expect(await codes()).toHaveLength(1)
    },
  )

  it('is mailed to an organiser whose domain has letters of its own', async () => {
    const created = await createOrganiser(db, {
      keyring,
      email: 'ani@հայաստան.հայ',
      name: 'Ani',
      now: morning,
    })
    expect(created.kind).toBe('created')
    await ask('Ani@հայաստան.հայ')
    await ask('ani@xn--y9aaa1d0ai1cq.xn--y9a3aq')
    expect(await codes()).toHaveLength(2)
  })

  it('is kept as a hash, as is the browser', async () => {
    await ask()
    const code = await lastCode()
    const text = JSON.stringify(await db.select().from(signIns))
    for (const secret of [code, 'his browser']) expect(text).not.toContain(secret)
  })
})

describe('a one-time address', () => {
  it('signs in once', async () => {
    const token = await invite()
    expect((await enterByInvitation(db, { keyring, token, now: morning })).kind).toBe('signed-in')
    expect(await enterByInvitation(db, { keyring, token, now: morning })).toEqual({ kind: 'used-or-expired' })
  })

  it('used by two at once lets one in', async () => {
    const token = await invite()
    const answers = await Promise.all(
      [1, 2, 3].map(() => enterByInvitation(db, { keyring, token, now: morning })),
    )
    expect(answers.filter(({ kind }) => kind === 'signed-in')).toHaveLength(1)
    expect(await db.select().from(sessions)).toHaveLength(1)
  })

  it('ends at its time', async () => {
    const token = await invite(minute)
    expect(await enterByInvitation(db, { keyring, token, now: later(minute) })).toEqual({
      kind: 'used-or-expired',
    })
  })

  it.each(['', 'forged'])('is not the forged %j, and no code goes for one', async (token) => {
    await ask()
    expect(await enterByInvitation(db, { keyring, token, now: morning })).toEqual({ kind: 'used-or-expired' })
    expect(await enterByInvitation(db, { keyring, token: await lastCode(), now: morning })).toEqual({
      kind: 'used-or-expired',
    })
  })
})

describe('a session', () => {
  it('says who is at the desk and where they are a member', async () => {
    expect(await atDesk(await signedIn())).toEqual({
      organiserId: tigran,
      name: 'Tigran',
      language: 'es',
      isKeeper: true,
      sessionId: expect.stringMatching(/^[\w-]{43}$/),
      signedInAt: morning,
      memberships: expect.arrayContaining([{ organisationId: campaign.organisationId, role: 'owner' }]),
    })
  })

  it('is kept as a hash', async () => {
    const session = await signedIn()
    expect(JSON.stringify(await db.select().from(sessions))).not.toContain(session)
    expect(await atDesk((await db.select().from(sessions))[0]?.id ?? '')).toBeNull()
  })

  it('ends after two hours without use', async () => {
    const session = await signedIn()
    expect(await atDesk(session, later(sessionIdle))).toBeNull()
    expect(await atDesk(session, later(sessionIdle - 1))).not.toBeNull()
  })

  it('ends after twelve hours however much it is used', async () => {
    const session = await signedIn()
    let last = 0
    for (let at = 0; at < sessionLife; at += sessionIdle - 2 * minute) {
      expect(await atDesk(session, later(at))).not.toBeNull()
      last = at
    }
    expect(sessionLife - last).toBeLessThan(sessionIdle)
    expect(await atDesk(session, later(sessionLife))).toBeNull()
  })

  it('ends when its organiser signs out, and only that one', async () => {
    const one = await signedIn()
    const other = await signedIn()
    await signOut(db, { keyring, session: one, now: morning })
    await signOut(db, { keyring, session: one, now: later(1) })
    await signOut(db, { keyring, session: 'forged', now: later(1) })
    expect(await atDesk(one)).toBeNull()
    expect(await atDesk(other)).not.toBeNull()
  })

  it.each(['', 'forged', '\0'])('is not the forged %j', async (session) => {
    await signedIn()
    expect(await atDesk(session)).toBeNull()
  })

  it('of somebody who is a member of nothing shows nothing', async () => {
    const session = await signedIn()
    await db.delete(members).returning()
    expect((await atDesk(session))?.memberships).toEqual([])
    expect(await db.select().from(organisations)).toHaveLength(2)
  })
})
