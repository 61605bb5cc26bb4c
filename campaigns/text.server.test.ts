import { and, eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Db } from '../db/client.server'
import { campaignTexts, letters, signatures } from '../db/schema'
import { freshDb } from '../tests/support/database'
import { campaignRow, lapshinDraft, noraAtDesk } from '../tests/support/drafts'
import {
  ana,
  carla,
  hour,
  lapshinCampaign,
  later,
  minute,
  morning,
  signAndConfirm,
  tigranAtDesk,
} from '../tests/support/people'
import { removeLanguage, restoreText, saveText, textHistory } from './text.server'
import { applyTexts, signedVersion } from './text-online.server'
import { workingCopies } from './working-copy.server'

let db: Db
beforeEach(async () => {
  db = await freshDb()
})

const inSpanish = (campaignId: string) => ({ campaignId, kind: 'letter' as const, language: 'es' })

describe('a text that is worked on', () => {
  test('begins with what is online, as revision 0, and reaches no reader when it is saved', async () => {
    const { campaignId, tigran } = await lapshinDraft(db)
    const before = (await workingCopies(db, campaignId)).es
    expect(before?.page?.number).toBe(0)
    expect(before?.letter?.words.subject).not.toBe('')
    const saved = await saveText(db, {
      ...{ campaignId, kind: 'page', language: 'es', organiserId: tigran, now: morning },
      words: { ...before?.page?.words, title: 'Otro título' },
      basedOn: 0,
    })
    expect(saved).toEqual({ kind: 'saved', number: 1, faults: [] })
    const after = (await workingCopies(db, campaignId)).es?.page
    expect(after).toMatchObject({ number: 1, savedBy: tigran, words: { title: 'Otro título' } })
    expect(after?.online).toEqual(before?.page?.words)
  })

  test('raises the revision of its campaign, but not when nothing was changed', async () => {
    const { campaignId, tigran } = await lapshinDraft(db)
    const { revision } = await campaignRow(db, { campaignId })
    const words = (await workingCopies(db, campaignId)).es?.letter?.words ?? {}
    const save = (body: string) =>
      saveText(db, {
        ...inSpanish(campaignId),
        words: { ...words, body },
        basedOn: 0,
        organiserId: tigran,
        now: morning,
      })
    expect(await save(words.body ?? '')).toMatchObject({ kind: 'saved', number: 0 })
    expect((await campaignRow(db, { campaignId })).revision).toBe(revision)
    await save('Otra carta.')
    expect((await campaignRow(db, { campaignId })).revision).toBe(revision + 1)
  })

  test('is kept with its faults, and refused only when it is absurdly long', async () => {
    const { campaignId, tigran } = await lapshinDraft(db)
    const save = (body: string) =>
      saveText(db, {
        ...{ ...inSpanish(campaignId), language: 'fr', basedOn: 0, organiserId: tigran, now: morning },
        words: { subject: 'Lettre', body },
      })
    expect(await save('Madame {{recip')).toMatchObject({
      kind: 'saved',
      faults: [{ field: 'body', code: 'unknown-field', line: 1 }],
    })
    expect(await save('x'.repeat(60_001))).toEqual({
      kind: 'refused',
      faults: [{ field: 'body', code: 'too-long' }],
    })
  })

  test('saved by itself while somebody writes is one revision for each ten minutes and person', async () => {
    const { campaignId, tigran } = await lapshinDraft(db)
    const nora = await noraAtDesk(db)
    let basedOn = 0
    const type = async (body: string, now: Date, organiserId = tigran, isAutosave = true) => {
      const saved = await saveText(db, {
        ...{
          ...inSpanish(campaignId),
          language: 'fr',
          words: { body },
          basedOn,
          organiserId,
          isAutosave,
          now,
        },
      })
      if (saved.kind !== 'saved') throw new Error(saved.kind)
      basedOn = saved.number
    }
    const nine = new Date('2026-11-24T09:00:00Z')
    await type('M', nine)
    await type('Ma', later(minute, nine))
    await type('Mad', later(9 * minute, nine))
    await type('Mada', later(11 * minute, nine))
    await type('Madam', later(12 * minute, nine), nora)
    await type('Madame', later(13 * minute, nine), nora, false)
    const history = await textHistory(db, { ...inSpanish(campaignId), language: 'fr' })
    expect(history.map(({ words, savedBy }) => `${savedBy}: ${words.body}`)).toEqual([
      'Nora: Madame',
      'Nora: Madam',
      'Tigran: Mada',
      'Tigran: Mad',
    ])
  })

  test('can be brought back from its history', async () => {
    const { campaignId, tigran } = await lapshinDraft(db)
    const which = inSpanish(campaignId)
    const words = (await workingCopies(db, campaignId)).es?.letter?.words ?? {}
    const as = { ...which, organiserId: tigran, now: morning }
    await saveText(db, { ...as, words: { ...words, body: 'Una.' }, basedOn: 0 })
    await saveText(db, { ...as, words: { ...words, body: 'Dos.' }, basedOn: 1 })
    expect(await restoreText(db, { ...as, number: 1 })).toMatchObject({ kind: 'saved', number: 3 })
    expect((await workingCopies(db, campaignId)).es?.letter?.words.body).toBe('Una.')
    expect(await restoreText(db, { ...as, number: 0 })).toMatchObject({ kind: 'saved', number: 4 })
    expect((await workingCopies(db, campaignId)).es?.letter?.words).toEqual(words)
    expect(await restoreText(db, { ...as, number: 99 })).toEqual({ kind: 'no-such-revision' })
  })
})

describe('two people who write one text at once', () => {
  test('lose nothing: the second is shown what the first wrote, and both are in the history', async () => {
    const { campaignId, tigran } = await lapshinDraft(db)
    const nora = await noraAtDesk(db)
    const which = { ...inSpanish(campaignId), now: morning }
    await saveText(db, { ...which, words: { body: 'Tigran escribió.' }, basedOn: 0, organiserId: tigran })
    const second = await saveText(db, {
      ...which,
      words: { body: 'Nora escribió.' },
      basedOn: 0,
      organiserId: nora,
    })
    expect(second).toMatchObject({
      ...{ kind: 'conflict', number: 3, savedBy: tigran },
      theirs: { body: 'Tigran escribió.' },
    })
    expect((await workingCopies(db, campaignId)).es?.letter?.words.body).toBe('Tigran escribió.')
    const kept = await textHistory(db, inSpanish(campaignId))
    expect(kept.map(({ savedBy, words }) => `${savedBy}: ${words.body}`)).toEqual([
      'Tigran: Tigran escribió.',
      'Nora: Nora escribió.',
      'Tigran: Tigran escribió.',
    ])
    const mine = await saveText(db, {
      ...which,
      words: { body: 'Nora escribió.' },
      basedOn: 3,
      organiserId: nora,
    })
    expect(mine).toMatchObject({ kind: 'saved', number: 4 })
  })

  test('don’t disturb the first, who goes on writing', async () => {
    const { campaignId, tigran } = await lapshinDraft(db)
    const nora = await noraAtDesk(db)
    const which = { ...inSpanish(campaignId), now: morning }
    await saveText(db, { ...which, words: { body: 'Uno.' }, basedOn: 0, organiserId: tigran })
    await saveText(db, { ...which, words: { body: 'Otro.' }, basedOn: 0, organiserId: nora })
    expect(
      await saveText(db, { ...which, words: { body: 'Uno y dos.' }, basedOn: 1, organiserId: tigran }),
    ).toMatchObject({ kind: 'saved' })
  })

  test('at the very same moment: one is saved, the other is told', async () => {
    const { campaignId, tigran } = await lapshinDraft(db)
    const nora = await noraAtDesk(db)
    const which = { ...inSpanish(campaignId), basedOn: 0, now: morning }
    const both = await Promise.all([
      saveText(db, { ...which, words: { body: 'A.' }, organiserId: tigran }),
      saveText(db, { ...which, words: { body: 'B.' }, organiserId: nora }),
    ])
    expect(both.map(({ kind }) => kind).sort()).toEqual(['conflict', 'saved'])
  })

  test('who wrote the same are in no conflict', async () => {
    const { campaignId, tigran } = await lapshinDraft(db)
    const nora = await noraAtDesk(db)
    const which = { ...inSpanish(campaignId), words: { body: 'Lo mismo.' }, basedOn: 0, now: morning }
    await saveText(db, { ...which, organiserId: tigran })
    expect(await saveText(db, { ...which, organiserId: nora })).toMatchObject({ kind: 'saved', number: 1 })
  })
})

describe('putting a version online', () => {
  const save = async (campaignId: string, organiserId: string, body: string, basedOn = 0) => {
    const words = (await workingCopies(db, campaignId)).es?.letter?.words ?? {}
    const saved = await saveText(db, {
      ...{ ...inSpanish(campaignId), words: { ...words, body }, basedOn, organiserId, now: morning },
    })
    if (saved.kind !== 'saved') throw new Error(saved.kind)
    return saved.number
  }
  const versions = async (campaignId: string) =>
    (
      await db
        .select()
        .from(letters)
        .where(and(eq(letters.campaignId, campaignId), eq(letters.language, 'es')))
    )
      .sort((a, b) => a.version - b.version)
      .map(({ id, version, state, body }) => ({ id, version, state, body }))

  test('makes a new version of a letter, and who signed stays with the earlier one', async () => {
    const campaign = await lapshinCampaign(db)
    const { campaignId, letterIds } = campaign
    const tigran = await tigranAtDesk(db)
    await signAndConfirm(db, campaign, ana)
    await signAndConfirm(db, campaign, carla)
    expect(await signedVersion(db, inSpanish(campaignId))).toEqual({
      version: 1,
      signedCount: 2,
      isMore: false,
    })
    const number = await save(campaignId, tigran, 'Una carta más clara.')
    const { revision } = await campaignRow(db, campaign)
    const applied = await applyTexts(db, { ...inSpanish(campaignId), number, now: later(hour) })
    expect(applied).toMatchObject({ kind: 'online', change: { change: 'new-version', version: 2 } })
    expect((await campaignRow(db, campaign)).revision).toBe(revision + 1)
    const [first, second] = await versions(campaignId)
    expect(first).toMatchObject({ id: letterIds.es, state: 'superseded' })
    expect(second).toMatchObject({ version: 2, state: 'current', body: 'Una carta más clara.' })
    const signed = await db.select({ letterId: signatures.letterId }).from(signatures)
    expect(signed.map(({ letterId }) => letterId)).toEqual([letterIds.es, letterIds.es])
    expect(await signedVersion(db, inSpanish(campaignId))).toEqual({
      version: 2,
      signedCount: 0,
      isMore: false,
    })
  })

  test('of a page changes the page, and again nothing', async () => {
    const { campaignId } = await lapshinCampaign(db)
    const tigran = await tigranAtDesk(db)
    const which = { campaignId, kind: 'page' as const, language: 'es' }
    const words = (await workingCopies(db, campaignId)).es?.page?.words
    await saveText(db, {
      ...{
        ...which,
        words: { ...words, title: 'Nuevo título' },
        basedOn: 0,
        organiserId: tigran,
        now: morning,
      },
    })
    expect(await applyTexts(db, { ...which, number: 1, now: morning })).toMatchObject({ kind: 'online' })
    expect(await applyTexts(db, { ...which, number: 1, now: morning })).toEqual({ kind: 'unchanged' })
    const pages = await db.select().from(campaignTexts).where(eq(campaignTexts.language, 'es'))
    expect(pages.map(({ title }) => title)).toEqual(['Nuevo título'])
  })

  test('of a translator’s name alone makes no version', async () => {
    const { campaignId } = await lapshinCampaign(db)
    const organiserId = await tigranAtDesk(db)
    const which = inSpanish(campaignId)
    const words = (await workingCopies(db, campaignId)).es?.letter?.words
    await saveText(db, {
      ...which,
      words: { ...words, translator: 'Nora' },
      basedOn: 0,
      organiserId,
      now: morning,
    })
    await applyTexts(db, { ...which, number: 1, now: morning })
    expect(await versions(campaignId)).toHaveLength(1)
  })

  test('is refused for a draft, with faults, and when the text went on meanwhile', async () => {
    const { campaignId } = await lapshinCampaign(db)
    const tigran = await tigranAtDesk(db)
    const number = await save(campaignId, tigran, '<b>No.</b>')
    const apply = (n: number) => applyTexts(db, { ...inSpanish(campaignId), number: n, now: morning })
    expect(await apply(number)).toEqual({ kind: 'faulty' })
    await save(campaignId, tigran, 'Sí.', number)
    expect(await apply(number)).toEqual({ kind: 'other-words' })
    const draft = await lapshinDraftOf(campaignId)
    expect(await applyTexts(db, { ...inSpanish(draft), number: number + 1, now: morning })).toEqual({
      kind: 'not-published',
    })
  })

  async function lapshinDraftOf(campaignId: string) {
    const { campaigns } = await import('../db/schema')
    await db
      .update(campaigns)
      .set({ state: 'draft', publishedAt: null })
      .where(eq(campaigns.id, campaignId))
      .returning({ id: campaigns.id })
    return campaignId
  }
})

describe('a language', () => {
  test('that nobody can have read is taken out again, and the original never', async () => {
    const { campaignId, tigran } = await lapshinDraft(db)
    await saveText(db, {
      ...{ ...inSpanish(campaignId), language: 'fr', words: { body: 'Oui.' }, basedOn: 0 },
      ...{ organiserId: tigran, now: morning },
    })
    expect(await removeLanguage(db, { campaignId, language: 'fr', now: morning })).toEqual({
      kind: 'removed',
    })
    expect(await removeLanguage(db, { campaignId, language: 'en', now: morning })).toEqual({
      kind: 'removed',
    })
    expect(Object.keys(await workingCopies(db, campaignId))).toEqual(['es'])
    const { originalLanguage } = await campaignRow(db, { campaignId })
    expect(await removeLanguage(db, { campaignId, language: originalLanguage, now: morning })).toEqual({
      kind: 'original',
    })
  })

  test('that is online stays', async () => {
    const { campaignId } = await lapshinCampaign(db)
    expect(await removeLanguage(db, { campaignId, language: 'en', now: morning })).toEqual({ kind: 'online' })
  })
})
