import { inflateSync } from 'node:zlib'

/**
 * The text that a PDF of ours gives to a reader, pages apart by form feeds. It follows the glyphs, so right-to-left words
 * come out in visual order. Only as much of PDF is understood as Typst writes: no object streams, two-byte codes.
 */
export function textOfPdf(pdf: Buffer): string {
  const objects = objectsOf(pdf)
  const pages = [...objects.values()].filter(({ head }) => /\/Type \/Page\b(?!s)/.test(head))
  return pages
    .map(({ head }) => {
      const fonts = new Map<string, Map<number, string>>()
      for (const [, name = '', id] of head.matchAll(/\/(f\d+) (\d+) 0 R/g)) {
        const font = objects.get(Number(id))?.head ?? ''
        fonts.set(name, charactersOf(objects.get(refIn(font, 'ToUnicode'))?.stream ?? ''))
      }
      return textOfPage(objects.get(refIn(head, 'Contents'))?.stream ?? '', fonts)
    })
    .join('\f')
}

const refIn = (head: string, key: string) => Number(new RegExp(`/${key} (\\d+) 0 R`).exec(head)?.[1])

function objectsOf(pdf: Buffer) {
  const text = pdf.toString('latin1')
  const objects = new Map<number, { head: string; stream: string }>()
  for (const { 0: all, 1: id, 2: head = '', index } of text.matchAll(
    /\n(\d+) 0 obj\s([\s\S]*?)(?:endobj|stream\r?\n)/g,
  )) {
    const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0)
    const bytes = pdf.subarray(index + all.length, index + all.length + length)
    const stream = head.includes('/FlateDecode') ? inflateSync(bytes) : bytes
    objects.set(Number(id), { head, stream: all.endsWith('endobj') ? '' : stream.toString('latin1') })
  }
  return objects
}

function charactersOf(cmap: string): Map<number, string> {
  const found = new Map<number, string>()
  for (const [, block = ''] of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, code = '', text = ''] of block.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g)) {
      found.set(Number.parseInt(code, 16), Buffer.from(text, 'hex').swap16().toString('utf16le'))
    }
  }
  return found
}

// Parentheses in a string need no backslash where they are balanced.
const inner = String.raw`(?:\\[\s\S]|[^\\()])`
const nested = [1, 2, 3, 4].reduce((deeper) => String.raw`(?:${inner}|\(${deeper}*\))`, inner)
const string = String.raw`\(${nested}*\)`

const token = new RegExp(
  String.raw`/ActualText (?<spoken>${string}|<[^>]*>)[\s\S]*?EMC|/(?<font>f\d+) [\d.]+ Tf|(?<shown>${string}|<[0-9A-Fa-f]+>)`,
  'g',
)

function textOfPage(content: string, fonts: Map<string, Map<number, string>>): string {
  let font = new Map<number, string>()
  let text = ''
  for (const { groups = {} } of content.matchAll(token)) {
    if (groups.spoken) text += wordsOf(bytesOf(groups.spoken))
    if (groups.font) font = fonts.get(groups.font) ?? font
    const codes = bytesOf(groups.shown ?? '()')
    for (let at = 0; at + 1 < codes.length; at += 2) text += font.get(codes.readUInt16BE(at)) ?? ''
  }
  return text.replace(/[\u200b\u2066-\u2069]/g, '')
}

// Plain letters stand there as they are, everything else as UTF-16 behind a mark (ISO 32000-2, 7.9.2.2).
const wordsOf = (bytes: Buffer) =>
  bytes[0] === 0xfe && bytes[1] === 0xff
    ? bytes.subarray(2).swap16().toString('utf16le')
    : bytes.toString('latin1')

const bytesOf = (literal: string) =>
  literal.startsWith('<')
    ? Buffer.from(literal.slice(1, -1), 'hex')
    : Buffer.from(unescaped(literal.slice(1, -1)), 'latin1')

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

const unescaped = (literal: string) =>
  literal.replace(/\\([0-7]{1,3}|[\s\S])/g, (_, code: string) =>
    /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code),
  )
