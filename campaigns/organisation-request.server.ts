import { and, asc, eq, isNull, notExists } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import {
  campaignOrganisations,
  campaigns,
  invitations,
  members,
  organisations,
  organisers,
} from '../db/schema'
import { invitationLife } from './invitation'
import { newId, newToken } from './keyring.server'
import { storeOrganisation, unlessTaken } from './organisation.server'
import type { OrganisationDetails } from './organisation-form'
import { mailOrganiser, type Writing } from './organiser-mail.server'

// A request is an organisation without members and, beside it, an invitation that its organiser has written to their own
// address, with a link nobody was given. A keeper's yes accepts it; a no takes both away.
const isRequest = and(
  eq(invitations.emailKey, organisers.emailKey),
  isNull(invitations.acceptedAt),
  isNull(invitations.withdrawnAt),
)

/** Asks the keepers for an organisation, and mails them that somebody does. One request of a person at a time. */
export async function requestOrganisation(
  db: Db,
  {
    slug,
    details,
    organiserId,
    ...writing
  }: Writing & { slug: string; details: OrganisationDetails; organiserId: string },
): Promise<{ kind: 'asked' | 'asked-already' | 'slug-taken' }> {
  const { keyring, now } = writing
  return unlessTaken(() =>
    atomically(db, function* (tx) {
      const [waiting] = yield* requestsOf(tx, eq(invitations.invitedBy, organiserId))
      if (waiting) return { kind: 'asked-already' } as const
      const [organiser] = yield* ask(
        tx
          .select({ emailKey: organisers.emailKey, emailSealed: organisers.emailSealed })
          .from(organisers)
          .where(eq(organisers.id, organiserId)),
      )
      if (!organiser) throw new Error('Nobody is asking.')
      const { emailKey } = organiser
      const organisationId = yield* storeOrganisation(tx, { slug, details, now })
      const id = newId()
      yield* ask(
        tx
          .insert(invitations)
          .values({
            id,
            organisationId,
            role: 'owner',
            emailKey,
            emailSealed: keyring.seal(
              keyring.open(organiser.emailSealed, `organiser:${emailKey}`),
              `invitation:${id}`,
            ),
            tokenHash: keyring.hash('invitation', newToken()),
            invitedBy: organiserId,
            createdAt: now,
            expiresAt: new Date(now.getTime() + invitationLife),
          })
          .returning({ id: invitations.id }),
      )
      const keepers = yield* ask(
        tx.select({ id: organisers.id }).from(organisers).where(eq(organisers.isKeeper, true)),
      )
      for (const keeper of keepers)
        yield* mailOrganiser(tx, {
          ...writing,
          organiserId: keeper.id,
          kind: 'organisation-request',
          told: { stage: 'asked', organisation: nameIn(details) },
        })
      return { kind: 'asked' } as const
    }),
  )
}

const nameIn = ({ name, defaultLanguage }: Pick<OrganisationDetails, 'name' | 'defaultLanguage'>) =>
  name[defaultLanguage] ?? Object.values(name)[0] ?? ''

/** Gives the organisation to who asked for it, and tells them by mail. */
export async function grantRequest(
  db: Db,
  { requestId, ...writing }: Writing & { requestId: string },
): Promise<{ kind: 'granted' | 'over' }> {
  const { now } = writing
  return atomically(db, function* (tx) {
    const [request] = yield* requestsOf(tx, eq(invitations.id, requestId))
    if (!request) return { kind: 'over' } as const
    const { organisationId, organiserId } = request
    const [granted] = yield* ask(
      tx
        .update(invitations)
        .set({ acceptedAt: now })
        .where(and(eq(invitations.id, requestId), isNull(invitations.acceptedAt)))
        .returning({ id: invitations.id }),
    )
    if (!granted) return { kind: 'over' } as const
    yield* ask(
      tx
        .insert(members)
        .values({ organisationId, organiserId, role: 'owner', createdAt: now })
        .onConflictDoNothing()
        .returning({ organiserId: members.organiserId }),
    )
    yield* mailOrganiser(tx, {
      ...writing,
      organiserId,
      kind: 'organisation-request',
      told: { stage: 'granted', organisation: nameIn(request) },
    })
    return { kind: 'granted' } as const
  })
}

/**
 * Ends a request: a keeper says no, and its organiser is told by mail; or its organiser (`takenBackBy`) thinks better of
 * it. Nothing of it stays, and the short name is free again.
 */
export async function refuseRequest(
  db: Db,
  { requestId, takenBackBy, ...writing }: Writing & { requestId: string; takenBackBy?: string },
): Promise<{ kind: 'refused' | 'over' }> {
  return atomically(db, function* (tx) {
    const [request] = yield* requestsOf(tx, eq(invitations.id, requestId))
    if (!request || (takenBackBy && request.organiserId !== takenBackBy)) return { kind: 'over' } as const
    const { organisationId, organiserId } = request
    const [ended] = yield* ask(
      tx
        .delete(invitations)
        .where(and(eq(invitations.id, requestId), isNull(invitations.acceptedAt)))
        .returning({ id: invitations.id }),
    )
    if (!ended) return { kind: 'over' } as const
    yield* ask(
      tx
        .delete(organisations)
        .where(and(eq(organisations.id, organisationId), ...isNobodys(tx)))
        .returning({ id: organisations.id }),
    )
    if (!takenBackBy)
      yield* mailOrganiser(tx, {
        ...writing,
        organiserId,
        kind: 'organisation-request',
        told: { stage: 'refused', organisation: nameIn(request) },
      })
    return { kind: 'refused' } as const
  })
}

// From the command line somebody may have made it theirs meanwhile, or imported a campaign of it.
const isNobodys = (tx: Db) => [
  notExists(tx.select().from(members).where(eq(members.organisationId, organisations.id))),
  notExists(tx.select().from(campaigns).where(eq(campaigns.organisationId, organisations.id))),
  notExists(
    tx.select().from(campaignOrganisations).where(eq(campaignOrganisations.organisationId, organisations.id)),
  ),
]

/** Requests that wait for a keeper, the oldest first; with `organiserId`, that person's own. */
export async function listRequests(db: Db, { organiserId }: { organiserId?: string } = {}) {
  return requests(db, organiserId ? eq(invitations.invitedBy, organiserId) : undefined)
}

/** Organisations that were asked for and are nobody's yet. */
export function* requestedOrganisations(tx: Db) {
  const waiting = yield* requestsOf(tx, undefined)
  return waiting.map(({ organisationId }) => organisationId)
}

function* requestsOf(tx: Db, which: Parameters<typeof requests>[1]) {
  return yield* ask(requests(tx, which))
}

const requests = (db: Db, which: ReturnType<typeof eq> | undefined) =>
  db
    .select({
      id: invitations.id,
      organisationId: organisations.id,
      slug: organisations.slug,
      name: organisations.name,
      defaultLanguage: organisations.defaultLanguage,
      letterhead: organisations.letterhead,
      replyTo: organisations.replyTo,
      organiserId: organisers.id,
      askedBy: organisers.name,
      askedAt: invitations.createdAt,
    })
    .from(invitations)
    .innerJoin(organisers, eq(organisers.id, invitations.invitedBy))
    .innerJoin(organisations, eq(organisations.id, invitations.organisationId))
    .where(and(isRequest, which))
    .orderBy(asc(invitations.createdAt), asc(invitations.id))
