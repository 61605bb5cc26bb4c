import { countryName } from '../../../campaigns/country'
import { languageName, wordsIn } from '../../../campaigns/language'
import { readTable, type Table, type TableFault } from '../../../campaigns/recipient-csv.server'
import { planImport, type ReadRows, readRows } from '../../../campaigns/recipient-import.server'
import { matchColumns, missingColumns, readColumn } from '../../../campaigns/recipient-table'
import type { Column } from '../../../campaigns/recipient-table-columns'
import { openUpload } from '../../../campaigns/upload.server'
import { getLocale, locales } from '../../messages/generated/runtime'
import type { Installation } from '../../web/context'
import { type Directory, fittingSalutations, officeChoices, ownerNamed } from '../../web/directory.server'

/** What the address of the preview says, and what its form sends back. */
type Said = { get: (name: string) => unknown; has: (name: string) => boolean }

export type Reading = {
  upload: string
  home: string
  language: string
  onKnown: 'keep' | 'update'
  columns: Column[]
  table: Table
}

/** A kept table, read as the address or the form says. */
export async function openReading(
  said: Said,
  { environment, keyring, now }: Installation,
  { organiserId }: Directory,
): Promise<{ kind: 'open'; reading: Reading } | { kind: 'gone' } | { kind: 'refused'; fault: TableFault }> {
  const text = (name: string) => String(said.get(name) ?? '')
  const upload = text('upload')
  const { dataDir } = environment
  const bytes = await openUpload(upload, { dataDir, keyring, organiserId, now: now() })
  if (!bytes) return { kind: 'gone' }
  const read = readTable(bytes)
  if (read.kind === 'refused') return read
  const { table } = read
  const isMatched = said.has('column-0')
  const columns = isMatched
    ? table.header.map((_, i) => readColumn(text(`column-${i}`)))
    : matchColumns(table.header)
  const language = officeChoices().languages.find(([tag]) => tag === text('language'))?.[0] ?? getLocale()
  const onKnown = text('known') === 'update' ? 'update' : 'keep'
  return { kind: 'open', reading: { upload, home: text('to'), language, onKnown, columns, table } }
}

export const rowsOf = ({ table, columns, language }: Reading): Promise<ReadRows> =>
  readRows(table, { columns, language, salutations: fittingSalutations() })

const shownRows = 10
const shownFaults = 50

/** What an import would do, as far as a page shows it. */
export async function previewOf({ db }: Installation, directory: Directory, reading: Reading) {
  const { table, columns, home } = reading
  const language = getLocale()
  const missing = missingColumns(columns)
  const read: ReadRows = missing.length > 0 ? { rows: [], faulty: [], repeated: [] } : await rowsOf(reading)
  const plan = await planImport(db, { rows: read.rows, ...ownerNamed(directory, home) })
  const own = plan.known.filter(({ isOwn }) => isOwn).length
  const inTables = columns.flatMap((column) => column.split(':')[1] ?? [])
  return {
    ...{ upload: reading.upload, home, language: reading.language, onKnown: reading.onKnown, missing },
    homes: directory.homes,
    languages: officeChoices().languages,
    spokenIn: [...new Set([...locales, ...inTables])].map((tag) => ({
      tag,
      name: languageName(tag, language),
    })),
    columns: table.header.map((heading, i) => ({
      heading,
      column: columns[i] ?? '',
      sample:
        table.rows
          .map(({ cells }) => cells[i]?.trim())
          .find(Boolean)
          ?.slice(0, 60) ?? '',
    })),
    encoding: table.encoding,
    counts: {
      all: table.rows.length,
      fresh: plan.fresh.length,
      own,
      others: plan.known.length - own,
      repeated: read.repeated.length,
      faulty: read.faulty.length,
    },
    fresh: plan.fresh.slice(0, shownRows).map(({ number, office, emails }) => ({
      number,
      kind: office.kind,
      name: wordsIn(office.name, language),
      place: `${wordsIn(office.city, language).words}, ${countryName(office.hostCountry, language)}`,
      reads: office.languages.map((tag) => languageName(tag, language)),
      emails,
    })),
    known: plan.known.slice(0, shownRows).map(({ row, officeId, name, isOwn }) => ({
      ...{ number: row.number, officeId, isOwn },
      name: wordsIn(name, language),
    })),
    faulty: read.faulty.slice(0, shownFaults),
    repeated: read.repeated.slice(0, shownRows),
  }
}

export type Preview = Awaited<ReturnType<typeof previewOf>>
