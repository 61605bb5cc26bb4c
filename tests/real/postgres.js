// A PostgreSQL of our own: its data in a folder that goes afterwards, and nothing of it on the network.
import { spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { idOf } from './people.js'

const packaged = '/usr/lib/postgresql'

/** The folder of the newest server on this machine, or null. */
export function findPostgres() {
  const versions = existsSync(packaged) ? readdirSync(packaged).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...versions.map((version) => join(packaged, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ]
  return (
    folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name)))) ?? null
  )
}

/** PostgreSQL refuses to be run by root, so root gives it to nobody. */
function unprivileged() {
  if (process.getuid?.() !== 0) return {}
  return { uid: idOf('nobody', '-u'), gid: idOf('nobody', '-g') }
}

/** Starts it in `folder`. The address holds for whoever may open the folder of its socket. */
export async function startPostgres({ bin, folder }) {
  const who = unprivileged()
  const [data, log] = [join(folder, 'data'), join(folder, 'log')]
  mkdirSync(folder, { mode: 0o700 })
  if (who.uid !== undefined) chownSync(folder, who.uid, who.gid)
  const how = { ...who, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' } }
  const made = spawnSync(
    join(bin, 'initdb'),
    ['--pgdata', data, '--username', 'demarche', '--auth', 'trust', '--encoding', 'UTF8'],
    { ...how, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`)
  const settings = { listen_addresses: '', unix_socket_directories: folder, max_connections: '200' }
  const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...words], {
    ...how,
    // A file: a pipe that nobody reads while tests run fills up, and holds up whoever has something to say.
    stdio: ['ignore', 'ignore', openSync(log, 'a')],
  })
  const said = () => readFileSync(log, 'utf8').slice(-4_000)
  const ended = new Promise((done) => server.once('exit', done))
  const stop = async () => {
    server.kill('SIGINT')
    await ended
  }
  const socket = join(folder, '.s.PGSQL.5432')
  for (let waited = 0; !existsSync(socket) || !said().includes('ready to accept'); waited += 50) {
    if (server.exitCode !== null || waited > 30_000) {
      await stop()
      throw new Error(`PostgreSQL did not start: ${said()}`)
    }
    await new Promise((done) => setTimeout(done, 50))
  }
  const version = spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' }).stdout.trim()
  return { url: `postgres://demarche@localhost/postgres?host=${encodeURIComponent(folder)}`, version, stop }
}
