import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

export type MailSummary = {
  id: string
  /** ISO 8601, UTC. */
  receivedAt: string
  /** The From header, as a person reads it. */
  from: string
  /** Addresses told to the server, not those in the header. */
  to: string[]
  subject: string
  hasAttachments: boolean
}

export type ParsedMail = MailSummary & {
  envelopeFrom: string
  text: string
  html: string | null
  /** As they were sent, unfolded, in their order. */
  headers: [name: string, value: string][]
  attachments: { filename: string; contentType: string; size: number; index: number }[]
}

export type Mailbox = Awaited<ReturnType<typeof openMailbox>>

const idShape = /^[0-9a-z]{9}-[0-9a-f]{32}$/
const sizeLimit = 50 * 1024 * 1024

/**
 * Opens the try-out's mailbox: a real SMTP server on this machine, which takes every mail for every address and keeps
 * it as a file. What is in `dir` from an earlier start is there again. Mails hold codes and links that sign people in,
 * so files are readable by their owner only and ids cannot be guessed. With `smtpUrl` another process takes the mails,
 * and this one only reads them.
 */
export async function openMailbox({ dir, smtpUrl }: { dir: string; smtpUrl?: string }) {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const door = smtpUrl ? { smtpUrl, close: async () => {} } : await openDoor(dir)

  async function raw(id: string): Promise<Buffer | null> {
    if (!idShape.test(id)) return null
    return readFile(path.join(dir, `${id}.eml`)).catch(unlessMissing)
  }

  async function list(limit = Number.POSITIVE_INFINITY): Promise<MailSummary[]> {
    const ids = (await readdir(dir))
      .flatMap((name) =>
        name.endsWith('.eml') && idShape.test(name.slice(0, -4)) ? [name.slice(0, -4)] : [],
      )
      .sort()
      .reverse()
    const records = await Promise.all(ids.slice(0, limit).map((id) => readRecord(dir, id)))
    return records.flatMap((record) => (record ? [record.summary] : []))
  }

  async function read(id: string): Promise<ParsedMail | null> {
    const bytes = await raw(id)
    const record = bytes && (await readRecord(dir, id))
    if (!record) return null
    const mail = await parse(bytes)
    return {
      ...record.summary,
      envelopeFrom: record.envelopeFrom,
      text: mail.text ?? '',
      html: mail.html || null,
      headers: mail.headerLines.map(({ line }) => {
        const unfolded = line.replace(/\r?\n[ \t]+/g, ' ')
        const colon = unfolded.indexOf(':')
        return [unfolded.slice(0, colon), unfolded.slice(colon + 1).trim()]
      }),
      attachments: mail.attachments.map(({ filename, contentType, size }, index) => ({
        filename: filename ?? `attachment-${index + 1}`,
        contentType,
        size,
        index,
      })),
    }
  }

  return {
    smtpUrl: door.smtpUrl,
    /** Newest first. */
    list,
    /** `null` for an id that is not there, or is none. */
    read,
    /** The message as it was received, byte for byte. */
    raw,
    /** Whole mails, newest first. */
    listFull: async (limit: number): Promise<ParsedMail[]> => {
      const mails = await Promise.all((await list(limit)).map(({ id }) => read(id)))
      return mails.flatMap((mail) => mail ?? [])
    },
    /** One attachment by its place in the mail. */
    attachment: async (id: string, index: number) => {
      const bytes = await raw(id)
      const found = bytes && (await parse(bytes)).attachments[index]
      if (!found) return null
      const { filename = `attachment-${index + 1}`, contentType, content } = found
      return { filename, contentType, content }
    },
    close: door.close,
  }
}

async function openDoor(dir: string) {
  for (const name of await readdir(dir))
    if (name.endsWith('.part')) await rm(path.join(dir, name), { force: true })

  const server = new SMTPServer({
    name: 'localhost',
    size: sizeLimit,
    rejectOversized: true,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 1_000,
    onData: (stream, session, done) => {
      buffer(stream)
        // An oversized mail is refused by the server after this, and not kept.
        .then((raw) => (stream.sizeExceeded ? undefined : keep(dir, raw, session)))
        .then(() => done(null), done)
    },
  })
  // A client that goes away in the middle is no fault of the program.
  server.on('error', () => {})
  const listener = await new Promise<ReturnType<typeof server.listen>>((resolve, reject) => {
    const listening = server.listen(0, '127.0.0.1', () => resolve(listening))
    listening.once('error', reject)
  })
  const { port } = listener.address() as AddressInfo
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

type MailRecord = { summary: MailSummary; envelopeFrom: string }

const parse = (bytes: Buffer) =>
  simpleParser(bytes, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
    skipImageLinks: true,
  })

/** Writes both files beside their place and moves them there, the message last: a mail is listed whole or not at all. */
async function keep(dir: string, raw: Buffer, session: SMTPServerSession) {
  const receivedAt = nextMoment()
  const id = `${receivedAt.toString(36).padStart(9, '0')}-${randomBytes(16).toString('hex')}`
  const mail = await parse(raw)
  const { mailFrom, rcptTo } = session.envelope
  const record: MailRecord = {
    envelopeFrom: mailFrom ? mailFrom.address : '',
    summary: {
      id,
      receivedAt: new Date(receivedAt).toISOString(),
      from: mail.from?.text ?? '',
      to: rcptTo.map(({ address }) => address),
      subject: mail.subject ?? '',
      hasAttachments: mail.attachments.length > 0,
    },
  }
  const place = path.join(dir, id)
  for (const [ending, content] of [
    ['json', JSON.stringify(record)],
    ['eml', raw],
  ] as const) {
    await writeFile(`${place}.${ending}.part`, content, { mode: 0o600, flag: 'wx' })
    await rename(`${place}.${ending}.part`, `${place}.${ending}`)
  }
}

let lastMoment = 0

/** Now in milliseconds, but never the same twice: ids keep the order in which mails came. */
function nextMoment(): number {
  lastMoment = Math.max(Date.now(), lastMoment + 1)
  return lastMoment
}

async function readRecord(dir: string, id: string): Promise<MailRecord | null> {
  const json = await readFile(path.join(dir, `${id}.json`), 'utf8').catch(unlessMissing)
  return json === null ? null : (JSON.parse(json) as MailRecord)
}

function unlessMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}
