// How long the directory takes: importing 10,000 rows, and listing 5,000 offices. Not a test: figures, to be read.
//   npx esbuild tests/bench/directory.ts --bundle --platform=node --format=esm --packages=external \
//     --outfile=build/bench/directory.js && node build/bench/directory.js

import { readTable } from '../../campaigns/recipient-csv.server'
import { importOffices, planImport, readRows } from '../../campaigns/recipient-import.server'
import { listOffices } from '../../campaigns/recipient-list.server'
import { matchColumns } from '../../campaigns/recipient-table'
import { connect } from '../../db/client.server'

const kinds = ['Embassy', 'Consulate', 'Ministry', 'Court']
const countries = ['BY', 'AR', 'ES', 'FR', 'DE', 'US', 'GE', 'AM']
const pick = <T>(from: T[], i: number) => from[i % from.length] as T
const table = (count: number) =>
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

const timed = async <T>(what: string, work: () => Promise<T> | T): Promise<T> => {
  const [began, used] = [performance.now(), process.cpuUsage()]
  const result = await work()
  const { user, system } = process.cpuUsage(used)
  const [ms, cpu] = [performance.now() - began, (user + system) / 1000].map(Math.round)
  process.stdout.write(`${what}: ${ms} ms, ${cpu} ms of processor\n`)
  return result
}

async function fill(count: number) {
  const { db, migrate } = await connect(process.env.DATABASE_URL ?? 'file::memory:')
  await migrate()
  const read = await timed(`${count} rows: parse`, () => readTable(Buffer.from(table(count))))
  if (read.kind === 'refused') throw new Error(read.fault.kind)
  const reading = {
    columns: matchColumns(read.table.header),
    language: 'en',
    salutations: { en: 'To whom it may concern:', es: 'De mi consideración:' },
  }
  const { rows, faulty } = await timed(`${count} rows: read`, () => readRows(read.table, reading))
  if (faulty.length > 0) throw new Error(JSON.stringify(faulty[0]))
  await timed(`${count} rows: plan`, () => planImport(db, { rows, organisationId: null }))
  const importing = { rows, organisationId: null, onKnown: 'update', now: new Date() } as const
  await timed(`${count} rows: import`, () => importOffices(db, importing))
  await timed(`${count} rows: again, updating all`, () => importOffices(db, importing))
  return db
}

await fill(10_000)
const db = await fill(5_000)
const shown = { organisationIds: [], page: 1, language: 'es' }
for (const words of ['', 'numero 12', 'embassy', 'office7@ministry.example'])
  for (let i = 0; i < 3; i++)
    await timed(`5,000 offices, “${words}”`, () => listOffices(db, { ...shown, words }))
