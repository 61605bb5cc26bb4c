import { and, asc, count, eq, gt, isNotNull, lte, type SQL, sql } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { countryTallies, deliveries, deliverySignatures, signatures } from '../db/schema'
import { countBehind } from './delivery-row.server'
import { countIn, type Share } from './routing'
import { isFrom } from './routing.server'

/** So many rows are looked at in one unit of work: as long as that takes, a signer waits. */
const atOnce = 1_000
/** Up to so many signatures are put behind a letter in the unit of work that prepares it. */
const wholeUpTo = 2_000

type Source = { deliveryId: string; campaignId: string; share: Share }

/**
 * Puts the signatures of a share behind a delivery that was just written, in its unit of work; when they are too many for
 * one, marks it as not whole yet, and `gatherNext` does it. A letter that isn't whole is not set in type.
 */
export function* gatherShare(tx: Db, { deliveryId, campaignId, share }: Source) {
  const totals = yield* ask(
    tx
      .select({ country: countryTallies.country, n: countryTallies.confirmedCount })
      .from(countryTallies)
      .where(eq(countryTallies.campaignId, campaignId)),
  )
  const expected = countIn(share, Object.fromEntries(totals.map(({ country, n }) => [country, n])))
  if (expected > wholeUpTo) return yield* leaveForLater(tx, { deliveryId, share })
  yield* putBehind(
    tx,
    tx
      .select(rowOf(deliveryId))
      .from(signatures)
      .where(and(eq(signatures.campaignId, campaignId), eq(signatures.state, 'confirmed'), isFrom(share))),
  )
  yield* countBehind(tx, deliveryId)
}

/** The same with those of another delivery who still stand behind it. */
export function* gatherLike(
  tx: Db,
  { deliveryId, like }: { deliveryId: string; like: { id: string; signatureCount: number } },
) {
  if (like.signatureCount > wholeUpTo) return yield* leaveForLater(tx, { deliveryId, share: null })
  yield* putBehind(
    tx,
    tx
      .select(rowOf(deliveryId))
      .from(deliverySignatures)
      .innerJoin(signatures, eq(signatures.id, deliverySignatures.signatureId))
      .where(and(eq(deliverySignatures.deliveryId, like.id), eq(signatures.state, 'confirmed'))),
  )
  yield* countBehind(tx, deliveryId)
}

/**
 * Puts the next signatures behind a letter that isn't whole yet, in a unit of work of a few milliseconds, and leaves others
 * as much time. Ids are taken in their order, since anything else would change a page of the index for every row.
 *
 * What comes of it is as at one moment: those confirmed before the letter was prepared who still stand behind it when it
 * is whole. Who leaves before her turn is not in it, and whoever leaves after it holds it. False when none waits.
 */
export async function gatherNext(db: Db): Promise<boolean> {
  const [draft] = await db
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.state, 'draft'), isNotNull(deliveries.gatherAfter)))
    .orderBy(asc(deliveries.preparedAt))
    .limit(1)
  if (!draft) return false
  const began = performance.now()
  const after = draft.gatherAfter ?? ''
  const source = draft.gatherShare ? signatures.id : deliverySignatures.signatureId
  const [end] = await db
    .select({ id: source })
    .from(draft.gatherShare ? signatures : deliverySignatures)
    .where(
      draft.gatherShare
        ? gt(signatures.id, after)
        : and(
            eq(deliverySignatures.deliveryId, draft.replacesId ?? ''),
            gt(deliverySignatures.signatureId, after),
          ),
    )
    .orderBy(asc(source))
    .limit(1)
    .offset(atOnce - 1)
  await gatherUpTo(db, { draft, after, end: end?.id ?? null })
  await new Promise((resolve) => setTimeout(resolve, Math.min(performance.now() - began, 100)))
  return true
}

type Slice = { draft: typeof deliveries.$inferSelect; after: string; end: string | null }

const gatherUpTo = (db: Db, { draft, after, end }: Slice) =>
  atomically(db, function* (tx) {
    const [mine] = yield* ask(
      tx
        .update(deliveries)
        .set({ gatherAfter: end })
        .where(
          and(eq(deliveries.id, draft.id), eq(deliveries.state, 'draft'), eq(deliveries.gatherAfter, after)),
        )
        .returning({ signatureCount: deliveries.signatureCount, disclosed: deliveries.disclosed }),
    )
    // Held or called back meanwhile, or gathered by another process.
    if (!mine) return
    const within = (id: typeof signatures.id): SQL | undefined =>
      and(gt(id, after), end === null ? undefined : lte(id, end))
    yield* putBehind(tx, draft.gatherShare ? ofShare(tx, draft, within) : ofOther(tx, draft, within))
    const shares = yield* ask(
      tx
        .select({ disclosure: signatures.disclosure, n: count() })
        .from(deliverySignatures)
        .innerJoin(signatures, eq(signatures.id, deliverySignatures.signatureId))
        .where(
          and(
            eq(deliverySignatures.deliveryId, draft.id),
            within(deliverySignatures.signatureId as unknown as typeof signatures.id),
          ),
        )
        .groupBy(signatures.disclosure),
    )
    const disclosed = { ...mine.disclosed }
    for (const { disclosure, n } of shares) disclosed[disclosure] += n
    yield* ask(
      tx
        .update(deliveries)
        .set({ disclosed, signatureCount: disclosed.full + disclosed.initials + disclosed.counted })
        .where(eq(deliveries.id, draft.id))
        .returning({ id: deliveries.id }),
    )
  })

type Draft = Slice['draft']
type Within = (id: typeof signatures.id) => SQL | undefined

const ofShare = (tx: Db, { id, campaignId, preparedAt, gatherShare: share }: Draft, within: Within) =>
  tx
    .select(rowOf(id))
    .from(signatures)
    .where(
      and(
        within(signatures.id),
        // Put together with something, so that no index by campaign is taken: it would go through all of them each time.
        sql`${signatures.campaignId} || '' = ${campaignId}`,
        eq(signatures.state, 'confirmed'),
        lte(signatures.confirmedAt, preparedAt),
        share ? isFrom(share) : undefined,
      ),
    )

const ofOther = (tx: Db, { id, replacesId }: Draft, within: Within) =>
  tx
    .select(rowOf(id))
    .from(deliverySignatures)
    .innerJoin(signatures, eq(signatures.id, deliverySignatures.signatureId))
    .where(
      and(
        eq(deliverySignatures.deliveryId, replacesId ?? ''),
        within(deliverySignatures.signatureId as unknown as typeof signatures.id),
        eq(signatures.state, 'confirmed'),
      ),
    )

const rowOf = (deliveryId: string) => ({
  deliveryId: sql<string>`${deliveryId}`.as('delivery_id'),
  signatureId: signatures.id,
})

function* putBehind(tx: Db, rows: ReturnType<typeof ofShare> | ReturnType<typeof ofOther>) {
  yield* ask(
    tx.insert(deliverySignatures).select(rows).returning({ signatureId: deliverySignatures.signatureId }),
  )
}

function* leaveForLater(tx: Db, { deliveryId, share }: { deliveryId: string; share: Share | null }) {
  yield* ask(
    tx
      .update(deliveries)
      .set({ gatherAfter: '', gatherShare: share })
      .where(eq(deliveries.id, deliveryId))
      .returning({ id: deliveries.id }),
  )
}
