import { type CsvError, parse } from 'csv-parse/sync'
import { tableLimits } from './recipient-table-columns'

export type Table = {
  header: string[]
  /** Rows with the number a spreadsheet shows for them; the header is in row 1 when nothing stands above it. */
  rows: { number: number; cells: string[] }[]
  encoding: string
  delimiter: string
}
export type TableFault =
  | { kind: 'empty' | 'too-large' | 'too-many-rows' | 'no-rows' | 'spreadsheet' | 'not-text' }
  /** A quotation mark that is open where the row ends, or stands inside a cell. `number` is the row's. */
  | { kind: 'broken-quotes'; number: number }

/** UTF-8 or UTF-16 by its mark or its looks, else windows-1252: what spreadsheets save when they are not asked. */
export function encodingOf(bytes: Uint8Array): string {
  const [a, b] = bytes
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  const start = bytes.subarray(0, 2_000)
  const zeros = (from: number) => start.filter((byte, i) => i % 2 === from && byte === 0).length
  if (zeros(1) > start.length / 4) return 'utf-16le'
  if (zeros(0) > start.length / 4) return 'utf-16be'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}

// What a spreadsheet's own file begins with: a ZIP archive, or the old compound file.
const spreadsheets = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
]

/** Reads a table separated by commas, semicolons or tabs, in whatever encoding, up to the limits. */
export function readTable(
  bytes: Uint8Array,
): { kind: 'read'; table: Table } | { kind: 'refused'; fault: TableFault } {
  const refused = (fault: TableFault) => ({ kind: 'refused', fault }) as const
  if (bytes.length > tableLimits.bytes) return refused({ kind: 'too-large' })
  if (spreadsheets.some((mark) => mark.every((byte, i) => bytes[i] === byte)))
    return refused({ kind: 'spreadsheet' })
  const encoding = encodingOf(bytes)
  // The decoder drops the mark at the beginning. Spreadsheets may say `sep=;` before anything else.
  const told = new TextDecoder(encoding).decode(bytes)
  const [mark = '', named] = /^sep=([,;\t])\r?\n/i.exec(told) ?? []
  const text = told.slice(mark.length)
  if (text.includes('\0')) return refused({ kind: 'not-text' })
  if (text.trim() === '') return refused({ kind: 'empty' })
  const delimiter = named ?? delimiterOf(text)
  const above = mark === '' ? 0 : 1
  try {
    const records = parse(text, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      info: true,
      // One more than is taken tells that there are too many, without reading on.
      to: tableLimits.rows + 2,
    }) as unknown as { record: string[]; info: { records: number; empty_lines: number } }[]
    const [first, ...rest] = records
    if (!first) return refused({ kind: 'empty' })
    if (rest.length === 0) return refused({ kind: 'no-rows' })
    if (rest.length > tableLimits.rows) return refused({ kind: 'too-many-rows' })
    const header = first.record.map((heading) => heading.trim())
    while (header.length > 0 && header.at(-1) === '') header.pop()
    const rows = rest.map(({ record, info }) => ({
      number: info.records + info.empty_lines + above,
      cells: record,
    }))
    return { kind: 'read', table: { header, rows, encoding, delimiter } }
  } catch (error) {
    const { code, records, empty_lines } = error as CsvError & { records?: number; empty_lines?: number }
    if (!/QUOTE/.test(code ?? '')) throw error
    return refused({ kind: 'broken-quotes', number: (records ?? 0) + (empty_lines ?? 0) + 1 + above })
  }
}

/** The separator that the first line has most of, outside quotation marks. */
function delimiterOf(text: string): string {
  const first = /^(?:[^"\r\n]|"[^"]*")*/.exec(text.trimStart())?.[0].replace(/"[^"]*"/g, '') ?? ''
  const counted = [',', ';', '\t'].map((mark) => ({ mark, n: first.split(mark).length }))
  return counted.reduce((most, one) => (one.n > most.n ? one : most)).mark
}
