import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'

/**
 * Whether a message carries in front a DKIM signature that the public half of `key` verifies, body and headers alike, and
 * that covers all of `fields` (lower case). Reads what this program writes: RSA with SHA-256, relaxed/relaxed (RFC 6376,
 * sections 3.4.2, 3.4.4 and 6.1.3). A second opinion on nodemailer, so nothing of it is used here.
 */
export function isSignedBy(key: KeyObject, message: Buffer, fields: string[]): boolean {
  const text = message.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const lines = text
    .slice(0, end)
    .replace(/\r\n(?=[ \t])/g, '')
    .split('\r\n')
    .map(relaxed)
  const [name, signature] = lines.shift() ?? ['', '']
  if (end < 0 || name !== 'dkim-signature') return false

  const tags = new Map(
    signature.split(';').map((tag) => {
      const equals = tag.indexOf('=')
      return [tag.slice(0, equals).trim(), tag.slice(equals + 1).replace(/\s/g, '')] as const
    }),
  )
  const signed = (tags.get('h') ?? '').toLowerCase().split(':')
  if (tags.get('a') !== 'rsa-sha256' || tags.get('c') !== 'relaxed/relaxed') return false
  if (tags.get('bh') !== bodyHash(text.slice(end + 4))) return false
  if (!fields.every((field) => signed.includes(field))) return false

  // Of fields that are there twice, the last one is meant, and then the one above it (section 5.4.2).
  const left = [...lines]
  const heads = signed.map((field) => {
    const at = left.findLastIndex(([written]) => written === field)
    return at < 0 ? '' : `${field}:${left.splice(at, 1)[0]?.[1]}\r\n`
  })
  const bare = signature.replace(/(^|;)(\s*b=)[^;]*/, '$1$2').trimEnd()
  const covered = Buffer.from(`${heads.join('')}dkim-signature:${bare}`, 'latin1')
  return verify('sha256', covered, createPublicKey(key), Buffer.from(tags.get('b') ?? '', 'base64'))
}

const spaces = /[ \t]+/g

function relaxed(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(':')
  return [
    line.slice(0, colon).trimEnd().toLowerCase(),
    line
      .slice(colon + 1)
      .replace(spaces, ' ')
      .trim(),
  ]
}

function bodyHash(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replace(spaces, ' ').replace(/ $/, ''))
  const text = lines.join('\r\n').replace(/(\r\n)*$/, '')
  return createHash('sha256')
    .update(text === '' ? '' : `${text}\r\n`, 'latin1')
    .digest('base64')
}
