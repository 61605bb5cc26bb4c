import { expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { signatures } from '../../db/schema'
import { ana } from '../support/people'
import { linesOf, runProgram, scratchFolder, startProgram } from '../support/program'
import { sampleSlug } from '../support/site'
import { newVisitor } from '../support/visitor'
import { connected, ownDatabase } from './own-database'

const es = { locale: 'es' } as const
const server = process.env.TEST_DATABASE_URL
const visitorOf = (site: string) =>
  newVisitor({ fetch: (request) => fetch(request), baseUrl: site }, { connection: 'close' })

test.skipIf(!server)(
  'the program on a real server: what it acknowledged survives kill -9, and its commands work',
  async () => {
    const DATA_DIR = scratchFolder()
    const settings = { DATA_DIR, DATABASE_URL: await ownDatabase(DATA_DIR), LOG_LEVEL: 'warn' }

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
    await expect.poll(() => linesOf(second.printed()).Site).toBe(second.site)
    const db = await connected(settings.DATABASE_URL)
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
