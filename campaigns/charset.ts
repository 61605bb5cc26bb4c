const marks: [bytes: number[], label: string][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xfe, 0xff], 'utf-16be'],
  [[0xff, 0xfe], 'utf-16le'],
]

const decoderFor = (label: string | undefined): TextDecoder | null => {
  try {
    return label ? new TextDecoder(label) : null
  } catch {
    return null
  }
}

/**
 * An HTML page as text: by its byte order mark, else the charset its header names, else the one its `<meta>` names in
 * the first 4,096 bytes, else UTF-8 if it is that, else windows-1252 (the order of the HTML standard's encoding sniffing).
 */
export function decodeHtml(body: Uint8Array, contentType: string): string {
  const mark = marks.find(([bytes]) => bytes.every((byte, i) => body[i] === byte))?.[1]
  const head = new TextDecoder('latin1').decode(body.subarray(0, 4_096))
  const inHeader = /charset\s*=\s*["']?([^\s"';,]+)/i.exec(contentType)?.[1]
  const inMeta = /<meta\b[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head)?.[1]
  // A page whose meta could be read as ASCII is not UTF-16, whatever it says.
  const named =
    decoderFor(mark) ??
    decoderFor(inHeader) ??
    decoderFor(inMeta && /^utf-?16/i.test(inMeta) ? 'utf-8' : inMeta)
  if (named) return named.decode(body)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return new TextDecoder('windows-1252').decode(body)
  }
}
