import { readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { packageRoot } from '../db/package-root.server.ts'
import type { Paper, PdfStandard } from './letter-paper.ts'
import { logoFile, type PressJob, sheetOf } from './paper-sheet.server.ts'

// The press is a process of its own, because Typst is synchronous native code that only a signal can stop. For a letter
// that is kept, the job comes in as JSON on stdin, and a line of JSON and then the PDF go out on stdout. Signers' names
// never touch the disk. With the word "stay" it stays warm and draws previews, line in and line out, until stdin ends.

export type PressReport =
  | { kind: 'printed'; pages: number; standard: PdfStandard | null; complaint: string | null }
  | { kind: 'failed'; detail: string }

/**
 * What the press that stays answers to a paper. `packed` is `{"kind":"drawn","pages","svg"}` by gzip, in base64: all pages
 * in one picture (SVG), one under the other. It goes to the browser as it is, so the site neither packs nor reads it.
 */
export type DrawReport = { kind: 'drawn'; pages: number; packed: string } | { kind: 'failed'; detail: string }

// What was reckoned for the last few previews stays at hand; without an end, memory would grow with every keystroke.
const remembered = 5
// The white ground of every page is drawn where the first one is, and would hide it.
const ground = /<path class="typst-shape" fill="#ffffff" fill-rule="nonzero" d="M 0 0v [^"]*"\/>/g

if (process.argv[2] === 'stay') {
  const faces = new Set<Buffer>()
  let compiler: Compiler | undefined
  for await (const line of createInterface({ input: process.stdin })) {
    const paper = JSON.parse(line) as Paper
    const set = sheetOf(paper)
    const isNew = set.faces.filter((face) => !faces.has(face))
    for (const face of isNew) faces.add(face)
    if (!compiler || isNew.length > 0) compiler = openCompiler(process.cwd(), [...faces])
    process.stdout.write(`${JSON.stringify(draw(compiler, { paper, sheet: set.sheet }))}\n`)
    compiler.evictCache(remembered)
  }
  rmSync(process.cwd(), { recursive: true, force: true })
} else {
  const job = JSON.parse((await buffer(process.stdin)).toString('utf8')) as PressJob
  const { report, pdf } = print(job)
  process.stdout.write(`${JSON.stringify(report)}\n`)
  process.stdout.write(pdf)
}

type Compiler = ReturnType<typeof openCompiler>

type Sheet = ReturnType<typeof sheetOf>['sheet']

function openCompiler(folder: string, fontBlobs: Buffer[]) {
  const require = createRequire(join(packageRoot, 'package.json'))
  const { NodeCompiler } =
    require('@myriaddreamin/typst-ts-node-compiler') as typeof import('@myriaddreamin/typst-ts-node-compiler')
  return NodeCompiler.create({ workspace: folder, fontArgs: [{ fontBlobs }] })
}

type Page = { paper: Paper; sheet: Sheet }

function compile(compiler: Compiler, { paper, sheet }: Page, folder: string) {
  compiler.mapShadow(join(folder, 'sheet.json'), Buffer.from(JSON.stringify(sheet)))
  for (const [n, { logo }] of paper.letterheads.entries())
    if (logo) compiler.mapShadow(join(folder, logoFile(n)), Buffer.from(logo, 'base64'))
  const template = readFileSync(join(packageRoot, 'campaigns', 'letter.typ'), 'utf8')
  const compiled = compiler.compile({ mainFileContent: template, resetRead: true })
  const document = compiled.result
  if (document) return { document }
  const faults = compiled.takeDiagnostics()
  return { complaint: faults ? compiler.fetchDiagnostics(faults) : 'no document and no reason' }
}

function draw(compiler: Compiler, page: Page): DrawReport {
  const { document, complaint } = compile(compiler, page, process.cwd())
  if (!document) return failed(complaint)
  // Most of it is indentation.
  const svg = compiler.plainSvg(document).replace(/>\s+</g, '><').replace(ground, '')
  const pages = document.numOfPages
  const packed = gzipSync(JSON.stringify({ kind: 'drawn', pages, svg }), { level: 4 }).toString('base64')
  return { kind: 'drawn', pages, packed }
}

function print({ paper, standard, folder }: PressJob): { report: PressReport; pdf: Buffer } {
  const { sheet, faces } = sheetOf(paper)
  const compiler = openCompiler(folder, faces)
  const { document, complaint: fault } = compile(compiler, { paper, sheet }, folder)
  if (!document) return { report: failed(fault), pdf: Buffer.alloc(0) }
  const pages = document.numOfPages
  let complaint: string | null = null
  for (const wanted of [standard, null]) {
    try {
      const pdf = compiler.pdf(document, wanted ? { pdfStandard: wanted } : {})
      return { report: { kind: 'printed', pages, standard: wanted, complaint }, pdf }
    } catch (error) {
      complaint = firstMessage(error instanceof Error ? error.message : String(error))
    }
  }
  return { report: failed(complaint), pdf: Buffer.alloc(0) }
}

// One message quotes one character; all of them together would carry the signers' names into a log.
function firstMessage(words: string): string {
  return /message: "((?:\\.|[^"\\])*)"/.exec(words)?.[1] ?? words.slice(0, 200)
}

function failed(detail: unknown): { kind: 'failed'; detail: string } {
  const words = typeof detail === 'string' ? detail : JSON.stringify(detail)
  return { kind: 'failed', detail: words.slice(0, 2_000) }
}
