import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { invitations, members, organisations, organisers } from '../db/schema'
import { freshDb } from '../tests/support/database'
import { keyring, later, mailDomain, minute, morning, queuedMails } from '../tests/support/people'
import {
  changeOrganisation,
  findOrganisation,
  listOrganisations,
  openOrganisation,
} from './organisation.server'
import type { OrganisationDetails } from './organisation-form'
import { grantRequest, listRequests, refuseRequest, requestOrganisation } from './organisation-request.server'
import { createOrganiser } from './organiser.server'
import { organiserOf } from './session.server'
import { endOtherSessions, endSession, listSessions } from './session-list.server'
import { codeLife, enterCode, requestCode } from './sign-in.server'

const details: OrganisationDetails = {
  name: { es: 'Amigos de la Prensa' },
  letterhead: { lines: ['Buenos Aires'], signatories: [] },
  replyTo: null,
  defaultLanguage: 'es',
  timeZone: 'UTC',
  accent: null,
  needsSecondPerson: true,
}
const writing = { keyring, mailDomain, now: morning }

let db: Db
let keeper: string
beforeEach(async () => {
  db = await freshDb()
  keeper = await entered('keeper@site.example', 'Kira')
})

async function entered(email: string, name: string) {
  const created = await createOrganiser(db, { keyring, email, name, now: morning })
  if (!('organiserId' in created)) throw new Error(created.kind)
  return created.organiserId
}
const open = (slug: string, organiserId = keeper) =>
  openOrganisation(db, { slug, details, organiserId, now: morning })
const request = (slug: string, organiserId: string) =>
  requestOrganisation(db, { ...writing, slug, details, organiserId })
const first = async () => (await listRequests(db))[0]?.id ?? ''

describe('an organisation', () => {
  it('belongs to who opened it, and changes all but its short name', async () => {
    const opened = await open('prensa')
    if (opened.kind !== 'opened') throw new Error(opened.kind)
    const { organisationId } = opened
    expect(await db.select().from(members)).toMatchObject([
      { organisationId, organiserId: keeper, role: 'owner' },
    ])
    const name = { es: 'Amigos', hy: 'Ընկերներ' }
    await changeOrganisation(db, { organisationId, details: { ...details, name }, now: morning })
    expect(await findOrganisation(db, organisationId)).toMatchObject({ slug: 'prensa', name })
    expect(await listOrganisations(db, [organisationId, 'none'])).toHaveLength(1)
    expect(await listOrganisations(db, [])).toEqual([])
    expect(await changeOrganisation(db, { organisationId: 'none', details, now: morning })).toEqual({
      kind: 'missing',
    })
  })

  it('of two with one short name, the second is refused and nothing of it stays', async () => {
    const answers = await Promise.all([open('prensa'), open('prensa')])
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['opened', 'slug-taken'])
    expect(await db.select().from(organisations)).toHaveLength(1)
    expect(await db.select().from(members)).toHaveLength(1)
  })
})

describe('a request for an organisation', () => {
  it('gives it to nobody until a keeper grants it; keeper and asker are told by mail', async () => {
    const ani = await entered('ani@prensa.example', 'Ani')
    expect(await request('prensa', ani)).toEqual({ kind: 'asked' })
    expect(await request('other', ani)).toEqual({ kind: 'asked-already' })
    expect(await request('prensa', keeper)).toEqual({ kind: 'slug-taken' })
    expect(await db.select().from(members)).toEqual([])
    expect(await listRequests(db)).toMatchObject([{ slug: 'prensa', askedBy: 'Ani', organiserId: ani }])
    expect(await listRequests(db, { organiserId: keeper })).toEqual([])
    const requestId = await first()
    const answers = await Promise.all([1, 2].map(() => grantRequest(db, { ...writing, requestId })))
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['granted', 'over'])
    expect(await db.select().from(members)).toMatchObject([{ organiserId: ani, role: 'owner' }])
    expect(await listRequests(db)).toEqual([])
    expect(
      (await queuedMails(db)).map(({ email, stage, organisation }) => [email, stage, organisation]),
    ).toEqual(
      expect.arrayContaining([
        ['keeper@site.example', 'asked', 'Amigos de la Prensa'],
        ['ani@prensa.example', 'granted', 'Amigos de la Prensa'],
      ]),
    )
  })

  it('refused leaves nothing behind, and its short name is free', async () => {
    const ani = await entered('ani@prensa.example', 'Ani')
    await request('prensa', ani)
    const requestId = await first()
    expect(await refuseRequest(db, { ...writing, requestId })).toEqual({ kind: 'refused' })
    expect(await refuseRequest(db, { ...writing, requestId })).toEqual({ kind: 'over' })
    expect(await grantRequest(db, { ...writing, requestId })).toEqual({ kind: 'over' })
    expect(await db.select().from(organisations)).toEqual([])
    expect(await db.select().from(invitations)).toEqual([])
    expect((await queuedMails(db)).map(({ stage }) => stage).sort()).toEqual(['asked', 'refused'])
    expect((await request('prensa', ani)).kind).toBe('asked')
  })

  it('is taken back by who asked, and by nobody else', async () => {
    const ani = await entered('ani@prensa.example', 'Ani')
    await request('prensa', ani)
    const one = { ...writing, requestId: await first() }
    expect(await refuseRequest(db, { ...one, takenBackBy: keeper })).toEqual({ kind: 'over' })
    expect(await refuseRequest(db, { ...one, takenBackBy: ani })).toEqual({ kind: 'refused' })
    expect(await queuedMails(db)).toHaveLength(1)
  })

  it('is not among all there are: who is entered meanwhile has no part in it', async () => {
    await request('prensa', await entered('ani@prensa.example', 'Ani'))
    const created = await createOrganiser(db, { keyring, email: 'late@site.example', now: morning })
    expect(created).toMatchObject({ kind: 'created', memberOf: [] })
  })

  it('refused after somebody got the organisation by another way leaves it to them', async () => {
    await request('prensa', await entered('ani@prensa.example', 'Ani'))
    const requestId = await first()
    await createOrganiser(db, { keyring, email: 'x@site.example', organisationSlug: 'prensa', now: morning })
    expect(await refuseRequest(db, { ...writing, requestId })).toEqual({ kind: 'refused' })
    expect(await db.select().from(organisations)).toHaveLength(1)
  })
})

describe('a stranger', () => {
  const email = 'canary.new@prensa.example'
  const ask = (how: { isOpen?: boolean; email?: string; browser?: string } = {}) =>
    requestCode(db, { ...writing, email, browser: 'hers', isOpen: true, language: 'es', ...how })
  const enter = (code: string, claim: string, now = morning) =>
    enterCode(db, { keyring, browser: 'hers', code, claim, agent: 'Firefox, Linux', now })
  const lastCode = async () => (await queuedMails(db)).at(-1)?.code ?? ''

  it('is entered by the mailed code, without a name and belonging to nothing', async () => {
    const { claim } = await ask()
    expect(await db.select().from(organisers)).toHaveLength(1)
    const entering = await enter(await lastCode(), claim)
    if (entering.kind !== 'signed-in') throw new Error(entering.kind)
    const { session } = entering
    expect(await organiserOf(db, { keyring, session, now: morning })).toMatchObject({
      name: '',
      language: 'es',
      isKeeper: false,
      memberships: [],
    })
    const { claim: second } = await ask()
    await enter(await lastCode(), second)
    expect(await db.select().from(organisers)).toHaveLength(2)
    expect(JSON.stringify(await db.select().from(organisers))).not.toContain('canary')
  })

  const mailed = async () => (await queuedMails(db)).map(({ email }) => email).filter(Boolean)

  it('gets no code where strangers are not taken, and none for what is no address', async () => {
    await ask({ isOpen: false })
    await ask({ email: 'x@y.example\r\nBcc: z@y.example' })
    expect(await mailed()).toEqual([])
  })

  it('can’t enter under an address that another code was asked for', async () => {
    await ask()
    const code = await lastCode()
    const { claim } = await ask({ email: 'victim@prensa.example' })
    expect(await enter(code, claim)).toMatchObject({ kind: 'wrong-code' })
    expect(await enter(code, 'forged')).toMatchObject({ kind: 'wrong-code' })
    const { claim: elsewhere } = await ask({ browser: 'another' })
    expect(await enter(code, elsewhere)).toMatchObject({ kind: 'wrong-code' })
    expect(await db.select().from(organisers)).toHaveLength(1)
  })

  it('can’t use the code ten minutes later', async () => {
    const { claim } = await ask()
    expect(await enter(await lastCode(), claim, later(codeLife))).toEqual({ kind: 'no-code' })
  })

  it('is mailed ten codes a day at most, so that nobody’s mailbox is filled', async () => {
    for (let n = 0; n < 12; n++) await ask()
    expect(await mailed()).toEqual(Array(10).fill(email))
  })
})

describe('the list of sessions', () => {
  it('names browsers, ends one, ends all others, and never another person’s', async () => {
    const sessions: string[] = []
    for (const [n, agent] of ['Firefox, Linux', 'Safari, iPhone', null].entries()) {
      const now = later(n * minute)
      const { claim } = await requestCode(db, {
        ...writing,
        now,
        email: 'keeper@site.example',
        browser: 'hers',
      })
      const code = (await queuedMails(db)).at(-1)?.code ?? ''
      const begun = await enterCode(db, { keyring, browser: 'hers', code, claim, agent, now })
      if (begun.kind === 'signed-in') sessions.push(keyring.hash('session', begun.session))
    }
    const now = later(5 * minute)
    const listed = await listSessions(db, { organiserId: keeper, now })
    expect(listed.map(({ browser }) => browser)).toEqual([null, 'Safari, iPhone', 'Firefox, Linux'])
    const [one = '', two = ''] = sessions
    const other = await entered('ani@prensa.example', 'Ani')
    expect(await endSession(db, { organiserId: other, sessionId: one, now })).toEqual({ endedCount: 0 })
    expect(await endOtherSessions(db, { organiserId: other, sessionId: 'none', now })).toEqual({
      endedCount: 0,
    })
    expect(await endSession(db, { organiserId: keeper, sessionId: one, now })).toEqual({ endedCount: 1 })
    expect(await endSession(db, { organiserId: keeper, sessionId: one, now })).toEqual({ endedCount: 0 })
    expect(await endOtherSessions(db, { organiserId: keeper, sessionId: two, now })).toEqual({
      endedCount: 1,
    })
    expect((await listSessions(db, { organiserId: keeper, now })).map(({ id }) => id)).toEqual([two])
  })
})
