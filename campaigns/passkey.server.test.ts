import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { outbox, passkeyChallenges, passkeys, sessions, signIns } from '../db/schema'
import { type How, newAuthenticator, newMaker } from '../tests/support/authenticator'
import { freshDb } from '../tests/support/database'
import {
  day,
  keyring,
  lapshinCampaign,
  later,
  mailDomain,
  minute,
  morning,
  queuedMails,
  tigranAtDesk,
} from '../tests/support/people'
import { inviteOnce } from './organiser.server'
import { readmit, signOutEverywhere } from './organiser-access.server'
import { challengeLife, passkeysPerOrganiser } from './passkey'
import { addPasskey, beginPasskey, listPasskeys, removePasskey, renamePasskey } from './passkey.server'
import { beginSignIn, enterByPasskey } from './passkey-sign-in.server'
import { eraseDue } from './retention.server'
import { organiserOf } from './session.server'
import { codeLife, enterByInvitation, requestCode } from './sign-in.server'

const maker = await newMaker()
const relyingParty = { id: 'petitions.example', origin: 'https://petitions.example' }
const here = { rpId: relyingParty.id, origin: relyingParty.origin }
const browser = 'his browser'

let db: Db
let tigran: string
let device: ReturnType<typeof newAuthenticator>
beforeEach(async () => {
  db = await freshDb()
  await lapshinCampaign(db)
  tigran = await tigranAtDesk(db)
  device = newAuthenticator()
})

type When = { now?: Date; organiserId?: string; browser?: string }
async function begun({ now = morning, organiserId = tigran, browser: where = browser }: When = {}) {
  const told = await beginPasskey(db, { keyring, organiserId, browser: where, relyingParty, now })
  if (told.kind !== 'begun') throw new Error(told.kind)
  return told.options
}

/** Adds a passkey of a device, in the way it misbehaves. */
async function add(how: Partial<How> = {}, when: When & { with?: typeof device; finishedBy?: string } = {}) {
  const options = await begun(when)
  const answer = (when.with ?? device).make({
    ...here,
    challenge: options.challenge,
    user: options.user.id,
    ...how,
  })
  return add.answer(answer, when)
}
add.answer = (answer: ReturnType<typeof device.make>, when: When & { finishedBy?: string } = {}) =>
  addPasskey(db, {
    answer,
    keyring,
    organiserId: when.finishedBy ?? when.organiserId ?? tigran,
    browser: when.browser ?? browser,
    relyingParty,
    name: 'Telephone',
    mailDomain,
    now: when.now ?? morning,
  })

const challenge = async ({ now = morning, browser: where = browser }: When = {}) =>
  (await beginSignIn(db, { keyring, browser: where, relyingParty, now })).challenge

const send = (
  answer: ReturnType<typeof device.use>,
  { now = morning, browser: where = browser }: When = {},
) => enterByPasskey(db, { answer, keyring, browser: where, relyingParty, agent: 'Firefox, Linux', now })

/** Signs in with a device, in the way it misbehaves. */
const enter = async (how: Partial<How> = {}, when: When = {}) =>
  send(device.use({ ...here, challenge: await challenge(when), ...how }), when)

const stored = async () => (await db.select().from(passkeys))[0]
const sessionCount = async () => (await db.select().from(sessions)).length

describe('adding a passkey', () => {
  it('asks for one that is found without an address, verifies its owner, and keeps no address', async () => {
    const options = await begun()
    expect(options).toMatchObject({
      rp: { id: 'petitions.example', name: 'Démarche' },
      attestation: 'none',
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      },
      excludeCredentials: [],
    })
    expect(Buffer.from(options.challenge, 'base64url')).toHaveLength(32)
    expect(JSON.stringify(options)).not.toContain('anc.example')
  })

  it('stores it, lists it, tells of it by mail, and is not offered for the same device again', async () => {
    expect(await add({ isBackedUp: true, counter: 3 })).toEqual({ kind: 'added' })
    expect(await listPasskeys(db, { organiserId: tigran })).toEqual([
      { id: device.id, name: 'Telephone', isBackedUp: true, addedAt: morning, usedAt: null },
    ])
    expect(await stored()).toMatchObject({ organiserId: tigran, counter: 3, transports: ['internal'] })
    const [mail] = await queuedMails(db)
    expect(mail).toMatchObject({
      email: 'tigran@anc.example',
      language: 'es',
      change: 'added',
      passkey: 'Telephone',
    })
    expect((await begun()).excludeCredentials).toMatchObject([{ id: device.id, transports: ['internal'] }])
  })

  it('keeps challenge and browser as hashes', async () => {
    const { challenge: given } = await begun()
    const text = JSON.stringify(await db.select().from(passkeyChallenges))
    for (const secret of [given, browser]) expect(text).not.toContain(secret)
  })

  const refused: [string, Partial<How>][] = [
    ['made on another site', { origin: 'https://petitions.example.evil.example' }],
    ['made on our site by another scheme', { origin: 'http://petitions.example' }],
    ['made for another name', { rpId: 'evil.example' }],
    ['whose owner was not verified', { isVerified: false }],
    ['that is said to have another id', { id: 'A'.repeat(43) }],
    ['that answers another question', { type: 'webauthn.get' }],
    ['with a certificate nobody asked for', { maker }],
    ['with a count of uses that can’t be stored', { counter: 2 ** 31 }],
  ]
  it.each(refused)('is refused for one %s, and its challenge is used up', async (_, how) => {
    const options = await begun()
    const { challenge: given, user } = options
    const make = (more: Partial<How>) => device.make({ ...here, challenge: given, user: user.id, ...more })
    expect(await add.answer(make(how))).toEqual({ kind: 'not-proved' })
    expect(await add.answer(make({}))).toEqual({ kind: 'expired' })
    expect(await stored()).toBeUndefined()
    expect(await queuedMails(db)).toEqual([])
  })

  it('is refused for a challenge that isn’t ours, is another browser’s, another person’s, or too old', async () => {
    expect(await add({ challenge: 'A'.repeat(43) })).toEqual({ kind: 'expired' })
    const { challenge: given, user } = await begun()
    const answer = device.make({ ...here, challenge: given, user: user.id })
    expect(await add.answer(answer, { browser: 'another browser' })).toEqual({ kind: 'other-browser' })
    const nora = await tigranAtDesk(db, { email: 'nora@anc.example' })
    expect(await add.answer(answer, { finishedBy: nora })).toEqual({ kind: 'expired' })
    expect(await add.answer(answer, { now: later(challengeLife) })).toEqual({ kind: 'expired' })
    expect(await stored()).toBeUndefined()
    expect(await add.answer(answer, { now: later(challengeLife - 1) })).toEqual({ kind: 'added' })
  })

  it('is refused for a challenge to sign in by', async () => {
    expect(await add({ challenge: await challenge() })).toEqual({ kind: 'expired' })
  })

  it('happens once, however often the same answer comes', async () => {
    const { challenge: given, user } = await begun()
    const answer = device.make({ ...here, challenge: given, user: user.id })
    const told = await Promise.all([1, 2, 3].map(() => add.answer(answer)))
    expect(told.map(({ kind }) => kind).sort()).toEqual(['added', 'expired', 'expired'])
    expect(await queuedMails(db)).toHaveLength(1)
  })

  it('does not take a passkey from one account into another', async () => {
    await add()
    const nora = await tigranAtDesk(db, { email: 'nora@anc.example' })
    expect(await add({}, { organiserId: nora })).toEqual({ kind: 'already-known' })
    expect(await listPasskeys(db, { organiserId: nora })).toEqual([])
    const userHandle = Buffer.from(tigran).toString('base64url')
    expect((await enter({ userHandle })).kind).toBe('signed-in')
  })

  it('ends at more than anybody has devices', async () => {
    for (let n = 0; n < passkeysPerOrganiser; n++) await add({}, { with: newAuthenticator() })
    const told = await beginPasskey(db, { keyring, organiserId: tigran, browser, relyingParty, now: morning })
    expect(told).toEqual({ kind: 'too-many-passkeys' })
  })
})

describe('signing in by a passkey', () => {
  it('asks everybody the same, and names no passkey', async () => {
    const before = await beginSignIn(db, { keyring, browser, relyingParty, now: morning })
    await add()
    const after = await beginSignIn(db, { keyring, browser, relyingParty, now: morning })
    expect(before).toMatchObject({ rpId: 'petitions.example', userVerification: 'required' })
    expect(before.allowCredentials).toBeUndefined()
    expect({ ...after, challenge: '' }).toEqual({ ...before, challenge: '' })
  })

  it('begins a session of its owner, and remembers when and where it is kept', async () => {
    await add()
    const entered = await enter({ counter: 7, isBackedUp: true }, { now: later(minute) })
    if (entered.kind !== 'signed-in') throw new Error(entered.kind)
    const { session } = entered
    const person = await organiserOf(db, { keyring, session, now: later(minute) })
    expect(person).toMatchObject({ organiserId: tigran, signedInAt: later(minute) })
    expect(await stored()).toMatchObject({ counter: 7, isBackedUp: true, usedAt: later(minute) })
    expect((await db.select().from(sessions))[0]?.browser).toBe('Firefox, Linux')
  })

  const refused: [string, Partial<How>][] = [
    ['used on another site', { origin: 'https://evil.example' }],
    ['used on our site at another port', { origin: 'https://petitions.example:8443' }],
    ['used for another name', { rpId: 'evil.example' }],
    ['whose owner was not verified', { isVerified: false }],
    ['that says it is somebody else’s', { userHandle: Buffer.from('nora').toString('base64url') }],
    ['that answers another question', { type: 'webauthn.create' }],
    ['with a count of uses that can’t be stored', { counter: 2 ** 31 }],
  ]
  it.each(refused)('is refused for one %s, and its challenge is used up', async (_, how) => {
    await add()
    const given = await challenge()
    expect(await send(device.use({ ...here, challenge: given, ...how }))).toEqual({ kind: 'not-proved' })
    expect(await send(device.use({ ...here, challenge: given }))).toEqual({ kind: 'expired' })
    expect(await sessionCount()).toBe(0)
  })

  it('is refused for another’s passkey, whoever signs for it', async () => {
    await add()
    const eve = newAuthenticator()
    const nora = await tigranAtDesk(db, { email: 'nora@anc.example' })
    await add({}, { with: eve, organiserId: nora })
    const forged = { id: device.id, userHandle: Buffer.from(tigran).toString('base64url') }
    expect(await send(eve.use({ ...here, challenge: await challenge(), ...forged }))).toEqual({
      kind: 'not-proved',
    })
    const claims = { userHandle: forged.userHandle }
    expect(await send(eve.use({ ...here, challenge: await challenge(), ...claims }))).toEqual({
      kind: 'not-proved',
    })
    expect(await sessionCount()).toBe(0)
  })

  it('is refused the second time the same answer comes, and when it comes twice at once', async () => {
    await add()
    const answer = device.use({ ...here, challenge: await challenge() })
    const told = await Promise.all([1, 2, 3].map(() => send(answer)))
    expect(told.map(({ kind }) => kind).sort()).toEqual(['expired', 'expired', 'signed-in'])
    expect(await send(answer)).toEqual({ kind: 'expired' })
    expect(await sessionCount()).toBe(1)
  })

  it('is refused in another browser, which does not use the challenge up', async () => {
    await add()
    const answer = device.use({ ...here, challenge: await challenge() })
    expect(await send(answer, { browser: 'another browser' })).toEqual({ kind: 'other-browser' })
    expect(await send(answer, { browser: '' })).toEqual({ kind: 'other-browser' })
    expect((await send(answer)).kind).toBe('signed-in')
  })

  it('is refused after five minutes, and for challenges of another kind or of nobody', async () => {
    await add()
    const answer = device.use({ ...here, challenge: await challenge() })
    expect(await send(answer, { now: later(challengeLife) })).toEqual({ kind: 'expired' })
    expect(await enter({ challenge: (await begun()).challenge })).toEqual({ kind: 'expired' })
    expect(await enter({ challenge: 'A'.repeat(43) })).toEqual({ kind: 'expired' })
    expect((await send(answer, { now: later(challengeLife - 1) })).kind).toBe('signed-in')
  })

  it('is refused when the count of uses does not grow, and goes on from where it was', async () => {
    await add({ counter: 5 })
    for (const counter of [5, 4, 0]) expect(await enter({ counter })).toEqual({ kind: 'counter-back' })
    expect((await enter({ counter: 6 })).kind).toBe('signed-in')
    expect(await enter({ counter: 6 })).toEqual({ kind: 'counter-back' })
    expect(await stored()).toMatchObject({ counter: 6 })
    expect(await sessionCount()).toBe(1)
  })

  it('lets one of two answers with the same count in', async () => {
    await add({ counter: 1 })
    const told = await Promise.all([enter({ counter: 2 }), enter({ counter: 2 })])
    expect(told.map(({ kind }) => kind).sort()).toEqual(['counter-back', 'signed-in'])
  })

  it('works for devices that keep no count', async () => {
    await add({ counter: 0 })
    for (const _ of [1, 2, 3]) expect((await enter({ counter: 0 })).kind).toBe('signed-in')
  })

  it('is refused to somebody who is kept out, until they are let in', async () => {
    await add()
    const whose = { keyring, email: 'tigran@anc.example', now: morning }
    await signOutEverywhere(db, { ...whose, keepsOut: true })
    expect(await enter()).toEqual({ kind: 'unknown-passkey' })
    expect(await sessionCount()).toBe(0)
    await readmit(db, whose)
    expect((await enter()).kind).toBe('signed-in')
  })

  it('is refused for a passkey nobody has', async () => {
    await add()
    expect(
      await send(newAuthenticator().use({ ...here, challenge: await challenge(), userHandle: 'eA' })),
    ).toEqual({ kind: 'unknown-passkey' })
  })
})

describe('a passkey', () => {
  it('is called something else by its owner alone', async () => {
    await add()
    const nora = await tigranAtDesk(db, { email: 'nora@anc.example' })
    const passkeyId = device.id
    expect(await renamePasskey(db, { organiserId: nora, passkeyId, name: 'Mine' })).toEqual({ kind: 'gone' })
    expect(await renamePasskey(db, { organiserId: tigran, passkeyId, name: 'Laptop' })).toEqual({
      kind: 'renamed',
    })
    expect(await stored()).toMatchObject({ name: 'Laptop' })
  })

  it('is removed by its owner alone, once, with a mail, and signs nobody in any more', async () => {
    await add()
    const nora = await tigranAtDesk(db, { email: 'nora@anc.example' })
    const remove = (organiserId: string) =>
      removePasskey(db, { keyring, organiserId, passkeyId: device.id, mailDomain, now: later(minute) })
    expect(await remove(nora)).toEqual({ kind: 'gone' })
    const answer = device.use({ ...here, challenge: await challenge() })
    expect(await remove(tigran)).toEqual({ kind: 'removed' })
    expect(await remove(tigran)).toEqual({ kind: 'gone' })
    expect(await send(answer)).toEqual({ kind: 'unknown-passkey' })
    expect((await queuedMails(db)).map(({ change }) => change)).toEqual(['added', 'removed'])
    expect(await sessionCount()).toBe(0)
  })
})

it('ways in are erased a day after they were made, once they open nothing more; challenges as soon as they are over', async () => {
  const ask = (now: Date) =>
    requestCode(db, { keyring, email: 'tigran@anc.example', browser, mailDomain, now })
  await ask(morning)
  await ask(later(day - minute))
  const invite = (life: number) => inviteOnce(db, { keyring, organiserId: tigran, life, now: morning })
  await enterByInvitation(db, { keyring, token: await invite(3 * day), now: morning })
  const token = await invite(3 * day)
  await challenge()
  await challenge({ now: later(minute) })

  const erase = async (now: Date) => {
    const erased = await eraseDue(db, { addressDays: 182, dataDir: '/nowhere', now })
    return Object.fromEntries(erased.map(({ rule, count }) => [rule, count]))
  }
  expect(await erase(later(challengeLife + 1))).toMatchObject({ challenges: 1, 'sign-ins': 0 })
  expect(await db.select().from(signIns)).toHaveLength(4)
  expect(await db.select().from(passkeyChallenges)).toHaveLength(1)
  expect(await erase(later(day + 1))).toMatchObject({ challenges: 1, 'sign-ins': 2 })
  const left = await db.select().from(signIns)
  expect(left.map(({ usedAt, expiresAt }) => [usedAt, expiresAt])).toEqual(
    expect.arrayContaining([
      [null, later(3 * day)],
      [null, later(day - minute + codeLife)],
    ]),
  )
  expect(left).toHaveLength(2)
  expect((await enterByInvitation(db, { keyring, token, now: later(2 * day) })).kind).toBe('signed-in')
  expect(await db.select().from(outbox).where(eq(outbox.kind, 'sign-in-code'))).toHaveLength(2)
})
