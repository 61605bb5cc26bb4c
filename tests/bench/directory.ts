// How long the directory takes: importing 10,000 rows, and listing 5,000 offices. Not a test: figures, to be read.
import { readTable } from '../../campaigns/recipient-csv.server'
import { importOffices, planImport } from '../../campaigns/recipient-import.server'
import { listOffices } from '../../campaigns/recipient-list.server'
import { connect } from '../../db/client.server'
import { officeTable, readOffices } from '../support/offices'

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
  const read = await timed(`${count} rows: parse`, () => readTable(Buffer.from(officeTable(count))))
  const rows = await timed(`${count} rows: read`, () => readOffices(read))
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
