import { eq, inArray, sql } from 'drizzle-orm'
import { ask, atomically, type Db, isUniqueViolation } from '../db/client.server'
import { campaignOrganisations, campaigns, members, organisations } from '../db/schema'
import { newId } from './keyring.server'
import type { OrganisationDetails } from './organisation-form'

export type Organisation = typeof organisations.$inferSelect

/** Stores an organisation, within the unit of work that gives it to somebody. Throws when the slug is taken. */
export function* storeOrganisation(
  tx: Db,
  { slug, details, now }: { slug: string; details: OrganisationDetails; now: Date },
) {
  const id = newId()
  yield* ask(
    tx
      .insert(organisations)
      .values({ id, slug, ...details, createdAt: now })
      .returning({ id: organisations.id }),
  )
  return id
}

/** Opens an organisation; who opens it becomes its owner. */
export async function openOrganisation(
  db: Db,
  {
    slug,
    details,
    organiserId,
    now,
  }: { slug: string; details: OrganisationDetails; organiserId: string; now: Date },
): Promise<{ kind: 'opened'; organisationId: string } | { kind: 'slug-taken' }> {
  return unlessTaken(() =>
    atomically(db, function* (tx) {
      const organisationId = yield* storeOrganisation(tx, { slug, details, now })
      yield* ask(
        tx
          .insert(members)
          .values({ organisationId, organiserId, role: 'owner', createdAt: now })
          .returning({ organiserId: members.organiserId }),
      )
      return { kind: 'opened', organisationId } as const
    }),
  )
}

/** Of two who take one short name at the same moment, the second is told, like anybody who comes later. */
export async function unlessTaken<T>(work: () => Promise<T>): Promise<T | { kind: 'slug-taken' }> {
  try {
    return await work()
  } catch (error) {
    if (isUniqueViolation(error)) return { kind: 'slug-taken' }
    throw error
  }
}

/**
 * Changes what an organisation says of itself. Its short name stays: campaign folders know it by that. Where readers or
 * recipients see the change, the campaigns it stands behind count as changed too, and what was approved of them is not.
 */
export async function changeOrganisation(
  db: Db,
  { organisationId, details, now }: { organisationId: string; details: OrganisationDetails; now: Date },
): Promise<{ kind: 'changed' } | { kind: 'missing' }> {
  return atomically(db, function* (tx) {
    const [before] = yield* ask(tx.select().from(organisations).where(eq(organisations.id, organisationId)))
    if (!before) return { kind: 'missing' } as const
    const [after] = yield* ask(
      tx.update(organisations).set(details).where(eq(organisations.id, organisationId)).returning(),
    )
    if (!after) return { kind: 'missing' } as const
    if (seenOf(before) !== seenOf(after)) yield* raiseRevisionsOf(tx, { organisationId, now })
    return { kind: 'changed' } as const
  })
}

/** What readers and recipients see of an organisation. Key order is not told, since one engine keeps it and one does not. */
function seenOf({ name, letterhead, replyTo, defaultLanguage, timeZone, accent }: Organisation): string {
  const sorted = (text: Record<string, string>) => Object.entries(text).sort()
  const { lines, signatories } = letterhead
  const people = signatories.map((person) => [person.name ?? null, sorted(person.title)])
  return JSON.stringify([sorted(name), lines, people, replyTo, defaultLanguage, timeZone, accent])
}

/** Counts the campaigns an organisation stands behind as changed. */
export function* raiseRevisionsOf(tx: Db, { organisationId, now }: { organisationId: string; now: Date }) {
  const behind = tx
    .select({ id: campaignOrganisations.campaignId })
    .from(campaignOrganisations)
    .where(eq(campaignOrganisations.organisationId, organisationId))
  yield* ask(
    tx
      .update(campaigns)
      .set({ revision: sql`${campaigns.revision} + 1`, updatedAt: now })
      .where(inArray(campaigns.id, behind))
      .returning({ id: campaigns.id }),
  )
}

export async function findOrganisation(db: Db, id: string): Promise<Organisation | null> {
  const [row] = await db.select().from(organisations).where(eq(organisations.id, id))
  return row ?? null
}

/** Organisations by their ids, in the order they were opened. */
export async function listOrganisations(db: Db, ids: string[]): Promise<Organisation[]> {
  if (ids.length === 0) return []
  return db
    .select()
    .from(organisations)
    .where(inArray(organisations.id, ids))
    .orderBy(organisations.createdAt, organisations.id)
}
