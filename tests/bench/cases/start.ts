import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../../db/package-root.server'
import { inTurns, median, short } from '../parts/figures'
import type { Finding } from '../parts/finding'
import { getPage, pagePath, startProduct } from '../parts/product'
import { startProgram } from '../parts/program'
import type { Stage } from '../parts/stage'
import { memoryOf } from '../parts/usage'

/** From the start of the process until it is ready, and what it needs while nobody comes. As a try-out, with the sample. */
export async function start(stage: Stage): Promise<Finding[]> {
  let folders = 0
  const begin = async (dir: string) => {
    const product = await startProduct(dir, {})
    const ready = product.readyAfter
    const { status } = await getPage(product.port)
    if (status !== 200) throw new Error(`${pagePath} answers ${status} after the start.`)
    return { product, ready }
  }
  const results = await stage.alone(null, () =>
    inTurns(stage.isFull ? 7 : 2, {
      bare: async () => {
        const began = performance.now()
        const told = { bytes: 10, store: 'one', file: `${stage.folder}/start.db` }
        const program = await startProgram('floor', told)
        const ready = performance.now() - began
        const memory = memoryOf(program.pid) ?? 0
        await program.stop()
        return { ready, again: ready, memory }
      },
      product: async () => {
        const dir = join(stage.folder, `start-${++folders}`)
        mkdirSync(dir)
        const first = await begin(dir)
        await first.product.stop()
        const second = await begin(dir)
        await new Promise((resolve) => setTimeout(resolve, 2_000))
        const memory = memoryOf(second.product.pid) ?? 0
        await second.product.stop()
        return { ready: first.ready, again: second.ready, memory }
      },
    }),
  )
  const told = (of: keyof typeof results, what: 'ready' | 'again' | 'memory') =>
    median(results[of].map((one) => one[what]))
  const built = stage.isFull ? build() : null
  return [
    {
      case: 'start',
      work: 'start, the first with an empty data folder',
      measured: told('product', 'ready'),
      goal: null,
      words: `ms, with migrations and the sample; bare node:http with a database ${short(told('bare', 'ready'))} ms${built ? `; in a checkout the build comes before it, ${short(built)} s` : ''}`,
      figures: { results, built },
      checks: [],
    },
    {
      case: 'start',
      work: 'start, any other',
      measured: told('product', 'again'),
      goal: null,
      words: 'ms, from the start of the process until /healthz answers 200',
      figures: {},
      checks: [],
    },
    {
      case: 'start',
      work: 'memory at rest',
      measured: told('product', 'memory'),
      goal: null,
      words: `MB, two seconds after the start and one page; bare ${told('bare', 'memory')} MB`,
      figures: {},
      checks: [],
    },
  ]
}

/** How long a build takes, in seconds. The same sources give the same files, so nothing that runs minds. */
function build(): number {
  rmSync(join(packageRoot, 'build', 'stamp'), { force: true })
  const began = performance.now()
  const launcher = join(packageRoot, 'app', 'server', 'launch.js')
  const { status } = spawnSync(process.execPath, [launcher, 'build'], { cwd: packageRoot, stdio: 'ignore' })
  if (status !== 0) throw new Error('The build failed.')
  return (performance.now() - began) / 1000
}
