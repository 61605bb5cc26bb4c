import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Paper } from './letter-paper'
import type { DrawReport } from './letter-press'
import { lower, startPress } from './letter-press-start.server'

export type DrawnLetter =
  /** `packed` is JSON by gzip, as a browser may get it: `{"kind":"drawn","pages","svg"}`. */
  | { kind: 'drawn'; pages: number; packed: Buffer }
  | { kind: 'failed'; fault: 'timeout' | 'typst'; detail: string }
  /** The same writer asked for a newer one, or no longer waits. */
  | { kind: 'superseded' }
  /** So many people wait that this one wouldn't be drawn in time to be of use. */
  | { kind: 'busy' }

type Job = { paper: Paper; resolve: (drawn: DrawnLetter) => void }
type Options = { timeoutMs?: number; idleMs?: number; mostWaiting?: number }

/**
 * A press that stays warm while letters are written and draws them as pictures. Drawings are made one after the other;
 * of each writer only the newest waits. The process is killed after `timeoutMs` (10,000) with one letter, ends after
 * `idleMs` (120,000) without any, and runs at a lower priority than the site, so that nobody's signature waits for it.
 * Nothing that was drawn is kept. Never throws: a fault is a value.
 */
export function openPreviewPress({ timeoutMs = 10_000, idleMs = 120_000, mostWaiting = 20 }: Options = {}) {
  const waiting = new Map<string, Job>()
  let press: ReturnType<typeof start> | null = null
  let isBusy = false
  let idle: NodeJS.Timeout | undefined

  const close = () => {
    clearTimeout(idle)
    press?.end()
    press = null
  }

  async function next() {
    const [first] = waiting
    if (isBusy || !first) return
    const [writer, { paper, resolve }] = first
    waiting.delete(writer)
    isBusy = true
    clearTimeout(idle)
    press ??= start()
    const drawn = await press.draw(paper, timeoutMs)
    // After a fault the next letter gets a process that has seen nothing of it.
    if (drawn.kind !== 'drawn') close()
    isBusy = false
    resolve(drawn)
    idle = setTimeout(close, idleMs).unref()
    next()
  }

  return {
    /** Draws a paper for a writer. `signal` takes it out again while it waits. */
    draw: (writer: string, paper: Paper, signal?: AbortSignal): Promise<DrawnLetter> =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve({ kind: 'superseded' })
        const before = waiting.get(writer)
        before?.resolve({ kind: 'superseded' })
        if (!before && waiting.size >= mostWaiting) return resolve({ kind: 'busy' })
        const job = { paper, resolve }
        waiting.set(writer, job)
        signal?.addEventListener('abort', () => {
          if (waiting.get(writer) !== job) return
          waiting.delete(writer)
          resolve({ kind: 'superseded' })
        })
        next()
      }),
    close,
  }
}

/** The one of this process. It starts with the first preview and ends by itself. */
export const previewPress = openPreviewPress()

function start() {
  const folder = mkdtempSync(join(tmpdir(), 'demarche-preview-'))
  const press = startPress(folder, 'stay')
  // Neither it nor its pipes keep this process alive.
  press.unref()
  for (const pipe of [press.stdin, press.stdout, press.stderr])
    if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref()
  lower(press.pid)
  let complaints = ''
  let answer: ((drawn: DrawnLetter) => void) | null = null
  press.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk).slice(-2_000)
  })
  press.on('error', (error) => {
    complaints += error.message
  })
  press.stdin.on('error', () => {})
  createInterface({ input: press.stdout }).on('line', (line) => {
    const report = JSON.parse(line) as DrawReport
    answer?.(
      report.kind === 'drawn'
        ? { ...report, packed: Buffer.from(report.packed, 'base64') }
        : { ...report, fault: 'typst' },
    )
  })
  press.on('close', (code, signal) => {
    rmSync(folder, { recursive: true, force: true })
    answer?.({ kind: 'failed', fault: 'typst', detail: `ended with ${code ?? signal}: ${complaints}` })
  })
  return {
    draw: (paper: Paper, timeoutMs: number) =>
      new Promise<DrawnLetter>((resolve) => {
        const alarm = setTimeout(() => {
          answer?.({ kind: 'failed', fault: 'timeout', detail: `not done after ${timeoutMs} ms` })
          press.kill('SIGKILL')
        }, timeoutMs)
        answer = (drawn) => {
          clearTimeout(alarm)
          answer = null
          resolve(drawn)
        }
        press.stdin.write(`${JSON.stringify(paper)}\n`)
      }),
    end: () => press.stdin.end(),
  }
}
