import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { parseLetter } from './letter'
import type { Paper } from './letter-paper'
import { type DrawnLetter, openPreviewPress } from './preview-press.server'

const usualTmp = process.env.TMPDIR
let folder = ''
const opened: ReturnType<typeof openPreviewPress>[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preview-test-'))
  process.env.TMPDIR = folder
})
afterEach(async () => {
  for (const press of opened.splice(0)) press.close()
  await vi.waitFor(async () => expect(await readdir(folder), 'nothing is left behind').toEqual([]), 5_000)
})
afterAll(async () => {
  if (usualTmp === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = usualTmp
  await rm(folder, { recursive: true })
})

function open(options?: Parameters<typeof openPreviewPress>[0]) {
  const press = openPreviewPress(options)
  opened.push(press)
  return press
}

function paper(body: string, changes: Partial<Paper> = {}): Paper {
  const parsed = parseLetter(body)
  if (parsed.kind === 'refused') throw new Error(JSON.stringify(parsed.faults))
  return {
    language: 'es',
    title: 'Carta',
    author: 'Defensores',
    letterheads: [{ name: 'Defensores', lines: [] }],
    place: 'Buenos Aires',
    date: 'hoy',
    recipient: ['Embajada'],
    reference: '',
    subject: 'Asunto',
    body: parsed.document,
    signatories: [],
    annex: null,
    words: {
      reference: '',
      subject: 'Asunto:',
      placeAndDate: '{place}, {date}',
      annexTitle: '',
      annexIntro: '',
      countedOnly: '',
      page: '{page}/{pages}',
    },
    createdAt: '2026-11-24T12:12:00.000Z',
    ...changes,
  }
}

const svgOf = (drawn: DrawnLetter) =>
  drawn.kind === 'drawn' ? JSON.parse(gunzipSync(drawn.packed).toString()).svg : drawn

test('draws one letter after the other, each as it was given', async () => {
  const press = open()
  const first = await press.draw('ana', paper('Uno.'))
  const long = await press.draw('ana', paper('Dos párrafos largos.\n\n'.repeat(60)))
  const again = await press.draw('ana', paper('Uno.'))
  expect(first).toMatchObject({ kind: 'drawn', pages: 1 })
  expect(svgOf(first)).toMatch(/^<svg[^>]+viewBox=/)
  expect(long).toMatchObject({ kind: 'drawn', pages: 3 })
  expect(svgOf(long)).not.toContain('#ffffff')
  expect(svgOf(again)).toBe(svgOf(first))
  expect((await readdir(folder)).length).toBe(1)
})

test('of one writer only the newest waits, and nobody else is put off by it', async () => {
  const press = open()
  const under = press.draw('ana', paper('Uno.'))
  const asked = ['Dos.', 'Tres.', 'Cuatro.'].map((body) => press.draw('ana', paper(body)))
  const other = press.draw('bruno', paper('Otra.'))
  expect((await under).kind).toBe('drawn')
  expect((await Promise.all(asked)).map(({ kind }) => kind)).toEqual(['superseded', 'superseded', 'drawn'])
  expect((await other).kind).toBe('drawn')
})

test('who no longer waits, and who comes when too many do, gets none', async () => {
  const press = open({ mostWaiting: 1 })
  const under = press.draw('ana', paper('Uno.'))
  const gone = new AbortController()
  const left = press.draw('bruno', paper('Dos.'), gone.signal)
  expect(await press.draw('carla', paper('Tres.'))).toEqual({ kind: 'busy' })
  gone.abort()
  expect(await left).toEqual({ kind: 'superseded' })
  expect(await press.draw('carla', paper('Tres.'), gone.signal)).toEqual({ kind: 'superseded' })
  expect((await under).kind).toBe('drawn')
  expect((await press.draw('carla', paper('Tres.'))).kind).toBe('drawn')
})

test('a letter that takes too long ends the press, and the next one gets another', async () => {
  const press = open({ timeoutMs: 1 })
  expect(await press.draw('ana', paper('Uno.'))).toMatchObject({ kind: 'failed', fault: 'timeout' })
  const patient = open()
  const broken = paper('Uno.', { createdAt: 'never' })
  expect(await patient.draw('ana', broken)).toMatchObject({ kind: 'failed', fault: 'typst' })
  expect((await patient.draw('ana', paper('Uno.'))).kind).toBe('drawn')
})

test('ends by itself when nobody writes, and starts again', async () => {
  const press = open({ idleMs: 50 })
  expect((await press.draw('ana', paper('Uno.'))).kind).toBe('drawn')
  await vi.waitFor(async () => expect(await readdir(folder)).toEqual([]), 5_000)
  expect((await press.draw('ana', paper('Uno.'))).kind).toBe('drawn')
})
