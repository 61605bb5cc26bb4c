import { readAddress } from './address'
import { folded, mostAddresses, type RecipientKind, readHolder, recipientKinds } from './recipient'
import { type Given, type Office, type OfficeFault, readOffice, type Spoken, spoken } from './recipient-form'
import { type Column, type ColumnField, columnFields } from './recipient-table-columns'
import { countryNamed, kindNamed, languageNamed } from './recipient-words'

const aliases: Record<ColumnField, string[]> = {
  kind: ['kind', 'type', 'tipo', 'clase', 'tipo de oficina'],
  name: ['name', 'office', 'office name', 'nombre', 'oficina', 'institution', 'institucion', 'organismo'],
  country: ['country', 'country represented', 'represents', 'stands for', 'pais', 'pais que representa'],
  hostCountry: ['host country', 'hostcountry', 'located in', 'host', 'pais anfitrion', 'pais sede', 'sede'],
  city: ['city', 'town', 'ciudad', 'localidad'],
  postalAddress: [
    'postal address',
    'address',
    'street',
    'street address',
    'address 1',
    'address 2',
    'address 3',
    'address line 1',
    'address line 2',
    'address line 3',
    'postaladdress',
    'direccion',
    'direccion postal',
    'domicilio',
    'calle',
    'direccion 1',
    'direccion 2',
    'codigo postal',
    'postcode',
    'zip',
    'postal code',
  ],
  email: [
    'email',
    'e mail',
    'mail',
    'emails',
    'email address',
    'e mail address',
    'email 1',
    'email 2',
    'email 3',
    'correo',
    'correo electronico',
    'correos',
    'correo 1',
    'correo 2',
  ],
  languages: ['languages', 'language', 'languages read', 'reads', 'idiomas', 'idioma', 'lenguas', 'lee'],
  addressee: ['addressee', 'addressed to', 'attention', 'destinatario', 'dirigido a', 'a la atencion de'],
  salutation: ['salutation', 'greeting', 'form of address', 'saludo', 'tratamiento', 'encabezamiento'],
  timeZone: ['time zone', 'timezone', 'tz', 'zona horaria', 'huso horario'],
  holder: ['holder', 'held by', 'ambassador', 'titular', 'embajador', 'embajadora', 'consul', 'ministro'],
  since: ['since', 'holder since', 'desde', 'en el cargo desde'],
}
const fieldOf = new Map(
  columnFields.flatMap((field) => aliases[field].map((alias) => [alias, field] as const)),
)
/** Fields that several columns may fill together. */
const shared = new Set<string>(['postalAddress', 'email', 'languages'])
const isSpoken = (field: string): field is Spoken => spoken.some((one) => one === field)

/** What each column holds, by its heading. A heading nobody knows, and a second one for the same field, hold nothing. */
export function matchColumns(header: string[]): Column[] {
  const taken = new Set<string>()
  return header.map((heading) => {
    const column = columnOf(heading)
    if (column === '' || (taken.has(column) && !shared.has(column))) return ''
    taken.add(column)
    return column
  })
}

function columnOf(heading: string): Column {
  // hostCountry and host_country are two words too.
  const words = folded(heading.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2'))
  const field = fieldOf.get(words)
  if (field) return field
  const [, before = '', last = ''] = /^(.+) (\S+)$/.exec(words) ?? []
  const spokenField = fieldOf.get(before)
  const language = languageNamed(last)
  return spokenField && isSpoken(spokenField) && language ? `${spokenField}:${language}` : ''
}

/** A column as a form sends it back; anything else holds nothing. */
export function readColumn(value: string): Column {
  const [field = '', language] = value.split(':')
  if (language === undefined) return columnFields.find((one) => one === value) ?? ''
  return isSpoken(field) && languageNamed(language) === language ? `${field}:${language}` : ''
}

/** Fields without which no row can be read. The country may stand in either of its two columns. */
export function missingColumns(columns: Column[]): ColumnField[] {
  const has = (field: ColumnField) =>
    columns.some((column) => column === field || column.startsWith(`${field}:`))
  const needed = (['name', 'city', 'languages'] as const).filter((field) => !has(field))
  return has('country') || has('hostCountry') ? needed : [...needed, 'country']
}

export type RowOffice = {
  office: Office
  given: Given
  emails: string[]
  holder: { name: string; since: string | null } | null
}
/** `cells`: the row has more cells than the table has columns. */
export type RowFault = { field: OfficeFault['field'] | 'cells'; code: OfficeFault['code']; value: string }

type Reading = {
  columns: Column[]
  /** The language of words whose column names none. */
  language: string
  salutations: Record<string, string>
}

/** Abroad is what these kinds are; the others sit in the country they belong to. */
const abroad = new Set<string>(['embassy', 'consulate'] satisfies RecipientKind[])

/** Reads one row of a table. A cell is what it says: what looks like a formula is text. */
export function readRow(
  cells: string[],
  { columns, language, salutations }: Reading,
): { kind: 'read'; row: RowOffice } | { kind: 'refused'; faults: RowFault[] } {
  if (cells.length > columns.length && cells.slice(columns.length).some((cell) => cell.trim() !== ''))
    return { kind: 'refused', faults: [{ field: 'cells', code: 'too-many', value: '' }] }
  const inColumn = (wanted: Column) =>
    columns.flatMap((column, i) => (column === wanted && cells[i]?.trim() ? [cells[i]?.trim() ?? ''] : []))
  const cell = (field: Column) => inColumn(field)[0] ?? ''
  const faults: RowFault[] = []

  const tags = new Set([language, ...columns.flatMap((column) => column.split(':')[1] ?? [])])
  const words = [...tags].map((tag) => ({
    language: tag,
    ...(Object.fromEntries(
      spoken.map((field) => [field, cell(`${field}:${tag}`) || (tag === language ? cell(field) : '')]),
    ) as Record<Spoken, string>),
  }))
  const kind = cell('kind') ? kindNamed(cell('kind')) : guessed(words.map(({ name }) => name))
  const [country, hostCountry] = [countryNamed(cell('country')), countryNamed(cell('hostCountry'))]
  const isAbroad = abroad.has(kind)
  const reads = inColumn('languages').flatMap((listed) => listed.split(/[,;|/\n]+|\s+(?=\p{L}{2}\b)/u))
  const typed = {
    kind,
    country: country || (isAbroad ? '' : hostCountry),
    hostCountry: hostCountry || (isAbroad ? '' : country),
    timeZone: cell('timeZone'),
    postalAddress: inColumn('postalAddress')
      .flatMap((line) => line.split(/\s*[|\n]\s*/))
      .join('\n'),
    languages: reads
      .map((word) => word.trim())
      .filter(Boolean)
      .map((word) => languageNamed(word) ?? word),
    words,
  }
  const read = readOffice(typed, salutations)
  if (read.kind === 'refused')
    for (const { field, code } of read.faults) faults.push({ field, code, value: typedIn(field, cell) })
  const wrongTag = typed.languages.find((tag) => languageNamed(tag) === null)
  if (wrongTag && !faults.some(({ field }) => field === 'languages'))
    faults.push({ field: 'languages', code: 'unknown', value: wrongTag })

  const emails = new Map<string, string>()
  for (const listed of inColumn('email')
    .flatMap((list) => list.split(/[\s,;|]+/))
    .filter(Boolean)) {
    const address = readAddress(listed.replace(/^<|>$/g, ''))
    if (address.kind === 'address') emails.set(address.address.toLowerCase(), address.address)
    else faults.push({ field: 'email', code: 'unknown', value: listed })
  }
  if (emails.size > mostAddresses) faults.push({ field: 'email', code: 'too-many', value: cell('email') })
  const held = cell('holder') ? readHolder({ name: cell('holder'), since: cell('since'), until: '' }) : null
  if (held?.kind === 'refused')
    faults.push({ field: 'since', code: 'unknown', value: `${cell('holder')}, ${cell('since')}` })
  if (read.kind === 'refused' || faults.length > 0) return { kind: 'refused', faults }
  const holder = held?.kind === 'read' ? { name: held.holder.name, since: held.holder.since } : null
  return {
    kind: 'read',
    row: { office: read.office, given: read.given, emails: [...emails.values()], holder },
  }
}

/** An office that says what it is: "Embassy of …", "Ministerio de …". */
const guessed = (names: string[]) =>
  names.map(kindNamed).find((kind) => recipientKinds.some((known) => known === kind)) ?? ''

const typedIn = (field: OfficeFault['field'], cell: (field: Column) => string) =>
  columnFields.some((one) => one === field) ? cell(field as ColumnField).slice(0, 80) : ''
