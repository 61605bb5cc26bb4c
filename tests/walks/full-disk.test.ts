import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type Sqlite from 'better-sqlite3'
import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { engine } from '../../db/dialect'
import { isStorageFull } from '../../db/room.server'
import { campaigns } from '../../db/schema'
import { ana } from '../support/people'
import { scratchFolder, startProgram } from '../support/program'
import { allRows } from '../support/rows'
import { openSite, type Site, sampleSlug } from '../support/site'
import { atTheDesk, campaignPath, linkIn, minute, sign, signAndConfirm } from '../support/steps'
import { newVisitor } from '../support/visitor'

const [en, es] = [{ locale: 'en' } as const, { locale: 'es' } as const]

test('no room is told from other faults, on either engine and in files', () => {
  const coded = (code: string) => Object.assign(new Error('no'), { code })
  for (const code of ['SQLITE_FULL', 'SQLITE_IOERR_WRITE', '53100', 'ENOSPC', 'EDQUOT', 'EFBIG'])
    expect(isStorageFull(new Error('wrapped', { cause: coded(code) }))).toBe(true)
  for (const fault of [coded('SQLITE_CONSTRAINT_UNIQUE'), coded('23505'), new Error('x'), null, 'ENOSPC'])
    expect(isStorageFull(fault)).toBe(false)
})

const clientOf = (site: Site) => (site.db as unknown as { $client: Sqlite.Database }).$client
const fill = (site: Site) => {
  const pages = clientOf(site).pragma('page_count', { simple: true })
  clientOf(site).pragma(`max_page_count = ${pages}`)
}
const makeRoom = (site: Site) => clientOf(site).pragma('max_page_count = 4294967294')
const health = async (site: Site) => {
  const page = await site.visitor().get('/healthz')
  return { status: page.status, ...(page.json() as object) }
}

// PostgreSQL has no limit that a test could set on its own database.
if (engine === 'sqlite')
  describe('without room to write', () => {
    let site: Site
    beforeEach(async () => {
      site = await openSite()
    })

    /** Signs until there is no room. Returns the answer that said so, with the rows as they were before it. */
    async function signUntilFull() {
      for (let n = 0; n < 200; n++) {
        const before = await allRows(site.db)
        const answer = await sign(site.visitor({ 'x-forwarded-for': `203.0.113.${n}` }), {
          ...ana,
          email: `signer-${n}@mail.example`,
          line: `Por la libertad de ${'x'.repeat(80)} ${n}`,
        })
        if (answer.status !== 303) return { answer, before }
      }
      throw new Error('There was always room.')
    }

    test('signing answers 503 in words and keeps no half of it; reading goes on', async () => {
      fill(site)
      const { answer, before } = await signUntilFull()
      expect(answer.status).toBe(503)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(answer.words).toContain(m.fault_full_title({}, es))
      expect(answer.words).toContain(m.fault_full({}, es))
      expect(await allRows(site.db)).toEqual(before)
      expect(site.faults).toEqual([])
      expect(site.logged.some(({ level, event }) => level === 'error' && event === 'storage full')).toBe(true)
      for (const path of [campaignPath('es'), campaignPath('en'), '/en', `/c/${sampleSlug}.json`])
        expect((await site.visitor().get(path)).status, path).toBe(200)
    })

    test('what was queued before is sent once there is room, without a start, and signing goes on', async () => {
      fill(site)
      await signUntilFull()
      const queued = (await allRows(site.db)).outbox ?? []
      const waiting = queued.filter((row) => row.includes('"queued"')).length
      await site.work().catch((error: unknown) => expect(isStorageFull(error)).toBe(true))
      makeRoom(site)
      site.pass(31 * minute)
      await site.work()
      site.pass(31 * minute)
      await site.work()
      expect((await site.mailbox.list()).length).toBeGreaterThanOrEqual(waiting)
      expect(waiting).toBeGreaterThan(0)
      await signAndConfirm(site, { ...ana, email: 'after@mail.example' })
      expect((await site.mailsTo('after@mail.example')).length).toBe(1)
      expect(await health(site)).toMatchObject({ status: 'ok', storage: 'ok' })
    })

    test('the desk can be read and says so, and /healthz does', async () => {
      const tigran = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran' })
      expect((await tigran.get('/desk')).words).not.toContain(m.desk_storage_full({}, en))
      expect(await health(site)).toMatchObject({ status: 'ok', database: 'ok', storage: 'ok' })
      fill(site)
      await signUntilFull()
      // Long enough for the session to be marked as used.
      site.pass(5 * minute)
      const page = await tigran.get('/desk')
      expect(page.status).toBe(200)
      expect(page.words).toContain(m.desk_storage_full({}, en))
      const checked = await site.visitor().get('/healthz')
      expect(checked.status).toBe(503)
      expect(checked.json()).toMatchObject({ status: 'fault', database: 'ok', storage: 'full' })
    })

    test('a program that writes gets it in its own form', async () => {
      const tigran = await atTheDesk(site, { email: 'tigran@anc.example', name: 'Tigran' })
      const [campaign] = await site.db.select().from(campaigns).where(eq(campaigns.slug, sampleSlug))
      const path = `/desk/campaigns/${campaign?.id}/texts/es.json`
      const { page } = (await tigran.get(path)).json() as { page: { number: number; words: object } }
      fill(site)
      await signUntilFull()
      const words = { ...page.words, body: 'x'.repeat(9_000) }
      const answer = await tigran.post(path, {
        intent: 'save',
        kind: 'page',
        basedOn: String(page.number),
        ...words,
      })
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).not.toBeNull()
      expect(answer.json()).toMatchObject({ error: { code: 'storage-full' } })
    })

    test('a link that was mailed before works again afterwards', async () => {
      await sign(site.visitor(), ana)
      await site.work()
      const [mail] = await site.mailsTo(ana.email)
      fill(site)
      await signUntilFull()
      const reader = site.visitor()
      await reader.open(linkIn(mail, 'confirm'))
      const pressed = await reader.press(m.confirm_button({}, es))
      expect([303, 503]).toContain(pressed.status)
      makeRoom(site)
      await reader.open(linkIn(mail, 'confirm'))
      if (pressed.status === 503) await reader.press(m.confirm_button({}, es))
      await site.work()
      const [row] = (await allRows(site.db)).tallies ?? []
      expect(row).toContain('"confirmedCount":1')
    })
  })

const hasLimits = spawnSync('prlimit', ['--version']).status === 0
test.runIf(engine === 'sqlite' && hasLimits)(
  'the program outlives a disk that takes nothing, and does what was left when it takes something again',
  async () => {
    // Its log lies on the same disk.
    const log = join(scratchFolder(), 'log')
    const program = await startProgram({ DATA_DIR: scratchFolder() }, { stderr: log })
    const visitor = () =>
      newVisitor({ fetch: (request) => fetch(request), baseUrl: program.site }, { connection: 'close' })
    const signAs = async (email: string) => {
      const signer = visitor()
      await signer.get(campaignPath('es'))
      return signer.press(m.sign_button({}, es), { ...ana, email })
    }
    const allow = (bytes: string) =>
      execFileSync('prlimit', ['--pid', String(program.child.pid), `--fsize=${bytes}:unlimited`])
    const mailsTo = async (email: string) => {
      const mails = (await (await fetch(`${program.site}/mailbox.json`)).json()) as { to: string[] }[]
      return mails.filter(({ to }) => to.includes(email)).length
    }
    expect((await signAs('first@mail.example')).status).toBe(303)
    allow('0')
    expect((await signAs('second@mail.example')).status).toBe(503)
    expect((await visitor().get(campaignPath('en'))).status).toBe(200)
    expect((await fetch(`${program.site}/healthz`)).status).toBe(503)
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    allow('unlimited')
    expect((await signAs('third@mail.example')).status).toBe(303)
    expect(readFileSync(log, 'utf8')).toContain('"route"')
    for (let waited = 0; waited < 100 && (await mailsTo('third@mail.example')) === 0; waited++)
      await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await mailsTo('third@mail.example')).toBe(1)
    expect(await mailsTo('second@mail.example')).toBe(0)
    program.child.kill('SIGTERM')
    expect((await program.ended).code).toBe(0)
  },
)
