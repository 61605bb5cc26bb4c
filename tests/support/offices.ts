import { readTable } from '../../campaigns/recipient-csv.server'
import { readRows } from '../../campaigns/recipient-import.server'
import { matchColumns } from '../../campaigns/recipient-table'

const kinds = ['Embassy', 'Consulate', 'Ministry', 'Court']
const countries = ['BY', 'AR', 'ES', 'FR', 'DE', 'US', 'GE', 'AM']
const pick = <T>(from: T[], i: number) => from[i % from.length] as T

/** A table of offices as somebody would paste it. */
export const officeTable = (count: number) =>
  [
    'kind,name,name_es,country,host country,city,address,email,languages,holder,since',
    ...Array.from({ length: count }, (_, i) =>
      [
        pick(kinds, i).toLowerCase(),
        `${pick(kinds, i)} number ${i}`,
        `Oficina número ${i}`,
        ...[pick(countries, i), pick(countries, i + 1), 'Buenos Aires'],
        `"Calle ${i}|1000 Buenos Aires"`,
        `office${i}@ministry.example;second${i}@ministry.example`,
        'es; ru',
        ...[`Holder ${i}`, '2020-01'],
      ].join(','),
    ),
  ].join('\r\n')

/** Reads such a table into rows; throws at the first that is faulty. */
export async function readOffices(table: Awaited<ReturnType<typeof readTable>>) {
  if (table.kind === 'refused') throw new Error(table.fault.kind)
  const { rows, faulty } = await readRows(table.table, {
    columns: matchColumns(table.table.header),
    language: 'en',
    salutations: { en: 'To whom it may concern:', es: 'De mi consideración:' },
  })
  if (faulty.length > 0) throw new Error(JSON.stringify(faulty[0]))
  return rows
}

export const offices = async (count: number) => readOffices(readTable(Buffer.from(officeTable(count))))
