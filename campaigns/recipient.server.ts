import { createHash } from 'node:crypto'
import { count, eq, isNull, like, or } from 'drizzle-orm'
import { ask, atomically, type Db, isUniqueViolation } from '../db/client.server'
import { campaignRecipients, deliveries, officeHolders, recipientAddresses, recipients } from '../db/schema'
import { raiseRevisions } from './campaign-recipient.server'
import { newId } from './keyring.server'
import { knownOffices } from './recipient'
import { Office } from './recipient-form'

type Steps<T> = Generator<PromiseLike<unknown>, T, unknown>
export type Owner = { organisationId: string | null }

/** Offices an owner's list may clash with: its own, and those the installation shares. */
export const besides = ({ organisationId }: Owner) =>
  organisationId === null
    ? isNull(recipients.organisationId)
    : or(isNull(recipients.organisationId), eq(recipients.organisationId, organisationId))

/** What is known already to this owner, by name and country and by address. */
export function* officesKnownTo(tx: Db, owner: Owner) {
  const rows = yield* ask(
    tx
      .select({
        id: recipients.id,
        name: recipients.name,
        hostCountry: recipients.hostCountry,
        organisationId: recipients.organisationId,
      })
      .from(recipients)
      .where(besides(owner)),
  )
  const addresses = yield* ask(
    tx
      .select({ recipientId: recipientAddresses.recipientId, email: recipientAddresses.email })
      .from(recipientAddresses)
      .innerJoin(recipients, eq(recipients.id, recipientAddresses.recipientId))
      .where(besides(owner)),
  )
  const emailsOf = Map.groupBy(addresses, ({ recipientId }) => recipientId)
  const known = knownOffices<{ id: string; name: Record<string, string>; organisationId: string | null }>()
  // One's own come first: where both are known, the own one can be changed.
  for (const row of rows.sort(
    (a, b) => Number(a.organisationId === null) - Number(b.organisationId === null),
  ))
    known.add({ ...row, emails: emailsOf.get(row.id)?.map(({ email }) => email) ?? [] }, row)
  return known
}

/** The stem of an office's slug: its name in English or any other, in Latin letters, else its kind and countries. */
export function slugStem({ name, kind, country, hostCountry }: Office): string {
  const words = Object.hasOwn(name, 'en') ? [name.en ?? ''] : Object.values(name)
  for (const one of words) {
    const stem = one
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 50)
      .replace(/^-+|-+$/g, '')
    // A name in another script leaves scraps that say nothing.
    if (stem.length >= 3 && stem.length * 2 > one.length) return stem
  }
  return `${kind}-${country}-${hostCountry}`.toLowerCase()
}

/** Hands out slugs that are not taken: the stem, or the stem with the first number that is free. */
export function slugGiver(taken: Iterable<string>) {
  const gone = new Set(taken)
  // Where to go on counting: ten thousand offices of one stem would else be counted from two each time.
  const last = new Map<string, number>()
  return (stem: string): string => {
    let n = last.get(stem) ?? 1
    let slug = n === 1 ? stem : `${stem}-${n}`
    while (gone.has(slug)) slug = `${stem}-${++n}`
    last.set(stem, n)
    gone.add(slug)
    return slug
  }
}

type Creating = Owner & { office: Office; email: string | null; isAnother: boolean; now: Date }
export type Created =
  | { kind: 'created'; officeId: string }
  | { kind: 'known'; officeId: string; name: Record<string, string> }

/**
 * Adds an office to an organisation's directory, or to the shared one (`organisationId` null). When one with the same
 * name in the same country, or with the same address, is there, nothing is added unless `isAnother` says it is another.
 */
export async function createOffice(db: Db, creating: Creating): Promise<Created> {
  try {
    return await createOnce(db, creating)
  } catch (error) {
    // Somebody took the slug in between; seen again, it has a number.
    if (isUniqueViolation(error)) return createOnce(db, creating)
    throw error
  }
}

const createOnce = (db: Db, { organisationId, office, email, isAnother, now }: Creating) =>
  atomically(db, function* (tx): Steps<Created> {
    if (!isAnother) {
      const known = yield* officesKnownTo(tx, { organisationId })
      const twin = known.find({ ...office, emails: email ? [email] : [] })
      if (twin) return { kind: 'known', officeId: twin.id, name: twin.name }
    }
    const stem = slugStem(office)
    const like_ = yield* ask(
      tx
        .select({ slug: recipients.slug })
        .from(recipients)
        .where(like(recipients.slug, `${stem}%`)),
    )
    const id = newId()
    const slug = slugGiver(like_.map((row) => row.slug))(stem)
    yield* ask(
      tx
        .insert(recipients)
        .values({ id, slug, organisationId, ...office, createdAt: now })
        .returning({ id: recipients.id }),
    )
    if (email)
      yield* ask(
        tx
          .insert(recipientAddresses)
          .values({ id: newId(), recipientId: id, email, position: 0, createdAt: now })
          .returning({ id: recipientAddresses.id }),
      )
    return { kind: 'created', officeId: id }
  })

/** What an office says, in a few letters: two people who edit at once see that it is no longer what they opened. */
export function officeStamp(row: Record<string, unknown>): string {
  const fields = Object.keys(Office.shape).map((field) => row[field])
  return createHash('sha256').update(sorted(fields)).digest('base64url').slice(0, 16)
}
// PostgreSQL gives the keys of JSON in an order of its own.
const sorted = (value: unknown) =>
  JSON.stringify(value, (_, part) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )

/**
 * Changes an office, unless somebody changed it since `stamp` was read. Letters that were set in type stay as they are;
 * campaigns that address it count as changed.
 */
export async function editOffice(
  db: Db,
  { officeId, office, stamp, now }: { officeId: string; office: Office; stamp: string; now: Date },
): Promise<{ kind: 'edited' | 'unchanged' | 'changed-meanwhile' | 'gone' }> {
  return atomically(db, function* (tx) {
    const [row] = yield* ask(tx.select().from(recipients).where(eq(recipients.id, officeId)).limit(1))
    if (!row) return { kind: 'gone' } as const
    if (officeStamp(row) === officeStamp(office)) return { kind: 'unchanged' } as const
    if (officeStamp(row) !== stamp) return { kind: 'changed-meanwhile' } as const
    yield* ask(
      tx.update(recipients).set(office).where(eq(recipients.id, officeId)).returning({ id: recipients.id }),
    )
    yield* raiseRevisions(tx, { officeIds: [officeId], now })
    return { kind: 'edited' } as const
  })
}

export type Removed =
  | { kind: 'removed' }
  | { kind: 'gone' }
  | { kind: 'addressed'; campaignCount: number }
  | { kind: 'has-letters'; letterCount: number }

/** Takes an office out of the directory with its addresses and holders. Refused while a campaign addresses it, and for good once it was sent a letter. */
export async function removeOffice(db: Db, { officeId }: { officeId: string }): Promise<Removed> {
  return atomically(db, function* (tx): Steps<Removed> {
    const [addressed] = yield* ask(
      tx.select({ n: count() }).from(campaignRecipients).where(eq(campaignRecipients.recipientId, officeId)),
    )
    if (addressed && addressed.n > 0) return { kind: 'addressed', campaignCount: addressed.n }
    const [sent] = yield* ask(
      tx.select({ n: count() }).from(deliveries).where(eq(deliveries.recipientId, officeId)),
    )
    if (sent && sent.n > 0) return { kind: 'has-letters', letterCount: sent.n }
    const { recipientId } = recipientAddresses
    yield* ask(
      tx.delete(recipientAddresses).where(eq(recipientId, officeId)).returning({ id: recipientAddresses.id }),
    )
    yield* ask(
      tx
        .delete(officeHolders)
        .where(eq(officeHolders.recipientId, officeId))
        .returning({ id: officeHolders.id }),
    )
    const gone = yield* ask(
      tx.delete(recipients).where(eq(recipients.id, officeId)).returning({ id: recipients.id }),
    )
    return gone.length > 0 ? { kind: 'removed' } : { kind: 'gone' }
  })
}
