import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { organisers, sessions } from '../db/schema'
import { freshDb } from '../tests/support/database'
import {
  keyring,
  later,
  mailDomain,
  minute,
  morning,
  queuedMails,
  tigranAtDesk,
} from '../tests/support/people'
import { inviteOnce } from './organiser.server'
import { readmit, signOutEverywhere } from './organiser-access.server'
import { organiserOf, sessionIdle } from './session.server'
import { enterByInvitation, enterCode, requestCode } from './sign-in.server'

const email = 'tigran@anc.example'
const browser = 'his browser'
let db: Db
let tigran: string
beforeEach(async () => {
  db = await freshDb()
  tigran = await tigranAtDesk(db)
})

const invite = (organiserId = tigran) =>
  inviteOnce(db, { keyring, organiserId, life: 60 * minute, now: morning })
const byInvitation = (token: string) => enterByInvitation(db, { keyring, token, now: morning })
const byCode = async () => {
  await requestCode(db, { keyring, email, browser, mailDomain, now: morning })
  const code = (await queuedMails(db)).at(-1)?.code ?? ''
  return () => enterCode(db, { keyring, browser, code, now: morning })
}
const signedIn = async (organiserId = tigran) => {
  const entered = await byInvitation(await invite(organiserId))
  if (entered.kind !== 'signed-in') throw new Error(entered.kind)
  return entered.session
}
const atDesk = (session: string, now = morning) => organiserOf(db, { keyring, session, now })
const signOut = (keepsOut = false, typed = email) =>
  signOutEverywhere(db, { keyring, email: typed, keepsOut, now: morning })
const letIn = (typed = email) => readmit(db, { keyring, email: typed, now: morning })

describe('signing somebody out everywhere', () => {
  it('ends every session of theirs, and what would have begun another, and says how many', async () => {
    const own = [await signedIn(), await signedIn()]
    const token = await invite()
    const enter = await byCode()
    expect(await signOut(false, ' Tigran@ANC.example ')).toEqual({
      kind: 'signed-out',
      sessionCount: 2,
      wayCount: 2,
    })
    for (const session of own) expect(await atDesk(session)).toBeNull()
    expect(await byInvitation(token)).toEqual({ kind: 'used-or-expired' })
    expect(await enter()).toEqual({ kind: 'no-code' })
    expect(await signOut()).toEqual({ kind: 'signed-out', sessionCount: 0, wayCount: 0 })
  })

  it('touches nobody else, and lets them sign in anew', async () => {
    const nora = await tigranAtDesk(db, { email: 'nora@anc.example' })
    const hers = await signedIn(nora)
    const token = await invite(nora)
    await signedIn()
    expect(await signOut()).toMatchObject({ sessionCount: 1, wayCount: 0 })
    expect(await atDesk(hers)).toMatchObject({ organiserId: nora })
    expect((await byInvitation(token)).kind).toBe('signed-in')
    expect(await atDesk(await signedIn())).toMatchObject({ organiserId: tigran })
  })

  it('counts no session that was over by itself', async () => {
    await signedIn()
    const late = later(sessionIdle + minute)
    expect(await signOutEverywhere(db, { keyring, email, keepsOut: false, now: late })).toMatchObject({
      sessionCount: 0,
    })
  })

  it('is refused for an address that is nobody’s', async () => {
    expect(await signOut(true, 'nobody@anc.example')).toEqual({ kind: 'unknown-address' })
    expect(await letIn('nobody@anc.example')).toEqual({ kind: 'unknown-address' })
  })
})

describe('somebody who is kept out', () => {
  it('is signed out, and gets in by no code and no one-time address, until they are let in', async () => {
    const session = await signedIn()
    expect(await signOut(true)).toMatchObject({ sessionCount: 1 })
    expect(await atDesk(session)).toBeNull()
    expect(await byInvitation(await invite())).toEqual({ kind: 'used-or-expired' })
    const enter = await byCode()
    expect(await enter()).toEqual({ kind: 'no-code' })
    expect(await db.select().from(sessions)).toHaveLength(1)
    expect(await letIn()).toEqual({ kind: 'let-in' })
    expect(await letIn()).toEqual({ kind: 'let-in' })
    expect(await atDesk(session)).toBeNull()
    expect(await atDesk(await signedIn())).toMatchObject({ organiserId: tigran })
  })

  it('is let in by no session that began just then, neither now nor later', async () => {
    const session = await signedIn()
    await db.update(organisers).set({ keptOutAt: morning }).where(eq(organisers.id, tigran)).returning()
    expect(await atDesk(session)).toBeNull()
    await letIn()
    expect(await atDesk(session)).toBeNull()
  })
})
