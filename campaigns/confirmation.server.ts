import { and, eq, inArray, lt, sql } from 'drizzle-orm'
import { ask, atomically, type Db, isUniqueViolation } from '../db/client.server'
import { campaigns, confirmations, countEvents, signatures } from '../db/schema'
import { hashesOf, type Keyring, newTimedId, typedCode } from './keyring.server'
import { mailsPerAddress } from './outbox'
import { codeTries, windows } from './signature'
import { isWithdrawnBy } from './withdraw-token.server'

/** What confirming came to. `reviewed`: confirmed by its signer, and an organiser looks at it before it counts. */
export type Confirmed =
  | {
      kind: 'confirmed' | 'reviewed' | 'already-confirmed' | 'already-signed' | 'withdrawn' | 'expired'
      signatureId: string
    }
  | { kind: 'unknown' }
  | { kind: 'wrong-code'; triesLeft: number }

type ByToken = { keyring: Keyring; token: string; now: Date }
type ByCode = { keyring: Keyring; handle: string; code: string; now: Date }

/**
 * Counts a signature by its mailed token, or by the mailed code typed into the page that is still open. Doing it again
 * is harmless. One person is counted once: the second signature of an address is refused as `already-signed`, unless it
 * bears another name (two people who share a mailbox); a third is always refused.
 */
export async function confirmSignature(db: Db, by: ByToken | ByCode): Promise<Confirmed> {
  const once = () =>
    atomically(db, function* (tx) {
      const found = yield* 'token' in by ? findByToken(tx, by) : findByCode(tx, by)
      return found.kind === 'found' ? yield* confirmFound(tx, found.signatureId, by) : found
    })
  for (let triesLeft = 5; ; triesLeft--) {
    try {
      return await once()
    } catch (error) {
      // Several confirmations of one address at the same moment: UNIQUE let one through. Seen again, its slot is taken;
      // the second slot may be lost in the same way, and each may be given back in between.
      if (triesLeft === 0 || !isUniqueViolation(error)) throw error
    }
  }
}

function* findByToken(tx: Db, { keyring, token }: ByToken) {
  const [row] = yield* ask(
    tx
      .select({ signatureId: confirmations.signatureId })
      .from(confirmations)
      .where(inArray(confirmations.tokenHash, hashesOf(keyring, 'confirm', token))),
  )
  return row ? ({ kind: 'found', ...row } as const) : ({ kind: 'unknown' } as const)
}

function* findByCode(tx: Db, { keyring, handle, code, now }: ByCode) {
  const isOpen = inArray(confirmations.handleHash, hashesOf(keyring, 'handle', handle))
  // The try is counted before it is judged, so that tries made at the same moment are each counted.
  const [page] = yield* ask(
    tx
      .update(confirmations)
      .set({ triesCount: sql`${confirmations.triesCount} + 1` })
      .where(and(isOpen, lt(confirmations.triesCount, codeTries)))
      .returning({ signatureId: confirmations.signatureId, triesCount: confirmations.triesCount }),
  )
  if (!page) {
    const [exists] = yield* ask(tx.select({ id: confirmations.id }).from(confirmations).where(isOpen))
    return exists ? ({ kind: 'wrong-code', triesLeft: 0 } as const) : ({ kind: 'unknown' } as const)
  }
  // Any mail of this very signature will do: a form posted twice sent two codes and left one page open.
  const codes = yield* ask(
    tx
      .select({
        codeHash: confirmations.codeHash,
        createdAt: confirmations.createdAt,
        triesCount: confirmations.triesCount,
      })
      .from(confirmations)
      .where(eq(confirmations.signatureId, page.signatureId)),
  )
  // Each post opens a page with tries of its own and adds a code: without a sum, posting often would find one.
  const triesCount = codes.reduce((sum, one) => sum + one.triesCount, 0)
  if (triesCount > codeTries * mailsPerAddress) return { kind: 'wrong-code', triesLeft: 0 } as const
  const typed = keyring.hash('code', typedCode(code))
  const isRight = codes.some(
    ({ codeHash, createdAt }) => codeHash === typed && now.getTime() - createdAt.getTime() < windows.code,
  )
  if (!isRight) return { kind: 'wrong-code', triesLeft: codeTries - page.triesCount } as const
  return { kind: 'found', signatureId: page.signatureId } as const
}

const isOfHighRisk = sql`(select ${campaigns.isHighRisk} from ${campaigns} where ${campaigns.id} = ${signatures.campaignId})`

/** Counts a signature that waits, within a unit of work: in the first free slot of its address. */
export function* confirmFound(
  tx: Db,
  signatureId: string,
  { keyring, now }: { keyring: Keyring; now: Date },
): Generator<PromiseLike<unknown>, Confirmed, unknown> {
  const [row] = yield* ask(tx.select().from(signatures).where(eq(signatures.id, signatureId)))
  // First: its address may have been erased since.
  if (row?.state === 'confirmed') return { kind: 'already-confirmed', signatureId } as const
  if (!row?.addressKey)
    return { kind: row?.state === 'withdrawn' ? 'withdrawn' : 'expired', signatureId } as const
  const { addressKey } = row
  switch (row.state) {
    case 'withdrawn':
      return { kind: 'withdrawn', signatureId } as const
    case 'expired':
      return { kind: 'expired', signatureId } as const
    case 'quarantined':
    case 'pending':
      break
  }
  if (now.getTime() - row.createdAt.getTime() >= windows.link && !row.confirmedAt)
    return { kind: 'expired', signatureId } as const
  if (row.state === 'quarantined') {
    yield* ask(
      tx
        .update(signatures)
        .set({ confirmedAt: row.confirmedAt ?? now })
        .where(and(eq(signatures.id, signatureId), eq(signatures.state, 'quarantined')))
        .returning({ id: signatures.id }),
    )
    return { kind: 'reviewed', signatureId } as const
  }
  const slots = [0, 1].map((slot) => keyring.hash('slot', addressKey, String(slot)))
  const taken = yield* ask(
    tx
      .select({ id: signatures.id, slotKey: signatures.slotKey, nameKey: signatures.nameKey })
      .from(signatures)
      .where(inArray(signatures.slotKey, slots)),
  )
  // Confirmed by its other mail since it was read above.
  if (taken.some(({ id }) => id === signatureId))
    return yield* confirmFound(tx, signatureId, { keyring, now })
  const isSamePerson = taken.some(({ nameKey }) => nameKey === row.nameKey)
  const free = slots.find((slot) => !taken.some(({ slotKey }) => slotKey === slot))
  if (isSamePerson || !free) return { kind: 'already-signed', signatureId } as const
  const [confirmed] = yield* ask(
    tx
      .update(signatures)
      .set({
        ...{ state: 'confirmed', slotKey: free, contentKey: null, confirmedAt: now },
        // Where somebody may come to harm by having signed, the address has done its work. Its hash still keeps one person one signature.
        emailSealed: sql`case when ${isOfHighRisk} then null else ${signatures.emailSealed} end`,
        wantsUpdates: sql`case when ${isOfHighRisk} then false else ${signatures.wantsUpdates} end`,
      })
      .where(and(eq(signatures.id, signatureId), eq(signatures.state, 'pending')))
      .returning({ campaignId: signatures.campaignId }),
  )
  // Confirmed by its other mail, or taken back, in this very moment: it is no longer pending, and says what it is now.
  if (!confirmed) return yield* confirmFound(tx, signatureId, { keyring, now })
  yield* ask(
    tx
      .insert(countEvents)
      .values({
        id: newTimedId(now),
        campaignId: confirmed.campaignId,
        signatureId,
        kind: 'confirmed',
        isCounted: false,
        at: now,
      })
      .returning({ id: countEvents.id }),
  )
  return { kind: 'confirmed', signatureId } as const
}

/** The signature a form shows before it is confirmed in the browser that signed: found by the pending handle. */
export async function signatureOfHandle(db: Db, { keyring, handle }: { keyring: Keyring; handle: string }) {
  const [row] = await db
    .select({
      signatureId: confirmations.signatureId,
      state: signatures.state,
      confirmedAt: signatures.confirmedAt,
      createdAt: confirmations.createdAt,
      campaignId: signatures.campaignId,
      country: signatures.country,
    })
    .from(confirmations)
    .innerJoin(signatures, eq(signatures.id, confirmations.signatureId))
    .where(inArray(confirmations.handleHash, hashesOf(keyring, 'handle', handle)))
  return row ?? null
}

/** What the page behind a mailed link shows before its button is pressed. `null` for a token that never was. */
export async function signatureOfToken(
  db: Db,
  { keyring, token, kind }: { keyring: Keyring; token: string; kind: 'confirm' | 'withdraw' },
) {
  const columns = {
    signatureId: signatures.id,
    campaignId: signatures.campaignId,
    letterId: signatures.letterId,
    name: signatures.name,
    city: signatures.city,
    country: signatures.country,
    disclosure: signatures.disclosure,
    state: signatures.state,
    confirmedAt: signatures.confirmedAt,
    language: signatures.language,
  }
  const [row] =
    kind === 'withdraw'
      ? await db.select(columns).from(signatures).where(isWithdrawnBy(keyring, token))
      : await db
          .select(columns)
          .from(confirmations)
          .innerJoin(signatures, eq(signatures.id, confirmations.signatureId))
          .where(inArray(confirmations.tokenHash, hashesOf(keyring, 'confirm', token)))
  return row ?? null
}
