import type { Check } from '../parts/exact'
import { inTurns, median, short, spread } from '../parts/figures'
import type { Finding } from '../parts/finding'
import type { Floor } from '../parts/floor'
import { percentile, together } from '../parts/histogram'
import type { Done } from '../parts/load'
import { signAndConfirm } from '../parts/person'
import { countOn, getPage, pagePath, signForm } from '../parts/product'
import { startProgram } from '../parts/program'
import type { Site, Stage } from '../parts/stage'
import { inWords, million } from '../parts/stock'
import { memoryOf, using } from '../parts/usage'

const connections = 32
const freshWithin = 2_000

/** The campaign page with a million signatures behind it, beside a page of the same size on bare node:http. */
export async function page(stage: Stage): Promise<Finding[]> {
  const site = await stage.site(million)
  const { product } = site
  const plain = await getPage(product.port)
  if (plain.status !== 200) throw new Error(`The campaign page answers ${plain.status}.`)
  const zipped = await getPage(product.port, pagePath, 'accept-encoding: gzip\r\n')
  const floorOf = async (bytes: number) =>
    stage.owning(
      await startProgram('floor', {
        bytes,
        store: 'one',
        file: `${stage.folder}/page-${bytes}.db`,
      } satisfies Floor),
    )
  const floors = {
    same: await floorOf(plain.body.length),
    small: await floorOf(10_000),
    zipped: await floorOf(zipped.body.length),
  }
  const seconds = stage.isFull ? 10 : 0.8
  const read =
    (of: { pid: number; port: number }, on: Site | null, headers = '') =>
    async () => {
      const work = [{ kind: 'view', port: of.port, path: pagePath, headers, pace: { connections } } as const]
      const job = () => stage.generator.run({ seconds, work })
      return stage.alone(on, () => using(of.pid, job))
    }
  const gzip = 'accept-encoding: gzip\r\n'
  const works = {
    floor: read(floors.same, null),
    page: read(product, site),
    floor10kB: read(floors.small, null),
    floorZipped: read(floors.zipped, null, gzip),
    pageZipped: read(product, site, gzip),
  }
  // Once for nothing: what was never run is not yet compiled.
  await inTurns(1, works)
  const results = await inTurns(stage.isFull ? 7 : 3, works)
  const told = Object.fromEntries(Object.entries(results).map(([name, runs]) => [name, tell(runs)]))
  const ratio = (one: keyof typeof works, other: keyof typeof works) =>
    (told[one]?.perSecond ?? 0) / (told[other]?.perSecond ?? 1)
  const fresh = await stage.alone(site, () => freshness(stage, site))
  const figures = {
    ...told,
    bytes: plain.body.length,
    bytesZipped: zipped.body.length,
    toFloorOf10kB: ratio('page', 'floor10kB'),
    memory: memoryOf(product.pid),
  }
  const all200: Check = {
    says: 'every reader got the page',
    holds: Object.values(results).every((runs) =>
      runs.every(({ result }) => Object.keys(result.loads[0]?.statuses ?? {}).join() === '200'),
    ),
    found: {},
  }
  return [
    {
      case: 'page',
      work: `campaign page, count at most 2 s old, with ${inWords(million)} signatures`,
      measured: ratio('page', 'floor'),
      goal: { reach: 0.7, aim: 0.9 },
      words: `${short(told.page?.perSecond ?? 0)} of ${short(told.floor?.perSecond ?? 0)} pages/s of ${short(plain.body.length / 1000)} kB, p99 ${short(told.page?.p99 ?? 0)} ms; ${short(ratio('page', 'floor10kB'))} of bare 10 kB`,
      figures,
      checks: [all200, fresh],
    },
    {
      case: 'page',
      work: 'the same as browsers ask for it, compressed',
      measured: ratio('pageZipped', 'floorZipped'),
      goal: null,
      words: `${short(told.pageZipped?.perSecond ?? 0)} of ${short(told.floorZipped?.perSecond ?? 0)} pages/s of ${short(zipped.body.length / 1000)} kB, against bytes compressed beforehand`,
      figures: {},
      checks: [],
    },
  ]
}

function tell(runs: { result: Done; cpu: number | null }[]) {
  const loads = runs.flatMap(({ result }) => result.loads)
  const rates = loads.map(({ histogram, seconds }) => histogram.count / seconds)
  const all = together(loads.map(({ histogram }) => histogram))
  return {
    perSecond: median(rates),
    spread: spread(rates),
    p50: percentile(all, 0.5),
    p99: percentile(all, 0.99),
    cpuMicroseconds: median(
      runs.map(({ result, cpu }) => ((cpu ?? Number.NaN) * 1e6) / (result.loads[0]?.histogram.count ?? 1)),
    ),
    generatorMicroseconds: median(
      runs.map(({ result }) => (result.cpu * 1e6) / (result.loads[0]?.histogram.count ?? 1)),
    ),
  }
}

/** While many read, somebody confirms: how long until the page that everybody gets counts her. */
async function freshness(stage: Stage, site: Site): Promise<Check> {
  const { port } = site.product
  const form = await signForm(port)
  const before = countOn((await getPage(port)).html)
  const readers = stage.generator.run({
    seconds: 5,
    work: [{ kind: 'view', port, path: pagePath, pace: { perSecond: 100 } }],
  })
  const counted = await signAndConfirm(site, form)
  let after = before
  while (after <= before && performance.now() - counted < 10_000) {
    after = countOn((await getPage(port)).html)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  const age = performance.now() - counted
  await readers
  return {
    says: 'the count on the page is at most 2 s old while people read',
    holds: after === before + 1 && age <= freshWithin,
    found: { before, after, ms: Math.round(age) },
  }
}
