import { and, count, eq, gt, isNull, or } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { invitations, members, organisers, outbox } from '../db/schema'
import { canonicalAddress, domainOf, readAddress } from './address'
import {
  type InvitationState,
  invitationLife,
  invitationState,
  invitationsPerAddress,
  invitationsPerDay,
} from './invitation'
import { type Keyring, newId, newToken } from './keyring.server'
import type { MemberRole } from './organisation'
import { emailKeyOf } from './organiser.server'
import type { Writing } from './organiser-mail.server'
import { queueMail } from './outbox.server'

const day = 24 * 3_600_000

type Limit = { kind: 'too-many-for-address' } | { kind: 'too-many-of-organisation' }

/**
 * Invites an address into an organisation, by a mailed link that works once, for a week, for that address alone. What is
 * stored of the address is sealed, of the link a hash.
 */
export async function inviteMember(
  db: Db,
  {
    organisationId,
    email,
    role,
    invitedBy,
    ...writing
  }: Writing & { organisationId: string; email: string; role: MemberRole; invitedBy: string },
): Promise<{ kind: 'invited' | 'already-member' | 'already-invited' | 'not-an-address' } | Limit> {
  const { keyring, now } = writing
  const read = readAddress(email.normalize('NFC'))
  if (read.kind === 'refused') return { kind: 'not-an-address' }
  const emailKey = emailKeyOf(keyring, read.address)
  return atomically(db, function* (tx) {
    const [member] = yield* ask(
      tx
        .select({ id: organisers.id })
        .from(members)
        .innerJoin(organisers, eq(organisers.id, members.organiserId))
        .where(and(eq(members.organisationId, organisationId), eq(organisers.emailKey, emailKey))),
    )
    if (member) return { kind: 'already-member' } as const
    const [open] = yield* ask(
      tx
        .select({ id: invitations.id })
        .from(invitations)
        .where(
          and(
            isOpen(now),
            eq(invitations.organisationId, organisationId),
            eq(invitations.emailKey, emailKey),
          ),
        ),
    )
    if (open) return { kind: 'already-invited' } as const
    const [today] = yield* ask(
      tx
        .select({ n: count() })
        .from(invitations)
        .where(
          and(
            eq(invitations.organisationId, organisationId),
            gt(invitations.createdAt, new Date(now.getTime() - day)),
          ),
        ),
    )
    if ((today?.n ?? 0) >= invitationsPerDay) return { kind: 'too-many-of-organisation' } as const
    if (yield* isFlooded(tx, { keyring, email: read.address, now }))
      return { kind: 'too-many-for-address' } as const
    const id = newId()
    const token = newToken()
    yield* ask(
      tx
        .insert(invitations)
        .values({
          id,
          organisationId,
          role,
          emailKey,
          emailSealed: keyring.seal(read.address, `invitation:${id}`),
          tokenHash: keyring.hash('invitation', token),
          invitedBy,
          createdAt: now,
          expiresAt: new Date(now.getTime() + invitationLife),
        })
        .returning({ id: invitations.id }),
    )
    yield* mailInvitation(tx, { ...writing, email: read.address, emailKey, invitedBy, token })
    return { kind: 'invited' } as const
  })
}

/** Sends an invitation once more, with a new link and a new week; the link sent before works no longer. */
export async function resendInvitation(
  db: Db,
  {
    organisationId,
    invitationId,
    invitedBy,
    ...writing
  }: Writing & { organisationId: string; invitationId: string; invitedBy: string },
): Promise<{ kind: 'invited' | 'over' } | Limit> {
  const { keyring, now } = writing
  const token = newToken()
  return atomically(db, function* (tx) {
    const waiting = and(isWaiting(invitationId), eq(invitations.organisationId, organisationId))
    const [row] = yield* ask(tx.select().from(invitations).where(waiting))
    if (!row) return { kind: 'over' } as const
    const email = keyring.open(row.emailSealed, `invitation:${row.id}`).toString()
    if (yield* isFlooded(tx, { keyring, email, now })) return { kind: 'too-many-for-address' } as const
    const [renewed] = yield* ask(
      tx
        .update(invitations)
        .set({
          tokenHash: keyring.hash('invitation', token),
          expiresAt: new Date(now.getTime() + invitationLife),
        })
        .where(waiting)
        .returning({ id: invitations.id }),
    )
    if (!renewed) return { kind: 'over' } as const
    yield* mailInvitation(tx, { ...writing, email, emailKey: row.emailKey, invitedBy, token })
    return { kind: 'invited' } as const
  })
}

/** Takes an invitation back. Its link is refused from then on. */
export async function withdrawInvitation(
  db: Db,
  { organisationId, invitationId, now }: { organisationId: string; invitationId: string; now: Date },
): Promise<{ kind: 'withdrawn' | 'over' }> {
  return atomically(db, function* (tx) {
    const withdrawn = yield* ask(
      tx
        .update(invitations)
        .set({ withdrawnAt: now })
        .where(and(isWaiting(invitationId), eq(invitations.organisationId, organisationId)))
        .returning({ id: invitations.id }),
    )
    return { kind: withdrawn.length > 0 ? 'withdrawn' : 'over' } as const
  })
}

/**
 * Makes the organiser who presses the button a member, once, and only when the invitation was written to their address.
 * A second use, one after its week or after it was taken back, is refused with what became of it.
 */
export async function acceptInvitation(
  db: Db,
  { keyring, token, organiserId, now }: { keyring: Keyring; token: string; organiserId: string; now: Date },
): Promise<
  | { kind: 'accepted'; organisationId: string }
  | { kind: 'unknown' | 'another-address' | Exclude<InvitationState, 'open'> }
> {
  return atomically(db, function* (tx) {
    const byToken = eq(invitations.tokenHash, keyring.hash('invitation', token))
    const [row] = yield* ask(tx.select().from(invitations).where(byToken))
    if (!row) return { kind: 'unknown' } as const
    const [organiser] = yield* ask(
      tx.select({ emailKey: organisers.emailKey }).from(organisers).where(eq(organisers.id, organiserId)),
    )
    if (organiser?.emailKey !== row.emailKey) return { kind: 'another-address' } as const
    const state = invitationState(row, now)
    if (state !== 'open') return { kind: state } as const
    const [taken] = yield* ask(
      tx
        .update(invitations)
        .set({ acceptedAt: now })
        .where(and(byToken, isOpen(now)))
        .returning({ id: invitations.id }),
    )
    if (!taken) return { kind: 'used' } as const
    yield* ask(
      tx
        .insert(members)
        .values({ organisationId: row.organisationId, organiserId, role: row.role, createdAt: now })
        .onConflictDoNothing()
        .returning({ organiserId: members.organiserId }),
    )
    return { kind: 'accepted', organisationId: row.organisationId } as const
  })
}

const isOpen = (now: Date) =>
  and(isNull(invitations.acceptedAt), isNull(invitations.withdrawnAt), gt(invitations.expiresAt, now))

/** Not used and not taken back; out of date perhaps. */
const isWaiting = (invitationId: string) =>
  and(eq(invitations.id, invitationId), isNull(invitations.acceptedAt), isNull(invitations.withdrawnAt))

const addressKeyOf = (keyring: Keyring, email: string) =>
  keyring.hash('address', 'invitation', canonicalAddress(email))

/** Whether a mailbox has had its share of invitations for a day: nobody is pestered by way of us. */
function* isFlooded(tx: Db, { keyring, email, now }: { keyring: Keyring; email: string; now: Date }) {
  const [sent] = yield* ask(
    tx
      .select({ n: count() })
      .from(outbox)
      .where(
        and(
          eq(outbox.addressKey, addressKeyOf(keyring, email)),
          gt(outbox.createdAt, new Date(now.getTime() - day)),
        ),
      ),
  )
  return (sent?.n ?? 0) >= invitationsPerAddress
}

function* mailInvitation(
  tx: Db,
  mail: Writing & { email: string; emailKey: string; invitedBy: string; token: string },
) {
  const { keyring, email, emailKey, invitedBy, token, mailDomain, now } = mail
  const known = yield* ask(
    tx
      .select({ id: organisers.id, language: organisers.language })
      .from(organisers)
      .where(or(eq(organisers.emailKey, emailKey), eq(organisers.id, invitedBy))),
  )
  // In the language of who is invited when we know it, else of who invites.
  const languageOf = (isInvited: boolean) =>
    known.find(({ id }) => (id !== invitedBy) === isInvited)?.language || null
  yield* queueMail(tx, {
    kind: 'invitation',
    keyring,
    payload: { email, token, language: languageOf(true) ?? languageOf(false) ?? 'en' },
    addressKey: addressKeyOf(keyring, email),
    domain: domainOf(email),
    mailDomain,
    now,
  })
}
