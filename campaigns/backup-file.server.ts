import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { BackupFault, contentKey, type Unlock, unlockWith, type Way } from './backup-lock.server'

// A file: one line with the number of the format; two bytes of length and a header in JSON; 16 bytes that prove the key;
// then chunks of at most 64 kB, each with four bytes of length (the highest bit marks the last one) and a tag of 16 bytes.
const format = 1
const opening = (number: number) => `demarche-backup ${number}\n`
const chunkSize = 64 * 1024
const tagSize = 16
const lastMark = 0x8000_0000

/** The nonce is the chunk's number: the key belongs to this file alone. */
function nonceOf(number: number): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeBigUInt64BE(BigInt(number), 4)
  return nonce
}

const proofOf = (key: Buffer) => createHmac('sha256', key).update('proof').digest().subarray(0, 16)

function lengthOf(bytes: number, isLast: boolean): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE((isLast ? lastMark : 0) + bytes)
  return length
}

function headOf(way: Way): Buffer {
  const header = Buffer.from(JSON.stringify(way))
  const length = Buffer.alloc(2)
  length.writeUInt16BE(header.length)
  return Buffer.concat([Buffer.from(opening(format)), length, header])
}

/**
 * Writes a file to a new place, with a note in front of it, compressed and encrypted (AES-256-GCM in chunks, so that none
 * can be left out, moved or cut off). The bytes are on the disk when this returns. Returns the key of the file's content.
 */
export async function sealFile({
  from,
  to,
  note,
  way,
  secret,
}: {
  from: string
  to: string
  note: object
  way: Way
  secret: Buffer
}): Promise<Buffer> {
  const head = headOf(way)
  const key = contentKey(secret, head)
  const before = Buffer.from(`${JSON.stringify(note)}\n`)
  await pipeline(
    async function* () {
      yield before
      yield* createReadStream(from, { highWaterMark: 256 * 1024 })
    },
    createGzip(),
    async function* (plain: AsyncIterable<Buffer>) {
      yield Buffer.concat([head, proofOf(key)])
      let number = 0
      let waiting = Buffer.alloc(0)
      for await (const more of plain) {
        waiting = Buffer.concat([waiting, more])
        // What is left may be the last chunk, so a whole one waits until more has come.
        for (; waiting.length > chunkSize; waiting = waiting.subarray(chunkSize))
          yield sealChunk(key, { number: number++, plain: waiting.subarray(0, chunkSize), isLast: false })
      }
      yield sealChunk(key, { number, plain: waiting, isLast: true })
    },
    createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true }),
  )
  return key
}

function sealChunk(
  key: Buffer,
  { number, plain, isLast }: { number: number; plain: Buffer; isLast: boolean },
): Buffer {
  const length = lengthOf(plain.length, isLast)
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number), { authTagLength: tagSize })
  cipher.setAAD(length)
  return Buffer.concat([length, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/**
 * Writes what is in a backup to a new file, and returns its note. Opened by what was kept for it, or by the key that
 * `sealFile` returned. Throws a BackupFault for a file that is none, is torn, was changed, or opens with something else.
 */
export async function openFile<Note>({
  from,
  to,
  by,
}: {
  from: string
  to: string
  by: Unlock | { key: Buffer }
}): Promise<Note> {
  const file = await open(from, 'r')
  let note: Note | undefined
  try {
    const { key, at } = await readHead(file, by)
    await pipeline(
      () => openChunks(file, { key, at }),
      createGunzip(),
      async function* (plain: AsyncIterable<Buffer>) {
        let before = Buffer.alloc(0)
        for await (const more of plain) {
          if (note !== undefined) {
            yield more
            continue
          }
          before = Buffer.concat([before, more])
          const end = before.indexOf('\n')
          if (end < 0) continue
          note = JSON.parse(before.subarray(0, end).toString()) as Note
          yield before.subarray(end + 1)
        }
      },
      createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true }),
    )
  } finally {
    await file.close()
  }
  if (note === undefined) throw new BackupFault('changed')
  return note
}

async function readHead(
  file: FileHandle,
  by: Unlock | { key: Buffer },
): Promise<{ key: Buffer; at: number }> {
  const line = (await read(file, 0, 40, false)).toString('latin1')
  const [whole, number] = /^demarche-backup (\d{1,6})\n/.exec(line) ?? []
  if (!whole) throw new BackupFault('not-a-backup')
  if (Number(number) > format) throw new BackupFault('newer-format')
  const length = (await read(file, whole.length, 2)).readUInt16BE()
  const head = await read(file, 0, whole.length + 2 + length)
  const proof = await read(file, head.length, tagSize)
  const at = head.length + proof.length
  if ('key' in by) return { key: by.key, at }
  const way = wayOf(head.subarray(whole.length + 2))
  const key = contentKey(await unlockWith(way, by), head)
  if (!timingSafeEqual(proof, proofOf(key)))
    throw new BackupFault(way.way === 'passphrase' ? 'wrong-passphrase' : 'changed')
  return { key, at }
}

function wayOf(header: Buffer): Way {
  try {
    const way = JSON.parse(header.toString()) as Way
    const isOne =
      (way.way === 'passphrase' && typeof way.salt === 'string') ||
      (way.way === 'key' && typeof way.for === 'string' && typeof way.ephemeral === 'string')
    if (isOne) return way
  } catch {
    // Told below.
  }
  throw new BackupFault('changed')
}

async function* openChunks(file: FileHandle, { key, at }: { key: Buffer; at: number }) {
  const { size } = await file.stat()
  let isLast = false
  for (let number = 0; !isLast; number++) {
    const length = await read(file, at, 4)
    const marked = length.readUInt32BE()
    isLast = marked >= lastMark
    const bytes = marked - (isLast ? lastMark : 0)
    if (bytes > chunkSize) throw new BackupFault('changed')
    const body = await read(file, at + 4, bytes + tagSize)
    at += 4 + body.length
    yield openChunk(key, { number, length, body })
  }
  if (at !== size) throw new BackupFault('changed')
}

function openChunk(
  key: Buffer,
  { number, length, body }: { number: number; length: Buffer; body: Buffer },
): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number), { authTagLength: tagSize })
  decipher.setAAD(length).setAuthTag(body.subarray(-tagSize))
  try {
    return Buffer.concat([decipher.update(body.subarray(0, -tagSize)), decipher.final()])
  } catch {
    throw new BackupFault('changed')
  }
}

/** So many bytes from a place; a file that ends before is torn. */
async function read(file: FileHandle, at: number, bytes: number, isWhole = true): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes)
  let done = 0
  while (done < bytes) {
    const { bytesRead } = await file.read(buffer, done, bytes - done, at + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  if (done < bytes && isWhole) throw new BackupFault('torn')
  return buffer.subarray(0, done)
}
