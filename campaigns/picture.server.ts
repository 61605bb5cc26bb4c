import sharp from 'sharp'

export type PictureRefusal = 'not-a-picture' | 'too-large' | 'too-many-pixels' | 'broken'
export type ReadPicture =
  | { kind: 'picture'; webp: Buffer; width: number; height: number }
  | { kind: 'refused'; reason: PictureRefusal }

/** Most bytes that are read, and most that a picture has once it is ours. */
export const pictureLimits = { read: 5_000_000, kept: 400_000, pixels: 24_000_000 } as const

const refused = (reason: PictureRefusal) => ({ kind: 'refused', reason }) as const

/** PNG, JPEG and WebP by their first bytes. SVG is not among them: it is a program, and so is much that calls itself a picture. */
const isKnown = (bytes: Buffer) =>
  bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')) ||
  bytes.subarray(0, 3).equals(Buffer.from('\xff\xd8\xff', 'latin1')) ||
  (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP')

// Clear first; what is too detailed for that becomes coarser, and smaller at last.
const ways = [
  { quality: 82, share: 1 },
  { quality: 60, share: 1 },
  { quality: 60, share: 0.7 },
  { quality: 40, share: 0.5 },
]
const within = (width: number, height: number) => ({ width: Math.ceil(width), height: Math.ceil(height) })

/**
 * Makes a picture ours: decoded and encoded anew as WebP, at most so many pixels wide and high and 400 kB large, upright,
 * without metadata and without whatever else the file held. Pictures of more than 24 megapixels are refused before they
 * are decoded, torn ones as well. Refused as a value, never thrown.
 */
export async function readPicture(
  bytes: Buffer,
  { width, height }: { width: number; height: number },
): Promise<ReadPicture> {
  if (bytes.length > pictureLimits.read) return refused('too-large')
  if (!isKnown(bytes)) return refused('not-a-picture')
  try {
    for (const { quality, share } of ways) {
      const { data, info } = await sharp(bytes, { limitInputPixels: pictureLimits.pixels, failOn: 'error' })
        .rotate()
        .resize({ ...within(width * share, height * share), fit: 'inside', withoutEnlargement: true })
        .webp({ quality })
        .toBuffer({ resolveWithObject: true })
      if (data.length <= pictureLimits.kept)
        return { kind: 'picture', webp: data, width: info.width, height: info.height }
    }
    return refused('too-large')
  } catch (error) {
    return refused(/pixel limit/.test(String(error)) ? 'too-many-pixels' : 'broken')
  }
}
