// Makes the figures of docs/reliability.md and writes them there: `npm run reliability`. `-- --quick` takes few seeds and
// names, and only the controls for which nothing is built; words after `--` choose controls by their names, and
// `--controls=<file>` takes what `npm run test:mutations -- --report=<file>` wrote, which is the longest part. Every figure comes
// from what the tests report of themselves.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGroup } from './support/group.js'

const root = join(import.meta.dirname, '..')
const page = join(root, 'docs', 'reliability.md')
const [begin, end] = ['<!-- figures: made by `npm run reliability` -->', '<!-- end of the figures -->']
const words = process.argv.slice(2)
const isQuick = words.includes('--quick')
const folder = mkdtempSync(join(tmpdir(), 'demarche-reliability-'))
const env = {
  ...process.env,
  TMPDIR: folder,
  ...(isQuick ? {} : { KILL_SEEDS: '25', FUZZ_NAMES: '100000' }),
}
let running = null
process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(signal, async () => {
    await running?.stop()
    process.exit(1)
  })

/** Runs something that writes a JSON report, and reads it. Each has its time, in seconds. */
async function reportOf(name, command) {
  const file = join(folder, `${name}.json`)
  const began = performance.now()
  running = startGroup(process.execPath, command(file), { cwd: root, stdio: ['ignore', 2, 2], env })
  await running.ended
  if (!existsSync(file)) throw new Error(`${name} did not come to an end.`)
  const seconds = Math.round((performance.now() - began) / 1_000)
  return { seconds, ...JSON.parse(readFileSync(file, 'utf8')) }
}

const tests = [
  'tests/kill-matrix.test.ts',
  'tests/fault-matrix.test.ts',
  'tests/queue-under-load.test.ts',
  'tests/letter-fuzz.test.ts',
  'tests/walks/canaries.test.ts',
  'tests/asvs.test.ts',
]
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const built = startGroup(process.execPath, [join(root, 'app', 'server', 'launch.js'), 'build'], {
  stdio: 'inherit',
})
running = built
if ((await built.ended) !== 0) throw new Error('The site could not be built.')
const tested = await reportOf('tests', (file) => [
  ...[vitest, 'run', '--project', 'sqlite', '--reporter=dot', '--reporter=json'],
  ...[`--outputFile.json=${file}`, ...tests],
])
const takenOut = words.find((word) => word.startsWith('--controls='))?.slice('--controls='.length)
const mutated = takenOut
  ? JSON.parse(readFileSync(takenOut, 'utf8'))
  : await reportOf('controls', (file) => [
      join(root, 'tests', 'mutations', 'run.js'),
      ...[`--report=${file}`, ...words],
    ])

/** What the tests of a file counted, and how many of them passed. */
function figuresOf(test) {
  const of = tested.testResults
    .filter(({ name }) => name.endsWith(test))
    .flatMap((one) => one.assertionResults)
  const passed = of.filter(({ status }) => status === 'passed').length
  const figures = Object.assign({}, ...of.map(({ meta }) => meta?.figures ?? {}))
  if (of.length === 0) throw new Error(`${test} was not run.`)
  return { ...figures, passed, failed: of.length - passed }
}
const number = new Intl.NumberFormat('en')
const said = (count) => {
  if (!Number.isInteger(count)) throw new Error('A figure is missing from the report of the tests.')
  return number.format(count)
}
const row = (what, test, tell) => {
  const figures = figuresOf(test)
  return `| ${what} | ${tell(figures)} | ${said(figures.passed)} passed, ${said(figures.failed)} failed |`
}

const table = [
  '| | counted | tests |',
  '|---|---|---|',
  row(
    'a worker that is killed',
    'kill-matrix.test.ts',
    ({ runs, mails, lost, duplicates, withoutResult }) =>
      `${said(runs)} kills, ${said(mails)} mails: ${said(lost)} lost, ${said(duplicates)} arrived twice, ${said(withoutResult)} attempts without a result`,
  ),
  row(
    'a relay that misbehaves',
    'fault-matrix.test.ts',
    ({ scripts, odd, mails }) =>
      `${said(scripts)} scripts, ${said(odd)} of them only odd: ${said(mails)} mails`,
  ),
  row(
    'a dead domain and a clock that jumps',
    'queue-under-load.test.ts',
    ({ mails }) => `${said(mails)} mails`,
  ),
  row('names on paper', 'letter-fuzz.test.ts', ({ names }) => `${said(names)} names, under either standard`),
  row(
    'canaries',
    'canaries.test.ts',
    ({ planted, ways }) => `${said(planted)} secrets looked for in ${said(ways)} ways out`,
  ),
  row(
    'requirements of ASVS 5.0.0, levels 1 and 2',
    'asvs.test.ts',
    ({ all, applicable, tested: byTests, byReason, open }) =>
      `${said(all)}, of which ${said(applicable)} apply: ${said(byTests)} by tests, ${said(byReason)} by a reason, ${said(open)} open`,
  ),
  `| controls taken out | ${said(mutated.mutations)} of ${said(mutated.listed)} listed | ${said(mutated.red)} noticed, ${said(mutated.green)} not, ${said(mutated.broken)} could not be tried |`,
  '',
  `Made on ${new Date().toISOString().slice(0, 10)} with Node ${process.version}${isQuick ? ', with few seeds (`--quick`)' : ''}, in ${said(tested.seconds)} s for the tests${mutated.seconds ? ` and ${said(mutated.seconds)} s for the controls` : ''}.`,
].join('\n')

const text = readFileSync(page, 'utf8')
const [head, rest] = text.split(begin)
const tail = rest?.split(end)[1]
if (tail === undefined) throw new Error(`docs/reliability.md has no place for the figures: ${begin}`)
writeFileSync(page, `${head}${begin}\n${table}\n${end}${tail}`)
console.log(table)
process.exit(tested.success && mutated.red === mutated.mutations ? 0 : 1)
