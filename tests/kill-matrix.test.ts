import { spawn } from 'node:child_process'
import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { asc, eq } from 'drizzle-orm'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sweepLeases } from '../campaigns/attempt.server'
import { approveDelivery, prepareDelivery } from '../campaigns/delivery.server'
import { setNextLetter } from '../campaigns/letter-setting.server'
import { leaseTime } from '../campaigns/outbox'
import { beginMails, type Postman } from '../campaigns/postman.server'
import { connect, type Db } from '../db/client.server'
import { packageRoot } from '../db/package-root.server'
import { attempts, deliveries, outbox } from '../db/schema'
import { openTransport } from '../emails/transport.server'
import type { Doom } from './support/doomed-postman'
import { openFaultyRelay, type Step } from './support/faulty-relay'
import { report } from './support/figures'
import {
  ana,
  carla,
  hour,
  keyring,
  keyringSecret,
  lapshinCampaign,
  later,
  mailDomain,
  minute,
  morning,
  platform,
  post,
  signAndConfirm,
  tigranAtDesk,
} from './support/people'
import { scratchFolder } from './support/program'

/** Where the worker is killed. Those with a step are seen by the relay, before it answers; the others by the process. */
const points: [name: string, step: Step | null][] = [
  ['before claim', null],
  ['after the attempt row', null],
  ['after connect', 'greeting'],
  ['after MAIL', 'MAIL'],
  ['after RCPT', 'RCPT'],
  ['in mid-DATA', 'body'],
  ['after the dot before the answer', 'dot'],
  ['after the answer before the row', null],
]
const seedCount = Number(process.env.KILL_SEEDS ?? 3)
const seeds = Array.from({ length: seedCount }, (_, n) => n + 1)
const signerCount = 4
const figures = { runs: 0, mails: 0, lost: 0, duplicates: 0, withoutResult: 0 }

const folder = scratchFolder()
const program = join(packageRoot, 'build', `doomed-postman-${process.pid}.mjs`)
const template = join(folder, 'template.db')

beforeAll(async () => {
  await build({
    configFile: false,
    root: packageRoot,
    logLevel: 'error',
    // Tests run in a mode of their own, in which JSX would be made for a React that the program does not run on.
    esbuild: { jsxDev: false },
    build: {
      ssr: 'tests/support/doomed-postman.ts',
      outDir: join(packageRoot, 'build'),
      emptyOutDir: false,
      target: 'node22',
      rollupOptions: { output: { entryFileNames: `doomed-postman-${process.pid}.mjs` } },
    },
  })
  const connection = await connect(`file:${template}`)
  await connection.migrate()
  await fillQueue(connection.db)
  await connection.close()
})
afterAll(() => {
  rmSync(program, { force: true })
  process.stdout.write(`kill matrix: ${JSON.stringify(figures)}\n`)
})

/** One approved letter to an office, and confirmations to supporters at as many domains. */
async function fillQueue(db: Db) {
  const campaign = await lapshinCampaign(db)
  const organiserId = await tigranAtDesk(db)
  await signAndConfirm(db, campaign, carla)
  await db.delete(outbox).returning()
  const { campaignId, recipientId } = campaign
  const prepared = await prepareDelivery(db, {
    campaignId,
    recipientId,
    organiserId,
    mailDomain,
    now: morning,
  })
  if (prepared.kind !== 'prepared') throw new Error(prepared.kind)
  await setNextLetter(db, { keyring, from: platform, siteUrl: 'https://petitions.example', now: morning })
  const [row] = await db.select().from(deliveries)
  const { deliveryId } = prepared
  const messageSha256 = row?.messageSha256 ?? ''
  await approveDelivery(db, { keyring, deliveryId, organiserId, messageSha256, now: morning })
  for (let n = 0; n < signerCount; n++)
    await post(db, campaign, { ...ana, email: `ana@mail-${n}.example` }, { now: later(n) })
}

/** The same number for the same seed, from 1 to `most`. */
const pick = (seed: number, most: number) => 1 + ((seed * 7 + 3) % most)

/** Lets the worker run in a process of its own until it is dead, killed at this point by whoever sees it. */
async function runToDeath({
  file,
  point,
  step,
  seed,
}: {
  file: string
  point: string
  step: Step | null
  seed: number
}) {
  // The greeting comes once a connection, of which there are few, since they are used again; all else once a mail.
  const nth = pick(seed, step === 'greeting' ? 2 : signerCount + 1)
  let seen = 0
  const relay = await openFaultyRelay({}, (now) => {
    if (now === step) seen += 1
    if (now === step && seen === nth) child.kill('SIGKILL')
  })
  const doom: Doom = {
    databaseUrl: `file:${file}`,
    smtpUrl: `smtp://127.0.0.1:${relay.port}`,
    secret: keyringSecret,
    dataDir: folder,
    now: later(minute).getTime(),
    point,
    nth,
  }
  const child = spawn(process.execPath, [program, JSON.stringify(doom)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, DATABASE_URL: `file:${file}`, NODE_ENV: 'production' } as never,
  })
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk
  })
  const timer = setTimeout(() => child.kill('SIGTERM'), 20_000)
  const signal = await new Promise((resolve) => child.on('close', (_, how) => resolve(how)))
  clearTimeout(timer)
  expect({ signal, complaints }).toEqual({ signal: 'SIGKILL', complaints: '' })
  return relay
}

/** What the next start does: takes back what was under way, and sends on as it comes due. */
async function recover(db: Db, smtpUrl: string) {
  const transport = await openTransport({ smtpUrl, from: platform.address })
  const bring = async (now: Date) => {
    const siteUrl = 'https://petitions.example'
    const postman: Postman = {
      db,
      keyring,
      transport,
      from: platform,
      siteUrl,
      workerId: 'next',
      now: () => now,
    }
    await sweepLeases(db, { now })
    for (;;) {
      const flights = await beginMails(postman, 6)
      if (flights.length === 0) return
      await Promise.all(flights)
    }
  }
  await bring(later(2 * minute))
  const before = await db.select().from(outbox).where(eq(outbox.state, 'sending'))
  await bring(later(leaseTime + 2 * minute))
  await bring(later(hour))
  transport.close()
  return before.length
}

const messageIdOf = (raw: string) => /^Message-ID: *\r?\n? *(<[^>]+>)/im.exec(raw)?.[1] ?? 'none'

describe.each(points)('killed %s', (point, step) => {
  test.each(seeds)('loses nothing and hides no duplicate (seed %i)', async (seed) => {
    const file = join(folder, `${point.replaceAll(' ', '-')}-${seed}.db`)
    copyFileSync(template, file)
    const relay = await runToDeath({ file, point, step, seed })
    const connection = await connect(`file:${file}`)
    const { db } = connection
    const interrupted = await recover(db, `smtp://127.0.0.1:${relay.port}`)
    expect(interrupted > 0).toBe(point !== 'before claim')

    const mails = await db.select().from(outbox)
    const tries = await db.select().from(attempts).orderBy(asc(attempts.number))
    expect(mails).toHaveLength(signerCount + 1)
    figures.runs += 1
    for (const { id, messageId, state, kind } of mails) {
      const own = tries.filter(({ outboxId }) => outboxId === id)
      const openCount = own.filter(({ finishedAt }) => finishedAt === null).length
      const arrivals = relay.received.filter((raw) => messageIdOf(raw) === messageId)
      if (arrivals.length === 0) figures.lost += 1
      expect({ kind, state, isThere: arrivals.length > 0 }).toEqual({
        kind,
        state: 'accepted',
        isThere: true,
      })
      expect(arrivals.length - 1).toBeLessThanOrEqual(openCount)
      // What was sent again is the same to the byte.
      expect(new Set(arrivals).size).toBe(1)
      figures.mails += 1
      figures.duplicates += arrivals.length - 1
      figures.withoutResult += openCount
    }
    await connection.close()
    await relay.close()
  })
})

test('every kind of end was seen: mails that arrived twice, and attempts that nobody knows the end of', (context) => {
  report(context, figures)
  expect(figures.runs).toBe(points.length * seedCount)
  expect(figures.duplicates).toBeGreaterThan(0)
  expect(figures.withoutResult).toBeGreaterThan(figures.duplicates)
})
