import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { type Connection, connect, type Db } from '../../db/client.server'
import { signatures } from '../../db/schema'
import { ana } from '../support/people'
import { linesOf, runProgram, scratchFolder, startProgram } from '../support/program'
import { sampleSlug } from '../support/site'
import { newVisitor } from '../support/visitor'

const es = { locale: 'es' } as const
const server = process.env.TEST_DATABASE_URL ?? ''
const name = `process_${randomBytes(6).toString('hex')}`
const opened: Connection[] = []

const execute = (db: Db, statement: string) =>
  (db as unknown as { execute: (query: unknown) => Promise<unknown> }).execute(sql.raw(statement))
async function connected(url: string) {
  const connection = await connect(url)
  opened.push(connection)
  return connection.db
}
const visitorOf = (site: string) =>
  newVisitor({ fetch: (request) => fetch(request), baseUrl: site }, { connection: 'close' })

afterAll(async () => {
  for (const connection of opened.splice(0)) await connection.close()
})

test.skipIf(!server)(
  'the program on a real server: what it acknowledged survives kill -9, and its commands work',
  async () => {
    const admin = await connected(server)
    await execute(admin, `create database ${name}`)
    const address = new URL(server)
    address.pathname = `/${name}`
    const settings = { DATA_DIR: scratchFolder(), DATABASE_URL: address.href, LOG_LEVEL: 'warn' }

    const first = await startProgram(settings)
    const signer = visitorOf(first.site)
    await signer.get(`/es/c/${sampleSlug}`)
    const acknowledged: number[] = []
    const posts = Array.from({ length: 60 }, async (_, n) => {
      const filled = signer.filled(m.sign_button({}, es), { ...ana, email: `signer-${n}@mail.example` })
      const answer = await visitorOf(first.site)
        .post(`/es/c/${sampleSlug}`, filled)
        .catch(() => null)
      if (answer?.status === 303) acknowledged.push(n)
      if (acknowledged.length === 20) first.child.kill('SIGKILL')
    })
    await Promise.all(posts)
    expect((await first.ended).signal).toBe('SIGKILL')
    expect(acknowledged.length).toBeGreaterThanOrEqual(20)

    const second = await startProgram(settings)
    expect(linesOf(second.printed()).Site).toBe(second.site)
    const db = await connected(address.href)
    expect((await db.select().from(signatures)).length).toBeGreaterThanOrEqual(acknowledged.length)

    // While the site goes on.
    const told = async (words: string[]) => {
      const { code, stdout, stderr } = await runProgram([...words, '--json'], settings)
      expect(code, stderr).toBe(0)
      return JSON.parse(stdout) as { status: string; resealed?: number; unreadable?: number }
    }
    const { status, resealed, unreadable } = await told(['rotate-keys'])
    expect(status).toBe('rotated')
    expect(resealed).toBeGreaterThanOrEqual(acknowledged.length)
    expect(unreadable).toBe(0)
    expect((await told(['retention', '--dry-run'])).status).toBe('dry-run')
    expect((await told(['quarantine', sampleSlug, '--domain', 'mail.example'])).status).toBe('found')
    second.child.kill('SIGTERM')
    expect(await second.ended).toMatchObject({ code: 0 })
  },
)
