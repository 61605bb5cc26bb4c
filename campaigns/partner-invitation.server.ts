import { and, asc, count, eq, gt, isNull } from 'drizzle-orm'
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
import { isJoinable, mostOrganisations, partnerMailsPerAddress } from './partner'
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
 * Asks the organisation of this short name to stand behind a campaign, and tells its owners by mail. `unknown` (there is
 * none, or it is nobody's) and `waiting` (it was asked before) are for tests and logs: whoever asked is to be answered as
 * with `invited`, so that nobody finds out which organisations there are.
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
          organisationId: organisations.id,
          emailKey: organisers.emailKey,
          emailSealed: organisers.emailSealed,
          language: organisers.language,
        })
        .from(organisations)
        .innerJoin(members, eq(members.organisationId, organisations.id))
        .innerJoin(organisers, eq(organisers.id, members.organiserId))
        .where(and(eq(organisations.slug, slug), eq(members.role, 'owner'))),
    )
    const [owner] = owners
    if (!owner) return { kind: 'unknown' }
    const id = newId()
    const { organisationId } = owner
    // One open invitation of a campaign to an organisation: UNIQUE keeps a second one out.
    const stored = yield* ask(
      tx
        .insert(partnerInvitations)
        .values({ id, campaignId, organisationId, invitedBy, createdAt: writing.now })
        .onConflictDoNothing()
        .returning({ id: partnerInvitations.id }),
    )
    if (stored.length === 0) return { kind: 'waiting' }
    for (const reader of owners) yield* tell(tx, { ...writing, ...reader, invitationId: id })
    return { kind: 'invited' }
  })
}

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

/** Mails an owner that their organisation is asked. Nobody is pestered by way of us: three a day to one address. */
function* tell(
  tx: Db,
  {
    keyring,
    mailDomain,
    now,
    emailKey,
    emailSealed,
    language,
    invitationId,
  }: Writing & Reader & { invitationId: string },
) {
  const email = keyring.open(emailSealed, `organiser:${emailKey}`).toString()
  const addressKey = keyring.hash('address', 'partner-invitation', canonicalAddress(email))
  const [sent] = yield* ask(
    tx
      .select({ n: count() })
      .from(outbox)
      .where(and(eq(outbox.addressKey, addressKey), gt(outbox.createdAt, new Date(now.getTime() - day)))),
  )
  if ((sent?.n ?? 0) >= partnerMailsPerAddress) return
  yield* queueMail(tx, {
    kind: 'partner-invitation',
    keyring,
    payload: { email, language: language || 'en', invitationId },
    addressKey,
    domain: domainOf(email),
    mailDomain,
    now,
  })
}
