// Takes each control of controls.json out, one after another and in a copy of the tree, and runs the tests that have to
// notice. `npm run test:mutations`; words after `--` choose controls by their names, `--quick` leaves out those for which
// the site has to be built anew. A control whose tests stay green is one that nobody would miss.
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
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const words = process.argv.slice(2)
const isQuick = words.includes('--quick')
const chosen = words.filter((word) => !word.startsWith('-'))
const controls = JSON.parse(readFileSync(join(import.meta.dirname, 'controls.json'), 'utf8'))
  .filter(({ built }) => !(built && isQuick))
  .filter(({ control }) => chosen.length === 0 || chosen.some((word) => control.includes(word)))

const gone = controls.filter(
  ({ file, replace }) => readFileSync(join(root, file), 'utf8').split(replace).length !== 2,
)
if (gone.length > 0) {
  for (const { control, file } of gone) console.error(`${file} has no such text, or has it twice: ${control}`)
  process.exit(1)
}

const copy = mkdtempSync(join(tmpdir(), 'demarche-mutations-'))
process.once('exit', () => rmSync(copy, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

function copyTree() {
  const listed = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const { stdout } = spawnSync('git', listed, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })
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

const build = () =>
  spawnSync(process.execPath, [join(copy, 'app', 'server', 'launch.js'), 'build'], { cwd: copy }).status === 0

/** The names of tests of these files that failed, twice in a row; null when they could not be run at all. */
function failures(tests, bail) {
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
  spawnSync(process.execPath, [vitest, 'run', ...how, ...tests], { cwd: copy, stdio: 'ignore' })
  if (!existsSync(report)) return null
  const { numTotalTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  )
  return numTotalTests === 0 ? null : failed
}

copyTree()
if (!build()) throw new Error('The site could not be built.')

/** What fails before anything is taken out says nothing of a control. */
const known = new Map()
function failingBefore({ tests, built }) {
  const name = tests.join(' ')
  if (!known.has(name)) known.set(name, built && !build() ? null : failures(tests, 0))
  return known.get(name)
}

const counted = { red: 0, green: 0, broken: 0 }
for (const one of controls) {
  // Else nobody could stop it: a signal is heard only between two turns.
  await new Promise(setImmediate)
  const { control, file, replace, by, tests, built } = one
  const before = failingBefore(one)
  const path = join(copy, file)
  const whole = readFileSync(path, 'utf8')
  writeFileSync(
    path,
    whole.replace(replace, () => by),
  )
  const failed = before === null || (built && !build()) ? null : failures(tests, before.length + 1)
  writeFileSync(path, whole)
  const noticed = failed?.find((name) => !before.includes(name))
  const outcome = failed === null ? 'broken' : noticed ? 'red' : 'green'
  counted[outcome] += 1
  const told = { red: `red     ${control}: ${noticed}`, green: `GREEN   ${control} (${file})` }
  console.log(told[outcome] ?? `BROKEN  ${control} (${file})`)
}
console.log(JSON.stringify({ mutations: controls.length, ...counted }))
process.exit(counted.red === controls.length ? 0 : 1)
