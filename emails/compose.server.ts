import { createHash } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer'

export type Mailbox = { name?: string; address: string }
export type Attachment = { filename: string; content: Buffer; contentType: string }

export type MailParts = {
  from: Mailbox
  to: Mailbox
  replyTo?: Mailbox
  subject: string
  text: string
  html: string
  /** BCP 47 tag of the words. */
  language: string
  /** With its angle brackets; the same for every attempt. */
  messageId: string
  date: Date
  /** Nobody approved this very mail: it says so to vacation responders (RFC 3834). */
  isAutomatic?: boolean
  /** An https address that stops such mail. `isOneClick` promises that a bare POST does it (RFC 8058). */
  unsubscribe?: { url: string; isOneClick: boolean }
  attachments?: Attachment[]
}

/** C0, DEL, C1, line and paragraph separator, bidi controls, BOM. */
const unprintable =
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu
const loneSurrogate = /[\ud800-\udfff]/gu
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * Words as a header may carry them: one line, no control characters, at most so many UTF-16 units, never cut through
 * a letter. `=?` is parted, or a name could be read as an encoded word that says something else.
 */
export function headerWords(words: string, limit: number): string {
  const clean = words
    .slice(0, limit * 20)
    .replace(unprintable, ' ')
    .replace(loneSurrogate, '')
    .replaceAll('=?', '= ?')
    .replace(/\s+/gu, ' ')
    .trim()
  if (clean.length <= limit) return clean
  let kept = ''
  for (const { segment } of graphemes.segment(clean)) {
    if (kept.length + segment.length > limit) break
    kept += segment
  }
  return kept.trimEnd()
}

/**
 * The bytes of a mail (RFC 5322, MIME), lines of at most 998 octets, ready to be frozen. Names come from strangers and
 * are made harmless; an address, a language, a Message-ID or a link that is not one is a fault of ours, and throws.
 */
export async function composeMail(parts: MailParts): Promise<Buffer> {
  const { language, messageId } = parts
  if (!/^[A-Za-z0-9-]{2,35}$/.test(language)) throw new Error('composeMail: that is no language tag.')
  if (!/^<[\x21-\x3b\x3d\x3f-\x7e]{1,200}>$/.test(messageId))
    throw new Error('composeMail: that is no Message-ID.')
  const contentTransferEncoding = encodingFor(parts.html)
  return new MailComposer({
    from: mailbox(parts.from),
    to: mailbox(parts.to),
    ...(parts.replyTo && { replyTo: mailbox(parts.replyTo) }),
    subject: headerWords(parts.subject, 200),
    messageId,
    // The same parts give the same bytes: a second attempt differs in nothing from the first.
    baseBoundary: createHash('sha256').update(messageId).digest('hex').slice(0, 32),
    date: parts.date,
    headers: {
      'Content-Language': language,
      ...(parts.isAutomatic && { 'Auto-Submitted': 'auto-generated' }),
      ...(parts.unsubscribe && unsubscribeHeaders(parts.unsubscribe)),
    },
    text: { content: withCrlf(parts.text), contentTransferEncoding },
    html: { content: withCrlf(parts.html), contentTransferEncoding },
    textEncoding: contentTransferEncoding,
    attachments: parts.attachments?.map(({ filename, content, contentType }) => ({
      filename: headerWords(filename.replace(/[/\\]/g, '-'), 100) || 'attachment',
      content,
      contentType,
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
}

/** Only ever an object: in a string, a name could add or replace the recipient. */
function mailbox({ name = '', address }: Mailbox) {
  if (
    !/^[^\s"(),:;<>@[\\\]\p{Cc}\p{Cf}\p{Cs}]{1,64}@[^\s"(),:;<>@[\\\]\p{Cc}\p{Cf}\p{Cs}]{1,255}$/u.test(
      address,
    )
  ) {
    throw new Error('composeMail: that is no mail address.')
  }
  return { name: headerWords(name, 100), address }
}

function unsubscribeHeaders({ url, isOneClick }: { url: string; isOneClick: boolean }) {
  if (!/^https?:\/\/[\x21-\x3b\x3d\x3f-\x7e]{1,800}$/.test(url))
    throw new Error('composeMail: that is no link.')
  return {
    'List-Unsubscribe': { prepared: true, value: `<${url}>` },
    ...(isOneClick && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
  }
}

/** The composer leaves line ends as they are; a relay would rewrite them, and the bytes were not those frozen. */
const withCrlf = (words: string) => words.replace(/\r\n|\r|\n/g, '\r\n')

/** Never 7bit, which relays may alter. Quoted-printable stays readable in the source, but makes Armenian or Arabic three times as long. */
function encodingFor(html: string) {
  const foreign = html.match(/[^\u0000-\u00ff]/g)?.length ?? 0
  return foreign * 6 > html.length ? 'base64' : 'quoted-printable'
}
