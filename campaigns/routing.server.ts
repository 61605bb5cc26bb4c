import { and, asc, eq, inArray, notInArray, type SQL } from 'drizzle-orm'
import { ask, type Db } from '../db/client.server'
import { campaignRecipients, countEvents, countryTallies, signatures } from '../db/schema'
import { holds, type Route, type Share, shareOf } from './routing'
import { isWaiting } from './tally.server'

/** Keeps the signatures from an office's countries; `undefined`, no condition at all, when it gets everybody's. */
export function isFrom(share: Share): SQL | undefined {
  if (share.kind === 'all') return undefined
  const within = share.kind === 'only' ? inArray : notInArray
  return within(signatures.country, share.countries)
}

/** The offices of a campaign with whose signatures each gets, in the campaign's order. */
export function* routesOf(tx: Db, campaignId: string) {
  return yield* ask(
    tx
      .select({
        id: campaignRecipients.recipientId,
        forWhom: campaignRecipients.forWhom,
        countries: campaignRecipients.countries,
      })
      .from(campaignRecipients)
      .where(eq(campaignRecipients.campaignId, campaignId))
      .orderBy(asc(campaignRecipients.position)),
  )
}

/** Whose signatures an office gets, as the routes of its campaign stand now. */
export function* shareOfOffice(tx: Db, { campaignId, officeId }: { campaignId: string; officeId: string }) {
  const routes: (Route & { id: string })[] = yield* routesOf(tx, campaignId)
  const route = routes.find(({ id }) => id === officeId)
  return route ? shareOf(route, routes) : null
}

/**
 * Whether an office gets any signature that counts at this moment, without looking through all of them: the totals by
 * country are never above what the rows hold, and what they miss still waits to be added.
 */
export function* hasSignatures(tx: Db, { campaignId, share }: { campaignId: string; share: Share }) {
  const totals = yield* ask(
    tx
      .select({ country: countryTallies.country, n: countryTallies.confirmedCount })
      .from(countryTallies)
      .where(eq(countryTallies.campaignId, campaignId)),
  )
  if (totals.some(({ country, n }) => n > 0 && holds(share, country))) return true
  const waiting = yield* ask(
    tx
      .select({ id: signatures.id })
      .from(countEvents)
      .innerJoin(signatures, eq(signatures.id, countEvents.signatureId))
      .where(
        and(
          eq(countEvents.campaignId, campaignId),
          isWaiting,
          eq(signatures.state, 'confirmed'),
          isFrom(share),
        ),
      )
      .limit(1),
  )
  return waiting.length > 0
}
