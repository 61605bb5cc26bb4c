import { eq } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { members, organisations, organisers, signIns } from '../db/schema'
import { readAddress } from './address'
import { type Keyring, newId, newToken } from './keyring.server'
import type { MemberRole } from './organisation'

/** The same for every way an address is written: in capitals, or with its domain in its own letters. */
export function emailKeyOf(keyring: Keyring, typed: string): string {
  const read = readAddress(typed.normalize('NFC'))
  return keyring.hash('organiser', read.kind === 'address' ? read.address.toLowerCase() : typed)
}

/**
 * Enters a person who may use the desk, as a member of one organisation or of all there are. Entering the same address
 * again changes nothing but adds the membership that is missing.
 */
export async function createOrganiser(
  db: Db,
  {
    keyring,
    email,
    name,
    language = 'en',
    organisationSlug,
    role = 'owner',
    now,
  }: {
    keyring: Keyring
    email: string
    name?: string
    language?: string
    organisationSlug?: string
    role?: MemberRole
    now: Date
  },
): Promise<
  | { kind: 'created' | 'known'; organiserId: string; memberOf: string[] }
  | { kind: 'not-an-address' | 'unknown-organisation' }
> {
  const address = readAddress(email)
  if (address.kind === 'refused') return { kind: 'not-an-address' }
  const emailKey = emailKeyOf(keyring, address.address)
  return atomically(db, function* (tx) {
    const found = yield* ask(
      tx
        .select({ id: organisations.id, slug: organisations.slug })
        .from(organisations)
        .where(organisationSlug ? eq(organisations.slug, organisationSlug) : undefined),
    )
    if (organisationSlug && found.length === 0) return { kind: 'unknown-organisation' } as const
    const id = newId()
    const created = yield* ask(
      tx
        .insert(organisers)
        .values({
          id,
          // Not the address, nor a part of it: that is stored sealed or not at all.
          name: name ?? 'Organiser',
          emailKey,
          emailSealed: keyring.seal(address.address, `organiser:${emailKey}`),
          language,
          createdAt: now,
        })
        .onConflictDoNothing({ target: organisers.emailKey })
        .returning({ id: organisers.id }),
    )
    const [held] = yield* ask(
      tx.select({ id: organisers.id }).from(organisers).where(eq(organisers.emailKey, emailKey)),
    )
    const organiserId = held?.id ?? id
    for (const organisation of found) {
      yield* ask(
        tx
          .insert(members)
          .values({ organisationId: organisation.id, organiserId, role, createdAt: now })
          .onConflictDoNothing()
          .returning({ organiserId: members.organiserId }),
      )
    }
    return {
      kind: created.length > 0 ? 'created' : 'known',
      organiserId,
      memberOf: found.map(({ slug }) => slug),
    } as const
  })
}

/** Makes an address that signs an organiser in once, within `life` milliseconds. Returns the token for that address. */
export async function inviteOnce(
  db: Db,
  { keyring, organiserId, life, now }: { keyring: Keyring; organiserId: string; life: number; now: Date },
): Promise<string> {
  const token = newToken()
  await atomically(db, function* (tx) {
    yield* ask(
      tx
        .insert(signIns)
        .values({
          id: newId(),
          organiserId,
          tokenHash: keyring.hash('sign-in', token),
          triesCount: 0,
          createdAt: now,
          expiresAt: new Date(now.getTime() + life),
        })
        .returning({ id: signIns.id }),
    )
  })
  return token
}
