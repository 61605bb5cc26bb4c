import { eq } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { campaigns, publicationApprovals } from '../db/schema'
import { newId } from './keyring.server'
import { approvals, checksOf, ruleFor } from './publication.server'
import { isComplete, isSameTitle, loneApprovalPause, type Refused, refused } from './publishing'
import { type CampaignRow, holdCampaign } from './revision.server'
import { workingCopy } from './working-copy.server'

type Asking = { campaignId: string; organiserId: string; now: Date }

function* record(
  tx: Db,
  campaign: CampaignRow,
  { kind, organiserId, now }: Omit<Asking, 'campaignId'> & { kind: 'asked' | 'approved' },
) {
  const row = {
    id: newId(),
    campaignId: campaign.id,
    revision: campaign.revision,
    kind,
    organiserId,
    at: now,
  }
  yield* ask(tx.insert(publicationApprovals).values(row).returning({ id: publicationApprovals.id }))
}

/** Asks a second person to approve the campaign as it stands. Any change after that asks anew. */
export function askApproval(
  db: Db,
  { campaignId, organiserId, now }: Asking,
): Promise<{ kind: 'asked' } | Refused<'not-a-draft' | 'incomplete' | 'already-asked'>> {
  return atomically(db, function* (tx) {
    const campaign = yield* holdCampaign(tx, campaignId)
    if (campaign.state !== 'draft') return refused('not-a-draft')
    if ((yield* approvals(tx, campaign)).asked) return refused('already-asked')
    if (!isComplete(yield* checksOf(tx, campaign, now))) return refused('incomplete')
    yield* record(tx, campaign, { kind: 'asked', organiserId, now })
    return { kind: 'asked' } as const
  })
}

/**
 * Approves exactly the revision that was looked at. Whoever asked needs somebody else for it, unless there is nobody
 * else or none of the organisations asks for a second person: then it takes ten minutes' pause and the campaign's title,
 * typed again. Both are kept on record.
 */
export function approvePublication(
  db: Db,
  { campaignId, organiserId, revision, typedTitle, now }: Asking & { revision: number; typedTitle: string },
): Promise<
  | { kind: 'approved' }
  | Refused<
      | 'not-a-draft'
      | 'changed'
      | 'already-approved'
      | 'not-asked'
      | 'incomplete'
      | 'second-person-needed'
      | 'too-early'
      | 'title-differs'
    >
> {
  return atomically(db, function* (tx) {
    const campaign = yield* holdCampaign(tx, campaignId)
    if (campaign.state !== 'draft') return refused('not-a-draft')
    if (campaign.revision !== revision) return refused('changed')
    const { asked, approved } = yield* approvals(tx, campaign)
    if (approved) return refused('already-approved')
    if (!asked) return refused('not-asked')
    if (!isComplete(yield* checksOf(tx, campaign, now))) return refused('incomplete')
    if (asked.organiserId === organiserId) {
      const rule = yield* ruleFor(tx, campaign, organiserId)
      if (rule === 'second-person') return refused('second-person-needed')
      if (now.getTime() < asked.at.getTime() + loneApprovalPause) return refused('too-early')
      const which = { campaignId, kind: 'page', language: campaign.originalLanguage } as const
      const { words } = yield* workingCopy(tx, which)
      if (!isSameTitle(typedTitle, words.title ?? '')) return refused('title-differs')
    }
    yield* record(tx, campaign, { kind: 'approved', organiserId, now })
    // Approved after the hour it was planned for, it does not go online behind anybody's back.
    if (campaign.publishAt && campaign.publishAt <= now)
      yield* ask(
        tx
          .update(campaigns)
          .set({ publishAt: null })
          .where(eq(campaigns.id, campaignId))
          .returning({ id: campaigns.id }),
      )
    return { kind: 'approved' } as const
  })
}
