import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'

const red = { r: 200, g: 30, b: 30 }
const blank = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: channels === 4 ? { ...red, alpha: 0.5 } : red } })

/** A picture with something in every part of it, so that a lost part shows. */
function noisy(width: number, height: number) {
  const pixels = Buffer.alloc(width * height * 3)
  let seed = 20261124
  for (let i = 0; i < pixels.length; i++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    pixels[i] = seed >>> 24
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + data.length)
  bytes.writeUInt32BE(data.length, 0)
  bytes.write(type, 4, 'latin1')
  data.copy(bytes, 8)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length)
  return bytes
}

/** A whole and valid PNG, black all over, that is a few kilobytes as a file and a byte for eight pixels once unpacked. */
export function bomb(width: number, height: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head[8] = 1
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height))
  const parts = [chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...parts])
}

export const script = '<script>alert(document.domain)</script>'

const png = () => blank(900, 300, 4).png().toBuffer()
const jpeg = () => noisy(300, 200).jpeg().toBuffer()

/** Pictures as people send them, and as those do who mean harm. */
export const pictures = {
  png,
  jpeg,
  webp: () => blank(64, 32, 4).webp().toBuffer(),
  dot: () => blank(1, 1).png().toBuffer(),
  cmyk: () => noisy(60, 40).toColourspace('cmyk').jpeg().toBuffer(),
  wide: () => blank(60, 40).withIccProfile('p3').png().toBuffer(),
  huge: () => noisy(1_200, 900).png().toBuffer(),
  moving: async () => {
    const frames = await Promise.all([blank(40, 20).png().toBuffer(), noisy(40, 20).png().toBuffer()])
    return sharp(frames, { join: { animated: true } })
      .webp({ delay: [100, 100] })
      .toBuffer()
  },
  /** Taken upright, stored lying on its side, with the place it was taken at. */
  located: () =>
    blank(60, 40)
      .withMetadata({ orientation: 6 })
      .withExif({
        IFD0: { Copyright: 'Canary Photographer' },
        IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '34/1 36/1 13/1' },
      })
      .jpeg()
      .toBuffer(),
  withArchive: async () =>
    Buffer.concat([await png(), Buffer.from('PK\u0003\u0004 canary.exe'), Buffer.from(script)]),
  withComment: async () => {
    const plain = await png()
    const text = chunk('tEXt', Buffer.from(`Comment\0${script}`, 'latin1'))
    return Buffer.concat([plain.subarray(0, 33), text, plain.subarray(33)])
  },
  torn: async () => {
    const whole = await jpeg()
    return whole.subarray(0, Math.floor(whole.length / 2))
  },
  tornPng: async () => {
    const whole = await noisy(300, 200).png().toBuffer()
    return whole.subarray(0, Math.floor(whole.length / 2))
  },
  headOnly: async () => Buffer.from('89504e470d0a1a0a', 'hex'),
  gifPage: async () => Buffer.from(`GIF89a/*\u0001\u0000*/=1;${script}`, 'latin1'),
  svg: async () =>
    Buffer.from(
      `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${script}</svg>`,
    ),
  page: async () => Buffer.from(`<!doctype html>${script}`),
  nothing: async () => Buffer.alloc(0),
} satisfies Record<string, () => Promise<Buffer>>
