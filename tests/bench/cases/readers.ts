import type { Check } from '../parts/exact'
import { short } from '../parts/figures'
import type { Finding } from '../parts/finding'
import { percentile } from '../parts/histogram'
import { getPage } from '../parts/product'
import type { Stage } from '../parts/stage'
import { hundredThousand } from '../parts/stock'
import { memoryOf, using } from '../parts/usage'

const people = 1_000
/** How often an open page asks, in seconds: as `app/ui/enhance.js` does. */
const every = 10

/** A thousand pages that stay open and keep their count fresh, at the address that the page itself names for that. */
export async function readers(stage: Stage): Promise<Finding[]> {
  const site = await stage.site(hundredThousand)
  await stage.alone(site, () => stage.settle(site))
  const { product } = site
  const path = /data-live="([^"]+)"/.exec((await getPage(product.port)).html)?.[1]
  const goal = { reach: 10, aim: 10, isSmallerBetter: true, unit: '% of a processor' }
  const work = `${people.toLocaleString('en')} open pages whose count stays fresh`
  if (!path) {
    const words = 'the page names no address for its count'
    return [{ case: 'readers', work, measured: null, goal, words, figures: {}, checks: [] }]
  }
  const seconds = stage.isFull ? 60 : 10
  const pace = { people, every }
  const memory = memoryOf(product.pid)
  const { result, cpu } = await stage.alone(site, () =>
    using(product.pid, () =>
      stage.generator.run({ seconds, work: [{ kind: 'view', port: product.port, path, pace }] }),
    ),
  )
  const [load] = result.loads
  if (!load) throw new Error('Nobody stayed.')
  const answered: Check = {
    says: 'everybody who stayed was told the count',
    holds: Object.keys(load.statuses).join() === '200' && load.histogram.count >= (people * seconds) / every,
    found: load.statuses,
  }
  return [
    {
      case: 'readers',
      work,
      measured: cpu === null ? null : (cpu / load.seconds) * 100,
      goal,
      words: `each asks every ${every} s on a connection of her own; p99 ${short(percentile(load.histogram, 0.99))} ms`,
      figures: { cpu, seconds: load.seconds, memoryBefore: memory, memoryAfter: memoryOf(product.pid) },
      checks: [answered],
    },
  ]
}
