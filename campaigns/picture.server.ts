import sharp from 'sharp'

/**
 * Most bytes of a file that is read; most pixels it may have before it is even opened (a large photograph); most bytes of
 * what is kept, which are 400 kB once they are written as base64.
 */
export const pictureLimits = { read: 5_000_000, pixels: 24_000_000, kept: 300_000 } as const
const patience = 10
// Clear first; what is too detailed for that becomes coarser, and smaller at last.
const ways = [
  { quality: 90, share: 1 },
  { quality: 75, share: 1 },
  { quality: 60, share: 1 },
  { quality: 60, share: 0.7 },
  { quality: 40, share: 0.5 },
]

export type PictureRefusal =
  | 'svg'
  | 'not-a-picture'
  | 'too-large'
  | 'too-many-pixels'
  | 'too-detailed'
  | 'damaged'
export type ReadPicture =
  | { kind: 'picture'; webp: Buffer; width: number; height: number }
  | { kind: 'refused'; reason: PictureRefusal }

// The library reads far more kinds than we take, and each is a parser for what strangers send.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['VipsForeignLoadPngBuffer', 'VipsForeignLoadJpegBuffer', 'VipsForeignLoadWebpBuffer'],
})
sharp.cache(false)
sharp.concurrency(1)

let queue: Promise<unknown> = Promise.resolve()

/**
 * Reads an uploaded PNG, JPEG or WebP by its bytes, whatever it is called, and draws it anew as WebP that fits into
 * `width` × `height` pixels: the first picture of a moving one, upright, in sRGB, and nothing else that was in the file.
 * One picture after the other, in threads of its own. Refused as a value, never thrown.
 */
export function readPicture(bytes: Buffer, size: { width: number; height: number }): Promise<ReadPicture> {
  const turn = queue.then(() => redraw(bytes, size))
  queue = turn
  return turn
}

const refused = (reason: PictureRefusal): ReadPicture => ({ kind: 'refused', reason })

async function redraw(bytes: Buffer, size: { width: number; height: number }): Promise<ReadPicture> {
  if (bytes.length > pictureLimits.read) return refused('too-large')
  if (!isTaken(bytes)) return refused(looksLikeSvg(bytes) ? 'svg' : 'not-a-picture')
  try {
    for (const { quality, share } of ways) {
      const within = { width: Math.ceil(size.width * share), height: Math.ceil(size.height * share) }
      const { data, info } = await sharp(bytes, {
        limitInputPixels: pictureLimits.pixels,
        failOn: 'error',
        autoOrient: true,
      })
        .resize({ ...within, fit: 'inside', withoutEnlargement: true })
        .webp({ quality, smartSubsample: true })
        .timeout({ seconds: patience })
        .toBuffer({ resolveWithObject: true })
      if (data.length <= pictureLimits.kept)
        return { kind: 'picture', webp: data, width: info.width, height: info.height }
    }
    return refused('too-detailed')
  } catch (error) {
    const isLarge = error instanceof Error && /exceeds pixel limit/.test(error.message)
    return refused(isLarge ? 'too-many-pixels' : 'damaged')
  }
}

/** By their first bytes: PNG (RFC 2083), JPEG (ITU T.81), WebP (RFC 9649). */
const isTaken = (bytes: Buffer) =>
  bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')) ||
  bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')) ||
  (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP')

const looksLikeSvg = (bytes: Buffer) => /<svg[\s>]/i.test(bytes.toString('latin1', 0, 4_096))
