import type { Spoken } from './recipient-form'

/** What a table of offices may hold at most: rows under the header, and bytes. */
export const tableLimits = { rows: 10_000, bytes: 5_000_000 } as const

export const columnFields = [
  'kind',
  'name',
  'country',
  'hostCountry',
  'city',
  'postalAddress',
  'email',
  'languages',
  'addressee',
  'salutation',
  'timeZone',
  'holder',
  'since',
] as const
export type ColumnField = (typeof columnFields)[number]
/** What a column of a table holds: a field, one of the spoken fields in a language (`name:es`), or nothing of use (``). */
export type Column = '' | ColumnField | `${Spoken}:${string}`
