import { generateRegistrationOptions } from '@simplewebauthn/server'
import { and, asc, eq } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { organisers, passkeys } from '../db/schema'
import type { Keyring } from './keyring.server'
import { mailOrganiser, type Writing } from './organiser-mail.server'
import { challengeLife, keyKinds, passkeysPerOrganiser, type RelyingParty } from './passkey'
import type { NewPasskey } from './passkey-answer'
import { openChallenge, spendChallenge } from './passkey-challenge.server'
import { challengeIn, proveNew } from './passkey-proof.server'

/** An organiser's passkeys, the first added first. */
export async function listPasskeys(db: Db, { organiserId }: { organiserId: string }) {
  return db
    .select({
      id: passkeys.id,
      name: passkeys.name,
      isBackedUp: passkeys.isBackedUp,
      addedAt: passkeys.createdAt,
      usedAt: passkeys.usedAt,
    })
    .from(passkeys)
    .where(eq(passkeys.organiserId, organiserId))
    .orderBy(asc(passkeys.createdAt), asc(passkeys.id))
}

/**
 * What a browser needs to make a passkey for an organiser: one that is found without an address, and asks for finger, face
 * or code at every use. Whether the organiser has signed in lately is for the caller to ask. The authenticator keeps the
 * organiser's name, and no address.
 */
export async function beginPasskey(
  db: Db,
  {
    keyring,
    organiserId,
    browser,
    relyingParty,
    now,
  }: { keyring: Keyring; organiserId: string; browser: string; relyingParty: RelyingParty; now: Date },
) {
  const begun = await atomically(db, function* (tx) {
    const [organiser] = yield* ask(
      tx.select({ name: organisers.name }).from(organisers).where(eq(organisers.id, organiserId)),
    )
    const known = yield* ask(
      tx
        .select({ id: passkeys.id, transports: passkeys.transports })
        .from(passkeys)
        .where(eq(passkeys.organiserId, organiserId)),
    )
    if (known.length >= passkeysPerOrganiser) return null
    const whose = { keyring, kind: 'register', organiserId, browser, now } as const
    return { name: organiser?.name ?? '', known, challenge: yield* openChallenge(tx, whose) }
  })
  if (!begun) return { kind: 'too-many-passkeys' } as const
  const options = await generateRegistrationOptions({
    rpName: 'Démarche',
    rpID: relyingParty.id,
    userID: new Uint8Array(Buffer.from(organiserId, 'utf8')),
    userName: begun.name,
    userDisplayName: begun.name,
    challenge: new Uint8Array(Buffer.from(begun.challenge, 'base64url')),
    timeout: challengeLife,
    attestationType: 'none',
    supportedAlgorithmIDs: keyKinds,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: begun.known,
  })
  return { kind: 'begun', options } as const
}

/** Adds the passkey a browser has made for the challenge it got, and tells the organiser by mail. */
export async function addPasskey(
  db: Db,
  {
    answer,
    organiserId,
    browser,
    relyingParty,
    name,
    ...writing
  }: Writing & {
    answer: NewPasskey
    organiserId: string
    browser: string
    relyingParty: RelyingParty
    name: string
  },
): Promise<{
  kind: 'added' | 'not-proved' | 'other-browser' | 'expired' | 'already-known' | 'too-many-passkeys'
}> {
  const { keyring, now } = writing
  const challenge = challengeIn(answer)
  if (challenge === null) return { kind: 'not-proved' }
  const proved = await proveNew(answer, { ...relyingParty, challenge })
  return atomically(db, function* (tx) {
    const whose = { keyring, kind: 'register', organiserId, browser, now } as const
    const refused = yield* spendChallenge(tx, { ...whose, challenge })
    if (refused) return { kind: refused } as const
    if (!proved) return { kind: 'not-proved' } as const
    const known = yield* ask(
      tx.select({ id: passkeys.id }).from(passkeys).where(eq(passkeys.organiserId, organiserId)),
    )
    if (known.length >= passkeysPerOrganiser) return { kind: 'too-many-passkeys' } as const
    const [added] = yield* ask(
      tx
        .insert(passkeys)
        .values({
          ...proved,
          id: answer.id,
          organiserId,
          transports: answer.response.transports,
          name,
          createdAt: now,
        })
        .onConflictDoNothing()
        .returning({ id: passkeys.id }),
    )
    if (!added) return { kind: 'already-known' } as const
    yield* mailOrganiser(tx, {
      ...writing,
      organiserId,
      kind: 'passkey',
      told: { change: 'added', passkey: name },
    })
    return { kind: 'added' } as const
  })
}

type Which = { organiserId: string; passkeyId: string }
const isTheirs = ({ organiserId, passkeyId }: Which) =>
  and(eq(passkeys.id, passkeyId), eq(passkeys.organiserId, organiserId))

/** Calls a passkey something else. Another person's is as if it were not there. */
export async function renamePasskey(
  db: Db,
  { name, ...which }: Which & { name: string },
): Promise<{ kind: 'renamed' | 'gone' }> {
  return atomically(db, function* (tx) {
    const renamed = yield* ask(
      tx.update(passkeys).set({ name }).where(isTheirs(which)).returning({ id: passkeys.id }),
    )
    return { kind: renamed.length > 0 ? 'renamed' : 'gone' } as const
  })
}

/** Removes a passkey, and tells its organiser by mail. It signs nobody in from then on; mailed codes still do. */
export async function removePasskey(
  db: Db,
  { organiserId, passkeyId, ...writing }: Writing & Which,
): Promise<{ kind: 'removed' | 'gone' }> {
  return atomically(db, function* (tx) {
    const [removed] = yield* ask(
      tx.delete(passkeys).where(isTheirs({ organiserId, passkeyId })).returning({ name: passkeys.name }),
    )
    if (!removed) return { kind: 'gone' } as const
    yield* mailOrganiser(tx, {
      ...writing,
      organiserId,
      kind: 'passkey',
      told: { change: 'removed', passkey: removed.name },
    })
    return { kind: 'removed' } as const
  })
}
