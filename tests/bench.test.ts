// The bench measures; this makes sure that it would see what it looks for.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import { exactly } from './bench/parts/exact'
import { median, spread } from './bench/parts/figures'
import { type Finding, standing } from './bench/parts/finding'
import { newHistogram, note, percentile, together } from './bench/parts/histogram'
import { headerOf, openLine } from './bench/parts/line'
import { closedLoop, openLoop } from './bench/parts/loop'
import { type Report, reportFile, thisMachine, withFigures } from './bench/parts/report'
import { nameOf } from './bench/parts/signer'
import { databaseIn } from './bench/parts/stock'

const dir = mkdtempSync(join(tmpdir(), 'demarche-exact-'))
afterEach(() => rmSync(databaseIn(dir), { force: true }))

type Stored = { n: number; mails?: number; confirmations?: number; run?: string }

function store(people: Stored[]) {
  const sqlite = new Database(databaseIn(dir))
  sqlite.exec(`CREATE TABLE signatures (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE confirmations (signature_id INTEGER);
    CREATE TABLE outbox (signature_id INTEGER, kind TEXT)`)
  for (const { n, mails = 1, confirmations = 1, run = 'r1' } of people) {
    const { lastInsertRowid: id } = sqlite
      .prepare('INSERT INTO signatures (name) VALUES (?)')
      .run(nameOf(run, n))
    for (let i = 0; i < mails; i++)
      sqlite.prepare(`INSERT INTO outbox VALUES (?, 'confirm-signature')`).run(id)
    for (let i = 0; i < confirmations; i++) sqlite.prepare('INSERT INTO confirmations VALUES (?)').run(id)
  }
  sqlite.close()
}
const three = [{ from: 0, to: 3, lost: [] }]

test('what is there once with one mail holds', () => {
  store([{ n: 0 }, { n: 1 }, { n: 2 }, { n: 1, run: 'r2' }])
  expect(exactly(dir, 'r1', three)).toMatchObject({
    holds: true,
    found: { acknowledged: 3, lost: 0, twice: 0 },
  })
})

test.each<[string, Stored[], Record<string, number>]>([
  ['lost', [{ n: 0 }, { n: 2 }], { lost: 1 }],
  ['stored twice', [{ n: 0 }, { n: 1 }, { n: 1 }, { n: 2 }], { twice: 1 }],
  ['without a mail', [{ n: 0 }, { n: 1, mails: 0 }, { n: 2 }], { withoutMail: 1 }],
  ['with two mails', [{ n: 0 }, { n: 1, mails: 2 }, { n: 2 }], { withMails: 1 }],
  ['with two ways to confirm', [{ n: 0 }, { n: 1, confirmations: 2 }, { n: 2 }], { withMails: 1 }],
])('what is %s does not', (_, people, found) => {
  store(people)
  expect(exactly(dir, 'r1', three)).toMatchObject({ holds: false, found })
})

test('what was not acknowledged may be there or not, but not twice', () => {
  store([{ n: 0 }, { n: 2 }])
  const parts = [{ from: 0, to: 4, lost: [1, 3] }]
  expect(exactly(dir, 'r1', parts)).toMatchObject({
    holds: true,
    found: { acknowledged: 2, unacknowledged: 2 },
  })
  rmSync(databaseIn(dir))
  store([{ n: 0 }, { n: 1 }, { n: 1 }, { n: 2 }])
  expect(exactly(dir, 'r1', parts).holds).toBe(false)
})

test('nobody at all is no proof', () => {
  store([])
  expect(exactly(dir, 'r1', []).holds).toBe(false)
})

const of = (...times: number[]) => {
  const histogram = newHistogram()
  for (const ms of times) note(histogram, ms)
  return histogram
}

test('a percentile is what so many do not exceed, to a hundredth', () => {
  const histogram = of(...Array.from({ length: 1_000 }, (_, n) => n + 1))
  for (const [share, ms] of [
    [0.5, 500],
    [0.99, 990],
    [0.999, 999],
  ] as const) {
    expect(percentile(histogram, share)).toBeGreaterThanOrEqual(ms)
    expect(percentile(histogram, share)).toBeLessThan(ms * 1.012)
  }
  expect(percentile(histogram, 1)).toBe(1_000)
  expect(percentile(newHistogram(), 0.99)).toBe(0)
})

test('those of several runs are one', () => {
  const sum = together([of(1, 1, 1), of(100)])
  expect(sum.count).toBe(4)
  expect(percentile(sum, 0.75)).toBeLessThan(1.02)
  expect(percentile(sum, 0.76)).toBe(100)
})

test('the median is the middle one, or between the two', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
  expect(median([7])).toBe(7)
  expect(spread([90, 100, 120])).toBeCloseTo(0.3)
})

const finding = (measured: number | null, isSmallerBetter: boolean, holds = true): Finding => ({
  case: 'x',
  work: 'x',
  measured,
  goal: isSmallerBetter ? { reach: 100, aim: 30, isSmallerBetter } : { reach: 0.4, aim: 1 },
  words: '',
  figures: {},
  checks: [{ says: 'x', holds, found: {} }],
})

test('where something stands depends on its goal, and on nothing being lost', () => {
  expect([0.3, 0.4, 0.99, 1].map((n) => standing(finding(n, false)))).toEqual([
    'short',
    'reach',
    'reach',
    'aim',
  ])
  expect([101, 100, 31, 30].map((n) => standing(finding(n, true)))).toEqual([
    'short',
    'reach',
    'reach',
    'aim',
  ])
  expect(standing(finding(null, true))).toBe('not measured')
  expect(standing(finding(2, false, false))).toBe('short')
  expect(standing(finding(Number.NaN, false))).toBe('short')
})

let close = () => {}
afterEach(() => close())

/** Answers every question with these pieces, one after the other. */
function server(answer: (socket: Socket, n: number) => void): Promise<number> {
  let n = 0
  const listening = createServer((socket) => {
    socket.on('data', () => answer(socket, n++))
    socket.on('error', () => {})
  })
  close = () => listening.close()
  return new Promise((resolve) => {
    listening.listen(0, '127.0.0.1', () => resolve((listening.address() as AddressInfo).port))
  })
}
const inPieces = (socket: Socket, pieces: string[]) =>
  pieces.forEach((piece, at) => {
    setTimeout(() => socket.write(piece), at * 10)
  })
const question = Buffer.from('GET / HTTP/1.1\r\n\r\n')

test('an answer is whole when as much has come as it says, however it is cut', async () => {
  const port = await server((socket) =>
    inPieces(socket, [
      'HTTP/1.1 303 See',
      ' Other\r\nLocation: /x\r\ncontent-le',
      'ngth: 5\r\n\r',
      '\nab',
      'cde',
    ]),
  )
  const line = openLine(port)
  for (let i = 0; i < 2; i++) {
    const answer = await line.ask(question)
    expect([answer.status, answer.body.toString(), headerOf(answer, 'location')]).toEqual([
      303,
      'abcde',
      '/x',
    ])
  }
  line.close()
})

test('an answer in chunks is put together', async () => {
  const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
  const port = await server((socket) => inPieces(socket, [`${head}3\r\nabc\r\n2`, '\r\nde\r\n0\r', '\n\r\n']))
  const line = openLine(port)
  expect((await line.ask(question)).body.toString()).toBe('abcde')
  line.close()
})

test('a connection that ends is status 0, and the next question goes over a new one', async () => {
  const port = await server((socket, n) =>
    n === 0 ? socket.destroy() : void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'),
  )
  const line = openLine(port)
  expect([(await line.ask(question)).status, (await line.ask(question)).status]).toEqual([0, 200])
  line.close()
})

test('a server that stops is seen by all who were due meanwhile, and by one of those who wait for an answer', async () => {
  const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'
  const stopping = () => {
    let from = 0
    return server((socket) => {
      from ||= performance.now()
      const at = performance.now() - from
      setTimeout(() => socket.write(ok), at > 100 && at < 400 ? 400 - at : 0)
    })
  }
  const next = () => ({ bytes: question })
  const open = await openLoop(await stopping(), { perSecond: 100, seconds: 0.6, next })
  close()
  const closed = await closedLoop(await stopping(), { connections: 1, seconds: 0.6, next })
  const slow = ({ boxes }: typeof open.histogram) =>
    Object.entries(boxes).reduce((sum, [box, n]) => (0.01 * 2 ** (Number(box) / 64) > 60 ? sum + n : sum), 0)
  expect(open.histogram.count).toBe(60)
  expect(slow(closed.histogram)).toBeGreaterThan(0)
  expect(slow(open.histogram)).toBeGreaterThan(3 * slow(closed.histogram))
})

test('a run is written into its page, again and again, and nothing else is touched', () => {
  const page = readFileSync(reportFile, 'utf8')
  const report = (measured: number): Report => ({
    madeAt: '2026-11-24T12:00:00Z',
    isFull: false,
    seconds: 170,
    machine: thisMachine(),
    findings: [finding(measured, false)],
    faults: { paper: 'it burned\nat line 3' },
  })
  const once = withFigures(page, report(0.5))
  expect(once).toContain('| x | **0.5** | 0.4 | 1 | reach |')
  expect(once).toContain('- **failed**: paper: it burned\n')
  const twice = withFigures(once, report(0.3))
  expect(twice).toContain('| x | **0.3** | 0.4 | 1 | short |')
  expect(twice).not.toContain('**0.5**')
  const around = (text: string) => [text.split('<!-- figures')[0], text.split('<!-- end of figures -->')[1]]
  expect(around(twice)).toEqual(around(page))
  expect(() => withFigures('# Nothing', report(1))).toThrow(/no place/)
})
