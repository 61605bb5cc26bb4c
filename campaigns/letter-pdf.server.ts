import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Paper, PdfStandard } from './letter-paper.ts'
import type { PressReport } from './letter-press.ts'
import { lower, startPress } from './letter-press-start.server.ts'
import type { PressJob } from './paper-sheet.server.ts'

export type LetterPdf =
  | {
      kind: 'rendered'
      pdf: Buffer
      pages: number
      /** The standard the file keeps to; null when it could not, and `complaint` then has the compiler's words. */
      standard: PdfStandard | null
      complaint: string | null
    }
  | { kind: 'failed'; fault: 'timeout' | 'typst' | 'stopped'; detail: string }

let queue: Promise<unknown> = Promise.resolve()

/**
 * Sets a letter and returns the PDF (A4, tagged, fonts embedded); the same paper always gives the same bytes. It keeps
 * to PDF/A-3a unless PDF/UA-1 is asked for, and comes without a standard rather than not at all.
 *
 * Letters are printed one after the other, each in a process of its own that is killed after `timeoutMs` milliseconds
 * (30,000; waiting for its turn is not counted). Refused as a value, never thrown, when Typst fails or takes too long.
 */
export function renderLetterPdf(paper: Paper, options: Printing = {}): Promise<LetterPdf> {
  const turn = queue.then(() => printInFolder(paper, options))
  queue = turn.catch(() => {})
  return turn
}

type Printing = { timeoutMs?: number; standard?: PdfStandard; signal?: AbortSignal }

/**
 * The same for a volume of an annex, at once and behind everything else the machine has to do: its caller decides how many
 * are printed side by side. `signal` ends it.
 */
export const renderVolumePdf = (paper: Paper, options: Printing = {}): Promise<LetterPdf> =>
  printInFolder(paper, { ...options, stepsBack: true })

async function printInFolder(
  paper: Paper,
  { timeoutMs = 30_000, standard = 'a-3a', signal, stepsBack = false }: Printing & { stepsBack?: boolean },
): Promise<LetterPdf> {
  const folder = await mkdtemp(join(tmpdir(), 'demarche-letter-'))
  try {
    return await runPress({ paper, standard, folder }, { timeoutMs, signal, stepsBack })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Run = { timeoutMs: number; signal: AbortSignal | undefined; stepsBack: boolean }

function runPress(job: PressJob, { timeoutMs, signal, stepsBack }: Run): Promise<LetterPdf> {
  return new Promise((resolve) => {
    const press = startPress(job.folder)
    if (stepsBack) lower(press.pid)
    const stop = () => press.kill('SIGKILL')
    signal?.addEventListener('abort', stop, { once: true })
    if (signal?.aborted) stop()
    const printed: Buffer[] = []
    let complaints = ''
    let isLate = false
    const alarm = setTimeout(() => {
      isLate = true
      press.kill('SIGKILL')
    }, timeoutMs)

    press.stdout.on('data', (chunk: Buffer) => printed.push(chunk))
    press.stderr.on('data', (chunk: Buffer) => {
      complaints = (complaints + chunk).slice(-2_000)
    })
    press.on('error', (error) => {
      complaints += error.message
    })
    press.on('close', (code, endedBy) => {
      clearTimeout(alarm)
      signal?.removeEventListener('abort', stop)
      if (signal?.aborted) {
        resolve({ kind: 'failed', fault: 'stopped', detail: 'the process ends' })
      } else if (isLate) {
        resolve({ kind: 'failed', fault: 'timeout', detail: `not done after ${timeoutMs} ms` })
      } else if (code === 0) {
        resolve(outcome(Buffer.concat(printed)))
      } else {
        resolve({ kind: 'failed', fault: 'typst', detail: `ended with ${code ?? endedBy}: ${complaints}` })
      }
    })
    // A press that died early closes the pipe; how it ended says more than the broken pipe.
    press.stdin.on('error', () => {})
    press.stdin.end(JSON.stringify(job))
  })
}

function outcome(printed: Buffer): LetterPdf {
  const end = printed.indexOf('\n')
  const { kind, ...report } = JSON.parse(printed.toString('utf8', 0, end)) as PressReport
  if ('detail' in report) return { kind: 'failed', fault: 'typst', detail: report.detail }
  return { kind: 'rendered', ...report, pdf: printed.subarray(end + 1) }
}
