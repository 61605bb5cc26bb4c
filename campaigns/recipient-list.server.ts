import { and, count, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Db } from '../db/client.server'
import { organisations, organisers, recipientAddresses, recipients } from '../db/schema'
import { wordsIn } from './language'
import { folded, type RecipientKind } from './recipient'

/** Offices on one page of the directory. */
export const officesPerPage = 50

/** Offices these organisations see: their own, and those the whole installation shares. */
export const visibleTo = (organisationIds: string[]) =>
  organisationIds.length === 0
    ? isNull(recipients.organisationId)
    : or(isNull(recipients.organisationId), inArray(recipients.organisationId, organisationIds))

type Listing = {
  organisationIds: string[]
  /** Each of these words must stand in a name, in a city or in an address. */
  words?: string
  kind?: RecipientKind | null
  /** The country an office stands for, or the one it sits in. */
  country?: string | null
  page: number
  /** Names are ordered as they read in this language. */
  language: string
}

/**
 * One page of the offices these organisations see, with how many were found, and every country that the whole directory
 * knows. Searched here and not by the database: names are in JSON, and accents should not matter (see
 * docs/decisions/0015-directory.md).
 */
export async function listOffices(
  db: Db,
  { organisationIds, words = '', kind = null, country = null, page, language }: Listing,
) {
  const seen = visibleTo(organisationIds)
  const address = words.split(/\s+/).find((word) => word.includes('@'))
  const [rows, mails, places] = await Promise.all([
    db
      .select({
        id: recipients.id,
        name: sql<string>`cast(${recipients.name} as text)`,
        city: sql<string>`cast(${recipients.city} as text)`,
      })
      .from(recipients)
      .where(
        and(
          seen,
          kind ? eq(recipients.kind, kind) : undefined,
          country ? or(eq(recipients.country, country), eq(recipients.hostCountry, country)) : undefined,
        ),
      ),
    address
      ? db
          .select({ recipientId: recipientAddresses.recipientId, email: recipientAddresses.email })
          .from(recipientAddresses)
          .innerJoin(recipients, eq(recipients.id, recipientAddresses.recipientId))
          .where(and(seen, sql`lower(${recipientAddresses.email}) like ${holding(address)} escape '\\'`))
      : [],
    db
      .select({ country: recipients.country, hostCountry: recipients.hostCountry, n: count() })
      .from(recipients)
      .where(seen)
      .groupBy(recipients.country, recipients.hostCountry),
  ])
  const mailsOf = Map.groupBy(mails, ({ recipientId }) => recipientId)
  const wanted = folded(words).split(' ').filter(Boolean)
  const found = rows
    .map((row) => ({ id: row.id, ...readOf(row) }))
    .filter(({ id, text }) => {
      const emails = mailsOf.get(id)?.map(({ email }) => folded(email)) ?? []
      return wanted.every((word) => text.includes(word) || emails.some((email) => email.includes(word)))
    })
    .map(({ id, name }) => ({ id, order: wordsIn(name, language).words }))
    .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1))
  const ids = found.slice((page - 1) * officesPerPage, page * officesPerPage).map(({ id }) => id)
  return {
    offices: await officesNamed(db, ids),
    foundCount: found.length,
    allCount: places.reduce((sum, { n }) => sum + n, 0),
    countries: [...new Set(places.flatMap((place) => [place.country, place.hostCountry]))],
  }
}

/** The pattern of everything that holds this text, in which % and _ mean themselves. */
const holding = (text: string) => `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`

type Read = { from: string; text: string; name: Record<string, string> }
const known = new Map<string, Read>()

/**
 * The words of an office as they are compared, and its names as they are ordered. Remembered by the very text they were
 * made from, so that an office somebody changed, in this process or another, is read anew.
 */
function readOf({ id, name, city }: { id: string; name: string; city: string }): Read {
  const from = name + city
  const before = known.get(id)
  if (before?.from === from) return before
  const names = Object.entries(JSON.parse(name) as Record<string, string>)
  const cities = Object.values(JSON.parse(city) as Record<string, string>)
  const text = folded([...names.map(([, words]) => words), ...cities].join(' '))
  const read = { from, text, name: Object.fromEntries(names.map(([tag, words]) => [tag, folded(words)])) }
  if (known.size >= 50_000) known.clear()
  known.set(id, read)
  return read
}

/** Offices with these ids, in their order, each with its first address and whose it is. */
async function officesNamed(db: Db, ids: string[]) {
  if (ids.length === 0) return []
  const [rows, addresses] = await Promise.all([
    db
      .select({ office: recipients, organisation: organisations.name })
      .from(recipients)
      .leftJoin(organisations, eq(organisations.id, recipients.organisationId))
      .where(inArray(recipients.id, ids)),
    firstAddresses(db, ids),
  ])
  const rowOf = new Map(rows.map((row) => [row.office.id, row]))
  return ids.flatMap((id) => {
    const row = rowOf.get(id)
    return row
      ? [
          {
            ...row.office,
            organisation: row.organisation,
            address: addresses.get(id) ?? null,
          },
        ]
      : []
  })
}

/** The address each of these offices is written to, and when it was last checked. */
export async function firstAddresses(db: Db, officeIds: string[]) {
  const rows =
    officeIds.length === 0
      ? []
      : await db
          .select()
          .from(recipientAddresses)
          .where(inArray(recipientAddresses.recipientId, officeIds))
          .orderBy(desc(recipientAddresses.position), desc(recipientAddresses.createdAt))
  // The last one set is the first in order.
  return new Map(rows.map((row) => [row.recipientId, row]))
}

/** Whether a person looks after the directory that the installation shares, and the names of these organisations. */
export async function directoryHomes(
  db: Db,
  { organiserId, organisationIds }: { organiserId: string; organisationIds: string[] },
) {
  const [[person], homes] = await Promise.all([
    db.select({ isKeeper: organisers.isKeeper }).from(organisers).where(eq(organisers.id, organiserId)),
    organisationIds.length === 0
      ? []
      : db
          .select({ id: organisations.id, name: organisations.name })
          .from(organisations)
          .where(inArray(organisations.id, organisationIds)),
  ])
  return { isKeeper: person?.isKeeper ?? false, homes }
}
