/**
 * A mail taken apart (RFC 2045, 2046). Mails inside a mail are not taken apart: what a report quotes must never be mistaken
 * for the report. Names of fields are in lower case, values unfolded; `text` is decoded, of a container empty.
 */
export type MailPart = {
  type: string
  fields: [name: string, value: string][]
  text: string
  parts: MailPart[]
}

const depthLimit = 6
const partsLimit = 60
const fieldsLimit = 400
const textLimit = 200_000

/** Reads the bytes of a mail, each as one character (latin1). Whatever is broken in it is taken as it stands. */
export function readMail(bytes: string): MailPart {
  let partCount = 0
  const read = (source: string, depth: number): MailPart => {
    partCount += 1
    const { fields, body } = parted(source)
    const header = fieldOf(fields, 'content-type') ?? 'text/plain'
    const type = /^\s*([\w.+-]+\/[\w.+-]+)/.exec(header)?.[1]?.toLowerCase() ?? 'text/plain'
    const boundary = type.startsWith('multipart/') ? parameter(header, 'boundary') : null
    if (boundary === null || depth >= depthLimit)
      return { type, fields, text: decoded(body, fields, header), parts: [] }
    const parts: MailPart[] = []
    for (const piece of pieces(body, boundary)) if (partCount < partsLimit) parts.push(read(piece, depth + 1))
    return { type, fields, text: '', parts }
  }
  return read(bytes, 0)
}

/** The first field of that name. */
export const fieldOf = (fields: MailPart['fields'], name: string): string | null =>
  fields.find(([one]) => one === name)?.[1] ?? null

/** The part and all that are in it, the outer first. */
export const allParts = (part: MailPart): MailPart[] => [part, ...part.parts.flatMap(allParts)]

/** Fields in the form of header lines, also where they are the text of a part, as in reports and in quoted mails. */
export const readFields = (text: string): MailPart['fields'] => parted(text).fields

function parted(source: string): { fields: MailPart['fields']; body: string } {
  const start = /^[\r\n]+/.exec(source)?.[0].length ?? 0
  const end = /\r?\n\r?\n/.exec(source.slice(start))
  const head = end ? source.slice(start, start + end.index) : source.slice(start)
  const fields: MailPart['fields'] = []
  for (const line of head.slice(0, textLimit).split(/\r?\n/)) {
    const last = fields.at(-1)
    if (/^[ \t]/.test(line) && last) last[1] = `${last[1]} ${line.trim()}`.slice(0, 10_000)
    const [, name, value] = /^([\x21-\x39\x3b-\x7e]{1,80})[ \t]*:(.*)$/.exec(line) ?? []
    if (name && value !== undefined && fields.length < fieldsLimit)
      fields.push([name.toLowerCase(), value.trim()])
  }
  return { fields, body: end ? source.slice(start + end.index + end[0].length) : '' }
}

export function parameter(header: string, name: string): string | null {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;"]+))`, 'i').exec(header)
  return found?.[1] ?? found?.[2] ?? null
}

function pieces(body: string, boundary: string): string[] {
  const marked = `\n${body}`.split(`\n--${boundary}`)
  const found: string[] = []
  for (const piece of marked.slice(1)) {
    if (piece.startsWith('--')) break
    found.push(piece.replace(/^[ \t]*\r?\n/, '').replace(/\r$/, ''))
  }
  return found
}

function decoded(body: string, fields: MailPart['fields'], header: string): string {
  const encoding = (fieldOf(fields, 'content-transfer-encoding') ?? '').trim().toLowerCase()
  const cut = body.slice(0, textLimit)
  const bytes =
    encoding === 'base64' ? fromBase64(cut) : encoding === 'quoted-printable' ? fromQuoted(cut) : cut
  return inCharset(bytes, parameter(header, 'charset') ?? '')
}

function fromBase64(text: string): string {
  const clean = text.replace(/[^A-Za-z0-9+/]/g, '')
  return atob(clean.slice(0, clean.length - (clean.length % 4 === 1 ? 1 : 0)))
}

const fromQuoted = (text: string) =>
  text
    .replace(/[ \t]*=[ \t]*\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** Bytes as text: in the charset they are said to be in, else UTF-8 when they are that, else windows-1252. */
function inCharset(bytes: string, charset: string): string {
  if (!/[\x80-\xff\x1b]/.test(bytes)) return bytes
  const array = Uint8Array.from(bytes, (letter) => letter.charCodeAt(0) & 0xff)
  for (const [label, fatal] of [
    [charset, /^utf-?8$/i.test(charset)],
    ['utf-8', true],
  ] as const) {
    try {
      return new TextDecoder(label, { fatal }).decode(array)
    } catch {
      // No such charset, or not what it says: the next one.
    }
  }
  return new TextDecoder('windows-1252').decode(array)
}

/** A field with its encoded words (RFC 2047) as a person reads it. */
export const fieldWords = (value: string): string =>
  inCharset(value.replace(/(\?=)\s+(=\?)/g, '$1$2'), 'utf-8').replace(
    /=\?([\w-]{1,40})(?:\*[\w-]*)?\?([bq])\?([^?\s]{0,2000})\?=/gi,
    (_, charset: string, how: string, word: string) =>
      inCharset(
        how.toLowerCase() === 'b' ? fromBase64(word) : fromQuoted(word.replaceAll('_', ' ')),
        charset,
      ),
  )
