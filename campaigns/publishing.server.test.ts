import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Db } from '../db/client.server'
import {
  campaigns,
  campaignTexts,
  letters,
  members,
  organisations,
  publicationApprovals,
  recipientAddresses,
} from '../db/schema'
import { freshDb } from '../tests/support/database'
import { campaignRow, lapshinDraft, noraAtDesk } from '../tests/support/drafts'
import { entered, joinAs } from '../tests/support/friends'
import { hour, later, minute, morning } from '../tests/support/people'
import { approvePublication, askApproval } from './approval.server'
import { partCampaign } from './partnership.server'
import { publicationState } from './publication.server'
import { publishCampaign, publishDue, schedulePublication, unschedulePublication } from './publishing.server'
import { saveText } from './text.server'
import { workingCopies } from './working-copy.server'

let db: Db
let campaignId: string
let tigran: string
let recipientId: string
let title: string
beforeEach(async () => {
  db = await freshDb()
  const draft = await lapshinDraft(db)
  campaignId = draft.campaignId
  tigran = draft.tigran
  recipientId = draft.recipientId
  title = (await workingCopies(db, campaignId)).es?.page?.words.title ?? ''
})

const revision = async () => (await campaignRow(db, { campaignId })).revision
const asked = (organiserId = tigran, now = morning) => askApproval(db, { campaignId, organiserId, now })
const approved = async (organiserId: string, { now = morning, typedTitle = '' } = {}) =>
  approvePublication(db, { campaignId, organiserId, revision: await revision(), typedTitle, now })
const published = (now = morning) => publishCampaign(db, { campaignId, now })
const write = async (body: string) => {
  const copy = (await workingCopies(db, campaignId)).es?.letter
  const words = { ...copy?.words, body }
  const which = { campaignId, kind: 'letter' as const, language: 'es' }
  await saveText(db, { ...which, words, basedOn: copy?.number ?? 0, organiserId: tigran, now: morning })
}
const uncheck = () =>
  db
    .update(recipientAddresses)
    .set({ checkedAt: null })
    .where(eq(recipientAddresses.recipientId, recipientId))
    .returning({ id: recipientAddresses.id })
const refusal = (reason: string) => ({ kind: 'refused', reason })

describe('approval', () => {
  test('is asked by one person and given by another, both on record', async () => {
    const nora = await noraAtDesk(db)
    expect(await asked()).toEqual({ kind: 'asked' })
    expect(await asked()).toEqual(refusal('already-asked'))
    expect(await approved(tigran)).toEqual(refusal('second-person-needed'))
    expect(await approved(nora)).toEqual({ kind: 'approved' })
    expect(await approved(nora)).toEqual(refusal('already-approved'))
    const kept = await db.select().from(publicationApprovals)
    expect(kept.map(({ kind, organiserId }) => `${kind} ${organiserId}`).sort()).toEqual(
      [`asked ${tigran}`, `approved ${nora}`].sort(),
    )
  })

  test('comes after asking, and asking after everything is there', async () => {
    const nora = await noraAtDesk(db)
    expect(await approved(nora)).toEqual(refusal('not-asked'))
    await uncheck()
    expect(await asked()).toEqual(refusal('incomplete'))
    const { checks } = await publicationState(db, { campaignId, organiserId: tigran, now: morning })
    expect(checks.filter(({ isDone }) => !isDone)).toEqual([
      { code: 'address', isDone: false, recipientIds: [recipientId] },
    ])
  })

  test('is refused when something went missing after asking', async () => {
    const nora = await noraAtDesk(db)
    await asked()
    await uncheck()
    expect(await approved(nora)).toEqual(refusal('incomplete'))
  })

  test('holds for exactly what was looked at', async () => {
    const nora = await noraAtDesk(db)
    await asked()
    const seen = await revision()
    await write('Otra carta.')
    const approving = { campaignId, organiserId: nora, typedTitle: '', now: morning }
    expect(await approvePublication(db, { ...approving, revision: seen })).toEqual(refusal('changed'))
    expect(await approved(nora)).toEqual(refusal('not-asked'))
    await asked()
    expect(await approved(nora)).toEqual({ kind: 'approved' })
    await write('Y otra.')
    expect(await published()).toEqual(refusal('not-approved'))
  })

  test('takes a second person as soon as one of the organisations wants one', async () => {
    const nora = await noraAtDesk(db)
    const rule = async (organiserId: string) =>
      (await publicationState(db, { campaignId, organiserId, now: morning })).rule
    const want = (slug: string, needsSecondPerson: boolean) =>
      db.update(organisations).set({ needsSecondPerson }).where(eq(organisations.slug, slug)).returning()
    await asked()
    await want('anc-south-america', false)
    expect(await rule(tigran)).toBe('second-person')
    const late = { now: later(10 * minute), typedTitle: title }
    expect(await approved(tigran, late)).toEqual(refusal('second-person-needed'))
    await want('ayf-south-america', false)
    expect([await rule(tigran), await rule(nora)]).toEqual(['one-is-enough', 'one-is-enough'])
    expect(await approved(tigran, { typedTitle: title })).toEqual(refusal('too-early'))
    expect(await approved(tigran, { ...late, typedTitle: 'x' })).toEqual(refusal('title-differs'))
    expect(await approved(tigran, late)).toEqual({ kind: 'approved' })
  })

  test('may come from a partner, and is void once who gave it stands behind the campaign no longer', async () => {
    const pia = await entered(db, 'pia@ayf.example', 'Pia')
    const [ayf] = await db.select().from(organisations).where(eq(organisations.slug, 'ayf-south-america'))
    const organisationId = ayf?.id ?? ''
    await db.delete(members).where(eq(members.organiserId, tigran)).returning()
    const [anc] = await db.select().from(organisations).where(eq(organisations.slug, 'anc-south-america'))
    await joinAs(db, anc?.id ?? '', tigran, 'campaigner')
    await joinAs(db, organisationId, pia, 'campaigner')
    await asked()
    expect(await approved(tigran)).toEqual(refusal('second-person-needed'))
    expect(await approved(pia)).toEqual({ kind: 'approved' })
    expect(await partCampaign(db, { campaignId, organisationId, now: morning })).toEqual({ kind: 'parted' })
    expect(await published()).toEqual(refusal('not-approved'))
    expect(await publicationState(db, { campaignId, organiserId: tigran, now: morning })).toMatchObject({
      rule: 'nobody-else',
      asked: null,
    })
  })

  test('by somebody alone takes ten minutes and the title, typed again', async () => {
    await noraAtDesk(db, 'viewer')
    await asked()
    expect(await approved(tigran, { typedTitle: title })).toEqual(refusal('too-early'))
    const after = later(10 * minute)
    expect(await approved(tigran, { now: after, typedTitle: 'Otro' })).toEqual(refusal('title-differs'))
    expect(await approved(tigran, { now: after, typedTitle: ` ${title.toUpperCase()} ` })).toEqual({
      kind: 'approved',
    })
    expect(await db.select().from(publicationApprovals)).toHaveLength(2)
  })
})

describe('publishing', () => {
  const approve = async () => {
    const nora = await noraAtDesk(db)
    await asked()
    await approved(nora)
  }

  test('puts the campaign and its working copies online, once', async () => {
    await write('La carta, como quedó.')
    await approve()
    const done = await published(later(hour))
    expect(done).toMatchObject({
      kind: 'published',
      changes: [{ kind: 'letter', language: 'es', change: 'changed' }],
    })
    const row = await campaignRow(db, { campaignId })
    expect(row).toMatchObject({ state: 'published', publishedAt: later(hour), publishAt: null })
    const written = await db.select().from(letters).where(eq(letters.language, 'es'))
    expect(written.map(({ body, version }) => `${version} ${body}`)).toEqual(['1 La carta, como quedó.'])
    expect(await published()).toEqual(refusal('not-a-draft'))
  })

  test('leaves a translation that is still a draft in the desk', async () => {
    const which = { campaignId, language: 'fr', basedOn: 0, organiserId: tigran, now: morning }
    const page = { title: 'Liberté', summary: 'Un homme.', demand: 'Libre.', state: 'draft' }
    await saveText(db, { ...which, kind: 'page', words: page })
    const before = await publicationState(db, { campaignId, organiserId: tigran, now: morning })
    expect(before.staying).toEqual(['fr'])
    await saveText(db, { ...which, kind: 'page', words: { ...page, state: 'translated' }, basedOn: 1 })
    await saveText(db, { ...which, kind: 'letter', words: { subject: 'Lettre', body: '<i>' } })
    expect((await publicationState(db, { campaignId, organiserId: tigran, now: morning })).staying).toEqual([
      'fr',
    ])
    await approve()
    await published()
    const online = await db.select({ language: campaignTexts.language }).from(campaignTexts)
    expect(online.map(({ language }) => language).sort()).toEqual(['en', 'es'])
  })

  test('is refused without approval, and when something went missing since', async () => {
    expect(await published()).toEqual(refusal('not-approved'))
    await approve()
    await uncheck()
    expect(await published()).toEqual(refusal('incomplete'))
    expect((await campaignRow(db, { campaignId })).state).toBe('draft')
  })

  test('twice at the same moment happens once', async () => {
    await approve()
    const both = await Promise.all([published(), published()])
    expect(both.map(({ kind }) => kind).sort()).toEqual(['published', 'refused'])
  })

  test('at a planned hour happens when it is due, and not before', async () => {
    await approve()
    const plan = (publishAt: Date) => schedulePublication(db, { campaignId, publishAt, now: morning })
    expect(await plan(morning)).toEqual(refusal('not-in-the-future'))
    expect(await plan(later(hour))).toEqual({ kind: 'scheduled' })
    expect(await publishDue(db, { now: later(hour - 1) })).toBe(0)
    expect(await publishDue(db, { now: later(hour) })).toBe(1)
    expect(await publishDue(db, { now: later(2 * hour) })).toBe(0)
    expect((await campaignRow(db, { campaignId })).publishedAt).toEqual(later(hour))
  })

  test('at a planned hour happens once, however many processes find it due', async () => {
    await approve()
    await schedulePublication(db, { campaignId, publishAt: later(hour), now: morning })
    const found = await Promise.all([1, 2, 3].map(() => publishDue(db, { now: later(hour) })))
    expect(found.sort()).toEqual([0, 0, 1])
  })

  test('at a planned hour does not happen when the approval no longer holds, nor later by surprise', async () => {
    await approve()
    await schedulePublication(db, { campaignId, publishAt: later(hour), now: morning })
    await write('Algo cambió.')
    expect(await publishDue(db, { now: later(hour) })).toBe(0)
    const nora = (await noraAtDesk(db)) ?? ''
    await asked(tigran, later(2 * hour))
    await approved(nora, { now: later(2 * hour) })
    expect(await publishDue(db, { now: later(3 * hour) })).toBe(0)
    expect(await campaignRow(db, { campaignId })).toMatchObject({ state: 'draft', publishAt: null })
  })

  test('at a planned hour can be taken back', async () => {
    await approve()
    await schedulePublication(db, { campaignId, publishAt: later(hour), now: morning })
    expect(await unschedulePublication(db, { campaignId })).toEqual({ kind: 'unscheduled' })
    expect(await publishDue(db, { now: later(hour) })).toBe(0)
  })

  test('is planned under the same conditions as it happens', async () => {
    const plan = () => schedulePublication(db, { campaignId, publishAt: later(hour), now: morning })
    expect(await plan()).toEqual(refusal('not-approved'))
    await approve()
    await db
      .update(campaigns)
      .set({ closesAt: later(minute) })
      .where(eq(campaigns.id, campaignId))
      .returning({ id: campaigns.id })
    expect(await plan()).toEqual(refusal('incomplete'))
  })
})
