// How long the desk's pages take with 1,000,000 signatures in one campaign and 5,000 offices in the directory: the time
// from the request to the whole answer, on loopback, one request after the other. A bare node:http server with a page of
// the same size says what of that is the machine's.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importOffices } from '../../campaigns/recipient-import.server'
import { connect } from '../../db/client.server'
import { offices } from '../support/offices'
import { fillSignatures } from '../support/signatures'

const signatureCount = Number(process.env.BENCH_SIGNATURES ?? 1_000_000)
const officeCount = Number(process.env.BENCH_OFFICES ?? 5_000)
const rounds = 20
const folder = mkdtempSync(join(tmpdir(), 'demarche-bench-'))
const port = 23_000 + (process.pid % 900)
const site = `http://localhost:${port}`
const agent = new Agent({ keepAlive: true, maxSockets: 1 })

async function start(): Promise<{ program: ChildProcess; desk: string }> {
  const env = { ...process.env, DATA_DIR: folder, PORT: String(port), LOG_LEVEL: 'error' }
  delete (env as Record<string, unknown>).DATABASE_URL
  const program = spawn(process.execPath, ['app/server/launch.js', 'start'], { env })
  program.stderr.pipe(process.stderr)
  let said = ''
  for await (const chunk of program.stdout) {
    said += chunk
    const desk = /^Desk: (\S+)$/m.exec(said)?.[1]
    if (desk && said.includes('Mailbox: ')) return { program, desk }
  }
  throw new Error(`The site did not start: ${said}`)
}

const stop = (program: ChildProcess) =>
  new Promise<void>((done) => {
    program.once('exit', () => done())
    program.kill('SIGTERM')
  })

type Answer = { status: number; cookie: string; body: string; ms: number }
const ask = (url: string, { cookie = '', method = 'GET' } = {}) =>
  new Promise<Answer>((resolve, reject) => {
    const began = performance.now()
    const headers = { cookie, 'sec-fetch-site': 'same-origin', 'content-length': '0' }
    const asked = request(url, { method, agent, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (part) => {
        body += part
      })
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          cookie: (response.headers['set-cookie'] ?? []).map((one) => one.split(';')[0]).join('; '),
          body,
          ms: performance.now() - began,
        }),
      )
    })
    asked.on('error', reject)
    asked.end()
  })

async function fillDirectory() {
  const { db, close } = await connect(`file:${join(folder, 'demarche.db')}`)
  await importOffices(db, {
    rows: await offices(officeCount),
    organisationId: null,
    onKnown: 'update',
    now: new Date(),
  })
  await close()
}

const middle = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
async function time(url: string, cookie: string) {
  const times: number[] = []
  let size = 0
  for (let i = 0; i < rounds; i++) {
    const { status, body, ms } = await ask(url, { cookie })
    if (status !== 200) throw new Error(`${url} answers ${status}`)
    size = body.length
    if (i >= 2) times.push(ms)
  }
  return { median: middle(times), slowest: times[times.length - 1] ?? 0, size }
}

const first = await start()
const { cookie } = await ask(first.desk, { method: 'POST' })
await stop(first.program)
const campaign = fillSignatures(join(folder, 'demarche.db'), signatureCount)
await fillDirectory()
const { program } = await start()
const bare = createServer((_, response) => response.end('x'.repeat(20_000)))
try {
  const desk = `${site}/desk`
  const here = `${desk}/campaigns/${campaign}`
  const listed = (await ask(`${desk}/directory`, { cookie })).body
  const office = /\/desk\/directory\/([\w-]{20,})/.exec(listed)?.[1]
  const far = Math.floor(signatureCount / 50)
  const pages = [
    desk,
    here,
    ...[
      '',
      `?page=${Math.floor(far / 2)}`,
      `?page=${far}`,
      '?state=confirmed&page=5000',
      '?state=withdrawn',
    ].map((query) => `${here}/signatures${query}`),
    ...[
      'recipients',
      'recipients?words=embassy',
      'stories',
      'settings',
      'texts/es',
      'texts/es/history?kind=letter',
    ].map((path) => `${here}/${path}`),
    ...['', '?page=50', '?words=numero+12', '?kind=court&country=BY', `/${office}`, '/new', '/import'].map(
      (path) => `${desk}/directory${path}`,
    ),
    `${desk}/organisations`,
    `${desk}/account`,
    `${desk}/campaigns/new`,
  ]
  await new Promise<void>((done) => bare.listen(0, '127.0.0.1', done))
  const floor = await time(`http://127.0.0.1:${(bare.address() as AddressInfo).port}/`, '')
  process.stdout.write(`bare node:http, 20 kB: ${floor.median.toFixed(1)} ms\n`)
  for (const url of pages) {
    const { median, slowest, size } = await time(url, cookie)
    const path = url
      .slice(site.length)
      .replace(campaign, '<id>')
      .replace(office ?? '\0', '<office>')
    process.stdout.write(
      `${median.toFixed(1).padStart(7)} ms, slowest ${slowest.toFixed(1).padStart(6)} ms, ${String(Math.round(size / 1000)).padStart(4)} kB  ${path}\n`,
    )
  }
} finally {
  bare.close()
  agent.destroy()
  await stop(program)
  rmSync(folder, { recursive: true, force: true })
}
