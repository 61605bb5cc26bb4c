#!/usr/bin/env node
// Plain JavaScript on purpose: it must be readable by a Node too old for the rest, so that it can say so.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const main = join(root, 'build', 'server', 'main.js')
const stamp = join(root, 'build', 'stamp')

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 14)) {
  console.error(
    `Démarche needs Node 22.14 or newer; this is ${process.version}. Install Node 24 LTS, or run it by npm.`,
  )
  process.exit(78)
}

/** Hash of everything the build is made from. */
function sources() {
  const hash = createHash('sha256')
  const visit = (path) => {
    for (const entry of readdirSync(join(root, path), { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const inside = `${path}/${entry.name}`
      if (entry.isDirectory()) {
        if (entry.name !== 'generated' && entry.name !== 'seed') visit(inside)
      } else if (path.endsWith('.inlang') && entry.name !== 'settings.json') {
        // The compiler of the catalogues leaves files of its own beside its settings.
      } else if (!/\.test\.tsx?$/.test(entry.name)) {
        hash.update(inside).update(readFileSync(join(root, inside)))
      }
    }
  }
  for (const folder of ['app', 'campaigns', 'db', 'emails']) visit(folder)
  for (const file of ['package-lock.json', 'remix.config.js', 'vite.config.ts'])
    hash.update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function build() {
  // An installed package carries its build and not its sources.
  if (!existsSync(join(root, 'vite.config.ts'))) return
  const wanted = sources()
  if (existsSync(stamp) && existsSync(main) && readFileSync(stamp, 'utf8') === wanted) return
  console.error('Building (about 20 seconds, once) …')
  const cli = join(root, 'node_modules', '@remix-run', 'dev', 'dist', 'cli.js')
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'vite:build', '--logLevel', 'warn'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (status !== 0) {
    console.error(stdout, stderr)
    process.exit(1)
  }
  mkdirSync(dirname(stamp), { recursive: true })
  // A build may generate sources' neighbours (messages), never sources: the hash taken before it still holds.
  writeFileSync(stamp, wanted)
}

if (existsSync('.env')) process.loadEnvFile('.env')
process.env.NODE_ENV ??= 'production'
// What this process starts runs what is running, whatever becomes of the sources meanwhile.
if (!process.env.DEMARCHE_BUILT) build()
process.env.DEMARCHE_BUILT = 'yes'
if (process.argv[2] !== 'build') {
  const { run } = await import(pathToFileURL(main).href)
  await run(process.argv.slice(2))
}
