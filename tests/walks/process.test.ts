import { generateKeyPairSync } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { openKeyring } from '../../campaigns/keyring.server'
import { connect } from '../../db/client.server'
import { engine } from '../../db/dialect'
import { signatures } from '../../db/schema'
import { ana } from '../support/people'
import { freePort, launch, linesOf, scratchFolder, startProgram } from '../support/program'
import { sampleSlug } from '../support/site'
import { newVisitor, type Visitor } from '../support/visitor'

const es = { locale: 'es' } as const
const visitorOf = (site: string): Visitor =>
  newVisitor(
    { fetch: (request) => fetch(request), baseUrl: site },
    { 'accept-language': 'es', connection: 'close' },
  )

const printedAll = async (printed: () => string) => {
  for (let waited = 0; waited < 100 && !/Mailbox:/.test(printed()); waited++)
    await new Promise((resolve) => setTimeout(resolve, 50))
  return linesOf(printed())
}

// A process of its own with a file of its own: the engine of the other project has nothing to add.
if (engine === 'postgres')
  test('the process is proved on the engine it starts with', () => expect(engine).toBe('postgres'))
else {
  describe('the program', () => {
    test('starts with nothing set, prints where everything is, and the printed desk address signs in once', async () => {
      const program = await startProgram({ DATA_DIR: join(scratchFolder(), 'made', 'for', 'it') })
      const lines = await printedAll(program.printed)
      expect(lines.Site).toBe(program.site)
      expect(lines.Mailbox).toBe(`${program.site}/mailbox`)
      const tigran = visitorOf(program.site)
      const [, path = ''] = (lines.Desk ?? '').split(program.site)
      await tigran.get(path, { 'accept-language': 'en' })
      await tigran.press(m.signin_enter({}, { locale: 'en' }))
      expect(tigran.page().status).toBe(303)
      const desk = await tigran.follow()
      expect(desk.links.some(({ href }) => href.startsWith('/desk/campaigns/'))).toBe(true)
      expect((await visitorOf(program.site).open('/')).words).toContain('Lapshin')
      expect((await visitorOf(program.site).get('/mailbox')).status).toBe(200)
      program.child.kill('SIGTERM')
      expect(await program.ended).toMatchObject({ code: 0 })
    })

    test('keeps its data over a second start, which is ready in seconds, and ends in time with 0', async () => {
      const DATA_DIR = scratchFolder()
      const first = await startProgram({ DATA_DIR })
      const signer = visitorOf(first.site)
      await signer.get(`/es/c/${sampleSlug}`)
      expect((await signer.press(m.sign_button({}, es), ana)).status).toBe(303)
      const stopping = performance.now()
      first.child.kill('SIGTERM')
      expect((await first.ended).code).toBe(0)
      expect(performance.now() - stopping).toBeLessThan(10_000)

      const second = await startProgram({ DATA_DIR })
      expect(second.readyAfter).toBeLessThan(10_000)
      const mails = async () =>
        (await (await fetch(`${second.site}/mailbox.json`)).json()) as { to: string[] }[]
      for (let waited = 0; waited < 100 && (await mails()).length === 0; waited++)
        await new Promise((resolve) => setTimeout(resolve, 100))
      expect((await mails()).map(({ to }) => to)).toEqual([[ana.email]])
      second.child.kill('SIGINT')
      expect((await second.ended).code).toBe(0)
      process.stdout.write(`second start ready after ${Math.round(second.readyAfter)} ms\n`)
    })

    test('keeps its keys where only their owner can read them', async () => {
      const DATA_DIR = join(scratchFolder(), 'data')
      const program = await startProgram({ DATA_DIR })
      expect(statSync(join(DATA_DIR, 'keys')).mode & 0o777).toBe(0o600)
      expect(statSync(DATA_DIR).mode & 0o077).toBe(0)
      program.child.kill('SIGTERM')
      await program.ended
    })

    test('finishes a signature that is on its way when it is told to stop', async () => {
      const program = await startProgram({ DATA_DIR: scratchFolder() })
      const signer = visitorOf(program.site)
      await signer.get(`/es/c/${sampleSlug}`)
      const answer = signer.press(m.sign_button({}, es), ana)
      await new Promise((resolve) => setTimeout(resolve, 5))
      program.child.kill('SIGTERM')
      expect((await answer).status).toBe(303)
      expect((await program.ended).code).toBe(0)
    })

    test('refuses a body of 10 MB over a real connection without reading it all', async () => {
      const program = await startProgram({ DATA_DIR: scratchFolder() })
      const { status } = await fetch(`${program.site}/es/c/${sampleSlug}`, {
        method: 'POST',
        headers: { origin: program.site, 'content-type': 'application/x-www-form-urlencoded' },
        body: 'x'.repeat(10_000_000),
      })
      expect(status).toBe(413)
      expect((await fetch(`${program.site}/healthz`)).status).toBe(200)
      program.child.kill('SIGTERM')
      await program.ended
    })

    test('killed in the middle of two hundred signatures, it has each one that it acknowledged', async () => {
      const DATA_DIR = scratchFolder()
      const program = await startProgram({ DATA_DIR, LOG_LEVEL: 'warn' })
      const signer = visitorOf(program.site)
      await signer.get(`/es/c/${sampleSlug}`)
      const acknowledged: string[] = []
      const posts = Array.from({ length: 200 }, async (_, i) => {
        const email = `signer-${i}@mail.example`
        const filled = signer.filled(m.sign_button({}, es), { ...ana, email })
        const answer = await visitorOf(program.site)
          .post(`/es/c/${sampleSlug}`, filled)
          .catch(() => null)
        if (answer?.status === 303) acknowledged.push(email)
        if (acknowledged.length === 60) program.child.kill('SIGKILL')
      })
      await Promise.all(posts)
      expect((await program.ended).signal).toBe('SIGKILL')
      expect(acknowledged.length).toBeGreaterThanOrEqual(60)
      expect(acknowledged.length).toBeLessThan(200)

      const again = await startProgram({ DATA_DIR })
      again.child.kill('SIGTERM')
      await again.ended
      const keyring = openKeyring(readFileSync(join(DATA_DIR, 'keys'), 'utf8').trim())
      const connection = await connect(`file:${join(DATA_DIR, 'demarche.db')}`)
      const rows = await connection.db.select().from(signatures)
      await connection.close()
      const held = rows.map(({ id, emailSealed }) =>
        keyring.open(emailSealed ?? '', `signature:${id}`).toString(),
      )
      expect(held).toEqual(expect.arrayContaining(acknowledged))
    })

    test('writes no address, name or token into its log', async () => {
      const program = await startProgram({ DATA_DIR: scratchFolder(), LOG_LEVEL: 'trace' })
      const signer = visitorOf(program.site)
      await signer.get(`/es/c/${sampleSlug}`)
      await signer.press(m.sign_button({}, es), ana)
      await signer.follow()
      const handle = /signed\/([\w-]+)/.exec(signer.page().path)?.[1] ?? 'none'
      await signer.get(`/confirm/${'T'.repeat(43)}`)
      program.child.kill('SIGTERM')
      const { stderr } = await program.ended
      expect(stderr).toContain('"route"')
      for (const secret of [ana.email, ana.name, handle, 'TTTTT', '127.0.0.1', 'mail.example'])
        expect(stderr).not.toContain(secret)
      for (const line of stderr.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow()
    })
  })

  describe('a wrong setting is refused with 78 and one line that says what to set', () => {
    const file = () => {
      const path = join(scratchFolder(), 'a-file')
      writeFileSync(path, 'not a database, and not a folder either\n'.repeat(100))
      return path
    }
    const shortKey = () => {
      const path = join(scratchFolder(), 'key.pem')
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
      writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }))
      return path
    }
    const relay = { SMTP_URL: 'smtp://127.0.0.1:2525', MAIL_FROM: 'mail@petitions.example' }
    const wrong: [string, () => Record<string, string>, RegExp][] = [
      ['a relay without a sender', () => ({ SMTP_URL: relay.SMTP_URL }), /MAIL_FROM/],
      [
        'a DKIM key that is none',
        () => ({ ...relay, DKIM_DOMAIN: 'a.example', DKIM_SELECTOR: 's', DKIM_KEY_FILE: file() }),
        /DKIM_KEY_FILE/,
      ],
      [
        'a DKIM key that is too short',
        () => ({ ...relay, DKIM_DOMAIN: 'a.example', DKIM_SELECTOR: 's', DKIM_KEY_FILE: shortKey() }),
        /^DKIM_KEY_FILE must be .*2048 bits.*1024 bits/,
      ],
      ['a public address without a relay', () => ({ BASE_URL: 'https://petitions.example' }), /SMTP_URL/],
      ['plain http in public', () => ({ ...relay, BASE_URL: 'http://petitions.example' }), /BASE_URL.*https/],
      ['a folder that can’t be made', () => ({ DATA_DIR: join(file(), 'inside') }), /DATA_DIR/],
      ['a folder that is a file', () => ({ DATA_DIR: file() }), /DATA_DIR/],
      ['a port that is none', () => ({ PORT: 'eighty' }), /PORT/],
      ['a host that is not this machine', () => ({ ...relay, HOST: '203.0.113.7' }), /HOST/],
      ['a database file that is none', () => ({ DATABASE_URL: `file:${file()}` }), /DATABASE_URL/],
      [
        'a database server that is not there',
        () => ({ DATABASE_URL: 'postgres://u:secret@127.0.0.1:9/x' }),
        /DATABASE_URL/,
      ],
    ]

    test.each(wrong)('%s', async (_, settings, says) => {
      const PORT = String(await freePort())
      const { code, stdout, stderr } = await launch(['start'], {
        DATA_DIR: scratchFolder(),
        PORT,
        ...settings(),
      }).ended
      expect({ code, stdout }).toEqual({ code: 78, stdout: '' })
      expect(stderr).toMatch(says)
      expect(stderr.trim().split('\n')).toHaveLength(1)
      expect(stderr).not.toContain('secret@')
    })

    test('a port that is taken', async () => {
      const program = await startProgram({ DATA_DIR: scratchFolder() })
      const { code, stderr } = await launch(['start'], {
        DATA_DIR: scratchFolder(),
        PORT: String(program.port),
      }).ended
      expect(code).toBe(78)
      expect(stderr).toMatch(/^PORT .* taken/)
      program.child.kill('SIGTERM')
      await program.ended
    })

    test('keys that were lost: an empty file is not taken for a key', async () => {
      const DATA_DIR = scratchFolder()
      writeFileSync(join(DATA_DIR, 'keys'), '\n', { mode: 0o600 })
      const { code, stderr } = await launch(['start'], { DATA_DIR, PORT: String(await freePort()) }).ended
      expect(code).toBe(78)
      expect(stderr).toMatch(/keys/)
    })

    test('a Node that is too old is told which one to install', async () => {
      const older =
        "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.11.0'}});Object.defineProperty(process,'version',{value:'v20.11.0'})"
      const { code, stderr } = await launch(['start'], { DATA_DIR: scratchFolder() }, ['--import', older])
        .ended
      expect(code).toBe(78)
      expect(stderr).toMatch(/^Démarche needs Node 22\.14 or newer; this is v20\.11\.0\..*Node 24/)
      expect(stderr.trim().split('\n')).toHaveLength(1)
    })
  })
}
