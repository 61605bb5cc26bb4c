import { createHash, createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFile, sealFile } from './backup-file.server'
import {
  type Lock,
  lockWith,
  newBackupKey,
  readPrivateKey,
  readPublicKey,
  type Unlock,
} from './backup-lock.server'

const folder = mkdtempSync(join(tmpdir(), 'demarche-backup-file-'))
afterAll(() => rmSync(folder, { recursive: true }))

let names = 0
const place = () => join(folder, String(names++))
const passphrase = 'correct horse battery staple'
const pair = newBackupKey()
const privateKey = readPrivateKey(pair.privateKey) ?? createPrivateKey('')
const publicKey = readPublicKey(pair.publicKey)
if (!publicKey) throw new Error('no key')

async function sealed(bytes: Buffer, lock: Lock) {
  const [from, to] = [place(), place()]
  writeFileSync(from, bytes)
  await sealFile({ from, to, note: { from: 'Córdoba' }, ...(await lockWith(lock)) })
  return to
}

async function opened(from: string, by: Unlock) {
  const to = place()
  const note = await openFile<{ from: string }>({ from, to, by })
  return { note, bytes: readFileSync(to) }
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'opened',
    (error: { code?: string }) => error.code,
  )

describe('a sealed file', () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 300_000])('comes back with its note: %i bytes', async (size) => {
    // At random, so that it fills whole chunks after compressing too.
    const bytes = randomBytes(size)
    for (const [lock, by] of [
      [{ publicKey }, { privateKey }],
      [{ passphrase }, { passphrase }],
    ] as const) {
      const back = await opened(await sealed(bytes, lock), by)
      expect(back.note).toEqual({ from: 'Córdoba' })
      expect(back.bytes.equals(bytes)).toBe(true)
    }
  })

  it('is for its owner alone, is compressed, and shows nothing of what is in it', async () => {
    const path = await sealed(Buffer.from('ana.perez@mail.example '.repeat(10_000)), { publicKey })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(path).size).toBeLessThan(10_000)
    expect(readFileSync(path, 'latin1')).not.toMatch(/ana\.perez|C.rdoba/)
    expect(readFileSync(path, 'latin1')).toMatch(/^demarche-backup 1\n/)
  })

  it('is another one each time', async () => {
    const hashes = await Promise.all(
      [1, 2].map(async () =>
        createHash('sha256')
          .update(readFileSync(await sealed(Buffer.from('same'), { publicKey })))
          .digest('hex'),
      ),
    )
    expect(new Set(hashes).size).toBe(2)
  })

  it('says what it needs, and that something else was given', async () => {
    const byPassphrase = await sealed(Buffer.from('x'), { passphrase })
    const byKey = await sealed(Buffer.from('x'), { publicKey })
    expect(await codeOf(opened(byPassphrase, {}))).toBe('needs-passphrase')
    expect(await codeOf(opened(byPassphrase, { passphrase: 'another passphrase' }))).toBe('wrong-passphrase')
    expect(await codeOf(opened(byKey, { passphrase }))).toBe('needs-key')
    const another = readPrivateKey(newBackupKey().privateKey) ?? privateKey
    expect(await codeOf(opened(byKey, { privateKey: another }))).toBe('other-key')
  })

  it('takes a passphrase however its letters were composed', async () => {
    const path = await sealed(Buffer.from('x'), { passphrase: 'contrase\u00f1a de Ana' })
    expect(await codeOf(opened(path, { passphrase: 'contrasen\u0303a de Ana' }))).toBe('opened')
  })

  it('reads no keys that are none', () => {
    for (const word of ['', 'short', `${pair.publicKey}x`, pair.privateKey])
      expect(readPublicKey(word)).toBeNull()
    const other = generateKeyPairSync('ed25519')
      .privateKey.export({ format: 'pem', type: 'pkcs8' })
      .toString()
    for (const pem of ['', pair.publicKey, other]) expect(readPrivateKey(pem)).toBeNull()
  })
})

describe('a file that something happened to', () => {
  let whole: Buffer
  let chunk: number
  const damaged = async (bytes: Buffer) => {
    const path = place()
    writeFileSync(path, bytes)
    return codeOf(opened(path, { privateKey }))
  }
  beforeAll(async () => {
    whole = readFileSync(await sealed(randomBytes(200_000), { publicKey }))
    chunk = whole.length - 200_000
  })

  it('is told when it is torn, wherever', async () => {
    for (const length of [20, 100, chunk + 5_000, whole.length - 70_000, whole.length - 1])
      expect([length, await damaged(whole.subarray(0, length))]).toEqual([length, 'torn'])
  })

  it('is told when a chunk at its end is missing, cut exactly there', async () => {
    const head = 18 + 2 + whole.readUInt16BE(18) + 16
    expect(await damaged(whole.subarray(0, head + 4 + 65_536 + 16))).toBe('torn')
  })

  it('is told when any byte was changed', async () => {
    const places = [...Array(20).keys()].map((n) => 25 + Math.floor((n * (whole.length - 26)) / 19))
    for (const at of places) {
      const changed = Buffer.from(whole)
      changed[at] = (changed[at] ?? 0) ^ 1
      const code = await damaged(changed)
      // In the length of a chunk it may look like an end that is missing; in the header like another key.
      expect(['changed', 'torn', 'other-key', 'needs-passphrase'], `byte ${at}`).toContain(code)
    }
  })

  it('is told when chunks change places, one is doubled, or something follows the end', async () => {
    const head = 18 + 2 + whole.readUInt16BE(18) + 16
    const size = 4 + 65_536 + 16
    const [first, second] = [whole.subarray(head, head + size), whole.subarray(head + size, head + 2 * size)]
    const rest = whole.subarray(head + 2 * size)
    const start = whole.subarray(0, head)
    expect(await damaged(Buffer.concat([start, first, second, rest]))).toBe('opened')
    expect(await damaged(Buffer.concat([start, second, first, rest]))).toBe('changed')
    expect(await damaged(Buffer.concat([start, first, first, second, rest]))).toBe('changed')
    expect(await damaged(Buffer.concat([whole, Buffer.from('x')]))).toBe('changed')
  })

  it('is told when it is none, or of a newer program', async () => {
    expect(await damaged(Buffer.from('SQLite format 3\0 and so on'))).toBe('not-a-backup')
    expect(await damaged(Buffer.alloc(0))).toBe('not-a-backup')
    expect(await damaged(Buffer.concat([Buffer.from('demarche-backup 2\n'), whole.subarray(18)]))).toBe(
      'newer-format',
    )
  })

  it('can’t ask for more memory than a passphrase takes', async () => {
    const header = Buffer.from(JSON.stringify({ way: 'passphrase', salt: 'x', cost: 2 ** 30 }))
    const length = Buffer.alloc(2)
    length.writeUInt16BE(header.length)
    const path = place()
    writeFileSync(path, Buffer.concat([Buffer.from('demarche-backup 1\n'), length, header, Buffer.alloc(99)]))
    expect(await codeOf(opened(path, { passphrase }))).toBe('changed')
  })
})
