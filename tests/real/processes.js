// Runs the test with three processes on a PostgreSQL of its own, where this machine has one: `npm run test:processes`.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPostgres, startPostgres } from './postgres.js'

const root = join(import.meta.dirname, '..', '..')
const bin = findPostgres()
if (!bin) {
  console.log('not run: PostgreSQL is not installed')
  process.exit(0)
}
const folder = mkdtempSync(join(tmpdir(), 'demarche-real-'))
// The server runs as somebody else, who has to get through to what is theirs.
chmodSync(folder, 0o755)
const run = (words, env = {}) =>
  spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status

let status = run([join(root, 'app', 'server', 'launch.js'), 'build'])
const server = await startPostgres({ bin, folder: join(folder, 'postgres') })
try {
  status ||= run(
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--config',
      join('tests', 'real', 'tests-with-servers.ts'),
      'tests/real/processes.test.ts',
    ],
    { DATABASE_URL: 'postgres://real', TEST_DATABASE_URL: server.url },
  )
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
process.exit(status ?? 1)
