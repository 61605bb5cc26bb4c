// Takes each control of controls.json out, one after another and in a copy of the tree, and runs the tests that have to
// notice. `npm run test:mutations`; words after `--` choose controls by their names, `--quick` leaves out those for which
// the site has to be built anew, `--report=<file>` writes what came of each as JSON. A control whose tests stay green is one
// that nobody would miss. What is started here, and what it writes, is gone at the end, and when this is stopped.
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { startGroup } from '../support/group.js'

const root = join(import.meta.dirname, '..', '..')
const words = process.argv.slice(2)
const isQuick = words.includes('--quick')
const reportTo = words.find((word) => word.startsWith('--report='))?.slice('--report='.length)
const chosen = words.filter((word) => !word.startsWith('-'))
const listed = JSON.parse(readFileSync(join(import.meta.dirname, 'controls.json'), 'utf8'))
const controls = listed
  .filter(({ built }) => !(built && isQuick))
  .filter(({ control }) => chosen.length === 0 || chosen.some((word) => control.includes(word)))
  // What is built without a control stays until the next build.
  .sort((a, b) => Number(a.built ?? false) - Number(b.built ?? false))

const gone = controls.filter(
  ({ file, replace }) => readFileSync(join(root, file), 'utf8').split(replace).length !== 2,
)
if (gone.length > 0) {
  for (const { control, file } of gone) console.error(`${file} has no such text, or has it twice: ${control}`)
  process.exit(1)
}

const copy = mkdtempSync(join(tmpdir(), 'demarche-mutations-'))
// Tests that are stopped leave theirs behind: there it goes with the copy.
const scratch = join(copy, 'tmp')
mkdirSync(scratch)
const env = { ...process.env, TMPDIR: scratch }
let running = null
process.once('exit', () => rmSync(copy, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(signal, async () => {
    await running?.stop()
    process.exit(1)
  })

async function node(...how) {
  running = startGroup(process.execPath, how, { cwd: copy, stdio: 'ignore', env })
  return running.ended
}

function copyTree() {
  const known = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const { stdout } = spawnSync('git', known, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })
  const files = stdout
    .split('\0')
    .filter((file) => file && file !== 'node_modules' && existsSync(join(root, file)))
  for (const file of [...files, 'app/messages/generated', 'build'].filter((one) =>
    existsSync(join(root, one)),
  )) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    cpSync(join(root, file), join(copy, file), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
}

const build = async () => (await node(join(copy, 'app', 'server', 'launch.js'), 'build')) === 0

/** The names of failed tests by test file, twice in a row; null for a file that could not be run at all. */
async function failures(tests, bail) {
  const report = join(copy, 'report.json')
  rmSync(report, { force: true })
  const vitest = join(copy, 'node_modules', 'vitest', 'vitest.mjs')
  const how = [
    '--project',
    'sqlite',
    '--reporter=json',
    `--outputFile=${report}`,
    `--bail=${bail}`,
    '--retry=1',
  ]
  await node(vitest, 'run', ...how, ...tests)
  const { testResults, success } = existsSync(report)
    ? JSON.parse(readFileSync(report, 'utf8'))
    : { testResults: [], success: false }
  const byFile = new Map(tests.map((file) => [file, null]))
  for (const { name, assertionResults } of testResults)
    if (assertionResults.length > 0)
      byFile.set(
        relative(copy, name),
        assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
      )
  return { byFile, success }
}

copyTree()
if (!(await build())) throw new Error('The site could not be built.')

/** What fails before anything is taken out says nothing of a control. */
const { byFile: before } = await failures([...new Set(controls.flatMap(({ tests }) => tests))].sort(), 0)

async function outcomeOf({ file, replace, by, tests, built }) {
  const known = tests.flatMap((test) => before.get(test) ?? [])
  if (tests.some((test) => !before.get(test))) return { outcome: 'broken' }
  const path = join(copy, file)
  const whole = readFileSync(path, 'utf8')
  writeFileSync(
    path,
    whole.replace(replace, () => by),
  )
  const failed = built && !(await build()) ? null : await failures(tests, known.length + 1)
  writeFileSync(path, whole)
  if (!failed) return { outcome: 'broken' }
  const names = [...failed.byFile.values()].flatMap((some) => some ?? [])
  const noticed = names.find((name) => !known.includes(name))
  if (noticed) return { outcome: 'red', noticed }
  // Tests that did not come to their end, because their process died, have not passed.
  const hasEnded = failed.success || known.length > 0
  return { outcome: hasEnded && [...failed.byFile.values()].some((some) => some) ? 'green' : 'broken' }
}

const counted = { red: 0, green: 0, broken: 0 }
const told = []
for (const one of controls) {
  const { control, file } = one
  const { outcome, noticed } = await outcomeOf(one)
  counted[outcome] += 1
  told.push({ control, outcome, ...(noticed ? { noticed } : {}) })
  if (outcome === 'red') console.log(`red     ${control}: ${noticed}`)
  else console.log(`${outcome.toUpperCase().padEnd(7)} ${control} (${file})`)
}
const summary = { mutations: controls.length, listed: listed.length, ...counted }
console.log(JSON.stringify(summary))
if (reportTo) writeFileSync(reportTo, `${JSON.stringify({ ...summary, controls: told }, null, 2)}\n`)
process.exit(counted.red === controls.length ? 0 : 1)
