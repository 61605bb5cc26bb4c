import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { engine } from '../../db/dialect'
import { packageRoot } from '../../db/package-root.server'
import { runProgram, scratchFolder } from '../support/program'
import { fillSignatures } from '../support/signatures'
import { sampleSlug } from '../support/site'

const seed = join(packageRoot, 'db', 'seed', sampleSlug)
const filesOf = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length), readFileSync(path, 'utf8')]),
  )

// Commands run in a process of their own, on the engine they start with.
if (engine === 'postgres')
  test('commands are proved on the engine they start with', () => expect(engine).toBe('postgres'))
else
  describe('the command line', () => {
    test('says how it is used, for itself and for each command', async () => {
      const { code, stdout } = await runProgram(['--help'], {})
      expect(code).toBe(0)
      for (const command of [
        'start',
        'migrate',
        'import',
        'export',
        'create-organiser',
        'sign-out',
        'let-in',
        'quarantine',
        'release',
      ])
        expect(stdout).toContain(command)
      const own = await runProgram(['export', '--help'], {})
      expect(own).toMatchObject({ code: 0, stderr: '' })
      expect(own.stdout).toContain('demarche export <slug> <folder>')
    })

    test.each([
      [[]],
      [['nonsense']],
      [['export', sampleSlug]],
      [['migrate', '--nonsense']],
      [['create-organiser', 'a@b.example', '--role', 'king']],
      [['start', '--processes', '0']],
      [['start', '--processes', 'many']],
    ])('%j is wrong usage: 2, told on stderr', async (words) => {
      const { code, stdout, stderr } = await runProgram(words, { DATA_DIR: scratchFolder() })
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).not.toBe('')
      expect(stderr).not.toMatch(/\n\s+at /)
    })

    test('starts several processes on PostgreSQL alone, and says what to set', async () => {
      const { code, stdout, stderr } = await runProgram(['start', '--processes', '2'], {
        DATA_DIR: scratchFolder(),
      })
      expect({ code, stdout }).toEqual({ code: 78, stdout: '' })
      expect(stderr).toMatch(/^--processes needs PostgreSQL: set DATABASE_URL .+\n$/)
    })

    test('exports what it imported byte for byte, and imports its own export without a change', async () => {
      const DATA_DIR = scratchFolder()
      const imported = await runProgram(['import', seed, '--json'], { DATA_DIR })
      expect(imported.code).toBe(0)
      expect(JSON.parse(imported.stdout)).toMatchObject({ status: 'imported', slug: sampleSlug })
      const folder = join(scratchFolder(), 'out')
      expect((await runProgram(['export', sampleSlug, folder], { DATA_DIR })).code).toBe(0)
      expect(filesOf(folder)).toEqual(filesOf(seed))
      const again = await runProgram(['import', folder, '--json'], { DATA_DIR })
      expect(JSON.parse(again.stdout)).toMatchObject({ status: 'unchanged', slug: sampleSlug })
      expect((await runProgram(['export', sampleSlug, folder], { DATA_DIR })).code).toBe(1)
      expect((await runProgram(['export', 'nothing', join(folder, 'x')], { DATA_DIR })).code).toBe(1)
    })

    test('sets signatures aside only with --apply, and takes that back by its id', async () => {
      const DATA_DIR = scratchFolder()
      await runProgram(['import', seed], { DATA_DIR })
      const run = async (...words: string[]) => {
        const { code, stdout } = await runProgram([...words, '--json'], { DATA_DIR })
        const answer: Record<string, unknown> = { ...JSON.parse(stdout), code }
        return answer
      }
      fillSignatures(join(DATA_DIR, 'demarche.db'), 100)
      const filter = ['quarantine', sampleSlug, '--name-like', 'apellido 1']
      // 1 and 10 to 19: eleven, all of them counted.
      expect(await run(...filter)).toMatchObject({ code: 0, status: 'found', count: 11 })
      expect(await run(...filter)).toMatchObject({ status: 'found', count: 11 })
      const done = await run(...filter, '--apply')
      expect(done).toMatchObject({ code: 0, status: 'set-aside', signatureCount: 11, countedCount: 11 })
      expect(await run(...filter)).toMatchObject({ status: 'found', count: 0 })
      expect(await run('quarantine', '--undo', String(done.id))).toMatchObject({
        status: 'undone',
        leftCount: 0,
      })
      expect(await run(...filter)).toMatchObject({ count: 11 })
      expect(await run('quarantine', '--undo', String(done.id))).toMatchObject({ code: 1, status: 'refused' })
      expect(await run('quarantine', sampleSlug)).toMatchObject({ code: 2, status: 'refused' })
      expect(await run('quarantine', 'nothing', '--signal', 'flood')).toMatchObject({ code: 1 })
      expect(await run('release', sampleSlug, '--signal', 'flood')).toMatchObject({
        status: 'found',
        count: 0,
      })
    })

    test('refuses a folder with faults, tells each in a line, and keeps nothing of it', async () => {
      const DATA_DIR = scratchFolder()
      const folder = scratchFolder()
      cpSync(seed, folder, { recursive: true })
      const campaign = JSON.parse(readFileSync(join(folder, 'campaign.json'), 'utf8')) as Record<
        string,
        unknown
      >
      writeFileSync(
        join(folder, 'campaign.json'),
        JSON.stringify({ ...campaign, goal: -1, slug: 'No Slug!' }),
      )
      const { code, stdout, stderr } = await runProgram(['import', folder, '--json'], { DATA_DIR })
      expect(code).toBe(1)
      expect(JSON.parse(stdout)).toMatchObject({
        status: 'refused',
        faults: [{ field: 'slug' }, { field: 'goal' }],
      })
      expect(stderr).not.toMatch(/\n\s+at /)
      expect((await runProgram(['export', sampleSlug, join(folder, 'x')], { DATA_DIR })).code).toBe(1)
      expect((await runProgram(['import', '/nowhere'], { DATA_DIR })).code).toBe(1)
    })

    test('signs a person out everywhere, keeps them out and lets them in, and tells only how many', async () => {
      const DATA_DIR = scratchFolder()
      await runProgram(['import', seed], { DATA_DIR })
      const tigran = 'tigran@anc.example'
      const run = (...words: string[]) => runProgram(words, { DATA_DIR })
      await run('create-organiser', tigran)
      const signedOut = await run('sign-out', tigran)
      expect(signedOut).toMatchObject({
        code: 0,
        stdout: '0 sessions ended, with 1 code or one-time address.\n',
        stderr: '',
      })
      const keptOut = await run('sign-out', tigran.toUpperCase(), '--and-keep-out', '--json')
      expect(JSON.parse(keptOut.stdout)).toEqual({ status: 'kept-out', sessionCount: 0, wayCount: 0 })
      expect(await run('create-organiser', tigran)).toMatchObject({ code: 1, stdout: '' })
      expect(await run('let-in', tigran)).toMatchObject({ code: 0, stdout: 'They can sign in again.\n' })
      expect((await run('create-organiser', tigran)).code).toBe(0)
      for (const command of ['sign-out', 'let-in']) {
        const nobody = await run(command, 'nobody@anc.example', '--json')
        expect(nobody).toMatchObject({ code: 1, stdout: '' })
        expect(nobody.stderr).not.toContain('@')
        expect((await run(command)).code).toBe(2)
      }
    })

    test('enters a person who organises and gives an address that signs them in', async () => {
      const DATA_DIR = scratchFolder()
      await runProgram(['import', seed], { DATA_DIR })
      const made = await runProgram(['create-organiser', 'tigran@anc.example', '--name', 'Tigran'], {
        DATA_DIR,
      })
      expect(made.code).toBe(0)
      expect(made.stdout).toMatch(/^Desk: http:\/\/localhost:3000\/desk\/sign-in\/[\w-]{43}\n$/)
      const known = await runProgram(['create-organiser', 'Tigran@anc.example', '--json'], { DATA_DIR })
      expect(JSON.parse(known.stdout)).toMatchObject({ status: 'known' })
      expect((await runProgram(['create-organiser', 'nobody'], { DATA_DIR })).code).toBe(2)
      const nowhere = ['create-organiser', 'x@anc.example', '--organisation', 'nowhere']
      expect((await runProgram(nowhere, { DATA_DIR })).code).toBe(1)
    })

    test('brings a database up to date, more than once', async () => {
      const DATA_DIR = scratchFolder()
      for (const _ of [1, 2]) {
        const { code, stdout } = await runProgram(['migrate', '--json'], { DATA_DIR })
        expect(code).toBe(0)
        expect(JSON.parse(stdout)).toEqual({ status: 'migrated' })
      }
    })

    test('wrong settings are 78 for commands too', async () => {
      const { code, stderr } = await runProgram(['migrate'], { DATA_DIR: join(seed, 'campaign.json') })
      expect(code).toBe(78)
      expect(stderr).toMatch(/^DATA_DIR/)
    })
  })
