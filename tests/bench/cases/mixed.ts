import { type Check, exactly } from '../parts/exact'
import { short } from '../parts/figures'
import type { Finding } from '../parts/finding'
import { percentile, together } from '../parts/histogram'
import { pagePath, signForm } from '../parts/product'
import type { Stage } from '../parts/stage'
import { hundredThousand, inWords } from '../parts/stock'
import { memoryOf, using } from '../parts/usage'

const perSecond = 33

/** People come to a campaign with 100,000 signatures at a steady rate, whether or not those before were answered. */
export async function mixed(stage: Stage): Promise<Finding[]> {
  const site = await stage.site(hundredThousand)
  await stage.alone(site, () => stage.settle(site))
  const { product } = site
  const { port } = product
  const hidden = await signForm(port)
  const seconds = stage.isFull ? 60 : 10
  const pace = { perSecond }
  const work = [
    { kind: 'view', port, path: pagePath, pace } as const,
    { kind: 'sign', port, hidden, pace } as const,
  ]
  const { result, cpu } = await stage.alone(site, () =>
    using(product.pid, () => stage.generator.run({ seconds, work })),
  )
  const [views, signs] = result.loads
  if (!views || !signs) throw new Error('Nobody came.')
  const p99 = percentile(together([views.histogram, signs.histogram]), 0.99)
  const answered: Check = {
    says: 'all who came were answered, 200 and 303',
    holds: Object.keys(views.statuses).join() === '200' && Object.keys(signs.statuses).join() === '303',
    found: { ...views.statuses, ...signs.statuses },
  }
  const each = { views: percentile(views.histogram, 0.99), signs: percentile(signs.histogram, 0.99) }
  return [
    {
      case: 'mixed',
      work: `${perSecond} signatures and ${perSecond} views a second at ${inWords(hundredThousand)} signatures, ${seconds} s, p99`,
      measured: p99,
      goal: { reach: 100, aim: 30, isSmallerBetter: true, unit: 'ms' },
      words: `views ${short(each.views)} ms, signatures ${short(each.signs)} ms; ${short(((cpu ?? Number.NaN) / seconds) * 100)} % of a processor`,
      figures: { p99: each, seconds, cpu, memory: memoryOf(product.pid) },
      checks: [answered, exactly(product.dir, stage.run, [result.signed])],
    },
  ]
}
