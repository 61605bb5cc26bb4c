import { and, asc, eq } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { recipientAddresses } from '../db/schema'
import type { AddressFault } from './address'
import { readAddress } from './address'
import { raiseRevisions } from './campaign-recipient.server'
import { newId } from './keyring.server'
import { mostAddresses } from './recipient'

type Steps<T> = Generator<PromiseLike<unknown>, T, unknown>
const own = (officeId: string, addressId: string) =>
  and(eq(recipientAddresses.id, addressId), eq(recipientAddresses.recipientId, officeId))

/** The addresses of an office in their order; letters go to the first. */
export function* addressesOf(tx: Db, officeId: string) {
  return yield* ask(
    tx
      .select({
        id: recipientAddresses.id,
        email: recipientAddresses.email,
        position: recipientAddresses.position,
      })
      .from(recipientAddresses)
      .where(eq(recipientAddresses.recipientId, officeId))
      .orderBy(asc(recipientAddresses.position), asc(recipientAddresses.createdAt)),
  )
}

/** Adds an address after the others. Letters that were set in type keep the address they were set for. */
export async function addAddress(
  db: Db,
  { officeId, email, now }: { officeId: string; email: string; now: Date },
): Promise<{ kind: 'added' | 'known' | 'too-many' } | { kind: 'refused'; fault: AddressFault }> {
  const read = readAddress(email)
  if (read.kind === 'refused') return read
  return atomically(db, function* (tx) {
    const there = yield* addressesOf(tx, officeId)
    const folded = read.address.toLowerCase()
    if (there.some((one) => one.email.toLowerCase() === folded)) return { kind: 'known' } as const
    if (there.length >= mostAddresses) return { kind: 'too-many' } as const
    const position = Math.max(-1, ...there.map((one) => one.position)) + 1
    const row = { id: newId(), recipientId: officeId, email: read.address, position, createdAt: now }
    yield* ask(
      tx
        .insert(recipientAddresses)
        .values(row)
        .onConflictDoNothing()
        .returning({ id: recipientAddresses.id }),
    )
    if (there.length === 0) yield* raiseRevisions(tx, { officeIds: [officeId], now })
    return { kind: 'added' } as const
  })
}

/** Takes an address out. Taking it out again changes nothing. */
export async function removeAddress(
  db: Db,
  { officeId, addressId, now }: { officeId: string; addressId: string; now: Date },
): Promise<{ kind: 'removed' | 'gone' }> {
  return atomically(db, function* (tx) {
    const [first] = yield* addressesOf(tx, officeId)
    const gone = yield* ask(
      tx.delete(recipientAddresses).where(own(officeId, addressId)).returning({ id: recipientAddresses.id }),
    )
    if (gone.length === 0) return { kind: 'gone' } as const
    if (first?.id === addressId) yield* raiseRevisions(tx, { officeIds: [officeId], now })
    return { kind: 'removed' } as const
  })
}

/** Puts an address first: from now on letters are prepared for it. */
export async function preferAddress(
  db: Db,
  { officeId, addressId, now }: { officeId: string; addressId: string; now: Date },
): Promise<{ kind: 'preferred' | 'gone' }> {
  return atomically(db, function* (tx): Steps<{ kind: 'preferred' | 'gone' }> {
    const there = yield* addressesOf(tx, officeId)
    const wanted = there.find(({ id }) => id === addressId)
    if (!wanted) return { kind: 'gone' }
    if (there[0]?.id === addressId) return { kind: 'preferred' }
    const order = [wanted, ...there.filter((one) => one !== wanted)]
    for (const [position, { id }] of order.entries())
      yield* ask(
        tx
          .update(recipientAddresses)
          .set({ position })
          .where(own(officeId, id))
          .returning({ id: recipientAddresses.id }),
      )
    yield* raiseRevisions(tx, { officeIds: [officeId], now })
    return { kind: 'preferred' }
  })
}

/** Records that a person looked an address up and found it right, and when. */
export async function checkAddress(
  db: Db,
  {
    officeId,
    addressId,
    organiserId,
    now,
  }: { officeId: string; addressId: string; organiserId: string; now: Date },
): Promise<{ kind: 'checked' | 'gone' }> {
  return atomically(db, function* (tx) {
    const checked = yield* ask(
      tx
        .update(recipientAddresses)
        .set({ checkedAt: now, checkedBy: organiserId })
        .where(own(officeId, addressId))
        .returning({ id: recipientAddresses.id }),
    )
    return { kind: checked.length > 0 ? 'checked' : 'gone' } as const
  })
}
