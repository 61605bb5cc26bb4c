import { inArray, sql } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { officeHolders, recipientAddresses, recipients } from '../db/schema'
import { raiseRevisions } from './campaign-recipient.server'
import { newId } from './keyring.server'
import { knownOffices, mostAddresses } from './recipient'
import { type Owner, officeStamp, officesKnownTo, slugGiver, slugStem } from './recipient.server'
import type { Table } from './recipient-csv.server'
import { Office } from './recipient-form'
import { type RowFault, type RowOffice, readRow } from './recipient-table'
import type { Column } from './recipient-table-columns'

type Steps<T> = Generator<PromiseLike<unknown>, T, unknown>

export type ReadRow = { number: number } & RowOffice
export type FaultyRow = { number: number; faults: RowFault[] }
export type ReadRows = {
  rows: ReadRow[]
  faulty: FaultyRow[]
  /** Rows that say again what an earlier row of the same table said. */
  repeated: { number: number; of: number }[]
}

type Reading = { columns: Column[]; language: string; salutations: Record<string, string> }
const atOnce = 500

/** Reads every row of a table. Lets others have their turn in between, since a large table takes a while. */
export async function readRows({ rows: raw }: Table, reading: Reading): Promise<ReadRows> {
  const rows: ReadRow[] = []
  const faulty: FaultyRow[] = []
  const repeated: ReadRows['repeated'] = []
  const seen = knownOffices<number>()
  for (const [i, { number, cells }] of raw.entries()) {
    if (i % atOnce === atOnce - 1) await new Promise(setImmediate)
    const read = readRow(cells, reading)
    if (read.kind === 'refused') {
      faulty.push({ number, faults: read.faults })
      continue
    }
    const marks = { ...read.row.office, emails: read.row.emails }
    const of = seen.find(marks)
    if (of === null) rows.push({ number, ...read.row })
    else repeated.push({ number, of })
    seen.add(marks, of ?? number)
  }
  return { rows, faulty, repeated }
}

export type Planned = {
  fresh: ReadRow[]
  /** Offices that are there already; `isOwn` when they are this owner's, so that they can be updated. */
  known: { row: ReadRow; officeId: string; name: Record<string, string>; isOwn: boolean }[]
}

/** Sorts rows into new offices and those that are there already. */
export function* planned(tx: Db, { rows, organisationId }: Owner & { rows: ReadRow[] }): Steps<Planned> {
  const there = yield* officesKnownTo(tx, { organisationId })
  const plan: Planned = { fresh: [], known: [] }
  for (const row of rows) {
    const twin = there.find({ ...row.office, emails: row.emails })
    if (!twin) plan.fresh.push(row)
    else
      plan.known.push({
        row,
        officeId: twin.id,
        name: twin.name,
        isOwn: twin.organisationId === organisationId,
      })
  }
  return plan
}

/** What an import of these rows would do; changes nothing. */
export const planImport = (db: Db, planning: Owner & { rows: ReadRow[] }): Promise<Planned> =>
  atomically(db, (tx) => planned(tx, planning))

type Importing = Owner & { rows: ReadRow[]; onKnown: 'keep' | 'update'; now: Date }
export type Imported = { addedCount: number; updatedCount: number; keptCount: number }

/**
 * Adds offices to an owner's directory, all or none. Those that are there already are kept as they are, or follow the
 * table in what it says; what it leaves out stays, addresses only ever come in addition, and shared offices are never
 * changed from an organisation's import. Importing the same table again adds nothing.
 */
export function importOffices(db: Db, { rows, organisationId, onKnown, now }: Importing): Promise<Imported> {
  return atomically(db, function* (tx): Steps<Imported> {
    const { fresh, known } = yield* planned(tx, { rows, organisationId })
    yield* insertOffices(tx, { rows: fresh, organisationId, now })
    const updating = onKnown === 'update' ? known.filter(({ isOwn }) => isOwn) : []
    yield* followRows(tx, { known: updating, now })
    return {
      addedCount: fresh.length,
      updatedCount: updating.length,
      keptCount: known.length - updating.length,
    }
  })
}

function* insertOffices(
  tx: Db,
  { rows, organisationId, now }: Owner & { rows: ReadRow[]; now: Date },
): Steps<void> {
  if (rows.length === 0) return
  const slugs = yield* ask(tx.select({ slug: recipients.slug }).from(recipients))
  const slugFor = slugGiver(slugs.map(({ slug }) => slug))
  for (let from = 0; from < rows.length; from += atOnce) {
    const some = rows.slice(from, from + atOnce).map((row) => ({ id: newId(), row }))
    const offices = some.map(({ id, row: { office } }) => ({
      ...{ id, slug: slugFor(slugStem(office)), organisationId, ...office, createdAt: now },
    }))
    yield* ask(tx.insert(recipients).values(offices).returning({ id: recipients.id }))
    const addresses = some.flatMap(({ id: recipientId, row: { emails } }) =>
      emails.map((email, position) => ({ id: newId(), recipientId, email, position, createdAt: now })),
    )
    if (addresses.length > 0)
      yield* ask(tx.insert(recipientAddresses).values(addresses).returning({ id: recipientAddresses.id }))
    const holders = some.flatMap(({ id: recipientId, row: { holder } }) =>
      holder ? [{ id: newId(), recipientId, ...holder, until: null, createdAt: now }] : [],
    )
    if (holders.length > 0)
      yield* ask(tx.insert(officeHolders).values(holders).returning({ id: officeHolders.id }))
  }
}

type Following = { known: Planned['known']; now: Date }

/** Lets offices that are there follow their rows, many in one statement. Those that say the same already are not touched. */
function* followRows(tx: Db, { known, now }: Following): Steps<void> {
  for (let from = 0; from < known.length; from += atOnce) {
    const some = known.slice(from, from + atOnce)
    const ids = some.map(({ officeId }) => officeId)
    const there = yield* ask(tx.select().from(recipients).where(inArray(recipients.id, ids)))
    const addresses = yield* ask(
      tx.select().from(recipientAddresses).where(inArray(recipientAddresses.recipientId, ids)),
    )
    const byId = new Map(there.map((row) => [row.id, row]))
    const changed: (typeof recipients.$inferSelect)[] = []
    const more: (typeof recipientAddresses.$inferInsert)[] = []
    for (const { row, officeId } of some) {
      const before = byId.get(officeId)
      if (!before) continue
      const after = { ...before, ...following(before, row) }
      if (officeStamp(after) !== officeStamp(before)) changed.push(after)
      const own = addresses.filter(({ recipientId }) => recipientId === officeId)
      const fresh = newEmails(row, own)
      const next = Math.max(-1, ...own.map(({ position }) => position)) + 1
      for (const [i, email] of fresh.entries())
        more.push({ id: newId(), recipientId: officeId, email, position: next + i, createdAt: now })
    }
    if (changed.length > 0)
      yield* ask(
        tx
          .insert(recipients)
          .values(changed)
          .onConflictDoUpdate({ target: recipients.id, set: asInserted })
          .returning({ id: recipients.id }),
      )
    if (more.length > 0)
      yield* ask(tx.insert(recipientAddresses).values(more).returning({ id: recipientAddresses.id }))
    yield* raiseRevisions(tx, { officeIds: changed.map(({ id }) => id), now })
  }
}

/** Each field of an office as the statement brings it; `excluded` is what both engines call that row. */
const asInserted = Object.fromEntries(
  Object.keys(Office.shape).map((field) => {
    const column = recipients[field as keyof Office]
    return [field, sql`excluded.${sql.identifier(column.name)}`]
  }),
)

/** What a row says of an office that is there: languages it names come in addition, what it leaves out stays. */
const following = (there: Office, { office, given }: RowOffice): Office => ({
  ...{ kind: office.kind, country: office.country, hostCountry: office.hostCountry },
  languages: office.languages,
  name: { ...there.name, ...office.name },
  city: { ...there.city, ...office.city },
  addressee: given.addressee ? { ...there.addressee, ...office.addressee } : there.addressee,
  salutation: given.salutation ? { ...there.salutation, ...office.salutation } : there.salutation,
  timeZone: given.timeZone ? office.timeZone : there.timeZone,
  postalAddress: given.postalAddress ? office.postalAddress : there.postalAddress,
})

function newEmails({ emails }: RowOffice, own: { email: string }[]): string[] {
  const has = new Set(own.map(({ email }) => email.toLowerCase()))
  const fresh = emails.filter((email) => !has.has(email.toLowerCase()))
  return fresh.slice(0, Math.max(0, mostAddresses - own.length))
}
