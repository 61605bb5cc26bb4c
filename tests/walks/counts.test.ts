import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { checkCounts } from '../../campaigns/recount.server'
import { connect } from '../../db/client.server'
import { engine } from '../../db/dialect'
import { organisers, tallies } from '../../db/schema'
import { ana } from '../support/people'
import { runProgram, scratchFolder, startProgram } from '../support/program'
import { openSite, sampleSlug } from '../support/site'
import { atTheDesk, signAndConfirm } from '../support/steps'

const en = { locale: 'en' } as const

test('a count that was kept wrong is seen by keepers and monitors, and by nobody else, until it is right', async () => {
  const site = await openSite()
  const keeper = await atTheDesk(site, { email: 'kira@anc.example', name: 'Kira' })
  const tigran = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran', role: 'campaigner' })
  await site.db.update(organisers).set({ isKeeper: true }).where(eq(organisers.name, 'Kira')).returning()
  await site.db.update(organisers).set({ isKeeper: false }).where(eq(organisers.name, 'Tigran')).returning()
  await signAndConfirm(site, ana)
  await site.work()
  const health = async () => {
    const answer = await site.visitor().get('/healthz')
    return { status: answer.status, ...(answer.json() as object) }
  }
  await checkCounts(site.db, { now: site.now() })
  expect(await health()).toMatchObject({ status: 'ok', counts: 'ok' })
  expect((await keeper.open('/desk')).words).not.toContain(m.counts_differ({}, en))
  expect((await keeper.open('/desk/mail')).words).not.toContain(m.counts_title({}, en))

  await site.db.update(tallies).set({ confirmedCount: 4321 }).returning()
  await checkCounts(site.db, { now: site.now() })
  expect(await health()).toMatchObject({ status: 'ok', counts: 'differ' })
  expect((await site.visitor().get('/healthz')).status).toBe(200)
  expect((await keeper.open('/desk')).words).toContain(m.counts_differ({}, en))
  const shown = (await keeper.open('/desk/mail')).words
  for (const words of [m.counts_title({}, en), sampleSlug, '4,321', 'demarche recount --mend'])
    expect(shown).toContain(words)
  expect((await tigran.open('/desk')).words).not.toContain(m.counts_differ({}, en))

  await site.db.update(tallies).set({ confirmedCount: 1 }).returning()
  await checkCounts(site.db, { now: site.now() })
  expect(await health()).toMatchObject({ counts: 'ok' })
  expect((await keeper.open('/desk')).words).not.toContain(m.counts_differ({}, en))
})

// A process of its own with a file of its own: the engine of the other project has nothing to add.
describe.skipIf(engine === 'postgres')('demarche recount', () => {
  test('tells a wrong count by its exit code while the site runs, puts it right, and says what it did', async () => {
    const DATA_DIR = scratchFolder()
    const program = await startProgram({ DATA_DIR, LOG_LEVEL: 'warn' })
    const told = async (words: string[]) => {
      const { code, stdout } = await runProgram(['recount', ...words, '--json'], { DATA_DIR })
      return { code, ...(JSON.parse(stdout) as object) }
    }
    const connection = await connect(`file:${join(DATA_DIR, 'demarche.db')}`)
    await connection.db.update(tallies).set({ confirmedCount: 3 }).returning()
    const faults = [{ campaign: sampleSlug, country: null, kept: 3, counted: 0 }]
    expect(await told([])).toEqual({ code: 1, status: 'differ', faults })
    expect(await (await fetch(`${program.site}/healthz`)).json()).toMatchObject({ counts: 'differ' })
    expect(await told(['--mend'])).toEqual({ code: 0, status: 'mended', faults })
    const words = await runProgram(['recount'], { DATA_DIR })
    expect(words).toMatchObject({ code: 0, stdout: expect.stringMatching(/^The counts .+\n$/) })
    expect(await connection.db.select().from(tallies)).toMatchObject([{ confirmedCount: 0 }])
    expect(await (await fetch(`${program.site}/healthz`)).json()).toMatchObject({ counts: 'ok' })
    await connection.close()
    program.child.kill('SIGTERM')
    expect(await program.ended).toMatchObject({ code: 0 })
  }, 120_000)
})
