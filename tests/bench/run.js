// Runs the benches. Figures to be read, never tests.
//   npm run bench [-- page signing …] [--full] [--json] [--write]   the product beside bare programs, by case
//   npm run bench -- desk directory preview                        how long certain pages and deeds take
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const folder = import.meta.dirname
const root = join(folder, '..', '..')
const outDir = join(root, 'build', 'bench')
const namesIn = (path) =>
  readdirSync(join(folder, path))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.replace('.ts', ''))
const options = process.argv.slice(2).filter((word) => word.startsWith('-'))
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const alone = namesIn('.').filter((name) => name !== 'speed')
const cases = namesIn('cases')
const unknown = wanted.filter((name) => ![...alone, ...cases].includes(name))
const unknownOptions = options.filter((word) => !['--full', '--json', '--write'].includes(word))
if (unknown.length + unknownOptions.length > 0) {
  console.error(`No such bench: ${[...unknown, ...unknownOptions].join(', ')}.`)
  console.error(
    `There are the cases ${cases.join(', ')}, with --full, --json and --write; and ${alone.join(', ')}.`,
  )
  process.exit(2)
}

/** Programs that the cases start as processes of their own. */
const programs = ['load', 'floor', 'sink', 'pool', 'typst']

async function run(name, input, words) {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: { ssr: true, target: 'node22', outDir, emptyOutDir: false, rollupOptions: { input } },
  })
  const { status } = spawnSync(process.execPath, [join(outDir, `${name}.js`), ...words], {
    stdio: 'inherit',
    cwd: root,
  })
  if (status !== 0) process.exitCode = 1
}

const launched = spawnSync(process.execPath, [join(root, 'app', 'server', 'launch.js'), 'build'], {
  stdio: 'inherit',
})
if (launched.status !== 0) process.exit(1)
const chosen = wanted.filter((name) => cases.includes(name))
if (wanted.length === 0 || chosen.length > 0) {
  const input = Object.fromEntries(programs.map((name) => [name, join(folder, 'parts', `${name}.ts`)]))
  await run('speed', { speed: join(folder, 'speed.ts'), ...input }, [...chosen, ...options])
}
for (const name of wanted.filter((name) => alone.includes(name))) {
  console.log(`\n# ${name}`)
  await run(name, { [name]: join(folder, `${name}.ts`) }, [])
}
