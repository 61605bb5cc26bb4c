import { createHash } from 'node:crypto'
import { asc, eq, inArray, like, or } from 'drizzle-orm'
import { ask, atomically, type Db, isUniqueViolation } from '../db/client.server'
import {
  campaignOrganisations,
  campaigns,
  campaignTexts,
  type Localised,
  letters,
  organisations,
  stories,
  tallies,
  textRevisions,
} from '../db/schema'
import { newId } from './keyring.server'
import { freeSlug, slugFrom } from './slug'
import type { StoryCopy, StoryDetails, StoryPicture } from './story'

type Steps<T> = Generator<PromiseLike<unknown>, T, unknown>

/** The words a campaign begins with, in its language. They are a frame to write in; what is not known yet is empty. */
export type FirstTexts = {
  page: { title: string; summary: string; demand: string; body: string }
  letter: { subject: string; body: string }
}

/** Organisations by their ids, for choosing one: the name, and the language its campaigns begin in. */
export const listStarters = (
  db: Db,
  organisationIds: string[],
): Promise<{ id: string; name: Localised; defaultLanguage: string }[]> =>
  organisationIds.length === 0
    ? Promise.resolve([])
    : db
        .select({
          id: organisations.id,
          name: organisations.name,
          defaultLanguage: organisations.defaultLanguage,
        })
        .from(organisations)
        .where(inArray(organisations.id, organisationIds))
        .orderBy(asc(organisations.slug))

type Start = {
  organisationId: string
  organiserId: string
  story: StoryDetails
  copy: StoryCopy | null
  picture?: StoryPicture | null
  /** BCP 47 tag of the campaign's own texts. */
  language: string
  texts: FirstTexts
  now: Date
}

export type Started = { kind: 'started'; campaignId: string; slug: string }

/** How many signatures a new campaign asks for, until somebody says otherwise. */
const firstGoal = 500

/**
 * Starts a campaign from a news report: a draft led by the organisation, with the report as its main story, an address
 * made of the headline that no other campaign has, and the first texts of page and letter, both as revision 1 of the
 * working copy and as what the desk shows. Nobody outside the desk sees any of it before it is published.
 *
 * It asks for no permission: the caller knows who may start one for the organisation.
 */
export async function startCampaign(db: Db, start: Start): Promise<Started> {
  for (let tries = 0; ; tries++) {
    try {
      return await atomically(db, (tx) => write(tx, start))
    } catch (error) {
      // Somebody took the same address between our looking and our writing.
      if (!isUniqueViolation(error) || tries === 5) throw error
    }
  }
}

function* write(tx: Db, start: Start): Steps<Started> {
  const { organisationId, organiserId, story, copy, picture, language, texts, now } = start
  const campaignId = newId()
  const wanted = slugFrom(story.headline)
  const taken = yield* ask(
    tx
      .select({ slug: campaigns.slug })
      .from(campaigns)
      .where(or(eq(campaigns.slug, wanted), like(campaigns.slug, `${wanted}-%`))),
  )
  const slug = freeSlug(wanted, new Set(taken.map((one) => one.slug)))
  const campaign = {
    ...{ id: campaignId, slug, organisationId, state: 'draft' as const, originalLanguage: language },
    ...{ goal: firstGoal, isHighRisk: false, createdAt: now, updatedAt: now },
  }
  yield* ask(tx.insert(campaigns).values(campaign).returning({ id: campaigns.id }))
  const behind = { campaignId, organisationId, position: 0 }
  yield* ask(
    tx.insert(campaignOrganisations).values(behind).returning({ id: campaignOrganisations.campaignId }),
  )
  const tally = { campaignId, confirmedCount: 0, updatedAt: now }
  yield* ask(tx.insert(tallies).values(tally).returning({ id: tallies.campaignId }))
  const report = {
    ...{ id: newId(), campaignId, isMain: true, position: 0, createdAt: now },
    ...{ ...story, ...copy, ...picture },
  }
  yield* ask(tx.insert(stories).values(report).returning({ id: stories.id }))

  const page = { campaignId, language, ...texts.page, state: 'draft' as const, updatedAt: now }
  yield* ask(tx.insert(campaignTexts).values(page).returning({ language: campaignTexts.language }))
  const { subject, body } = texts.letter
  const letter = {
    ...{ id: newId(), campaignId, language, version: 1, state: 'current' as const, isOriginal: true },
    ...{ translator: null, subject, body, sha256: sha256(`${subject}\n${body}`), createdAt: now },
  }
  yield* ask(tx.insert(letters).values(letter).returning({ id: letters.id }))
  const revised: ['page' | 'letter', Record<string, string>][] = [
    ['page', { ...texts.page, state: 'draft' }],
    ['letter', { subject, body, translator: '' }],
  ]
  const revision = { campaignId, language, number: 1, savedBy: organiserId, savedAt: now }
  const revisions = revised.map(([kind, words]) => ({ id: newId(), ...revision, kind, words }))
  yield* ask(tx.insert(textRevisions).values(revisions).returning({ id: textRevisions.id }))
  return { kind: 'started', campaignId, slug }
}

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex')
