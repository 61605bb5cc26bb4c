import { eq } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { members, organisations, organisers, signIns } from '../db/schema'
import { readAddress } from './address'
import { type Keyring, newId, newToken } from './keyring.server'
import type { MemberRole } from './organisation'
import { requestedOrganisations } from './organisation-request.server'

/** The same for every way an address is written: in capitals, or with its domain in its own letters. */
export function emailKeyOf(keyring: Keyring, typed: string): string {
  const read = readAddress(typed.normalize('NFC'))
  return keyring.hash('organiser', read.kind === 'address' ? read.address.toLowerCase() : typed)
}

/**
 * Enters a person who may use the desk, as a member of one organisation or of all there are (not of those that are only
 * asked for). Entering the same address again changes nothing but adds the membership that is missing. Where nobody
 * keeps the installation yet, this person does from now on.
 */
export async function createOrganiser(
  db: Db,
  {
    keyring,
    email,
    name,
    language = '',
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
  | { kind: 'not-an-address' | 'unknown-organisation' | 'kept-out' }
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
    if ((yield* organiserWith(tx, emailKey))?.keptOutAt) return { kind: 'kept-out' } as const
    const id = newId()
    // Not named after the address, nor a part of it: that is stored sealed or not at all.
    const person = { id, name: name ?? 'Organiser', email: address.address, language }
    const created = yield* storeOrganiser(tx, { keyring, ...person, now })
    const organiserId = (yield* organiserWith(tx, emailKey))?.id ?? id
    yield* becomeFirstKeeper(tx, organiserId)
    const requested = organisationSlug ? [] : yield* requestedOrganisations(tx)
    const joined = found.filter((organisation) => !requested.includes(organisation.id))
    for (const organisation of joined) {
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
      memberOf: joined.map(({ slug }) => slug),
    } as const
  })
}

type Person = { keyring: Keyring; id: string; name: string; email: string; language: string; now: Date }

function* storeOrganiser(tx: Db, { keyring, id, name, email, language, now }: Person) {
  const emailKey = emailKeyOf(keyring, email)
  return yield* ask(
    tx
      .insert(organisers)
      .values({
        id,
        name,
        emailKey,
        emailSealed: keyring.seal(email, `organiser:${emailKey}`),
        language,
        createdAt: now,
      })
      .onConflictDoNothing({ target: organisers.emailKey })
      .returning({ id: organisers.id }),
  )
}

export function* organiserWith(tx: Db, emailKey: string) {
  const [row] = yield* ask(
    tx
      .select({
        id: organisers.id,
        emailSealed: organisers.emailSealed,
        language: organisers.language,
        keptOutAt: organisers.keptOutAt,
      })
      .from(organisers)
      .where(eq(organisers.emailKey, emailKey)),
  )
  return row ?? null
}

function* becomeFirstKeeper(tx: Db, organiserId: string) {
  const keepers = yield* ask(
    tx.select({ id: organisers.id }).from(organisers).where(eq(organisers.isKeeper, true)).limit(1),
  )
  if (keepers.length > 0) return
  yield* ask(
    tx
      .update(organisers)
      .set({ isKeeper: true })
      .where(eq(organisers.id, organiserId))
      .returning({ id: organisers.id }),
  )
}

/**
 * Gives the holder of an address a place at the desk, within the unit of work that proved it theirs. They belong to
 * nothing yet, and have no name until they say it. Returns the id, of the one who was here before when there was one.
 */
export function* welcomeOrganiser(tx: Db, person: Omit<Person, 'id' | 'name'>) {
  const id = newId()
  yield* storeOrganiser(tx, { ...person, id, name: '' })
  return (yield* organiserWith(tx, emailKeyOf(person.keyring, person.email)))?.id ?? id
}

/** Changes the name colleagues see and the language of an organiser's desk and mails. */
export async function changeOrganiser(
  db: Db,
  { organiserId, name, language }: { organiserId: string; name: string; language: string },
): Promise<void> {
  await atomically(db, function* (tx) {
    yield* ask(
      tx
        .update(organisers)
        .set({ name, language })
        .where(eq(organisers.id, organiserId))
        .returning({ id: organisers.id }),
    )
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
