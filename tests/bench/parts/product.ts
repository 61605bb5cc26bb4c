import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { cpSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { packageRoot } from '../../../db/package-root.server'
import { formsOf } from '../../support/html'
import { openLine } from './line'
import { ended } from './program'
import { asking, type Hidden } from './signer'

const launcher = join(packageRoot, 'app', 'server', 'launch.js')
export const slug = 'lapshin-2017'
export const pagePath = `/es/c/${slug}`

export type Product = {
  pid: number
  port: number
  dir: string
  /** From the start of the process to the first 200 of /healthz, in milliseconds. */
  readyAfter: number
  printed: () => string
  /** Takes it off the processor, and lets it go on. */
  freeze: () => void
  thaw: () => void
  stop: (signal?: NodeJS.Signals) => Promise<void>
}

type Settings = Record<string, string>
const surroundings = (dir: string, settings: Settings) => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  NODE_ENV: 'production' as const,
  DATA_DIR: dir,
  LOG_LEVEL: 'warn',
  ...settings,
})

/** Settings of an installation behind one proxy, with a relay that signs nothing more than we do. */
export const withRelay = (port: number, dkimKeyFile?: string): Settings => ({
  SMTP_URL: `smtp://127.0.0.1:${port}`,
  MAIL_FROM: 'Petitions <mail@petitions.example>',
  TRUSTED_HOPS: '1',
  ...(dkimKeyFile && {
    DKIM_DOMAIN: 'petitions.example',
    DKIM_SELECTOR: 'bench',
    DKIM_KEY_FILE: dkimKeyFile,
  }),
})

/** Runs a command of the product to its end, and gives what it printed. */
export const command = (dir: string, words: string[], settings: Settings = {}) =>
  execFileSync(process.execPath, [launcher, ...words], {
    cwd: dir,
    env: surroundings(dir, settings),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

/** Starts the product as a person does, with a data folder of its own, and waits until it is ready. */
export async function startProduct(
  dir: string,
  settings: Settings,
  { nodeOptions = [] }: { nodeOptions?: string[] } = {},
): Promise<Product> {
  const port = await freePort()
  const began = performance.now()
  const child = spawn(process.execPath, ['--max-semi-space-size=16', ...nodeOptions, launcher, 'start'], {
    cwd: dir,
    env: surroundings(dir, { PORT: String(port), ...settings }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk
  })
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk).slice(-4_000)
  })
  // Before its folder is cleared away, or it would write into what is being cleared.
  process.prependOnceListener('exit', () => void child.kill('SIGKILL'))
  await ready(child, port, () => complaints)
  return {
    pid: child.pid ?? 0,
    port,
    dir,
    readyAfter: performance.now() - began,
    printed: () => printed,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    stop: (signal = 'SIGTERM') => ended(child, signal),
  }
}

async function ready(child: ChildProcess, port: number, complaints: () => string) {
  const line = openLine(port)
  for (const until = performance.now() + 60_000; performance.now() < until; ) {
    if (child.exitCode !== null) throw new Error(`The site did not start: ${complaints()}`)
    const { status } = await line.ask(asking(port, '/healthz'))
    if (status === 200) return line.close()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`The site was not ready: ${complaints()}`)
}

/** A copy of a stopped installation: its database, its keys. */
export function copyOf(from: string, to: string): string {
  cpSync(from, to, { recursive: true })
  return to
}

export async function getPage(port: number, path = pagePath, headers = '') {
  const line = openLine(port)
  const answer = await line.ask(asking(port, path, headers))
  line.close()
  return { ...answer, html: answer.body.toString() }
}

const forms = new Map<number, Promise<Hidden>>()

/**
 * The page's form with its hidden fields, fetched once for a site: a page may be shared by many readers, and the stamp in it is
 * the same for all of them. Waits until nobody who answers it looks like a program.
 */
export function signForm(port: number): Promise<Hidden> {
  const form = forms.get(port) ?? fetchForm(port)
  forms.set(port, form)
  return form
}

async function fetchForm(port: number): Promise<Hidden> {
  const { html } = await getPage(port)
  const form = formsOf(html).find(({ fields }) => fields.some(([name]) => name === 'rendered'))
  if (!form) throw new Error('There is no form to sign.')
  const typed = ['name', 'email', 'country', 'city', 'line', 'disclosure', 'public', 'updates']
  await new Promise((resolve) => setTimeout(resolve, 2_100))
  return { path: pagePath, fields: form.fields.filter(([name]) => !typed.includes(name)) }
}

/** The number of signatures the public page says. */
export const countOn = (html: string) => Number(/data-signatures="(\d+)"/.exec(html)?.[1] ?? Number.NaN)
