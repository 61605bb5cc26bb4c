import { simpleParser } from 'mailparser'

/** What a person wants to see of a message before approving it. The bytes stay as they are. */
export async function readMessage(raw: Buffer) {
  const mail = await simpleParser(raw, { skipImageLinks: true, skipHtmlToText: true, skipTextToHtml: true })
  const header = (name: string) => mail.headerLines.find(({ key }) => key === name)
  const addresses = (value: typeof mail.to) =>
    [value ?? []]
      .flat()
      .map(({ text }) => text)
      .join(', ')
  return {
    from: mail.from?.text ?? '',
    to: addresses(mail.to),
    replyTo: mail.replyTo?.text ?? '',
    subject: mail.subject ?? '',
    messageId: header('message-id')?.line.replace(/^[^:]*:\s*/, '') ?? '',
    text: mail.text ?? '',
    attachments: mail.attachments.map(({ filename, contentType, size }) => ({
      filename: filename ?? '',
      contentType,
      size,
    })),
    bytes: raw.length,
  }
}

/** The HTML part of a message. */
export async function htmlOf(raw: Buffer): Promise<string> {
  const mail = await simpleParser(raw, { skipImageLinks: true, skipTextToHtml: true })
  return typeof mail.html === 'string' ? mail.html : ''
}

/** Links of a mail that is shown in a page open outside of it. */
export const withLinksOutside = (html: string) =>
  html.replace(/<head([^>]*)>/i, '<head$1><base target="_blank">')

/**
 * Shows a mail's HTML in a frame of our own pages: nothing is loaded from anywhere, no script runs, and links open
 * outside of the frame.
 */
export const framedMail = (html: string) => framed(withLinksOutside(html), 'sandbox')

/** An empty frame under the same rules, for a mail that is still written: the page around it puts in what it looks like. */
export const emptyMailFrame = () =>
  framed(
    '<!doctype html><html><head><meta charset="utf-8"><title></title></head><body></body></html>',
    'sandbox allow-same-origin',
  )

const framed = (html: string, sandbox: string) =>
  new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; ${sandbox} allow-popups allow-popups-to-escape-sandbox`,
      'cache-control': 'no-store',
    },
  })
