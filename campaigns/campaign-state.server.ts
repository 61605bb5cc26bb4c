import { and, eq, inArray } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { campaigns } from '../db/schema'
import type { CampaignState, Outcome } from './campaign'
import { type Move, mayMove, moves } from './publishing'
import { holdCampaign } from './revision.server'

/** `wrong-state`: this step does not lead on from the state the campaign is in, which is told. */
export type Moved =
  | { kind: 'moved'; state: CampaignState }
  | { kind: 'refused'; reason: 'wrong-state'; state: CampaignState }
  | { kind: 'refused'; reason: 'closing-passed' }

type Which = { campaignId: string; now: Date }
type Row = typeof campaigns.$inferSelect

function move(
  db: Db,
  { campaignId, now }: Which,
  step: Exclude<Move, 'publish'>,
  change: (campaign: Row) => Partial<Row> | 'closing-passed' = () => ({}),
): Promise<Moved> {
  return atomically(db, function* (tx): Generator<PromiseLike<unknown>, Moved, unknown> {
    const campaign = yield* holdCampaign(tx, campaignId)
    const { state } = campaign
    const isOver = state === 'published' && campaign.closesAt !== null && campaign.closesAt <= now
    // A campaign whose closing date has passed is closed for everybody, whatever is stored.
    if (!mayMove(state, step) && !(isOver && mayMove('closed', step)))
      return { kind: 'refused', reason: 'wrong-state', state }
    const set = change(campaign)
    if (set === 'closing-passed') return { kind: 'refused', reason: set }
    const moved = yield* ask(
      tx
        .update(campaigns)
        .set({ ...set, state: moves[step].to, updatedAt: now })
        .where(and(eq(campaigns.id, campaignId), inArray(campaigns.state, [state])))
        .returning({ state: campaigns.state }),
    )
    return moved[0]
      ? { kind: 'moved', state: moved[0].state }
      : { kind: 'refused', reason: 'wrong-state', state }
  })
}

/** Takes no signatures for a while. The page stays. */
export const pauseCampaign = (db: Db, which: Which) => move(db, which, 'pause')

/** Takes signatures again. Refused when the closing date has passed meanwhile: close it, or reopen it with another date. */
export const resumeCampaign = (db: Db, which: Which) =>
  move(db, which, 'resume', ({ closesAt }) =>
    closesAt !== null && closesAt <= which.now ? 'closing-passed' : {},
  )

/** Takes no more signatures. */
export const closeCampaign = (db: Db, which: Which) =>
  move(db, which, 'close', () => ({ closedAt: which.now }))

/** Takes signatures again after closing or concluding, until `closesAt`; null is until somebody closes it. */
export const reopenCampaign = (db: Db, { closesAt, ...which }: Which & { closesAt: Date | null }) =>
  move(db, which, 'reopen', () =>
    closesAt !== null && closesAt <= which.now
      ? 'closing-passed'
      : { closesAt, closedAt: null, outcome: null },
  )

/** Says what became of it, and takes no more signatures. Said again, it corrects what was said. */
export const concludeCampaign = (db: Db, { outcome, ...which }: Which & { outcome: Outcome }) =>
  move(db, which, 'conclude', ({ closedAt }) => ({ outcome, closedAt: closedAt ?? which.now }))

/** Puts it away for good: readable at its address, in no list, never to be changed again. */
export const archiveCampaign = (db: Db, which: Which) =>
  move(db, which, 'archive', ({ closedAt }) => ({ closedAt: closedAt ?? which.now }))
