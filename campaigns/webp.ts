/** What a WebP of ours is made of: frame, transparency and pixels. Metadata, colour profiles and animation are not in it. */
const chunks = ['VP8X', 'ALPH', 'VP8 ', 'VP8L']

/**
 * Width and height of a WebP in pixels, from its bytes (RFC 9649). `null` for one that is torn, or holds anything but a
 * single picture: what stands behind it, or in chunks that no viewer draws, is no part of a picture.
 */
export function webpSize(bytes: Uint8Array): { width: number; height: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const name = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4))
  if (bytes.length < 30 || name(0) !== 'RIFF' || name(8) !== 'WEBP') return null
  if (view.getUint32(4, true) !== bytes.length - 8) return null
  let size: { width: number; height: number } | null = null
  let at = 12
  while (at + 8 <= bytes.length) {
    const kind = name(at)
    const length = view.getUint32(at + 4, true)
    const end = at + 8 + length
    if (!chunks.includes(kind) || end > bytes.length) return null
    size ??= sizeIn(kind, view, at + 8, length)
    at = end + (length % 2)
  }
  return at === bytes.length ? size : null
}

function sizeIn(kind: string, view: DataView, at: number, length: number) {
  if (length < 10) return null
  const whole24 = (from: number) => view.getUint16(from, true) + (view.getUint8(from + 2) << 16)
  if (kind === 'VP8X') return { width: whole24(at + 4) + 1, height: whole24(at + 7) + 1 }
  if (kind === 'VP8 ')
    return { width: view.getUint16(at + 6, true) & 0x3fff, height: view.getUint16(at + 8, true) & 0x3fff }
  if (kind !== 'VP8L') return null
  const bits = view.getUint32(at + 1, true)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}
