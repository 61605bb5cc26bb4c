import { and, eq, inArray, isNotNull, isNull, lt, ne, not, notInArray, or, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../db/client.server'
import {
  campaigns,
  deliveries,
  frozenMails,
  inboundMails,
  invitations,
  letterVolumes,
  outbox,
  passkeyChallenges,
  sessions,
  signatures,
  signIns,
} from '../db/schema'
import type { RetentionRule } from './retention'
import { sessionLife } from './session.server'
import { erasedSigner } from './withdrawal.server'

/** Rows of one table that a rule erases: which, counted from when, and what is done to them. */
export type Place = {
  table: typeof signatures
  id: typeof signatures.id
  which: SQL | undefined
  /** The moment from which the days of the rule count; a column, or what SQL makes of some. */
  since: SQL<Date | null>
  change: Record<string, unknown> | 'delete'
}
const place = (table: unknown, id: unknown, rest: Omit<Place, 'table' | 'id'>) =>
  ({ table, id, ...rest }) as Place

/** When a campaign stopped taking signatures: by hand, or by its closing date. */
const closed = sql<Date | null>`case when ${campaigns.closedAt} is null or ${campaigns.closesAt} < ${campaigns.closedAt} then ${campaigns.closesAt} else ${campaigns.closedAt} end`
const closingOf = (campaignId: unknown) =>
  sql<Date | null>`(select ${closed} from ${campaigns} where ${campaigns.id} = ${campaignId})`
const hasClosed = (now: Date) =>
  or(isNotNull(campaigns.closedAt), and(isNotNull(campaigns.closesAt), lt(campaigns.closesAt, now)))

/** Everything a rule says of rows; uploads are files, and have their own. */
export function placeOf(db: Db, rule: Exclude<RetentionRule, 'uploads'>, now: Date): Place {
  const ofClosed = db.select({ id: campaigns.id }).from(campaigns).where(hasClosed(now))
  const ofHighRisk = db.select({ id: campaigns.id }).from(campaigns).where(eq(campaigns.isHighRisk, true))
  const column = (of: unknown) => sql<Date | null>`${of}`
  switch (rule) {
    case 'unconfirmed':
      return place(signatures, signatures.id, {
        which: and(inArray(signatures.state, ['pending', 'quarantined']), isNull(signatures.confirmedAt)),
        since: column(signatures.createdAt),
        change: { ...erasedSigner, state: 'expired' },
      })
    case 'high-risk-addresses':
      return place(signatures, signatures.id, {
        which: and(
          eq(signatures.state, 'confirmed'),
          isNotNull(signatures.emailSealed),
          inArray(signatures.campaignId, ofHighRisk),
        ),
        since: column(signatures.confirmedAt),
        change: { emailSealed: null, wantsUpdates: false },
      })
    case 'addresses':
      return place(signatures, signatures.id, {
        which: and(
          or(isNotNull(signatures.emailSealed), isNotNull(signatures.addressKey)),
          inArray(signatures.campaignId, ofClosed),
        ),
        since: closingOf(signatures.campaignId),
        change: { emailSealed: null, addressKey: null, slotKey: null, nameKey: null, wantsUpdates: false },
      })
    case 'connections':
      return place(signatures, signatures.id, {
        which: isNotNull(signatures.ipHash),
        since: column(signatures.createdAt),
        change: { ipHash: null },
      })
    case 'letters-not-sent':
      return place(frozenMails, frozenMails.deliveryId, {
        which: inArray(
          frozenMails.deliveryId,
          db.select({ id: deliveries.id }).from(deliveries).where(wasNotSent),
        ),
        since: sql`(select ${deliveries.updatedAt} from ${deliveries} where ${deliveries.id} = ${frozenMails.deliveryId})`,
        change: 'delete',
      })
    case 'letters-of-closed':
      return place(frozenMails, frozenMails.deliveryId, {
        which: inArray(
          frozenMails.deliveryId,
          db.select({ id: deliveries.id }).from(deliveries).where(inArray(deliveries.campaignId, ofClosed)),
        ),
        since: closingOf(
          sql`(select ${deliveries.campaignId} from ${deliveries} where ${deliveries.id} = ${frozenMails.deliveryId})`,
        ),
        change: 'delete',
      })
    case 'volumes-not-sent':
      return place(letterVolumes, letterVolumes.id, {
        which: and(
          isNotNull(letterVolumes.pdfSealed),
          inArray(
            letterVolumes.deliveryId,
            db.select({ id: deliveries.id }).from(deliveries).where(wasNotSent),
          ),
        ),
        since: sql`(select ${deliveries.updatedAt} from ${deliveries} where ${deliveries.id} = ${letterVolumes.deliveryId})`,
        change: { pdfSealed: null },
      })
    case 'volumes-of-closed':
      return place(letterVolumes, letterVolumes.id, {
        which: and(
          isNotNull(letterVolumes.pdfSealed),
          inArray(
            letterVolumes.deliveryId,
            db.select({ id: deliveries.id }).from(deliveries).where(inArray(deliveries.campaignId, ofClosed)),
          ),
        ),
        since: closingOf(
          sql`(select ${deliveries.campaignId} from ${deliveries} where ${deliveries.id} = ${letterVolumes.deliveryId})`,
        ),
        change: { pdfSealed: null },
      })
    case 'mail-contents':
      return place(outbox, outbox.id, {
        which: and(
          isNotNull(outbox.payloadSealed),
          notInArray(outbox.state, ['queued', 'sending', 'deferred', 'unknown', 'held']),
        ),
        since: column(outbox.createdAt),
        change: { payloadSealed: null },
      })
    case 'mail-addresses':
      return place(outbox, outbox.id, {
        which: and(isNotNull(outbox.addressKey), isNotNull(outbox.settledAt)),
        since: column(outbox.settledAt),
        change: { addressKey: null },
      })
    case 'reports':
      return place(inboundMails, inboundMails.id, {
        which: and(
          isNotNull(inboundMails.rawSealed),
          ne(inboundMails.state, 'received'),
          or(isNull(inboundMails.kind), not(isAnswerToLetter(db))),
        ),
        since: column(inboundMails.receivedAt),
        change: { rawSealed: null },
      })
    case 'answers':
      return place(inboundMails, inboundMails.id, {
        which: and(isNotNull(inboundMails.rawSealed), isAnswerToLetter(db)),
        since: closingOf(
          sql`(select ${deliveries.campaignId} from ${deliveries} inner join ${outbox} on ${outbox.deliveryId} = ${deliveries.id} where ${outbox.id} = ${inboundMails.outboxId})`,
        ),
        change: { rawSealed: null },
      })
    case 'unclear-mails':
      return place(inboundMails, inboundMails.id, {
        which: and(eq(inboundMails.state, 'unclear'), isNull(inboundMails.outboxId)),
        since: column(inboundMails.receivedAt),
        change: 'delete',
      })
    case 'invitations':
      return place(invitations, invitations.id, {
        which: undefined,
        since: sql`coalesce(${invitations.acceptedAt}, ${invitations.withdrawnAt}, ${invitations.expiresAt})`,
        change: 'delete',
      })
    case 'sessions':
      return place(sessions, sessions.id, {
        which: or(isNotNull(sessions.endedAt), lt(sessions.createdAt, new Date(now.getTime() - sessionLife))),
        since: sql`coalesce(${sessions.endedAt}, ${sessions.createdAt})`,
        change: 'delete',
      })
    case 'sign-ins':
      return place(signIns, signIns.id, {
        which: or(isNotNull(signIns.usedAt), lt(signIns.expiresAt, now)),
        since: column(signIns.createdAt),
        change: 'delete',
      })
    case 'challenges':
      return place(passkeyChallenges, passkeyChallenges.id, {
        which: undefined,
        since: column(passkeyChallenges.expiresAt),
        change: 'delete',
      })
    default:
      return rule satisfies never
  }
}

const isAnswerToLetter = (db: Db) =>
  and(
    eq(inboundMails.kind, 'answer'),
    inArray(
      inboundMails.outboxId,
      db.select({ id: outbox.id }).from(outbox).where(isNotNull(outbox.deliveryId)),
    ),
  ) as SQL

/** Letters that nobody will send any more as they are: their bytes hold names, also of who left. */
const wasNotSent = or(
  inArray(deliveries.state, ['cancelled', 'failed', 'expired', 'suppressed']),
  and(eq(deliveries.state, 'held'), eq(deliveries.heldReason, 'withdrawal')),
)
