import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { invitations, members, organisers, outbox } from '../db/schema'
import { freshDb } from '../tests/support/database'
import { day, keyring, later, mailDomain, minute, morning, queuedMails } from '../tests/support/people'
import { allRows } from '../tests/support/rows'
import { acceptInvitation, inviteMember, resendInvitation, withdrawInvitation } from './invitation.server'
import { findInvitation, listInvitations } from './invitation-list.server'
import { changeRole, listMembers, removeMember } from './member.server'
import { openOrganisation } from './organisation.server'
import type { OrganisationDetails } from './organisation-form'
import { createOrganiser } from './organiser.server'

const details: OrganisationDetails = {
  name: { en: 'Friends of the Press' },
  letterhead: { lines: [], signatories: [] },
  replyTo: null,
  defaultLanguage: 'en',
  timeZone: 'UTC',
  accent: null,
  needsSecondPerson: true,
}
const maria = 'canary.maria@friends.example'
const writing = { keyring, mailDomain, now: morning }

let db: Db
let olga: string
let organisationId: string
beforeEach(async () => {
  db = await freshDb()
  olga = await entered('olga@friends.example', 'Olga')
  const opened = await openOrganisation(db, { slug: 'friends', details, organiserId: olga, now: morning })
  if (opened.kind !== 'opened') throw new Error(opened.kind)
  organisationId = opened.organisationId
})

async function entered(email: string, name: string) {
  const created = await createOrganiser(db, { keyring, email, name, language: 'es', now: morning })
  if (!('organiserId' in created)) throw new Error(created.kind)
  await db.delete(members).where(eq(members.organiserId, created.organiserId)).returning()
  return created.organiserId
}
const invite = (email = maria, now = morning) =>
  inviteMember(db, { ...writing, now, organisationId, email, role: 'campaigner', invitedBy: olga })
const lastToken = async () => (await queuedMails(db)).at(-1)?.token ?? ''
const accept = (token: string, organiserId: string, now = morning) =>
  acceptInvitation(db, { keyring, token, organiserId, now })
const list = (now = morning) => listInvitations(db, { keyring, organisationId, now })
const roles = async () =>
  (await listMembers(db, organisationId)).map(({ name, role }) => `${name} ${role}`).sort()

describe('an invitation', () => {
  it('makes the invited person a member with the role it names, once', async () => {
    expect(await invite()).toEqual({ kind: 'invited' })
    const token = await lastToken()
    const her = await entered(maria.toUpperCase(), 'Maria')
    expect(await accept(token, her)).toEqual({ kind: 'accepted', organisationId })
    expect(await roles()).toEqual(['Maria campaigner', 'Olga owner'])
    await removeMember(db, { organisationId, organiserId: her })
    expect(await accept(token, her)).toEqual({ kind: 'used' })
    expect(await roles()).toEqual(['Olga owner'])
  })

  it('pressed three times at one moment is used once', async () => {
    await invite()
    const token = await lastToken()
    const her = await entered(maria, 'Maria')
    const answers = await Promise.all([1, 2, 3].map(() => accept(token, her)))
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['accepted', 'used', 'used'])
  })

  it('is refused to another address, after it was withdrawn, after a week, and with a link nobody was sent', async () => {
    await invite()
    const token = await lastToken()
    const other = await entered('other@friends.example', 'Other')
    const her = await entered(maria, 'Maria')
    expect(await accept(token, other)).toEqual({ kind: 'another-address' })
    expect(await accept('forged', her)).toEqual({ kind: 'unknown' })
    expect(await accept(token, her, later(7 * day))).toEqual({ kind: 'expired' })
    const [open] = await list()
    const one = { organisationId, invitationId: open?.id ?? '' }
    expect(await withdrawInvitation(db, { ...one, organisationId: 'another', now: morning })).toEqual({
      kind: 'over',
    })
    expect(await withdrawInvitation(db, { ...one, now: morning })).toEqual({ kind: 'withdrawn' })
    expect(await withdrawInvitation(db, { ...one, now: morning })).toEqual({ kind: 'over' })
    expect(await accept(token, her)).toEqual({ kind: 'withdrawn' })
    expect(await roles()).toEqual(['Olga owner'])
    expect(await list()).toEqual([])
  })

  it('sent again works by its new link alone, for a new week', async () => {
    await invite()
    const first = await lastToken()
    const [open] = await list(later(8 * day))
    expect(open).toMatchObject({ email: maria, invitedBy: 'Olga', isExpired: true })
    const again = {
      ...writing,
      now: later(8 * day),
      organisationId,
      invitationId: open?.id ?? '',
      invitedBy: olga,
    }
    expect(await resendInvitation(db, again)).toEqual({ kind: 'invited' })
    expect(await resendInvitation(db, { ...again, organisationId: 'another' })).toEqual({ kind: 'over' })
    const second = await lastToken()
    const her = await entered(maria, 'Maria')
    expect(await accept(first, her, later(9 * day))).toEqual({ kind: 'unknown' })
    expect(await accept(second, her, later(9 * day))).toMatchObject({ kind: 'accepted' })
    expect(await resendInvitation(db, again)).toEqual({ kind: 'over' })
  })

  it('is not written twice to one address, nor to a member, nor to what is no address', async () => {
    await invite()
    expect(await invite(maria.toUpperCase())).toEqual({ kind: 'already-invited' })
    expect(await invite('OLGA@friends.example')).toEqual({ kind: 'already-member' })
    expect(await invite('olga')).toEqual({ kind: 'not-an-address' })
    expect(await db.select().from(outbox)).toHaveLength(1)
  })

  it('comes three times a day to one address at most', async () => {
    await invite()
    const [open] = await list()
    const again = { ...writing, organisationId, invitationId: open?.id ?? '', invitedBy: olga }
    const kinds = []
    for (let n = 1; n <= 3; n++)
      kinds.push((await resendInvitation(db, { ...again, now: later(n * minute) })).kind)
    expect(kinds).toEqual(['invited', 'invited', 'too-many-for-address'])
    expect((await resendInvitation(db, { ...again, now: later(2 * day) })).kind).toBe('invited')
  })

  it('is no way to mail the world: an organisation writes fifty a day', async () => {
    for (let n = 0; n < 50; n++) expect((await invite(`p${n}@friends.example`)).kind).toBe('invited')
    expect(await invite()).toEqual({ kind: 'too-many-of-organisation' })
    expect((await invite(maria, later(day + 1))).kind).toBe('invited')
  })

  it('leaves neither its address nor its link anywhere in clear', async () => {
    await invite()
    const token = await lastToken()
    const all = JSON.stringify(await allRows(db)).toLowerCase()
    for (const secret of [maria, 'canary', token]) expect(all).not.toContain(secret.toLowerCase())
    const found = await findInvitation(db, { keyring, token, now: morning })
    expect(JSON.stringify(found)).not.toContain('canary')
    expect(found?.openEmail()).toBe(maria)
    const [row] = await db.select().from(invitations)
    expect(() => keyring.open(row?.emailSealed ?? '', 'invitation:another')).toThrow()
  })
})

describe('the last owner', () => {
  it('can neither go nor take another role', async () => {
    const hers = { organisationId, organiserId: olga }
    expect(await removeMember(db, hers)).toEqual({ kind: 'last-owner' })
    expect(await changeRole(db, { ...hers, role: 'viewer' })).toEqual({ kind: 'last-owner' })
    expect(await changeRole(db, { ...hers, role: 'owner' })).toEqual({ kind: 'changed' })
    expect(await roles()).toEqual(['Olga owner'])
  })

  it('is never gone, though two owners leave at the same moment', async () => {
    await invite()
    const her = await entered(maria, 'Maria')
    await accept(await lastToken(), her)
    expect(await changeRole(db, { organisationId, organiserId: her, role: 'owner' })).toEqual({
      kind: 'changed',
    })
    const answers = await Promise.all(
      [olga, her].map((organiserId) => removeMember(db, { organisationId, organiserId })),
    )
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['last-owner', 'removed'])
    expect(await roles()).toHaveLength(1)
  })

  it('is one of this organisation: a member of none is not found', async () => {
    const stranger = await entered('else@friends.example', 'Else')
    const place = { organisationId, organiserId: stranger }
    expect(await removeMember(db, place)).toEqual({ kind: 'not-a-member' })
    expect(await changeRole(db, { ...place, role: 'owner' })).toEqual({ kind: 'not-a-member' })
  })
})

it('makes the first organiser the keeper, and nobody after', async () => {
  await entered('second@friends.example', 'Second')
  const all = await db.select({ name: organisers.name, isKeeper: organisers.isKeeper }).from(organisers)
  expect(all.filter(({ isKeeper }) => isKeeper)).toEqual([{ name: 'Olga', isKeeper: true }])
})
