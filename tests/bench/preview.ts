// How long a letter takes from posted words to its drawing on paper, beside bare Typst in the same run, and how many people
// can sign meanwhile. Not a test: figures, to be read. It needs a build (`npm run build`).
//   npx esbuild tests/bench/preview.ts --bundle --platform=node --format=esm --packages=external \
//     --outfile=build/bench/preview.js && node build/bench/preview.js

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { serve } from '@hono/node-server'
import { readEnvironment } from '../../app/web/environment.server'
import { openLimits } from '../../app/web/limits.server'
import { findCampaign } from '../../campaigns/campaign.server'
import { importCampaign } from '../../campaigns/folder.server'
import { openKeyring } from '../../campaigns/keyring.server'
import { createOrganiser, inviteOnce } from '../../campaigns/organiser.server'
import { paperFonts } from '../../campaigns/paper-fonts.server'
import { sheetOf } from '../../campaigns/paper-sheet.server'
import { previewPaper, withUnsavedLetter } from '../../campaigns/text-preview.server'
import { connect } from '../../db/client.server'
import { packageRoot } from '../../db/package-root.server'
import { openMailbox } from '../../emails/mailbox.server'
import { formsOf } from '../support/html'

const slug = 'lapshin-2017'
const now = () => new Date()
/** Posts a form as a browser does. The answer is read to its end, and not looked at. */
async function post(address: string, fields: Record<string, string>, wanted: number, cookie = '') {
  const headers = { 'sec-fetch-site': 'same-origin', cookie }
  const body = new URLSearchParams(fields)
  const answer = await fetch(address, { method: 'POST', headers, body, redirect: 'manual' })
  await answer.arrayBuffer()
  if (answer.status !== wanted) throw new Error(`${address} answered ${answer.status}.`)
  return answer
}

// People who sign, in a process of their own: eight at a time, for five seconds.
if (process.argv[2]) {
  const { address, fields } = JSON.parse(process.argv[2]) as {
    address: string
    fields: Record<string, string>
  }
  const until = performance.now() + 5_000
  let count = 0
  const person = async () => {
    while (performance.now() < until) {
      const email = `ana.${process.pid}.${count++}@mail.example`
      await post(address, { ...fields, name: 'Ana Pérez', email, country: 'AR', disclosure: 'full' }, 303)
    }
  }
  await Promise.all(Array.from({ length: 8 }, person))
  process.stdout.write(String(count / 5))
  process.exit(0)
}

const folder = mkdtempSync(join(tmpdir(), 'demarche-bench-'))
const say = (words: string) => process.stdout.write(`${words}\n`)

/** The middle and the slowest of some durations, in milliseconds. */
const told = (times: number[]) => {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1)
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms, slowest ${at(1)} ms`
}
const timed = async (work: () => unknown) => {
  const began = performance.now()
  await work()
  return performance.now() - began
}
const middle = (times: number[]) => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0

const { createHandler } = (await import(
  pathToFileURL(join(packageRoot, 'build', 'server', 'handler.js')).href
)) as typeof import('../../app/server/handler')

const { db, migrate, close } = await connect(
  process.env.DATABASE_URL ?? `file:${join(folder, 'bench.sqlite')}`,
)
await migrate()
const imported = await importCampaign(db, { folder: join(packageRoot, 'db', 'seed', slug), now: now() })
if (imported.kind !== 'imported') throw new Error(`The sample was not imported: ${imported.kind}.`)
const keyring = openKeyring('the root secret of a bench, and of nothing else')
const mailbox = await openMailbox({ dir: join(folder, 'mailbox') })
const port = await new Promise<number>((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address() as AddressInfo
    probe.close(() => resolve(port))
  })
})
const baseUrl = `http://127.0.0.1:${port}`
const handler = await createHandler(
  {
    environment: readEnvironment({ DATA_DIR: folder, BASE_URL: baseUrl }),
    db,
    keyring,
    mailbox,
    limits: openLimits({ signing: 1_000_000, crowd: 1_000_000 }),
    readStory: async () => ({ kind: 'refused', reason: 'unreachable', status: null }),
    wake: () => {},
    now,
    report: (error) => say(`fault: ${error}`),
  },
  { info: () => {}, warn: () => {}, error: () => {} },
)
await new Promise<void>((done) => {
  serve({ fetch: handler.fetch, hostname: '127.0.0.1', port }, () => done())
})
const whole = await findCampaign(db, { slug }, now())
if (!whole) throw new Error('There is no campaign.')
const made = await createOrganiser(db, { keyring, email: 'bench@a.example', name: 'Bench', now: now() })
if (!('organiserId' in made)) throw new Error(made.kind)
const { organiserId } = made
const token = await inviteOnce(db, { keyring, organiserId, life: 3_600_000, now: now() })
const entered = await post(`${baseUrl}/desk/sign-in/${token}`, {}, 303)
const cookie = entered.headers
  .getSetCookie()
  .map((line) => line.split(';')[0])
  .join('; ')

const letter = whole.letters.es
if (!letter) throw new Error('There is no letter.')
let count = 0
/** Each time other words, as somebody who types. */
const words = () => ({ subject: letter.subject, body: `${letter.body}\n\nLetra ${count++}.` })
const place = `${baseUrl}/desk/campaigns/${whole.campaign.id}/texts/es/preview.json`
const preview = () => post(place, { kind: 'letter', basedOn: '0', ...words() }, 200, cookie)

const page = await (await fetch(`${baseUrl}/es/c/${slug}`)).text()
const hidden = formsOf(page).find(({ fields }) => fields.some(([name]) => name === 'letter'))?.fields

say(`the first preview, with a cold press: ${(await timed(preview)).toFixed(0)} ms`)
const warm: number[] = []
for (let i = 0; i < 100; i++) warm.push(await timed(preview))
say(`100 more, from posted words to the answer: ${told(warm)}`)

const require = createRequire(join(packageRoot, 'package.json'))
const { NodeCompiler } =
  require('@myriaddreamin/typst-ts-node-compiler') as typeof import('@myriaddreamin/typst-ts-node-compiler')
const compiler = NodeCompiler.create({
  workspace: folder,
  fontArgs: [{ fontBlobs: paperFonts().flatMap(({ faces }) => faces) }],
})
const template = readFileSync(join(packageRoot, 'campaigns', 'letter.typ'), 'utf8')
const bare = (as: 'svg' | 'pdf') => () => {
  const shown = withUnsavedLetter(whole, { language: 'es', words: words(), now: now() })
  const paper = shown && previewPaper(shown, { language: 'es', now: now() })
  if (!paper) throw new Error('There is no paper.')
  compiler.mapShadow(join(folder, 'sheet.json'), Buffer.from(JSON.stringify(sheetOf(paper).sheet)))
  const { result } = compiler.compile({ mainFileContent: template, resetRead: true })
  if (!result) throw new Error('Typst set nothing.')
  if (as === 'svg') compiler.plainSvg(result)
  else compiler.pdf(result, { pdfStandard: 'a-3a' })
  compiler.evictCache(5)
}
await timed(bare('svg'))
const svg: number[] = []
const pdf: number[] = []
for (let i = 0; i < 100; i++) {
  svg.push(await timed(bare('svg')))
  pdf.push(await timed(bare('pdf')))
}
say(`100 with bare Typst in this process, as a picture: ${told(svg)}`)
say(`100 with bare Typst in this process, as a PDF: ${told(pdf)}`)
say(`ratio of the medians, picture: ${(middle(warm) / middle(svg)).toFixed(1)}`)

/** Signatures in a second. */
async function signing(): Promise<number> {
  const asked = { address: `${baseUrl}/es/c/${slug}`, fields: Object.fromEntries(hidden ?? []) }
  const people = spawn(process.execPath, [process.argv[1] ?? '', JSON.stringify(asked)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return Number(await text(people.stdout))
}
await signing()
await new Promise((resolve) => setTimeout(resolve, 3_000))
const alone = await signing()
let isSigning = true
const meanwhile: number[] = []
// A drawing as soon as the one before is there, and one that follows somebody who types quickly.
const typist = (async () => {
  while (isSigning) {
    meanwhile.push(await timed(preview))
    await new Promise((resolve) => setTimeout(resolve, 120))
  }
})()
const together = await signing()
isSigning = false
await typist
say(
  `signatures a second: ${alone.toFixed(0)} alone, ${together.toFixed(0)} while a letter is drawn without a pause (${((together / alone) * 100).toFixed(0)} %)`,
)
say(`previews meanwhile: ${meanwhile.length}, ${told(meanwhile)}`)

await mailbox.close()
await close()
rmSync(folder, { recursive: true, force: true })
process.exit(0)
