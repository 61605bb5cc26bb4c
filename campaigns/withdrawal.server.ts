import { and, eq, inArray } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { deliveries, deliverySignatures, outbox, signatures } from '../db/schema'
import { holdForWithdrawal } from './attempt.server'
import type { Keyring } from './keyring.server'
import { forgetCounted } from './tally.server'
import { isWithdrawnBy } from './withdraw-token.server'

/**
 * Takes a signature back at its signer's wish: it leaves the count at once, and its name, place, words and address are
 * erased. Letters that wait with it are held for a new approval; letters already sent can't be called back. Doing it
 * again is harmless.
 */
export async function withdrawSignature(
  db: Db,
  { keyring, token, now }: { keyring: Keyring; token: string; now: Date },
): Promise<{ kind: 'withdrawn' | 'already-withdrawn' } | { kind: 'unknown' }> {
  return atomically(db, function* (tx) {
    const found = tx
      .select({
        id: signatures.id,
        state: signatures.state,
        campaignId: signatures.campaignId,
        country: signatures.country,
      })
      .from(signatures)
      .where(isWithdrawnBy(keyring, token))
    let [row] = yield* ask(found)
    while (row && row.state !== 'withdrawn') {
      const [changed] = yield* ask(
        tx
          .update(signatures)
          .set({ ...erasedSigner, state: 'withdrawn', withdrawnAt: now })
          .where(and(eq(signatures.id, row.id), eq(signatures.state, row.state)))
          .returning({ id: signatures.id }),
      )
      if (changed) break
      // It was confirmed, or withdrawn, in this very moment, and how it leaves the count depends on that.
      ;[row] = yield* ask(found)
    }
    if (!row) return { kind: 'unknown' } as const
    if (row.state === 'withdrawn') return { kind: 'already-withdrawn' } as const
    if (row.state === 'confirmed') {
      yield* forgetCounted(tx, { campaignId: row.campaignId, signatureId: row.id, country: row.country, now })
      yield* holdLettersWith(tx, { signatureId: row.id, now })
    }
    yield* ask(
      tx
        .update(outbox)
        .set({ state: 'cancelled', payloadSealed: null, settledAt: now })
        .where(
          and(
            eq(outbox.signatureId, row.id),
            inArray(outbox.state, ['queued', 'deferred', 'unknown', 'held']),
          ),
        )
        .returning({ id: outbox.id }),
    )
    return { kind: 'withdrawn' } as const
  })
}

/** All that says who signed. The row stays, so that counts and letters already sent remain true. */
export const erasedSigner = {
  name: null,
  nameKey: null,
  emailSealed: null,
  addressKey: null,
  slotKey: null,
  contentKey: null,
  city: null,
  line: null,
  lineState: 'none',
  salt: null,
  ipHash: null,
  isPublic: false,
  wantsUpdates: false,
} as const

function* holdLettersWith(tx: Db, { signatureId, now }: { signatureId: string; now: Date }) {
  const behind = tx
    .select({ id: deliverySignatures.deliveryId })
    .from(deliverySignatures)
    .where(eq(deliverySignatures.signatureId, signatureId))
  yield* holdForWithdrawal(tx, { which: inArray(deliveries.id, behind), now })
}
