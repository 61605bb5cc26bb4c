import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { simpleParser } from 'mailparser'
import { afterAll, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { solve } from '../../app/ui/prove.js'
import { sweepLeases } from '../../campaigns/attempt.server'
import { openKeyring } from '../../campaigns/keyring.server'
import { type Connection, connect, type Db } from '../../db/client.server'
import { packageRoot } from '../../db/package-root.server'
import { attempts, campaigns, limitCounts, outbox, signatures } from '../../db/schema'
import { openFaultyRelay } from '../support/faulty-relay'
import { ana } from '../support/people'
import { freePort, launch, runProgram, scratchFolder } from '../support/program'
import { sampleSlug } from '../support/site'
import { newVisitor } from '../support/visitor'

const es = { locale: 'es' } as const
const en = { locale: 'en' } as const
const server = process.env.TEST_DATABASE_URL ?? ''
const name = `many_${randomBytes(6).toString('hex')}`
const secret = randomBytes(32).toString('base64url')
const keyring = openKeyring(secret)
const signerCount = 45
const page = `/es/c/${sampleSlug}`
const opened: Connection[] = []

const execute = (db: Db, statement: string) =>
  (db as unknown as { execute: (query: unknown) => Promise<unknown> }).execute(sql.raw(statement))
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
async function connected(url: string) {
  const connection = await connect(url)
  opened.push(connection)
  return connection.db
}
async function until(isSo: () => boolean | Promise<boolean>, what: string, longest = 40_000) {
  const began = performance.now()
  while (!(await isSo())) {
    if (performance.now() - began > longest) throw new Error(`Not within ${longest} ms: ${what}`)
    await pause(100)
  }
}

afterAll(async () => {
  for (const connection of opened.splice(0)) await connection.close()
})

/** Three that know of each other only by the database: each with a folder and a port of its own, as on three machines. */
async function threeProcesses(settings: Record<string, string>) {
  const ports = [await freePort(), await freePort(), await freePort()]
  const folders = ports.map(() => scratchFolder())
  const baseUrl = `http://localhost:${ports[0]}`
  const shared = { ...settings, BASE_URL: baseUrl, SECRET_KEY: secret, TRUSTED_HOPS: '1', LOG_LEVEL: 'warn' }
  const start = (n: number) =>
    launch(['start'], { ...shared, PORT: String(ports[n]), DATA_DIR: folders[n] ?? '' })
  const isReady = async (n: number) =>
    (await fetch(`http://127.0.0.1:${ports[n]}/healthz`).catch(() => null))?.status === 200
  const programs = ports.map((_, n) => start(n))
  const ready = (n: number) => until(() => isReady(n), `process ${n}: ${programs[n]?.complained()}`)
  const visitor = (n: number, ip = '203.0.113.9') =>
    newVisitor(
      {
        fetch: (request) =>
          fetch(request.url.replace(baseUrl, `http://127.0.0.1:${ports[n]}`), {
            method: request.method,
            headers: request.headers,
            redirect: 'manual',
            ...(request.body ? { body: request.body, duplex: 'half' } : {}),
          } as RequestInit),
        baseUrl,
      },
      { connection: 'close', 'x-forwarded-for': ip },
    )
  await Promise.all(ports.map((_, n) => ready(n)))
  return {
    visitor,
    programs,
    shared: { ...shared, DATA_DIR: folders[0] ?? '' },
    kill: async (n: number) => {
      programs[n]?.child.kill('SIGKILL')
      await programs[n]?.ended
    },
    again: async (n: number) => {
      programs[n] = start(n)
      await ready(n)
    },
  }
}
type Three = Awaited<ReturnType<typeof threeProcesses>>

const networkOf = (n: number) => `198.51.${Math.floor(n / 200)}.${(n % 200) + 1}`
const addressOf = (n: number) => `signer-${n}@mail-${n}.example`

/** What the relay has, by address: each mail's path to confirm, as often as the mail came. */
async function arrivedAt(received: string[]): Promise<Map<string, string[]>> {
  const arrived = new Map<string, string[]>()
  for (const raw of received) {
    const mail = await simpleParser(Buffer.from(raw, 'latin1'))
    const to = [mail.to].flat()[0]?.text ?? ''
    const path = /https?:\/\/localhost:\d+(\/confirm\/\S+)/.exec(mail.text ?? '')?.[1]
    if (path) arrived.set(to, [...(arrived.get(to) ?? []), path])
  }
  return arrived
}

/** Signs at all three, a few at a time, and kills one in the middle. Returns whose signature was acknowledged. */
async function signEverywhere({ visitor, kill, again }: Three): Promise<string[]> {
  const reader = visitor(0)
  await reader.get(page)
  // As long as a person takes: a form that comes at once is a sign of a program.
  await pause(2_500)
  const acknowledged: string[] = []
  let killing: Promise<void> | null = null
  let next = 0
  const oneAfterAnother = async () => {
    while (next < signerCount) {
      const n = next++
      const filled = reader.filled(m.sign_button({}, es), { ...ana, email: addressOf(n) })
      const answer = await visitor(n % 3, networkOf(n))
        .post(page, filled)
        .catch(() => null)
      if (answer?.status === 303) acknowledged.push(addressOf(n))
      if (acknowledged.length >= signerCount / 3 && !killing) killing = kill(1).then(() => again(1))
    }
  }
  await Promise.all(Array.from({ length: 9 }, oneAfterAnother))
  await killing
  return acknowledged
}

/** Presses the button of each mail that arrives at two processes at the same moment, until told that there are no more. */
function confirmEverywhere({ visitor }: Three, received: string[]) {
  const confirmed = new Set<string>()
  let isOver = false
  const press = async (n: number, path: string) => {
    const reader = visitor(n, networkOf(n))
    await reader.get(path, { 'accept-language': 'es' })
    return reader.press(m.confirm_button({}, es))
  }
  const work = async () => {
    for (let turn = 0; ; turn++) {
      const waiting = [...(await arrivedAt(received))].filter(([to]) => !confirmed.has(to))
      if (isOver && waiting.length === 0) return
      for (const [to, [path = '']] of waiting) {
        const both = await Promise.allSettled([press(turn % 3, path), press((turn + 1) % 3, path)])
        // One that was just killed answers nobody; the mail is pressed again then.
        if (both.some((one) => one.status === 'fulfilled' && one.value.status === 303)) confirmed.add(to)
        turn += 1
      }
      await pause(100)
    }
  }
  const done = work()
  return {
    stop: async () => {
      isOver = true
      await Promise.race([done, pause(40_000)])
      return confirmed
    },
  }
}

test.skipIf(!server)(
  'three processes on one server, one of them killed: nothing is lost, nothing doubled, limits and changes are shared',
  async () => {
    await execute(await connected(server), `create database ${name}`)
    const address = new URL(server)
    address.pathname = `/${name}`
    const relay = await openFaultyRelay()
    const three = await threeProcesses({
      DATABASE_URL: address.href,
      SMTP_URL: `smtp://127.0.0.1:${relay.port}`,
      MAIL_FROM: 'mail@petitions.example',
    })
    const db = await connected(address.href)
    const imported = await runProgram(
      ['import', join(packageRoot, 'db', 'seed', sampleSlug), '--json'],
      three.shared,
    )
    expect(imported.code, imported.stderr).toBe(0)
    const [campaign] = await db.select().from(campaigns)
    const campaignId = campaign?.id ?? ''

    const confirming = confirmEverywhere(three, relay.received)
    const acknowledged = await signEverywhere(three)
    expect(acknowledged.length).toBeGreaterThan(signerCount / 2)

    // What lay with the one that was killed goes again after its lease and half an hour; here at once.
    const isOpen = async () => {
      const rows = await db.select({ state: outbox.state, leasedBy: outbox.leasedBy }).from(outbox)
      return rows.some(({ state }) => state === 'queued' || state === 'deferred')
    }
    await until(async () => !(await isOpen()), 'the queue is empty')
    await pause(1_500)
    const swept = await sweepLeases(db, { now: new Date(Date.now() + 3_600_000) })
    await db
      .update(outbox)
      .set({ nextAttemptAt: new Date() })
      .where(eq(outbox.state, 'unknown'))
      .returning({ id: outbox.id })
    await until(
      async () => (await db.select().from(outbox)).every(({ state }) => state === 'accepted'),
      'every mail was accepted',
    )
    const confirmed = await confirming.stop()

    const rows = await db.select().from(signatures)
    const signed = rows.map(({ id, emailSealed }) =>
      keyring.open(emailSealed ?? '', `signature:${id}`).toString(),
    )
    expect(new Set(signed).size).toBe(signed.length)
    expect(signed).toEqual(expect.arrayContaining(acknowledged))

    // Each mail was queued once and came; twice at most where nobody knows what became of the first attempt.
    const mails = await db.select().from(outbox)
    expect(mails.map(({ signatureId }) => signatureId).sort()).toEqual(rows.map(({ id }) => id).sort())
    const unclear = new Set(
      (await db.select().from(attempts))
        .filter(({ result }) => result === null || result === 'unknown')
        .map(({ outboxId }) => outboxId),
    )
    const arrived = await arrivedAt(relay.received)
    const mailOf = new Map(mails.map(({ id, signatureId }) => [signatureId, id]))
    for (const [at, { id }] of rows.entries()) {
      const copies = arrived.get(signed[at] ?? '')?.length ?? 0
      expect(copies, signed[at]).toBeGreaterThan(0)
      expect(copies, signed[at]).toBeLessThanOrEqual(unclear.has(mailOf.get(id) ?? '') ? 2 : 1)
    }

    // Each confirmation counted once, though its button was pressed at two processes.
    expect(confirmed.size).toBe(rows.length)
    expect(rows.every(({ state }) => state === 'confirmed')).toBe(true)
    const shownBy = async (n: number) =>
      ((await three.visitor(n).get(`/c/${sampleSlug}.json`)).json() as { signatures: { confirmed: number } })
        .signatures.confirmed
    await until(async () => {
      const shown = await Promise.all([0, 1, 2].map(shownBy))
      return shown.every((n) => n === rows.length)
    }, 'every process shows the total')
    const recounted = await runProgram(['recount', '--json'], three.shared)
    expect(recounted).toMatchObject({ code: 0 })

    await hardLimitIsShared(three, { db, campaignId })
    await proofIsSpentForAll(three)
    await changeIsSeenByAll(three, campaignId)
    for (const { child } of three.programs) child.kill('SIGTERM')
    const codes = await Promise.all(three.programs.map(async ({ ended }) => (await ended).code))
    expect(codes).toEqual([0, 0, 0])
    await relay.close()
    process.stdout.write(
      `three processes: ${JSON.stringify({ acknowledged: acknowledged.length, rows: rows.length, swept: swept.sweptCount, mails: relay.received.length })}\n`,
    )
  },
  // Half a minute where nothing else runs, and longer beside what keeps both cores busy.
  240_000,
)

/** Ten are left of the thousand that one network may send; thirty come, ten at each. */
async function hardLimitIsShared({ visitor }: Three, { db, campaignId }: { db: Db; campaignId: string }) {
  const ip = '203.0.113.77'
  const reader = visitor(0, ip)
  await reader.get(page)
  const id = keyring.hash('limit', new Date().toISOString().slice(0, 10), 'signing', `${ip} ${campaignId}`)
  const expiresAt = new Date(Date.now() + 300_000)
  await db.insert(limitCounts).values({ id, useCount: 990, expiresAt }).returning()
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      visitor(n % 3, ip).post(
        page,
        reader.filled(m.sign_button({}, es), { ...ana, email: `hall-${n}@hall.example` }),
      ),
    ),
  )
  const count = (status: number) => answers.filter((answer) => answer.status === status).length
  // Of the ten, five as they are, and five are asked for a proof: that limit is counted together too.
  expect({ taken: count(303), asked: count(422), refused: count(429) }).toEqual({
    taken: 5,
    asked: 5,
    refused: 20,
  })
}

/** A proof that one process asked for is taken by another, and by no third. */
async function proofIsSpentForAll({ visitor }: Three) {
  const ip = '203.0.113.88'
  const button = m.sign_button({}, es)
  const reader = visitor(0, ip)
  await reader.get(page)
  for (let n = 0; n < 6; n++)
    await visitor(n % 3, ip)
      .post(page, reader.filled(button, { ...ana, email: `crowd-${n}@crowd.example` }))
      .then(({ status }) => expect(status).toBe(n < 5 ? 303 : 422))
  await reader.press(button, { ...ana, email: 'crowd-6@crowd.example' })
  const challenge = JSON.parse(reader.page().attribute('data-prove')?.replaceAll('&quot;', '"') ?? '')
  const proof = await solve(challenge)
  const fields = (email: string) =>
    reader.filled(button, { ...ana, email, proof }).filter(([field]) => field !== 'unproved')
  expect((await visitor(1, ip).post(page, fields('crowd-6@crowd.example'))).status).toBe(303)
  expect((await visitor(2, ip).post(page, fields('crowd-7@crowd.example'))).status).toBe(422)
}

/** The form goes from every process's page at once, and not only when the page was a second old. */
async function changeIsSeenByAll({ visitor, shared }: Three, campaignId: string) {
  const created = await runProgram(['create-organiser', 'tigran@anc.example', '--json'], shared)
  const { desk } = JSON.parse(created.stdout) as { desk: string }
  const tigran = visitor(0)
  await tigran.get(new URL(desk).pathname, { 'accept-language': 'en' })
  await tigran.press(m.signin_enter({}, en))
  await tigran.follow()
  const hasForm = async (n: number) => (await visitor(n).get(page)).html.includes('name="email"')
  let inTime = 0
  for (let round = 0; round < 12 && inTime < 2; round++) {
    const isPausing = round % 2 === 0
    await Promise.all([1, 2].map(hasForm))
    const keptAt = performance.now()
    const done = await tigran.post(`/desk/campaigns/${campaignId}`, { step: isPausing ? 'pause' : 'resume' })
    expect(done.status).toBe(303)
    await pause(100)
    const seen = await Promise.all([1, 2].map(hasForm))
    // Only then the kept page would still be fresh, had nobody told of the change.
    if (performance.now() - keptAt > 900) continue
    inTime += 1
    expect(seen).toEqual([!isPausing, !isPausing])
  }
  expect(inTime).toBe(2)
}
