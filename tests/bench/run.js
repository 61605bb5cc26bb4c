// Runs the benches: all of them, or those named. `npm run bench [-- desk directory]`. Figures to be read, never tests.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const folder = import.meta.dirname
const root = join(folder, '..', '..')
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const all = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replace('.ts', ''))
const unknown = wanted.filter((name) => !all.includes(name))
if (unknown.length > 0) {
  console.error(`No such bench: ${unknown.join(', ')}. There are: ${all.join(', ')}.`)
  process.exit(2)
}

const launched = spawnSync(process.execPath, [join(root, 'app', 'server', 'launch.js'), 'build'], {
  stdio: 'inherit',
})
if (launched.status !== 0) process.exit(1)
for (const name of wanted.length > 0 ? wanted : all) {
  const outDir = join(root, 'build', 'bench')
  const input = { [name]: join(folder, `${name}.ts`) }
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: { ssr: true, target: 'node22', outDir, emptyOutDir: false, rollupOptions: { input } },
  })
  console.log(`\n# ${name}`)
  const { status } = spawnSync(process.execPath, [join(outDir, `${name}.js`)], {
    stdio: 'inherit',
    cwd: root,
  })
  if (status !== 0) process.exitCode = 1
}
