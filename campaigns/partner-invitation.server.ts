import { and, asc, count, eq, gt, inArray, isNull, sql } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import {
  campaignOrganisations,
  members,
  organisations,
  organisers,
  outbox,
  partnerInvitations,
} from '../db/schema'
import { canonicalAddress, domainOf } from './address'
import { newId } from './keyring.server'
import type { Writing } from './organiser-mail.server'
import { queueMail } from './outbox.server'
import { isJoinable, mostOrganisations, ownersTold, partnerMailsPerAddress } from './partner'
import { holdCampaign, type Steps } from './revision.server'

const day = 24 * 3_600_000

export type InvitedPartner = {
  kind: 'invited' | 'waiting' | 'unknown' | 'behind-it' | 'too-many' | 'over'
}

/** Who stands behind a campaign, the one that leads first. */
export function* behind(tx: Db, campaignId: string) {
  return yield* ask(
    tx
      .select({
        organisationId: campaignOrganisations.organisationId,
        position: campaignOrganisations.position,
        slug: organisations.slug,
      })
      .from(campaignOrganisations)
      .innerJoin(organisations, eq(organisations.id, campaignOrganisations.organisationId))
      .where(eq(campaignOrganisations.campaignId, campaignId))
      .orderBy(asc(campaignOrganisations.position)),
  )
}

/** Invitations nobody has answered or taken back. */
export const isOpenInvitation = and(
  isNull(partnerInvitations.acceptedAt),
  isNull(partnerInvitations.declinedAt),
  isNull(partnerInvitations.withdrawnAt),
)

/**
 * Asks the organisation of this short name to stand behind a campaign, and tells its owners by mail, the five who have been
 * that longest. `unknown` (there is none, or it is nobody's) and `waiting` (it was asked before) are for tests and logs:
 * whoever asked is to be answered as with `invited`, so that nobody finds out which organisations there are. The same is
 * asked of the database for all three, and as many mails are queued, since what is done for some alone can be timed.
 */
export async function invitePartner(
  db: Db,
  {
    campaignId,
    slug,
    invitedBy,
    ...writing
  }: Writing & { campaignId: string; slug: string; invitedBy: string },
): Promise<InvitedPartner> {
  return atomically(db, function* (tx): Steps<InvitedPartner> {
    const campaign = yield* holdCampaign(tx, campaignId)
    if (!isJoinable(campaign.state)) return { kind: 'over' }
    const there = yield* behind(tx, campaignId)
    if (there.some((one) => one.slug === slug)) return { kind: 'behind-it' }
    if (there.length >= mostOrganisations) return { kind: 'too-many' }
    const owners = yield* ask(
      tx
        .select({
          emailKey: organisers.emailKey,
          emailSealed: organisers.emailSealed,
          language: organisers.language,
        })
        .from(organisations)
        .innerJoin(members, eq(members.organisationId, organisations.id))
        .innerJoin(organisers, eq(organisers.id, members.organiserId))
        .where(and(eq(organisations.slug, slug), eq(members.role, 'owner')))
        .orderBy(asc(members.createdAt), asc(organisers.id))
        .limit(ownersTold),
    )
    const id = newId()
    const stored = yield* ask(insertInvitation(tx, { id, campaignId, slug, invitedBy, now: writing.now }))
    for (let n = 0; n < ownersTold; n++) {
      const reader = stored.length > 0 ? owners[n] : undefined
      yield* tell(tx, { ...writing, reader, invitationId: id })
    }
    if (owners.length === 0) return { kind: 'unknown' }
    return { kind: stored.length > 0 ? 'invited' : 'waiting' }
  })
}

/**
 * One open invitation of a campaign to an organisation: UNIQUE keeps a second one out, and where there is no organisation
 * with an owner there is none to select.
 */
const insertInvitation = (
  tx: Db,
  {
    id,
    campaignId,
    slug,
    invitedBy,
    now,
  }: { id: string; campaignId: string; slug: string; invitedBy: string; now: Date },
) =>
  tx
    .insert(partnerInvitations)
    .select(
      tx
        .select({
          id: sql<string>`${id}`.as('id'),
          campaignId: sql<string>`${campaignId}`.as('campaign_id'),
          organisationId: organisations.id,
          invitedBy: sql<string>`${invitedBy}`.as('invited_by'),
          createdAt: sql<Date>`${sql.param(now, partnerInvitations.createdAt)}`.as('created_at'),
          answeredBy: sql<null>`null`.as('answered_by'),
          acceptedAt: sql<null>`null`.as('accepted_at'),
          declinedAt: sql<null>`null`.as('declined_at'),
          withdrawnAt: sql<null>`null`.as('withdrawn_at'),
        })
        .from(organisations)
        .where(
          and(
            eq(organisations.slug, slug),
            inArray(
              organisations.id,
              tx.select({ id: members.organisationId }).from(members).where(eq(members.role, 'owner')),
            ),
          ),
        ),
    )
    .onConflictDoNothing()
    .returning({ id: partnerInvitations.id })

/** Takes an invitation back, by the short name it was written to: it can't be accepted any more. */
export async function withdrawPartner(
  db: Db,
  { campaignId, slug, now }: { campaignId: string; slug: string; now: Date },
): Promise<{ kind: 'withdrawn' | 'over' }> {
  return atomically(db, function* (tx) {
    const [organisation] = yield* ask(
      tx.select({ id: organisations.id }).from(organisations).where(eq(organisations.slug, slug)),
    )
    const withdrawn = organisation
      ? yield* ask(
          tx
            .update(partnerInvitations)
            .set({ withdrawnAt: now })
            .where(
              and(
                isOpenInvitation,
                eq(partnerInvitations.campaignId, campaignId),
                eq(partnerInvitations.organisationId, organisation.id),
              ),
            )
            .returning({ id: partnerInvitations.id }),
        )
      : []
    return { kind: withdrawn.length > 0 ? 'withdrawn' : 'over' } as const
  })
}

type Reader = { emailKey: string; emailSealed: string; language: string }

/**
 * Mails an owner that their organisation is asked. Nobody is pestered by way of us: three a day to one address. Who gets no
 * mail, and who isn't there, has one in the queue all the same, which goes nowhere.
 */
function* tell(
  tx: Db,
  {
    keyring,
    mailDomain,
    now,
    reader,
    invitationId,
  }: Writing & { reader: Reader | undefined; invitationId: string },
) {
  const email = reader ? keyring.open(reader.emailSealed, `organiser:${reader.emailKey}`).toString() : ''
  const keyOf = (address: string) => keyring.hash('address', 'partner-invitation', address)
  const nobody = keyOf(newId())
  const addressKey = email ? keyOf(canonicalAddress(email)) : nobody
  const [sent] = yield* ask(
    tx
      .select({ n: count() })
      .from(outbox)
      .where(and(eq(outbox.addressKey, addressKey), gt(outbox.createdAt, new Date(now.getTime() - day)))),
  )
  const mayHaveOne = email !== '' && (sent?.n ?? 0) < partnerMailsPerAddress
  yield* queueMail(tx, {
    kind: 'partner-invitation',
    keyring,
    payload: mayHaveOne
      ? { email, language: reader?.language || 'en', invitationId }
      : { email: '', language: 'en' },
    addressKey: mayHaveOne ? addressKey : nobody,
    domain: domainOf(mayHaveOne ? email : ''),
    mailDomain,
    now,
  })
}
