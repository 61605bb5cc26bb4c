import { getTableColumns, getTableName, is, Table } from 'drizzle-orm'
import type { Db } from '../../db/client.server'
import * as schema from '../../db/schema'

const tables = Object.values(schema as Record<string, unknown>).filter((value): value is Table =>
  is(value, Table),
)

/** Columns whose values anybody may read. Whatever is not here, and whatever will be added, is private. */
const shown: Record<string, string[]> = {
  organisations: ['id', 'slug', 'name', 'letterhead', 'accent'],
  campaigns: ['id', 'slug', 'outcome', 'organisationId'],
  campaign_texts: ['campaignId', 'title', 'summary', 'demand', 'body'],
  stories: [
    ...['publisher', 'headline', 'author', 'url', 'reportedOn', 'place', 'summary', 'quotes'],
    ...['pictureAlt', 'pictureCredit'],
  ],
  letters: ['id', 'campaignId', 'translator', 'subject', 'body', 'sha256'],
  recipients: ['slug', 'name', 'city', 'postalAddress', 'languages', 'addressee', 'salutation'],
  consents: ['words', 'textVersion'],
}

/** Words of the program, the same in every installation: they say nothing of anybody. */
const enumerated = new Set([
  ...['state', 'kind', 'role', 'disclosure', 'lineState', 'language', 'originalLanguage', 'defaultLanguage'],
  ...['country', 'hostCountry', 'timeZone', 'before', 'result', 'phase', 'forWhom', 'heldReason', 'signals'],
  ...['change', 'choice', 'countries', 'transports', 'disclosed', 'source', 'fault'],
])

/** The words in a value, however deep. */
function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null || value instanceof Date) return []
  return Object.values(value).flatMap(leaves)
}

const canary = (table: string, column: string) => `CANARY-${table}-${column}`

/** Free words about people, and how each is planted: long enough to be found, and found nowhere else. */
export const planted: [table: Table, column: string, as: 'text' | 'json'][] = [
  [schema.signatures, 'name', 'text'],
  [schema.signatures, 'city', 'text'],
  [schema.signatures, 'line', 'text'],
  [schema.organisers, 'name', 'text'],
  [schema.organisations, 'replyTo', 'text'],
  [schema.sessions, 'browser', 'text'],
  [schema.recipientAddresses, 'email', 'text'],
  [schema.stories, 'archive', 'text'],
  [schema.stories, 'changedArchive', 'text'],
  [schema.textRevisions, 'words', 'json'],
  [schema.deliveries, 'toEmail', 'text'],
  [schema.deliveries, 'renderFault', 'text'],
  [schema.attempts, 'response', 'text'],
  [schema.inboundMails, 'response', 'text'],
]

/** Writes a canary into every column of `planted`, in every row. */
export async function plantCanaries(db: Db) {
  for (const [table, column, as] of planted) {
    const word = canary(getTableName(table), column)
    // One address for each office is UNIQUE; there is one row of each in these walks, or none.
    await db
      .update(table as typeof schema.signatures)
      .set({ [column]: as === 'json' ? { body: word, title: word, subject: word } : word } as never)
      .returning()
  }
}

/** Every private value there is, by table and column, and not those that are shown somewhere too. */
export async function privateValues(db: Db): Promise<[where: string, value: string][]> {
  const open = new Set<string>()
  const found: [string, string][] = []
  for (const table of tables) {
    const name = getTableName(table)
    const rows = (await db.select().from(table as typeof schema.signatures)) as Record<string, unknown>[]
    for (const column of Object.keys(getTableColumns(table))) {
      const isShown = shown[name]?.includes(column)
      if (enumerated.has(column)) continue
      for (const value of rows.flatMap((row) => leaves(row[column]))) {
        if (isShown) open.add(value)
        else if (value.length >= 8) found.push([`${name}.${column}`, value])
      }
    }
  }
  return found.filter(([, value]) => !open.has(value))
}
