import { type Check, exactly } from '../parts/exact'
import { inTurns, median, short, spread } from '../parts/figures'
import type { Finding } from '../parts/finding'
import type { Floor } from '../parts/floor'
import { percentile, together } from '../parts/histogram'
import type { Done, Signed } from '../parts/load'
import { copyOf, signForm, startProduct, withRelay } from '../parts/product'
import { profiling, sharesIn } from '../parts/profile'
import { startProgram } from '../parts/program'
import type { Hidden } from '../parts/signer'
import type { Site, Stage } from '../parts/stage'
import { databaseIn, inWords, million } from '../parts/stock'
import { memoryOf, using } from '../parts/usage'

const connections = 64

type Run = { result: Done; cpu: number | null }

/**
 * Signing whole: a form posted, checked, and stored with its consents, its way to confirm and its mail in the queue, while
 * the mails of those before are signed with DKIM and sent. Beside one durable insert on bare node:http.
 */
export async function wholeSigning(stage: Stage): Promise<Finding[]> {
  const floors = await startFloors(stage)
  const empty = await stage.site(0)
  const full = await stage.site(million)
  const forms = new Map<Site, Hidden>()
  for (const site of [empty, full]) forms.set(site, await signForm(site.product.port))
  const acknowledged = new Map<Site, Signed[]>([
    [empty, []],
    [full, []],
  ])
  const seconds = stage.isFull ? 10 : 1.2
  const post = (of: { pid: number; port: number }, on: Site | null) => async (): Promise<Run> => {
    const hidden = (on && forms.get(on)) ?? (forms.get(empty) as Hidden)
    const work = [{ kind: 'sign', port: of.port, hidden, pace: { connections } } as const]
    const run = await stage.alone(on, () => using(of.pid, () => stage.generator.run({ seconds, work })))
    if (on) acknowledged.get(on)?.push(run.result.signed)
    return run
  }
  const held = async () => {
    empty.relay.hold(true)
    // Those under way are still sent.
    await new Promise((resolve) => setTimeout(resolve, 300))
    const run = await post(empty.product, empty)()
    empty.relay.hold(false)
    return run
  }
  const works = {
    floor: post(floors.one, null),
    empty: post(empty.product, empty),
    million: post(full.product, full),
    rows: post(floors.rows, null),
    together: post(floors.together, null),
    heldMail: held,
  }
  await inTurns(1, works)
  const results = await inTurns(stage.isFull ? 7 : 3, works)
  const told = Object.fromEntries(Object.entries(results).map(([name, runs]) => [name, tell(runs)]))
  const rate = (name: keyof typeof works) => told[name]?.perSecond ?? 0
  const memory = [empty, full].map(({ product }) => memoryOf(product.pid))
  const checks = [empty, full].map((site) =>
    exactly(site.product.dir, stage.run, acknowledged.get(site) ?? []),
  )
  checks.push(refused(Object.values(results).flat()))
  checks.push(await killed(stage))
  const shares = stage.isFull ? await profiled(stage) : []
  for (const floor of Object.values(floors)) await floor.stop()
  const p99 = told.empty?.p99 ?? 0
  const share = (name: keyof typeof works) => short(rate(name) / rate('floor'))
  return [
    {
      case: 'signing',
      work: 'whole signing, durable, at 64 connections',
      measured: rate('empty') / rate('floor'),
      goal: { reach: 0.4, aim: 1 },
      words:
        `${short(rate('empty'))} of ${short(rate('floor'))} posts/s. Against one bare insert: the same rows bare ${share('rows')}, ` +
        `the product without sending mail ${share('heldMail')}, with it ${share('empty')}; bare inserts stored together ${share('together')}${byPackage(shares)}`,
      figures: { ...told, memory, shares },
      checks,
    },
    {
      case: 'signing',
      work: 'p99 of a whole signing at 64 connections',
      measured: p99,
      goal: { reach: 250, aim: 250, isSmallerBetter: true, unit: 'ms' },
      words: `half within ${short(told.empty?.p50 ?? 0)} ms; ${short((told.empty?.cpuMicroseconds ?? 0) / 1000)} ms of processor each`,
      figures: {},
      checks: [],
    },
    {
      case: 'signing',
      work: `signing with ${inWords(million)} rows against an empty table`,
      measured: rate('million') / rate('empty'),
      goal: { reach: 0.9, aim: 0.98 },
      words: `${short(rate('million'))} of ${short(rate('empty'))} a second, p99 ${short(told.million?.p99 ?? 0)} ms`,
      figures: {},
      checks: [],
    },
  ]
}

async function startFloors(stage: Stage) {
  const rows = copyOf(stage.model, `${stage.folder}/rows`)
  const floor = async (store: Floor['store'], file: string) =>
    stage.owning(await startProgram('floor', { bytes: 10, store, file } satisfies Floor))
  return {
    one: await floor('one', `${stage.folder}/one.db`),
    together: await floor('together', `${stage.folder}/together.db`),
    rows: await floor('rows', databaseIn(rows)),
  }
}

function tell(runs: Run[]) {
  const loads = runs.flatMap(({ result }) => result.loads)
  const taken = (run: Run) => run.result.loads[0]?.statuses[303] ?? 0
  const rates = runs.map((run) => taken(run) / (run.result.loads[0]?.seconds ?? 1))
  const all = together(loads.map(({ histogram }) => histogram))
  return {
    perSecond: median(rates),
    spread: spread(rates),
    p50: percentile(all, 0.5),
    p99: percentile(all, 0.99),
    cpuMicroseconds: median(runs.map((run) => ((run.cpu ?? Number.NaN) * 1e6) / taken(run))),
    generatorMicroseconds: median(runs.map((run) => (run.result.cpu * 1e6) / taken(run))),
  }
}

const refused = (runs: Run[]): Check => {
  const others = runs.flatMap(({ result }) =>
    Object.entries(result.loads[0]?.statuses ?? {}).filter(([status]) => status !== '303'),
  )
  return {
    says: 'everybody who signed was answered 303',
    holds: others.length === 0,
    found: Object.fromEntries(others),
  }
}

/** Kills the product while people sign, starts it again, and counts: what was acknowledged before is there. */
async function killed(stage: Stage): Promise<Check> {
  const site = await stage.open(stage.copy(0))
  const { product, relay } = site
  const hidden = await signForm(product.port)
  const work = [{ kind: 'sign', port: product.port, hidden, pace: { connections } } as const]
  const { signed } = await stage.alone(site, async () => {
    const job = stage.generator.run({ seconds: 3, work })
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    await product.stop('SIGKILL')
    return job
  })
  const again = await startProduct(product.dir, withRelay(relay.port, stage.dkim.file))
  const check = exactly(product.dir, stage.run, [signed])
  await again.stop('SIGKILL')
  await stage.leave(site)
  return { ...check, says: `killed while people sign, and started again: ${check.says}` }
}

const byPackage = (shares: [name: string, share: number][]) =>
  shares.length === 0
    ? ''
    : `. Processor by package: ${shares.map(([name, share]) => `${name} ${(share * 100).toFixed(0)} %`).join(', ')}`

/** Lets people sign at a site of their own that watches itself, and says which packages the processor worked for. */
async function profiled(stage: Stage) {
  const folder = `${stage.folder}/profile`
  const site = await stage.open(stage.copy(0), { nodeOptions: profiling(folder) })
  const hidden = await signForm(site.product.port)
  const work = [{ kind: 'sign', port: site.product.port, hidden, pace: { connections } } as const]
  await stage.alone(site, () => stage.generator.run({ seconds: 20, work }))
  await stage.leave(site)
  return sharesIn(folder)
}
