// Runs the tests against what people run: a real PostgreSQL, a real Postfix, a real Dovecot, where this machine has them.
// `npm run test:real`; with `-- --install`, on Debian and as root, it installs what is missing first. What it could not
// run it says at the end, and that alone is no failure. `-- postgres`, `-- processes` or `-- mail` runs one part.
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGroup } from '../support/group.js'
import { startDovecot, whyNoDovecot } from './dovecot.js'
import { startPostfix, whyNoPostfix } from './postfix.js'
import { findPostgres, startPostgres } from './postgres.js'

const root = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'demarche-real-'))
// The servers run as somebody else, who has to get through to what is theirs.
chmodSync(folder, 0o755)
// Tests that are stopped leave theirs behind: there it goes with the folder.
const scratch = join(folder, 'tmp')
mkdirSync(scratch)
const sizeLimit = 2_000_000
const summary = []
const started = []
let hasFailed = false
let isStopped = false
const parts = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const isWanted = (part) => parts.length === 0 || parts.includes(part)

const freePort = () =>
  new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => done(port))
    })
  })

/** Starts a server, and knows of it while it starts: whoever stops this meanwhile waits for it. */
let starting = null
async function begin(server) {
  starting = server
  started.push(await server)
  starting = null
  await unlessStopped()
  return server
}
/** Nothing is begun any more once this is stopped. */
const unlessStopped = () => (isStopped ? new Promise(() => {}) : Promise.resolve())

async function stopAll() {
  await Promise.resolve(starting).catch(() => {})
  for (const server of started.splice(0).reverse()) await server.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(signal, async () => {
    isStopped = true
    await stopAll()
    process.exit(1)
  })

function install() {
  const wanted = [
    ...(findPostgres() ? [] : ['postgresql']),
    ...(whyNoPostfix() ? ['postfix'] : []),
    ...(whyNoDovecot() ? ['dovecot-imapd'] : []),
  ]
  if (wanted.length === 0) return
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return summary.push(`not installed: ${wanted.join(', ')} (that takes Debian, and root)`)
  // With RUNLEVEL=1 Debian starts none of them by itself.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const { status, stderr } = spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...wanted], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status !== 0) summary.push(`not installed: ${wanted.join(', ')} (${stderr.trim().split('\n').at(-1)})`)
}

/** Runs tests, and says how many there were. */
async function run(what, words, settings = {}) {
  await unlessStopped()
  console.log(`\n# ${what}`)
  const report = join(folder, 'report.json')
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const tests = startGroup(
    process.execPath,
    [vitest, 'run', ...words, '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`],
    { cwd: root, stdio: 'inherit', env: { ...process.env, TMPDIR: scratch, ...settings } },
  )
  started.push(tests)
  await tests.ended
  await unlessStopped()
  const told = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null
  rmSync(report, { force: true })
  if (!told?.success) hasFailed = true
  summary.push(
    told
      ? `${told.success ? 'passed' : 'FAILED'}: ${what}: ${told.numPassedTests} passed, ${told.numFailedTests} failed, ${told.numPendingTests} not for it`
      : `FAILED: ${what}: the tests did not come to an end`,
  )
}

async function runPostgres() {
  const bin = findPostgres()
  if (!bin) return summary.push('not run: PostgreSQL is not installed')
  const server = await begin(startPostgres({ bin, folder: join(folder, 'postgres') }))
  if (isWanted('postgres'))
    await run(`deeds and walks on ${server.version}`, ['--project', 'postgres'], {
      TEST_DATABASE_URL: server.url,
    })
  if (isWanted('processes'))
    await run(
      `three processes on ${server.version}, one of them killed`,
      ['--config', join('tests', 'real', 'tests-with-servers.ts'), 'tests/real/processes.test.ts'],
      { DATABASE_URL: 'postgres://real', TEST_DATABASE_URL: server.url },
    )
  return server
}

async function runMail(postgres) {
  if (!isWanted('mail')) return
  const why = whyNoPostfix()
  if (why) return summary.push(`not run: delivery by Postfix and bounces from it (${why})`)
  const doorPort = await freePort()
  const postfix = await begin(
    startPostfix({ folder: join(folder, 'postfix'), port: await freePort(), doorPort, sizeLimit }),
  )
  const noDovecot = whyNoDovecot()
  const dovecot = noDovecot
    ? null
    : await begin(
        startDovecot({
          folder: join(folder, 'dovecot'),
          port: await freePort(),
          mail: postfix.mail,
          password: randomBytes(12).toString('hex'),
        }),
      )
  await run(
    `mail by Postfix ${postfix.version}${dovecot ? ` and Dovecot ${dovecot.version}` : ''}`,
    ['--config', join('tests', 'real', 'tests-with-servers.ts')],
    {
      ...(postgres ? { DATABASE_URL: 'postgres://real', TEST_DATABASE_URL: postgres.url } : {}),
      REAL_SMTP_URL: postfix.url,
      REAL_MAILDIRS: postfix.mail,
      REAL_SIZE_LIMIT: String(sizeLimit),
      REAL_DOOR_PORT: String(doorPort),
      ...(dovecot
        ? { REAL_IMAP_URL: dovecot.at('demarche.example'), REAL_RETURNS_URL: dovecot.at('returns.example') }
        : {}),
    },
  )
  if (hasFailed) console.error(postfix.log().split('\n').slice(-100).join('\n'))
  if (noDovecot) summary.push(`not run: reading bounces by IMAP (${noDovecot})`)
}

try {
  if (process.argv.includes('--install')) install()
  const built = spawnSync(process.execPath, [join(root, 'app', 'server', 'launch.js'), 'build'], {
    stdio: 'inherit',
  })
  if (built.status !== 0) throw new Error('The site could not be built.')
  await runMail(await runPostgres())
} catch (error) {
  hasFailed = true
  summary.push(`FAILED: ${error instanceof Error ? error.message : error}`)
} finally {
  await stopAll()
}
console.log(`\n${summary.join('\n')}`)
process.exit(hasFailed ? 1 : 0)
