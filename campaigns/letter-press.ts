import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { packageRoot } from '../db/package-root.server.ts'
import type { PdfStandard } from './letter-paper.ts'
import { paperFonts } from './paper-fonts.server.ts'
import { logoFile, type PressJob, sheetOf } from './paper-sheet.server.ts'

// The press is a process of its own, because Typst is synchronous native code that only a signal can stop. The job
// comes in as JSON on stdin; a line of JSON and then the PDF go out on stdout. Signers' names never touch the disk.

export type PressReport =
  | { kind: 'printed'; pages: number; standard: PdfStandard | null; complaint: string | null }
  | { kind: 'failed'; detail: string }

const job = JSON.parse((await buffer(process.stdin)).toString('utf8')) as PressJob

const { report, pdf } = print(job)
process.stdout.write(`${JSON.stringify(report)}\n`)
process.stdout.write(pdf)

function print({ paper, standard, folder }: PressJob): { report: PressReport; pdf: Buffer } {
  const require = createRequire(join(packageRoot, 'package.json'))
  const { NodeCompiler } =
    require('@myriaddreamin/typst-ts-node-compiler') as typeof import('@myriaddreamin/typst-ts-node-compiler')

  const fontBlobs = paperFonts().flatMap(({ faces }) => faces)
  const compiler = NodeCompiler.create({ workspace: folder, fontArgs: [{ fontBlobs }] })
  compiler.mapShadow(join(folder, 'sheet.json'), Buffer.from(JSON.stringify(sheetOf(paper))))
  for (const [n, { logo }] of paper.letterheads.entries())
    if (logo) compiler.mapShadow(join(folder, logoFile(n)), Buffer.from(logo, 'base64'))
  const template = readFileSync(join(packageRoot, 'campaigns', 'letter.typ'), 'utf8')

  const compiled = compiler.compile({ mainFileContent: template })
  const document = compiled.result
  if (!document) {
    const faults = compiled.takeDiagnostics()
    return failed(faults ? compiler.fetchDiagnostics(faults) : 'no document and no reason')
  }
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
  return failed(complaint)
}

// One message quotes one character; all of them together would carry the signers' names into a log.
function firstMessage(words: string): string {
  return /message: "((?:\\.|[^"\\])*)"/.exec(words)?.[1] ?? words.slice(0, 200)
}

function failed(detail: unknown): { report: PressReport; pdf: Buffer } {
  const words = typeof detail === 'string' ? detail : JSON.stringify(detail)
  return { report: { kind: 'failed', detail: words.slice(0, 2_000) }, pdf: Buffer.alloc(0) }
}
