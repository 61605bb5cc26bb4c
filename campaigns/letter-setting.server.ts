import { and, asc, eq, isNull, lt, or } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { deliveries, letters } from '../db/schema'
import { findCampaign } from './campaign.server'
import { renderTries } from './delivery'
import { gatherNext } from './gathering.server'
import { type Freezing, freezeLetter } from './letter-freezing.server'
import { SettingStopped, settingLease } from './volume-setting.server'

/**
 * Sets one draft in type: the PDF with its annex and the mail around it, frozen as the bytes that a person will look at
 * and approve. Many signatures are first put behind it and then set in volumes, a step each time. A fault is written down
 * in the draft, and tried again up to three times. Returns false when there is no draft that waits. `signal` ends it
 * where it is; what is stored by then stays.
 */
export async function setNextLetter(
  db: Db,
  {
    signal,
    now,
    ...around
  }: { now: Date; signal?: AbortSignal } & Pick<Freezing, 'keyring' | 'from' | 'siteUrl'>,
): Promise<boolean> {
  if (await gatherNext(db)) return true
  const began = performance.now()
  const clock = () => new Date(now.getTime() + Math.round(performance.now() - began))
  const isFree = or(isNull(deliveries.settingUntil), lt(deliveries.settingUntil, now))
  const [draft] = await db
    .select()
    .from(deliveries)
    .where(
      and(
        eq(deliveries.state, 'draft'),
        isNull(deliveries.gatherAfter),
        isNull(deliveries.renderedAt),
        lt(deliveries.renderTries, renderTries),
        isFree,
      ),
    )
    .orderBy(asc(deliveries.preparedAt))
    .limit(1)
  if (!draft) return false
  // Counted before the work, so that a letter that takes the process down is not set for ever.
  const mine = await atomically(db, function* (tx) {
    return yield* ask(
      tx
        .update(deliveries)
        .set({
          renderTries: draft.renderTries + 1,
          settingUntil: new Date(now.getTime() + settingLease),
        })
        .where(and(eq(deliveries.id, draft.id), eq(deliveries.renderTries, draft.renderTries), isFree))
        .returning({ id: deliveries.id }),
    )
  })
  if (mine.length === 0) return true
  try {
    await freeze(db, { ...around, draft, now, clock, signal })
    await leave(db, { deliveryId: draft.id })
  } catch (error) {
    await leave(db, {
      deliveryId: draft.id,
      ...(error instanceof SettingStopped
        ? // That it was stopped is no try.
          { renderTries: draft.renderTries }
        : { fault: error instanceof Error ? error.message : 'unknown', updatedAt: clock() }),
    })
  }
  return true
}

async function freeze(db: Db, freezing: Omit<Freezing, 'whole' | 'letter' | 'office'>) {
  const { draft, now } = freezing
  const whole = await findCampaign(db, { id: draft.campaignId }, now)
  const [letter] = await db.select().from(letters).where(eq(letters.id, draft.letterId))
  const office = whole?.recipients.find(({ id }) => id === draft.recipientId)
  if (!whole || !letter || !office) throw new Error('The campaign, its letter or its recipient is gone.')
  await freezeLetter(db, { ...freezing, whole, letter, office })
}

type Left = { deliveryId: string; fault?: string; renderTries?: number; updatedAt?: Date }

/** Gives a draft back, with what went wrong. */
async function leave(db: Db, { deliveryId, fault, ...rest }: Left) {
  await atomically(db, function* (tx) {
    yield* ask(
      tx
        .update(deliveries)
        .set({
          ...rest,
          settingUntil: null,
          ...(fault !== undefined && { renderFault: fault.slice(0, 500) }),
        })
        .where(eq(deliveries.id, deliveryId))
        .returning({ id: deliveries.id }),
    )
  })
}
