import { and, asc, eq, sql } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { members, organisations, organisers } from '../db/schema'
import type { MemberRole } from './organisation'

export type Member = { organiserId: string; name: string; role: MemberRole; since: Date }

/** Who belongs to an organisation, those who came first on top. Names alone, never an address. */
export async function listMembers(db: Db, organisationId: string): Promise<Member[]> {
  return db
    .select({
      organiserId: organisers.id,
      name: organisers.name,
      role: members.role,
      since: members.createdAt,
    })
    .from(members)
    .innerJoin(organisers, eq(organisers.id, members.organiserId))
    .where(eq(members.organisationId, organisationId))
    .orderBy(asc(members.createdAt), asc(organisers.id))
}

type Place = { organisationId: string; organiserId: string }
type Refused = { kind: 'last-owner' } | { kind: 'not-a-member' }

/** Gives a member another role. The last owner keeps theirs: somebody has to be able to run the organisation. */
export async function changeRole(
  db: Db,
  { role, ...place }: Place & { role: MemberRole },
): Promise<{ kind: 'changed' } | Refused> {
  return atomically(db, function* (tx) {
    const held = yield* heldBy(tx, place)
    if (!held) return { kind: 'not-a-member' } as const
    if (held.isLastOwner && role !== 'owner') return { kind: 'last-owner' } as const
    yield* ask(tx.update(members).set({ role }).where(at(place)).returning({ role: members.role }))
    return { kind: 'changed' } as const
  })
}

/** Ends a membership, at once: the desk asks for it with every page. The last owner can't go. */
export async function removeMember(db: Db, place: Place): Promise<{ kind: 'removed' } | Refused> {
  return atomically(db, function* (tx) {
    const held = yield* heldBy(tx, place)
    if (!held) return { kind: 'not-a-member' } as const
    if (held.isLastOwner) return { kind: 'last-owner' } as const
    yield* ask(tx.delete(members).where(at(place)).returning({ role: members.role }))
    return { kind: 'removed' } as const
  })
}

const at = ({ organisationId, organiserId }: Place) =>
  and(eq(members.organisationId, organisationId), eq(members.organiserId, organiserId))

function* heldBy(tx: Db, { organisationId, organiserId }: Place) {
  // Taking hold of the organisation first, two owners who remove each other at one moment come one after the other.
  yield* ask(
    tx
      .update(organisations)
      .set({ slug: sql`${organisations.slug}` })
      .where(eq(organisations.id, organisationId))
      .returning({ id: organisations.id }),
  )
  const all = yield* ask(
    tx
      .select({ organiserId: members.organiserId, role: members.role })
      .from(members)
      .where(eq(members.organisationId, organisationId)),
  )
  const held = all.find((one) => one.organiserId === organiserId)
  if (!held) return null
  const owners = all.filter(({ role }) => role === 'owner')
  return { role: held.role, isLastOwner: held.role === 'owner' && owners.length === 1 }
}
