import Database from 'better-sqlite3'
import { setBare, writeSheet } from '../parts/bare-paper'
import { atDesk, type Desk } from '../parts/desk'
import { inTurns, median, short } from '../parts/figures'
import type { Finding } from '../parts/finding'
import type { Site, Stage } from '../parts/stage'
import { databaseIn } from '../parts/stock'
import { watchChildren } from '../parts/usage'

// Above this the annex is in volumes, and only a delivery has them.
const sizes = [0, 1_000, 5_000]
const many = 100_000

/**
 * The letter with its annex as a PDF: asked for at the desk and read to its end, beside bare Typst with the same data, fonts
 * and template. Both begin with a process that isn't there yet. All signers are shown by name.
 */
export async function paper(stage: Stage): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const size of sizes) findings.push(await asked(stage, size))
  // It takes half a minute and more than a GB.
  if (stage.isFull) findings.push(...(await delivered(stage)))
  return findings
}

async function openSite(stage: Stage, size: number): Promise<{ site: Site; desk: Desk }> {
  const dir = stage.copy(size)
  const sqlite = new Database(databaseIn(dir))
  sqlite.exec(`UPDATE signatures SET disclosure = 'full'`)
  sqlite.close()
  const site = await stage.open(dir)
  return { site, desk: await atDesk(site.product) }
}

async function asked(stage: Stage, size: number): Promise<Finding> {
  const { site, desk } = await openSite(stage, size)
  const folder = await writeSheet(site.product.dir, desk.campaign, `${stage.folder}/sheet-${size}`)
  const path = `/desk/campaigns/${desk.campaign}/letter.pdf?language=${desk.language}`
  const results = await stage.alone(site, () =>
    inTurns(stage.isFull ? 9 : 3, {
      bare: () => setBare(folder),
      product: async () => {
        const most = watchChildren(site.product.pid)
        const began = performance.now()
        const { status, bytes } = await desk.get(path)
        const ms = performance.now() - began
        if (status !== 200 || bytes.subarray(0, 5).toString() !== '%PDF-')
          throw new Error(`The letter with ${size} signatures answers ${status}.`)
        return { ms, memory: most() ?? 0, bytes: bytes.length }
      },
    }),
  )
  await stage.leave(site)
  const told = (of: keyof typeof results, what: 'ms' | 'memory' | 'bytes') =>
    median(results[of].map((one) => one[what]))
  const both = (what: 'ms' | 'memory' | 'bytes') => ({
    product: told('product', what),
    bare: told('bare', what),
  })
  const [ms, memory, bytes] = [both('ms'), both('memory'), both('bytes')]
  return {
    case: 'paper',
    work: `PDF at ${size.toLocaleString('en')}`,
    measured: ms.product / ms.bare,
    goal: { reach: 1.5, aim: 1.1, isSmallerBetter: true, unit: '× bare Typst' },
    words: `${short(ms.product)} of ${short(ms.bare)} ms; ${memory.product} and ${memory.bare} MB at most; ${short(bytes.product / 1000)} kB`,
    figures: { ms, memory, bytes },
    checks: [],
  }
}

/** A delivery with 100,000 signatures: from the button that prepares it to the letter that can be looked at. */
async function delivered(stage: Stage): Promise<Finding[]> {
  const { site, desk } = await openSite(stage, many)
  const { product } = site
  const told = await stage.alone(site, async () => {
    const most = watchChildren(product.pid)
    const began = performance.now()
    const { status, location } = await desk.post(`/desk/campaigns/${desk.campaign}`, {
      recipient: desk.office,
    })
    const id = /deliveries\/([\w-]+)/.exec(location)?.[1]
    if (!id) throw new Error(`Preparing the letter with ${many} signatures answers ${status}.`)
    const asked = performance.now() - began
    for (;;) {
      const found = JSON.parse((await desk.get(`/desk/deliveries/${id}.json`)).bytes.toString())
      const fault = found.pdfSha256 ? null : faultOf(product.dir, id)
      const seconds = (performance.now() - began) / 1000
      if (found.pdfSha256 || fault || seconds > 120)
        return { seconds, memory: most(), asked, isDone: Boolean(found.pdfSha256), fault }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })
  await stage.leave(site)
  const { seconds, memory, isDone, fault } = told
  const outcome = isDone
    ? `from the button to a letter to look at; the button answers within ${short(told.asked)} ms`
    : `not done: ${fault ?? 'it took too long'}`
  return [
    {
      case: 'paper',
      work: `PDF at ${many.toLocaleString('en')}, as a delivery`,
      measured: isDone ? seconds : null,
      goal: { reach: 30, aim: 10, isSmallerBetter: true, unit: 's' },
      words: outcome,
      figures: told,
      checks: [],
    },
    {
      case: 'paper',
      work: `memory of a process that sets ${many.toLocaleString('en')}`,
      measured: memory,
      goal: { reach: 400, aim: 250, isSmallerBetter: true, unit: 'MB' },
      words: 'the most any process had that the site started',
      figures: {},
      checks: [],
    },
  ]
}

function faultOf(dir: string, id: string): string | null {
  const sqlite = new Database(databaseIn(dir), { readonly: true })
  const row = sqlite.prepare('SELECT render_fault AS fault FROM deliveries WHERE id = ?').get(id) as
    | { fault: string | null }
    | undefined
  sqlite.close()
  return row?.fault?.slice(0, 120) ?? null
}
