import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { day, keyring, later, morning } from '../tests/support/people'
import { eraseOldUploads, eraseUpload, keepUpload, openUpload } from './upload.server'

const dataDir = mkdtempSync(join(tmpdir(), 'demarche-uploads-'))
afterAll(() => rmSync(dataDir, { recursive: true }))
const ana = { dataDir, keyring, organiserId: 'ana' }
const words = Buffer.from('name\nEmbassy of Georgia\n')
const files = () => readdirSync(join(dataDir, 'uploads'))

it('an upload is found again by the one who sent it, for a day, and is not readable on the disk', async () => {
  const token = await keepUpload(words, { ...ana, now: morning })
  expect(await openUpload(token, { ...ana, now: later(day) })).toEqual(words)
  expect(await openUpload(token, { ...ana, organiserId: 'boris', now: morning })).toBeNull()
  expect(await openUpload(token, { ...ana, now: later(day + 1_000) })).toBeNull()
  expect(readFileSync(join(dataDir, 'uploads', token), 'utf8')).not.toContain('Georgia')
  await eraseUpload(token, ana)
  expect(await openUpload(token, { ...ana, now: morning })).toBeNull()
})

it('a name that is no token opens nothing', async () => {
  for (const token of ['', '../keys', 'x', `${'A'.repeat(42)}/`, 'A'.repeat(43)])
    expect(await openUpload(token, { ...ana, now: morning })).toBeNull()
})

it('what is older than a day is erased', async () => {
  await keepUpload(words, { ...ana, now: morning })
  const fresh = await keepUpload(words, { ...ana, now: later(day) })
  expect(await eraseOldUploads({ dataDir, now: later(day + 1_000) })).toBe(1)
  expect(files()).toEqual([fresh])
  expect(await eraseOldUploads({ dataDir: join(dataDir, 'nowhere'), now: morning })).toBe(0)
})
