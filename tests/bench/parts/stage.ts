import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { packageRoot } from '../../../db/package-root.server'
import { type Generator, openGenerator } from './generator'
import { signAndConfirm } from './person'
import { command, copyOf, type Product, slug, startProduct, withRelay } from './product'
import { openRelay, type Relay } from './relay'
import { databaseIn, fill } from './stock'

/** An installation that runs, with a relay of its own. */
export type Site = { product: Product; relay: Relay }

export type Stage = Awaited<ReturnType<typeof openStage>>

/**
 * Everything the cases share: the load generator, the prepared databases, and the sites that were started. `isFull` asks for
 * long runs. What was started ends with `close`.
 */
export async function openStage({ isFull, tell }: { isFull: boolean; tell: (words: string) => void }) {
  const folder = mkdtempSync(join(tmpdir(), 'demarche-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const run = Date.now().toString(36)
  const generator: Generator = await openGenerator(run)
  const dkim = newDkimKey(folder)
  const sites = new Map<string, Site>()
  const programs: { stop: () => Promise<void> }[] = []

  const empty = join(folder, 'empty')
  mkdirSync(empty)
  command(empty, ['import', join(packageRoot, 'db', 'seed', slug)], withRelay(1))
  const model = await signedOnce(copyOf(empty, join(folder, 'model')), dkim.file)

  /** A copy of the prepared installation with so many signatures; made when it is first asked for. */
  const made = new Map<number, string>([[0, empty]])
  const stock = (count: number): string => {
    const known = made.get(count)
    if (known) return known
    const dir = copyOf(empty, join(folder, `with-${count}`))
    const began = performance.now()
    fill(databaseIn(dir), { model: databaseIn(model), count })
    tell(`${count} signatures were put in within ${((performance.now() - began) / 1000).toFixed(1)} s.`)
    made.set(count, dir)
    return dir
  }
  let copies = 0
  const copy = (count: number) => copyOf(stock(count), join(folder, `copy-${++copies}`))

  const open = async (
    dir: string,
    { isHeld = false, nodeOptions = [] }: { isHeld?: boolean; nodeOptions?: string[] } = {},
  ): Promise<Site> => {
    const relay = await openRelay()
    programs.push(relay)
    if (isHeld) relay.hold(true)
    const product = await startProduct(dir, withRelay(relay.port, dkim.file), { nodeOptions })
    const site = { product, relay }
    sites.set(dir, site)
    return site
  }
  const shared = new Map<number, Site>()
  const thawAll = () => {
    for (const { product } of sites.values()) product.thaw()
  }
  return {
    isFull,
    tell,
    folder,
    run,
    generator,
    dkim,
    model,
    stock,
    copy,
    open,
    /** The one site of the run with so many signatures (and those who signed in earlier cases), started when it is first asked for. */
    site: async (count: number): Promise<Site> => {
      const known = shared.get(count)
      if (known) return known
      const site = await open(count === 0 ? copy(0) : stock(count))
      shared.set(count, site)
      return site
    },
    /** Starts a program of the bench's own, which ends with it. */
    owning: <T extends { stop: () => Promise<void> }>(program: T): T => {
      programs.push(program)
      return program
    },
    /** Does something while of all sites only this one is on the processor; with none, no site is. */
    alone: async <T>(site: Site | null, work: () => Promise<T>): Promise<T> => {
      for (const { product } of sites.values()) if (product !== site?.product) product.freeze()
      site?.product.thaw()
      try {
        return await work()
      } finally {
        thawAll()
      }
    },
    /** Waits until no mail is left in a site's queue, so that what comes next is not slowed down by what was before. */
    settle: async (site: Site) => {
      const sqlite = new Database(databaseIn(site.product.dir), { readonly: true })
      const waiting = sqlite.prepare('SELECT count(*) AS n FROM outbox WHERE payload_sealed IS NOT NULL')
      for (const until = performance.now() + 90_000; performance.now() < until; ) {
        if ((waiting.get() as { n: number }).n === 0) break
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      sqlite.close()
    },
    leave: async (site: Site) => {
      sites.delete(site.product.dir)
      await site.product.stop()
      await site.relay.stop()
    },
    close: async () => {
      for (const { product } of sites.values()) await product.stop('SIGKILL')
      for (const program of programs) await program.stop()
      await generator.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function newDkimKey(folder: string) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const file = join(folder, 'dkim.pem')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  writeFileSync(file, pem, { mode: 0o600 })
  return { file, pem, domain: 'petitions.example', selector: 'bench' }
}

/** Lets one person sign and confirm in an installation, through the product itself; then all else is made like her. */
async function signedOnce(dir: string, dkimFile: string): Promise<string> {
  const relay = await openRelay()
  const product = await startProduct(dir, withRelay(relay.port, dkimFile))
  await signAndConfirm({ product, relay })
  // Half a second after, what was confirmed is in the count.
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  await product.stop()
  await relay.stop()
  return dir
}
