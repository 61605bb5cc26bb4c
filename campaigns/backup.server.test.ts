import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { type Connection, connect } from '../db/client.server'
import { copyDatabase, inspectDatabase } from '../db/copy.server'
import { engine } from '../db/dialect'
import {
  ana,
  type Campaign,
  keyring,
  lapshinCampaign,
  morning,
  post,
  signAndConfirm,
} from '../tests/support/people'
import { allRows } from '../tests/support/rows'
import { restoreBackup, writeBackup } from './backup.server'
import { sealFile } from './backup-file.server'
import { lockWith } from './backup-lock.server'

if (engine === 'postgres')
  test('backups of PostgreSQL are made by pg_dump', () => expect(engine).toBe('postgres'))
else
  describe('a backup', () => {
    let folder: string
    let site: Connection
    let campaign: Campaign
    const passphrase = 'a passphrase of the tests'
    const database = () => join(folder, 'demarche.db')
    const file = () => join(folder, 'kept', 'monday.backup')
    const elsewhere = () => join(folder, 'elsewhere', 'demarche.db')
    const write = (to = file(), tell: Parameters<typeof writeBackup>[0]['tell'] = () => {}) =>
      writeBackup({
        database: database(),
        dataDir: folder,
        file: to,
        lock: { passphrase },
        keyMarks: keyring.marks(),
        now: new Date(),
        tell,
      })
    const restore = (database = elsewhere(), keyMarks: Record<string, string> | null = keyring.marks()) =>
      restoreBackup({ file: file(), database, by: { passphrase }, keyMarks })
    const changeCopy = (statement: string) => {
      const other = new Sqlite(database())
      other.exec(statement)
      other.close()
    }

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'demarche-backup-'))
      site = await connect(`file:${database()}`)
      await site.migrate()
      campaign = await lapshinCampaign(site.db)
      await signAndConfirm(site.db, campaign, ana)
    })
    afterEach(async () => {
      await site.close()
      rmSync(folder, { recursive: true })
    })

    it('brings back every row of every table elsewhere', async () => {
      expect(await write()).toMatchObject({
        kind: 'backed-up',
        held: { campaigns: 1, signatures: 1, confirmed: 1 },
      })
      expect(await restore()).toMatchObject({ kind: 'restored', keys: 'same', held: { signatures: 1 } })
      expect(statSync(elsewhere()).mode & 0o777).toBe(0o600)
      const restored = await connect(`file:${elsewhere()}`)
      await restored.migrate()
      expect(await allRows(restored.db)).toEqual(await allRows(site.db))
      await restored.close()
    })

    it('is made while people sign, and holds the signatures of one moment, whole', async () => {
      let isDone = false
      let signed = 0
      const signing = (async () => {
        for (; !isDone; signed++) {
          await post(site.db, campaign, { ...ana, email: `signer-${signed}@mail.example` })
          await new Promise((resolve) => setImmediate(resolve))
        }
      })()
      const result = await write()
      isDone = true
      await signing
      if (result.kind !== 'backed-up') throw new Error(result.kind)
      expect(signed).toBeGreaterThan(5)
      expect((await restore()).kind).toBe('restored')
      const restored = await connect(`file:${elsewhere()}`)
      const [is, was] = [await allRows(restored.db), await allRows(site.db)]
      await restored.close()
      expect(is.signatures).toHaveLength(result.held.signatures)
      for (const [name, rows] of Object.entries(is)) for (const row of rows) expect(was[name]).toContain(row)
      // Each signature with its consents, its way to confirm and its mail, or nothing of it.
      expect(is.confirmations).toHaveLength(result.held.signatures)
      expect(is.outbox).toHaveLength(result.held.signatures)
    })

    it('leaves nothing beside itself, and takes away what one left that was killed', async () => {
      const left = join(folder, 'backup-abc123')
      mkdirSync(left)
      utimesSync(left, morning, new Date(Date.now() - 48 * 3_600_000))
      await write()
      expect(readdirSync(join(folder, 'kept'))).toEqual(['monday.backup'])
      expect(readdirSync(folder).filter((name) => name.startsWith('backup-'))).toEqual([])
    })

    it('overwrites nothing, neither a backup nor a database nor what SQLite keeps beside one', async () => {
      await write()
      const before = readFileSync(file())
      expect(await write()).toEqual({ kind: 'already-there' })
      expect(readFileSync(file()).equals(before)).toBe(true)
      expect(await restore(database())).toEqual({ kind: 'already-there' })
      await site.close()
      rmSync(database())
      const wal = `${database()}-wal`
      mkdirSync(wal)
      expect(await restore(database())).toEqual({ kind: 'already-there' })
      expect(existsSync(database())).toBe(false)
    })

    it('says whether the keys here are those that belong to it', async () => {
      await write()
      expect(await restore(join(folder, 'a.db'), null)).toMatchObject({ kind: 'restored', keys: 'missing' })
      expect(await restore(join(folder, 'b.db'), { k1: 'of another installation' })).toMatchObject({
        kind: 'restored',
        keys: 'other',
      })
    })

    it('is none when the file, read again, does not hold what was copied', async () => {
      const result = await write(file(), (step) => {
        if (step !== 'writing') return
        const work = readdirSync(folder).find((name) => name.startsWith('backup-')) ?? ''
        const copy = new Sqlite(join(folder, work, 'copy.db'))
        copy.exec('delete from consents')
        copy.close()
      })
      expect(result).toEqual({ kind: 'not-the-same' })
      expect(readdirSync(join(folder, 'kept'))).toEqual([])
    })

    it('is not restored when it holds anything else than it says', async () => {
      const copy = join(folder, 'copy.db')
      await copyDatabase({ from: database(), to: copy, tell: () => {} })
      const { counts, confirmedCount, migratedTo } = inspectDatabase(copy)
      const note = { counts, confirmedCount: confirmedCount + 1, migratedTo, keyMarks: keyring.marks() }
      mkdirSync(join(folder, 'kept'))
      await sealFile({ from: copy, to: file(), note, ...(await lockWith({ passphrase })) })
      expect(await restore()).toEqual({ kind: 'not-the-same' })
      expect(readdirSync(join(folder, 'elsewhere'))).toEqual([])
    })

    it('is not written of a damaged database', async () => {
      changeCopy("pragma foreign_keys = off; update signatures set letter_id = 'nowhere'")
      expect(await write()).toEqual({ kind: 'damaged' })
      expect(readdirSync(join(folder)).filter((name) => /^(?:backup-|kept)/.test(name))).toEqual([])
    })

    it('is not restored into a program too old for it', async () => {
      changeCopy('update __drizzle_migrations set created_at = created_at + 4000000000000')
      await write()
      expect(await restore()).toEqual({ kind: 'newer-schema' })
      expect(readdirSync(join(folder, 'elsewhere'))).toEqual([])
    })

    it('is not restored when it is not what it says, and leaves nothing', async () => {
      expect(await restore()).toEqual({ kind: 'no-file' })
      expect(await write(join(folder, 'nowhere.backup'))).toMatchObject({ kind: 'backed-up' })
      await write()
      const wrong = restoreBackup({
        file: file(),
        database: elsewhere(),
        by: { passphrase: 'no' },
        keyMarks: null,
      })
      expect(await wrong).toEqual({ kind: 'wrong-passphrase' })
      expect(readdirSync(join(folder, 'elsewhere'))).toEqual([])
    })
  })
