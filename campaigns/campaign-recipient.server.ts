import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { campaignRecipients, campaigns, deliveries, recipients, textRevisions } from '../db/schema'
import { underway } from './delivery'
import { mostRecipients } from './recipient'
import { visibleTo } from './recipient-list.server'
import { holdCampaign, raiseRevision } from './revision.server'
import { faultOf, type Route, type RouteFault, tidied, unreachedBy } from './routing'
import { routesOf } from './routing.server'

type Steps<T> = Generator<PromiseLike<unknown>, T, unknown>
type Linking = { campaignId: string; officeId: string; now: Date }

const changed = (now: Date) => ({ revision: sql<number>`${campaigns.revision} + 1`, updatedAt: now })

/** Counts every campaign that addresses one of these offices as changed, since what its readers and its recipient see has. */
export function* raiseRevisions(tx: Db, { officeIds, now }: { officeIds: string[]; now: Date }) {
  if (officeIds.length === 0) return
  const addressing = tx
    .select({ id: campaignRecipients.campaignId })
    .from(campaignRecipients)
    .where(inArray(campaignRecipients.recipientId, officeIds))
  yield* ask(
    tx
      .update(campaigns)
      .set(changed(now))
      .where(inArray(campaigns.id, addressing))
      .returning({ id: campaigns.id }),
  )
}

function* linksOf(tx: Db, campaignId: string) {
  return yield* ask(
    tx
      .select({ officeId: campaignRecipients.recipientId, position: campaignRecipients.position })
      .from(campaignRecipients)
      .where(eq(campaignRecipients.campaignId, campaignId))
      .orderBy(asc(campaignRecipients.position)),
  )
}

export type Addressed = { kind: 'addressed' | 'already' | 'no-such-office' | 'too-many' }

/** Lets a campaign address an office that one of these organisations sees, after those it addresses already. */
export async function addressCampaign(
  db: Db,
  { campaignId, officeId, organisationIds, now }: Linking & { organisationIds: string[] },
): Promise<Addressed> {
  return atomically(db, function* (tx): Steps<Addressed> {
    const [office] = yield* ask(
      tx
        .select({ id: recipients.id })
        .from(recipients)
        .where(and(eq(recipients.id, officeId), visibleTo(organisationIds))),
    )
    if (!office) return { kind: 'no-such-office' }
    const links = yield* linksOf(tx, campaignId)
    if (links.some((link) => link.officeId === officeId)) return { kind: 'already' }
    if (links.length >= mostRecipients) return { kind: 'too-many' }
    const position = Math.max(-1, ...links.map((link) => link.position)) + 1
    const added = yield* ask(
      tx
        .insert(campaignRecipients)
        .values({ campaignId, recipientId: officeId, position })
        .onConflictDoNothing()
        .returning({ recipientId: campaignRecipients.recipientId }),
    )
    if (added.length === 0) return { kind: 'already' }
    yield* raiseRevision(tx, { campaignId, now })
    return { kind: 'addressed' }
  })
}

export type Unaddressed =
  | { kind: 'unaddressed' | 'gone' | 'last' | 'unreached' }
  | { kind: 'underway'; deliveryId: string }

/**
 * Lets a campaign no longer address an office. Refused while a letter to it is under way, and for the last office of a
 * campaign that was published, since people have signed a letter to somebody; so is one without which supporters in some
 * country would write to nobody. Letters that went out stay in its ledger.
 */
export async function unaddressCampaign(
  db: Db,
  { campaignId, officeId, now }: Linking,
): Promise<Unaddressed> {
  return atomically(db, function* (tx): Steps<Unaddressed> {
    const campaign = yield* holdCampaign(tx, campaignId)
    const [open] = yield* ask(
      tx
        .select({ id: deliveries.id })
        .from(deliveries)
        .where(
          and(
            eq(deliveries.campaignId, campaignId),
            eq(deliveries.recipientId, officeId),
            inArray(deliveries.state, underway),
          ),
        )
        .limit(1),
    )
    if (open) return { kind: 'underway', deliveryId: open.id }
    const routes = yield* routesOf(tx, campaignId)
    const staying = routes.filter(({ id }) => id !== officeId)
    if (staying.length === routes.length) return { kind: 'gone' }
    if (campaign.state !== 'draft') {
      if (staying.length === 0) return { kind: 'last' }
      if (unreachedBy(staying).length > unreachedBy(routes).length) return { kind: 'unreached' }
    }
    yield* ask(
      tx
        .delete(campaignRecipients)
        .where(
          and(eq(campaignRecipients.campaignId, campaignId), eq(campaignRecipients.recipientId, officeId)),
        )
        .returning({ recipientId: campaignRecipients.recipientId }),
    )
    yield* raiseRevision(tx, { campaignId, now })
    return { kind: 'unaddressed' }
  })
}

export type Routed =
  | { kind: 'routed' | 'as-before' | 'gone' | 'unreached' }
  | { kind: 'refused'; fault: RouteFault }

/**
 * Says whose signatures an office gets from now on; letters prepared before keep theirs. Once a campaign was published,
 * a change after which supporters in some country would write to nobody is refused as `unreached`.
 */
export function routeOffice(
  db: Db,
  { campaignId, officeId, route, now }: Linking & { route: Route },
): Promise<Routed> {
  return atomically(db, function* (tx): Steps<Routed> {
    const campaign = yield* holdCampaign(tx, campaignId)
    const routes = yield* routesOf(tx, campaignId)
    const before = routes.find(({ id }) => id === officeId)
    if (!before) return { kind: 'gone' }
    const fault = faultOf(route)
    if (fault) return { kind: 'refused', fault }
    const set = tidied(route)
    if (JSON.stringify(tidied(before)) === JSON.stringify(set)) return { kind: 'as-before' }
    const after = routes.map((one) => (one === before ? { ...one, ...set } : one))
    if (campaign.state !== 'draft' && unreachedBy(after).length > unreachedBy(routes).length)
      return { kind: 'unreached' }
    yield* ask(
      tx
        .update(campaignRecipients)
        .set(set)
        .where(
          and(eq(campaignRecipients.campaignId, campaignId), eq(campaignRecipients.recipientId, officeId)),
        )
        .returning({ recipientId: campaignRecipients.recipientId }),
    )
    yield* raiseRevision(tx, { campaignId, now })
    return { kind: 'routed' }
  })
}

/** Moves an office one place up among those a campaign addresses: the order in which its page names them. */
export async function moveRecipientUp(
  db: Db,
  { campaignId, officeId, now }: Linking,
): Promise<{ kind: 'moved' | 'first' | 'gone' }> {
  return atomically(db, function* (tx): Steps<{ kind: 'moved' | 'first' | 'gone' }> {
    const order = (yield* linksOf(tx, campaignId)).map((link) => link.officeId)
    const at = order.indexOf(officeId)
    if (at === -1) return { kind: 'gone' }
    if (at === 0) return { kind: 'first' }
    order.splice(at - 1, 2, officeId, order[at - 1] ?? '')
    for (const [position, recipientId] of order.entries())
      yield* ask(
        tx
          .update(campaignRecipients)
          .set({ position })
          .where(
            and(
              eq(campaignRecipients.campaignId, campaignId),
              eq(campaignRecipients.recipientId, recipientId),
            ),
          )
          .returning({ recipientId: campaignRecipients.recipientId }),
      )
    yield* raiseRevision(tx, { campaignId, now })
    return { kind: 'moved' }
  })
}

/** Languages in which a campaign's letter is being worked on, whether or not it stands in them yet. */
export async function lettersBegun(db: Db, campaignId: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ language: textRevisions.language })
    .from(textRevisions)
    .where(and(eq(textRevisions.campaignId, campaignId), eq(textRevisions.kind, 'letter')))
  return rows.map(({ language }) => language)
}
