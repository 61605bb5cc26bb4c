import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { pictureLimits, readPicture } from './picture.server'

const room = { width: 1280, height: 2560 }
const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#8a3324' } })
/** Noise from one generator: nothing compresses worse. */
const noise = (width: number, height: number) => {
  const bytes = Buffer.alloc(width * height * 3)
  let state = 7
  for (let i = 0; i < bytes.length; i++) {
    state = (state * 48_271) % 2_147_483_647
    bytes[i] = state & 255
  }
  return sharp(bytes, { raw: { width, height, channels: 3 } })
}
const read = (bytes: Buffer, within = room) => readPicture(bytes, within)
const mine = async (bytes: Buffer, within = room) => {
  const made = await read(bytes, within)
  if (made.kind !== 'picture') throw new Error(made.reason)
  return { ...made, metadata: await sharp(made.webp).metadata() }
}

/** A PNG whose header claims this size, with so little in it. */
function claimedPng(width: number, height: number): Buffer {
  const crcOf = (bytes: Buffer) => {
    let crc = -1
    for (const byte of bytes) {
      crc ^= byte
      for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
    }
    return (crc ^ -1) >>> 0
  }
  const chunk = (type: string, body: Buffer) => {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
    const [size, crc] = [Buffer.alloc(4), Buffer.alloc(4)]
    size.writeUInt32BE(body.length)
    crc.writeUInt32BE(crcOf(named))
    return Buffer.concat([size, named, crc])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.alloc((width + 1) * height))
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

describe('a picture that is read', () => {
  it.each(['png', 'jpeg', 'webp'] as const)('from %s becomes WebP', async (format) => {
    const made = await mine(await plain(60, 40).toFormat(format).toBuffer())
    expect(made).toMatchObject({ width: 60, height: 40, metadata: { format: 'webp', width: 60, height: 40 } })
  })

  it('fits the room it gets, keeps its proportions and is never enlarged', async () => {
    const bytes = await plain(3000, 1500).png().toBuffer()
    expect(await mine(bytes)).toMatchObject({ width: 1280, height: 640 })
    expect(await mine(bytes, { width: 400, height: 100 })).toMatchObject({ width: 200, height: 100 })
    expect(await mine(await plain(10, 10).png().toBuffer())).toMatchObject({ width: 10, height: 10 })
  })

  it('stands upright, and says neither where nor with what it was taken', async () => {
    const taken = plain(60, 40)
      .withExif({
        IFD0: { Make: 'Camera', Orientation: '6' },
        IFD3: { GPSLatitude: '31/1 25/1 0/1', GPSLatitudeRef: 'S' },
      })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">Córdoba</x:xmpmeta>')
    const bytes = await taken.jpeg().toBuffer()
    expect((await sharp(bytes).metadata()).exif).toBeDefined()
    const { metadata, webp } = await mine(
      await sharp(bytes).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    )
    expect(metadata).toMatchObject({ width: 40, height: 60 })
    for (const secret of ['exif', 'xmp', 'iptc', 'icc', 'orientation'] as const)
      expect(metadata[secret]).toBeUndefined()
    expect(webp.includes('Camera')).toBe(false)
  })

  it('is at most 400 kB, however detailed', async () => {
    const { webp } = await mine(await noise(1100, 1100).jpeg({ quality: 100 }).toBuffer())
    expect(webp.length).toBeLessThanOrEqual(pictureLimits.kept)
  }, 60_000)

  it('loses whatever else its file held', async () => {
    const script = Buffer.from('<script>alert(1)</script><?php system($_GET[0]); PK\x03\x04')
    for (const format of ['png', 'jpeg'] as const) {
      const { webp } = await mine(Buffer.concat([await plain(60, 40).toFormat(format).toBuffer(), script]))
      expect(webp.includes('script')).toBe(false)
      expect(webp.readUInt32LE(4)).toBe(webp.length - 8)
    }
    const commented = await sharp(await plain(60, 40).jpeg().toBuffer())
      .withXmp(`<x>${script}</x>`)
      .jpeg()
      .toBuffer()
    expect(commented.includes('<script>')).toBe(true)
    expect((await mine(commented)).webp.includes('<script>')).toBe(false)
  })
})

describe('refused is', () => {
  it.each([
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['an SVG after an XML declaration', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['a page', '<!doctype html><img src=x>'],
    ['a GIF', 'GIF89a\x01\x00\x01\x00\x80\x00\x00'],
    ['a PDF', '%PDF-1.7'],
    ['nothing', ''],
    ['a page that ends like a picture', '<script>alert(1)</script>\x89PNG\r\n\x1a\n'],
  ])('%s', async (_, text) => {
    expect(await read(Buffer.from(text, 'latin1'))).toEqual({ kind: 'refused', reason: 'not-a-picture' })
  })

  it('a bomb: few bytes that would be very many pixels', async () => {
    const bomb = claimedPng(16_000, 16_000)
    expect(bomb.length).toBeLessThan(300_000)
    expect(await read(bomb)).toEqual({ kind: 'refused', reason: 'too-many-pixels' })
    expect((await read(claimedPng(4_000, 5_000))).kind).toBe('picture')
  })

  it('a torn one, and one that only begins like a picture', async () => {
    const whole = await noise(200, 200).png().toBuffer()
    expect(await read(whole.subarray(0, whole.length / 2))).toEqual({ kind: 'refused', reason: 'broken' })
    const jpeg = await noise(200, 200).jpeg().toBuffer()
    expect(await read(jpeg.subarray(0, jpeg.length / 2))).toEqual({ kind: 'refused', reason: 'broken' })
    const svg = Buffer.from('\xff\xd8\xff<svg xmlns="http://www.w3.org/2000/svg"/>', 'latin1')
    expect(await read(svg)).toEqual({ kind: 'refused', reason: 'broken' })
  })

  it('one that is too large to be read', async () => {
    const bytes = Buffer.concat([await plain(6, 4).png().toBuffer(), Buffer.alloc(pictureLimits.read)])
    expect(await read(bytes)).toEqual({ kind: 'refused', reason: 'too-large' })
  })
})
