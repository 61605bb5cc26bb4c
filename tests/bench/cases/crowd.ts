import Database from 'better-sqlite3'
import { type Check, exactly } from '../parts/exact'
import { short } from '../parts/figures'
import type { Finding } from '../parts/finding'
import { percentile } from '../parts/histogram'
import type { Done, Signed } from '../parts/load'
import { signForm } from '../parts/product'
import { nameOf, numberIn } from '../parts/signer'
import type { Stage } from '../parts/stage'
import { databaseIn, hundredThousand } from '../parts/stock'
import { memoryOf, using } from '../parts/usage'

const patience = 60

/** People sign at a steady rate; each waits for her mail, opens the page behind its link and presses the button. */
export async function crowd(stage: Stage): Promise<Finding[]> {
  const steady = await come(stage, { perMinute: 2_000, seconds: stage.isFull ? 300 : 10 })
  return stage.isFull ? [steady, await come(stage, { perMinute: 20_000, seconds: 60 })] : [steady]
}

async function come(
  stage: Stage,
  { perMinute, seconds }: { perMinute: number; seconds: number },
): Promise<Finding> {
  const site = await stage.site(hundredThousand)
  await stage.alone(site, () => stage.settle(site))
  const { product, relay } = site
  const hidden = await signForm(product.port)
  const deaf = relay.hear((arrived) => stage.generator.bring(arrived))
  const pace = { perSecond: perMinute / 60 }
  const work = [{ kind: 'sign', port: product.port, hidden, pace, isConfirming: true } as const]
  const began = performance.now()
  const { result, cpu } = await stage.alone(site, () =>
    using(product.pid, () => stage.generator.run({ seconds, work, patience })),
  )
  deaf()
  const [signs] = result.loads
  if (!signs) throw new Error('Nobody came.')
  const drained = (performance.now() - began) / 1000 - signs.seconds
  // What was confirmed last is in the count a moment later.
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  const checks = [exactly(product.dir, stage.run, [result.signed]), counted(product.dir, stage.run, result)]
  const p99 = (of: keyof Pick<Done, 'mailed' | 'opened' | 'confirmed'>) =>
    percentile(result[of].histogram, 0.99)
  const figures = {
    perMinute,
    seconds,
    drained,
    p99: {
      signed: percentile(signs.histogram, 0.99),
      mailed: p99('mailed'),
      opened: p99('opened'),
      confirmed: p99('confirmed'),
    },
    cpuMilliseconds: ((cpu ?? Number.NaN) * 1000) / result.confirmed.histogram.count,
    memory: memoryOf(product.pid),
  }
  const { signed, mailed, opened, confirmed } = figures.p99
  return {
    case: 'crowd',
    work: `${perMinute.toLocaleString('en')} sign and confirm a minute, ${seconds} s: all counted, and until the last mail was answered`,
    measured: drained,
    goal: { reach: 60, aim: 60, isSmallerBetter: true, unit: 's' },
    words: `p99: signed ${short(signed)}, mailed ${short(mailed)}, opened ${short(opened)}, confirmed ${short(confirmed)} ms; ${short(figures.cpuMilliseconds)} ms of processor for each`,
    figures,
    checks,
  }
}

/** Whether everybody who was told that she is counted is, once; and the total on the pages is what the rows hold. */
function counted(dir: string, run: string, { signed, confirmed }: Done): Check {
  const sqlite = new Database(databaseIn(dir), { readonly: true })
  const names = sqlite
    .prepare(`SELECT name FROM signatures WHERE state = 'confirmed' AND name LIKE ?`)
    .all(`${nameOf(run, 0).slice(0, -1)}%`) as { name: string }[]
  const total = (sql: string) => (sqlite.prepare(sql).get() as { n: number }).n
  const tally = total('SELECT sum(confirmed_count) AS n FROM tallies')
  const byCountry = total('SELECT sum(confirmed_count) AS n FROM country_tallies')
  const rows = total(`SELECT count(*) AS n FROM signatures WHERE state = 'confirmed'`)
  sqlite.close()
  const mine = names.filter(({ name }) => isIn(signed, numberIn(name))).length
  const acknowledged = signed.to - signed.from - signed.lost.length
  return {
    says: 'everybody who signed confirmed and is counted once, and the total is what the rows hold',
    holds:
      mine === acknowledged &&
      confirmed.statuses[303] === acknowledged &&
      tally === rows &&
      byCountry === rows,
    found: { acknowledged, confirmed: mine, answered: confirmed.statuses[303] ?? 0, tally, byCountry, rows },
  }
}

const isIn = ({ from, to }: Signed, n: number) => n >= from && n < to
