import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, openSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { packageRoot } from '../../db/package-root.server'

const launcher = join(packageRoot, 'app', 'server', 'launch.js')
const running = new Set<ChildProcess>()
const folders: string[] = []

afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A folder that is gone when the tests of the file are done. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'demarche-process-'))
  folders.push(folder)
  return folder
}

/** A port nobody listens on, below the range from which the system takes ports of its own. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    const isFree = await new Promise<boolean>((resolve) => {
      const server = createServer()
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
    })
    if (isFree) return port
  }
}

type Settings = Record<string, string | undefined>
export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }

/** Starts the program as a person does, with these settings and none of the tests' own. */
export function launch(
  words: string[],
  settings: Settings,
  nodeOptions: string[] = [],
  { stderr: log }: { stderr?: string } = {},
) {
  const { PATH, HOME } = process.env
  const env = { PATH, HOME, ...settings } as unknown as NodeJS.ProcessEnv
  const child = spawn(process.execPath, [...nodeOptions, launcher, ...words], {
    cwd: scratchFolder(),
    env,
    // A file instead of what is listened to, where it matters where the log lies.
    stdio: ['pipe', 'pipe', log ? openSync(log, 'a') : 'pipe'],
  })
  running.add(child)
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk
  })
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => {
      running.delete(child)
      resolve({ code, signal, stdout, stderr })
    })
  })
  return { child, ended, printed: () => stdout, complained: () => stderr }
}

/** Runs a command to its end. */
export const runProgram = (words: string[], settings: Settings, nodeOptions: string[] = []): Promise<Ended> =>
  launch(words, settings, nodeOptions).ended

/** Starts the site on a free port and waits until it is ready. */
export async function startProgram(settings: Settings & { DATA_DIR: string }, how: { stderr?: string } = {}) {
  const port = await freePort()
  const began = performance.now()
  const program = launch(['start'], { PORT: String(port), ...settings }, [], how)
  const site = `http://localhost:${port}`
  let isOver = false
  program.ended.then(() => {
    isOver = true
  })
  for (;;) {
    if (isOver) throw new Error(`The program ended: ${(await program.ended).stderr}`)
    if (performance.now() - began > 30_000) throw new Error(`Not ready: ${program.complained()}`)
    const ready = await fetch(`${site}/healthz`).catch(() => null)
    if (ready?.status === 200) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { ...program, site, port, readyAfter: performance.now() - began }
}

/** The lines the program prints for people, by the word before the colon. */
export const linesOf = (stdout: string): Record<string, string> =>
  Object.fromEntries(
    [...stdout.matchAll(/^(Site|Desk|Mailbox): (\S+)$/gm)].map(([, name, value]) => [name, value]),
  )
