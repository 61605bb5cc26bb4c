import Database from 'better-sqlite3'
import { simpleParser } from 'mailparser'
import type { Check } from '../parts/exact'
import { inTurns, median, short, spread } from '../parts/figures'
import type { Finding } from '../parts/finding'
import type { Pool, PoolHears } from '../parts/pool'
import { copyOf, signForm } from '../parts/product'
import { startProgram } from '../parts/program'
import { openRelay, type Relay } from '../parts/relay'
import type { Stage } from '../parts/stage'
import { databaseIn } from '../parts/stock'
import { cpuOf } from '../parts/usage'

/** As many connections as the product's worker has mails under way. */
const connections = 20

/**
 * Confirmation mails out of the durable queue: claimed, made, signed with DKIM, handed over and written down. Beside a bare
 * pool of nodemailer that makes and signs mails with the same words, and writes nothing down.
 */
export async function mail(stage: Stage): Promise<Finding[]> {
  const { dir, count, example } = await filledQueue(stage, stage.isFull ? 4_000 : 400)
  const parsed = await simpleParser(example)
  const words = {
    from: 'Petitions <mail@petitions.example>',
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html: parsed.html || '',
  }
  const twice: number[] = []
  let copies = 0
  const works = {
    floor: async () => {
      const relay = await openRelay()
      const told: Pool = { relay: relay.port, count, connections, dkim: stage.dkim, mail: words }
      const pool = await startProgram('pool', told)
      const timed = stage.alone(null, () => arrivals(relay, pool.pid, count))
      pool.send({ go: true } satisfies PoolHears)
      const sent = await timed
      await pool.stop()
      await relay.stop()
      return sent
    },
    product: async () => {
      const copy = copyOf(dir, `${stage.folder}/queue-${++copies}`)
      const site = await stage.open(copy, { isHeld: true })
      const sent = await stage.alone(site, () => {
        const timed = arrivals(site.relay, site.product.pid, count)
        site.relay.hold(false)
        return timed
      })
      await stage.leave(site)
      twice.push(sent.twice)
      return sent
    },
  }
  const results = await inTurns(stage.isFull ? 5 : 3, works)
  const rates = (name: keyof typeof works) => results[name].map(({ perSecond }) => perSecond)
  const [floor, product] = [median(rates('floor')), median(rates('product'))]
  const cpu = (name: keyof typeof works) => median(results[name].map((sent) => sent.cpu ?? Number.NaN)) * 1000
  const once: Check = {
    says: 'every mail in the queue arrived exactly once',
    holds: results.product.every((sent) => sent.twice === 0 && sent.arrived === count),
    found: { queued: count, twice: twice.reduce((sum, n) => sum + n, 0) },
  }
  return [
    {
      case: 'mail',
      work: 'confirmation mails, durable queue, DKIM',
      measured: product / floor,
      goal: { reach: 0.7, aim: 1.5 },
      words: `${short(product)} of ${short(floor)} mails/s; ${short(cpu('product'))} and ${short(cpu('floor'))} ms of processor each; ${short(example.length / 1000)} kB`,
      figures: {
        product,
        floor,
        spread: { product: spread(rates('product')), floor: spread(rates('floor')) },
        cpuMilliseconds: { product: cpu('product'), floor: cpu('floor') },
        bytes: example.length,
      },
      checks: [once],
    },
  ]
}

/** An installation in whose queue so many mails wait, put there by signing while the relay held everything up. */
async function filledQueue(stage: Stage, wanted: number) {
  const dir = stage.copy(0)
  const site = await stage.open(dir, { isHeld: true })
  const hidden = await signForm(site.product.port)
  const { port } = site.product
  for (let count = 0; count < wanted; ) {
    const work = [{ kind: 'sign', port, hidden, pace: { connections: 16 } } as const]
    const { loads } = await stage.alone(site, () => stage.generator.run({ seconds: 0.5, work }))
    const taken = loads[0]?.statuses[303] ?? 0
    if (taken === 0) throw new Error(`Nobody could sign: ${JSON.stringify(loads[0]?.statuses)}`)
    count += taken
  }
  const one = new Promise<void>((resolve) => site.relay.hear(() => resolve()))
  site.relay.hold(false)
  await one
  const example = await site.relay.example()
  await site.product.stop('SIGKILL')
  await stage.leave(site)
  const sqlite = new Database(databaseIn(dir))
  sqlite.exec(`DELETE FROM attempts; DELETE FROM outbox WHERE payload_sealed IS NULL;
    UPDATE outbox SET state = 'queued', attempt_count = 0, lease_until = NULL, leased_by = NULL, next_attempt_at = created_at`)
  // What the first start may have sent already is not to be sent again: as many as were asked for are left.
  sqlite.exec(
    `DELETE FROM outbox WHERE id NOT IN (SELECT id FROM outbox ORDER BY created_at, id LIMIT ${wanted})`,
  )
  const { count } = sqlite.prepare('SELECT count(*) AS count FROM outbox').get() as { count: number }
  sqlite.pragma('wal_checkpoint(TRUNCATE)')
  sqlite.close()
  return { dir, count, example }
}

/** Waits until so many mails have arrived, or none for twenty seconds; the rate counts from the first to the last. */
function arrivals(relay: Relay, pid: number, count: number) {
  const seen = new Set<string>()
  let [twice, first, last, cpu] = [0, 0, 0, 0 as number | null]
  return new Promise<{ arrived: number; twice: number; perSecond: number; cpu: number | null }>((resolve) => {
    const finish = () => {
      clearInterval(watch)
      deaf()
      const used = cpuOf(pid)
      resolve({
        arrived: seen.size,
        twice,
        perSecond: (seen.size - 1) / ((last - first) / 1000),
        cpu: used === null || cpu === null ? null : (used - cpu) / seen.size,
      })
    }
    const began = performance.now()
    const watch = setInterval(() => performance.now() - Math.max(last, began) > 20_000 && finish(), 500)
    const deaf = relay.hear((arrived) => {
      last = performance.now()
      if (first === 0) {
        first = last
        cpu = cpuOf(pid)
      }
      for (const { to } of arrived) {
        if (seen.has(to)) twice += 1
        seen.add(to)
      }
      if (seen.size >= count) finish()
    })
  })
}
