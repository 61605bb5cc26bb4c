import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { keyWords, refusals } from '../../app/server/backup-words'
import { installedKeyring } from '../../campaigns/key-file.server'
import { openKeyring } from '../../campaigns/keyring.server'
import { connect } from '../../db/client.server'
import { engine } from '../../db/dialect'
import { signatures } from '../../db/schema'
import { ana } from '../support/people'
import { launch, runProgram, scratchFolder, startProgram } from '../support/program'
import { allRows } from '../support/rows'
import { sampleSlug } from '../support/site'
import { newVisitor } from '../support/visitor'

const es = { locale: 'es' } as const
const BACKUP_PASSPHRASE = 'la contraseña de las pruebas'
const visitorOf = (site: string) =>
  newVisitor({ fetch: (request) => fetch(request), baseUrl: site }, { connection: 'close' })

async function rowsIn(folder: string) {
  const connection = await connect(`file:${join(folder, 'demarche.db')}`)
  const rows = await allRows(connection.db)
  const signed = await connection.db.select().from(signatures)
  await connection.close()
  return { rows, signed }
}

// Commands run in a process of their own, on the engine they start with.
if (engine === 'postgres')
  test('commands are proved on the engine they start with', () => expect(engine).toBe('postgres'))
else {
  describe('the drill: a site is backed up while people sign, and brought back on another machine', () => {
    test('has every signature that was there, under its address', async () => {
      const DATA_DIR = scratchFolder()
      const program = await startProgram({ DATA_DIR, LOG_LEVEL: 'warn' })
      const signer = visitorOf(program.site)
      await signer.get(`/es/c/${sampleSlug}`)
      const sign = async (n: number) => {
        const filled = signer.filled(m.sign_button({}, es), { ...ana, email: `signer-${n}@mail.example` })
        const answer = await visitorOf(program.site).post(`/es/c/${sampleSlug}`, filled)
        expect(answer.status).toBe(303)
      }
      for (let n = 0; n < 5; n++) await sign(n)
      let isDone = false
      const signing = (async () => {
        for (let n = 5; !isDone; n++) await sign(n)
      })()
      const file = join(scratchFolder(), 'monday.backup')
      const made = await runProgram(['backup', file, '--json'], { DATA_DIR, BACKUP_PASSPHRASE })
      isDone = true
      await signing
      program.child.kill('SIGTERM')
      await program.ended
      expect(made.code, made.stderr).toBe(0)
      const told = JSON.parse(made.stdout)
      expect(told).toMatchObject({ status: 'backed-up', campaigns: 1 })
      expect(told.signatures).toBeGreaterThanOrEqual(5)
      expect(made.stderr).toContain('keys')
      expect(made.stdout + made.stderr).not.toContain(BACKUP_PASSPHRASE)

      const newer = scratchFolder()
      copyFileSync(join(DATA_DIR, 'keys'), join(newer, 'keys'))
      const back = await runProgram(['restore', file, '--json'], { DATA_DIR: newer, BACKUP_PASSPHRASE })
      expect(back.code, back.stderr).toBe(0)
      expect(JSON.parse(back.stdout)).toMatchObject({
        status: 'restored',
        signatures: told.signatures,
        keys: 'same',
      })
      const [was, is] = [await rowsIn(DATA_DIR), await rowsIn(newer)]
      expect(is.signed).toHaveLength(told.signatures)
      for (const row of is.rows.signatures ?? []) expect(was.rows.signatures).toContain(row)
      const keyring = openKeyring(readFileSync(join(newer, 'keys'), 'utf8').trim())
      const addresses = is.signed.map(({ id, emailSealed }) =>
        keyring.open(emailSealed ?? '', `signature:${id}`).toString(),
      )
      for (let n = 0; n < 5; n++) expect(addresses).toContain(`signer-${n}@mail.example`)

      const again = await startProgram({ DATA_DIR: newer })
      expect((await visitorOf(again.site).open('/en')).words).toContain('Lapshin')
      again.child.kill('SIGTERM')
      await again.ended
      const twice = await runProgram(['restore', file], { DATA_DIR: newer, BACKUP_PASSPHRASE })
      expect(twice).toMatchObject({ code: 1, stdout: '' })
      expect(twice.stderr).toContain(refusals['already-there'])
    })
  })

  describe('a backup', () => {
    test('for a key is made without a secret on the machine, and opens with the other half alone', async () => {
      const DATA_DIR = scratchFolder()
      await runProgram(['migrate'], { DATA_DIR })
      const key = join(scratchFolder(), 'backup.key')
      const made = await runProgram(['backup-key', key], {})
      expect(made.code).toBe(0)
      expect(readFileSync(key, 'utf8')).toContain('PRIVATE KEY')
      expect((await runProgram(['backup-key', key], {})).code).toBe(1)
      const BACKUP_TO = made.stdout.trim()
      const file = join(scratchFolder(), 'a', 'monday.backup')
      expect((await runProgram(['backup', file], { DATA_DIR, BACKUP_TO })).code).toBe(0)

      const elsewhere = { DATA_DIR: scratchFolder() }
      const without = await runProgram(['restore', file, '--json'], { ...elsewhere, BACKUP_PASSPHRASE })
      expect(without.code).toBe(1)
      expect(JSON.parse(without.stdout)).toEqual({ status: 'needs-key' })
      const back = await runProgram(['restore', file, '--key', key], elsewhere)
      expect(back.code, back.stderr).toBe(0)
      expect(back.stderr).toContain(keyWords.missing)
    })

    test('that can’t be opened is told in one line each, with 1, and nothing is left', async () => {
      const DATA_DIR = scratchFolder()
      await runProgram(['migrate'], { DATA_DIR })
      const folder = scratchFolder()
      const file = join(folder, 'whole')
      await runProgram(['backup', file], { DATA_DIR, BACKUP_PASSPHRASE })
      const whole = readFileSync(file)
      const changed = Buffer.from(whole)
      const at = whole.length - 40
      changed[at] = (changed[at] ?? 0) ^ 1
      const newer = Buffer.concat([Buffer.from('demarche-backup 7\n'), whole.subarray(18)])
      const cases: [keyof typeof refusals, Buffer, string][] = [
        ['wrong-passphrase', whole, 'another passphrase'],
        ['torn', whole.subarray(0, -100), BACKUP_PASSPHRASE],
        ['changed', changed, BACKUP_PASSPHRASE],
        ['newer-format', newer, BACKUP_PASSPHRASE],
        ['not-a-backup', Buffer.from('a letter'), BACKUP_PASSPHRASE],
      ]
      const target = join(scratchFolder(), 'data')
      for (const [kind, bytes, typed] of cases) {
        writeFileSync(join(folder, kind), bytes)
        const told = await runProgram(['restore', join(folder, kind), '--json'], {
          DATA_DIR: target,
          BACKUP_PASSPHRASE: typed,
        })
        expect({ kind, code: told.code }).toEqual({ kind, code: 1 })
        expect(JSON.parse(told.stdout)).toEqual({ status: kind })
        expect(told.stderr).toContain(refusals[kind])
        expect(told.stderr).not.toMatch(/\n\s+at /)
      }
      expect(readdirSync(target)).toEqual([])
    })

    test('asks for what it needs with 78, and for PostgreSQL names what to use', async () => {
      const DATA_DIR = scratchFolder()
      await runProgram(['migrate'], { DATA_DIR })
      const file = join(scratchFolder(), 'x')
      for (const [settings, says] of [
        [{}, /^BACKUP_PASSPHRASE/],
        [{ BACKUP_PASSPHRASE: 'short' }, /^BACKUP_PASSPHRASE.*12/],
        [{ BACKUP_TO: 'nonsense' }, /^BACKUP_TO/],
      ] as const) {
        const { code, stderr } = await runProgram(['backup', file], { DATA_DIR, ...settings })
        expect(code).toBe(78)
        expect(stderr).toMatch(says)
      }
      const DATABASE_URL = 'postgres://u:secret@127.0.0.1:9/x'
      for (const command of ['backup', 'restore']) {
        const told = await runProgram([command, file], { DATA_DIR, DATABASE_URL, BACKUP_PASSPHRASE })
        expect(told.code).toBe(1)
        expect(told.stderr).toContain('pg_dump')
        expect(told.stderr).not.toContain('secret')
      }
      const nothing = await runProgram(['backup', file], { DATA_DIR: scratchFolder(), BACKUP_PASSPHRASE })
      expect(nothing.code).toBe(1)
      expect(nothing.stderr).toContain(refusals['no-database'])
      mkdirSync(join(DATA_DIR, 'there'))
      const taken = await runProgram(['backup', join(DATA_DIR, 'there')], { DATA_DIR, BACKUP_PASSPHRASE })
      expect(taken.code).toBe(1)
      expect(existsSync(file)).toBe(false)
    })
  })

  describe('rotating the keys of a site that runs', () => {
    test('killed in the middle and begun again, loses no address, and the site never stops', async () => {
      const DATA_DIR = scratchFolder()
      const program = await startProgram({ DATA_DIR, LOG_LEVEL: 'warn' })
      const signer = visitorOf(program.site)
      await signer.get(`/es/c/${sampleSlug}`)
      let signed = 0
      const sign = async () => {
        const email = `signer-${signed++}@mail.example`
        const filled = signer.filled(m.sign_button({}, es), { ...ana, email })
        const answer = await visitorOf(program.site).post(`/es/c/${sampleSlug}`, filled)
        expect(answer.status).toBe(303)
      }
      for (let n = 0; n < 5; n++) await sign()
      const keys = () => readFileSync(join(DATA_DIR, 'keys'), 'utf8')
      const root = keys().trim()
      const killed = launch(['rotate-keys'], { DATA_DIR })
      for (let waited = 0; waited < 400 && !keys().includes('k2 '); waited++) {
        await sign()
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
      killed.child.kill('SIGKILL')
      expect((await killed.ended).signal).toBe('SIGKILL')
      expect(keys()).toMatch(/^\S{43}\nk2 \S{43}\n$/)

      let isDone = false
      const signing = (async () => {
        while (!isDone) await sign()
      })()
      const again = await runProgram(['rotate-keys', '--json'], { DATA_DIR })
      isDone = true
      await signing
      await sign()
      expect(again.code, again.stderr).toBe(0)
      expect(JSON.parse(again.stdout)).toMatchObject({
        status: 'rotated',
        key: 'k2',
        retired: ['k1'],
        unreadable: 0,
      })
      program.child.kill('SIGTERM')
      await program.ended
      expect(program.complained()).not.toContain('fault')
      expect(keys()).toMatch(/^\S{43}\nk2 \S{43}\nk1 retired\n$/)
      const keyring = installedKeyring({ dataDir: DATA_DIR, secretKey: undefined })
      const { signed: rows } = await rowsIn(DATA_DIR)
      expect(rows).toHaveLength(signed)
      for (const { id, emailSealed } of rows) {
        expect(emailSealed).toMatch(/^k2\./)
        expect(keyring.open(emailSealed ?? '', `signature:${id}`).toString()).toMatch(/^signer-\d+@/)
        expect(() => openKeyring(root).open(emailSealed ?? '', `signature:${id}`)).toThrow()
      }
    })

    test('keys that are gone are not made anew beside what was sealed with them', async () => {
      const DATA_DIR = scratchFolder()
      await runProgram(['create-organiser', 'tigran@anc.example'], { DATA_DIR })
      rmSync(join(DATA_DIR, 'keys'))
      const { code, stderr } = await runProgram(['migrate'], { DATA_DIR })
      expect(code).toBe(78)
      expect(stderr).toMatch(/no keys/)
      expect(existsSync(join(DATA_DIR, 'keys'))).toBe(false)
    })
  })

  describe('retention', () => {
    test('says what is due without erasing it, then erases just that', async () => {
      const DATA_DIR = scratchFolder()
      const program = await startProgram({ DATA_DIR, LOG_LEVEL: 'warn' })
      const signer = visitorOf(program.site)
      await signer.get(`/es/c/${sampleSlug}`)
      expect((await signer.press(m.sign_button({}, es), ana)).status).toBe(303)
      program.child.kill('SIGTERM')
      await program.ended
      const longAgo = new Date(Date.now() - 8 * 24 * 3_600_000)
      const connection = await connect(`file:${join(DATA_DIR, 'demarche.db')}`)
      await connection.db.update(signatures).set({ createdAt: longAgo }).returning({ id: signatures.id })
      await connection.close()

      const countOf = (stdout: string, status: string) => {
        const told = JSON.parse(stdout) as { status: string; rules: { rule: string; count: number }[] }
        expect(told.status).toBe(status)
        return told.rules.find(({ rule }) => rule === 'unconfirmed')?.count
      }
      const told = await runProgram(['retention', '--dry-run', '--json'], { DATA_DIR })
      expect(countOf(told.stdout, 'dry-run')).toBe(1)
      expect((await rowsIn(DATA_DIR)).signed[0]?.name).toBe(ana.name)
      const words = await runProgram(['retention', '--dry-run'], { DATA_DIR })
      expect(words.stdout).toContain('unconfirmed, after 7 days: 1 due')
      expect(words.stdout).toMatch(/connections, after 30 days: 0 due, the next on \d{4}-\d\d-\d\d/)
      const done = await runProgram(['retention', '--json'], { DATA_DIR })
      expect(countOf(done.stdout, 'erased')).toBe(1)
      expect((await rowsIn(DATA_DIR)).signed[0]).toMatchObject({ state: 'expired', name: null })
      const wrong = await runProgram(['retention'], { DATA_DIR, KEEP_ADDRESSES_DAYS: '183' })
      expect(wrong.code).toBe(78)
      expect(wrong.stderr).toMatch(/^KEEP_ADDRESSES_DAYS/)
    })
  })
}
