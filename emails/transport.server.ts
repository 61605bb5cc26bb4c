import type { SendResult } from '../campaigns/mail-result'
import { composeMail, type MailParts } from './compose.server.ts'
import { type DkimKey, openDkim } from './dkim.server.ts'
import { type FrozenMail, type Line, openLine, type Relay } from './line.server.ts'

export type { FrozenMail } from './line.server.ts'

/** What a mail is made of on its way out: the same parts give the same bytes, at every attempt. */
export type MadeParts = Omit<MailParts, 'attachments'>
/** A mail to be sent: its bytes, or what they are made of. */
export type HandedMail = FrozenMail | (Omit<FrozenMail, 'raw'> & { parts: MadeParts })

export type Transport = {
  /** Whatever happens on the way is a result. Throws only when the mail can't be made: then nothing was dialled. */
  send(mail: HandedMail): Promise<SendResult>
  /** Does all that sending does, but for dialling. */
  rehearse(parts: MadeParts): Promise<void>
  close(): void
}

/**
 * How long a relay may take, in milliseconds: to be reached and greet, to say anything at all, and for a mail as a whole,
 * however much it says meanwhile. Twice `whole` stays below the lease of an attempt (campaigns/outbox.ts), since a mail
 * may wait for a connection as long as another one has it.
 */
export type Patience = { greeting: number; answer: number; whole: number }
const patient: Patience = { greeting: 15_000, answer: 60_000, whole: 300_000 }

export type TransportOptions = {
  /** `smtp://user:password@host:port`, or `smtps://` for TLS from the first byte. */
  smtpUrl: string
  /** The platform's address. Its domain is the name we give in EHLO. */
  from: string
  dkim?: DkimKey
  patience?: Patience
  /** Connections at the same time; further mails wait for one. */
  connectionCount?: number
  /** Refuse a relay without STARTTLS. By default asked of every relay that is not on this machine. */
  requireTls?: boolean
}

/** As many connections as relays take from one client. */
export const connectionsPerRelay = 20
/** A connection serves so many mails, and waits so long for the next: well below what relays put up with. */
const mailsPerLine = 100
const idleTime = 5_000
/**
 * What a relay says unasked comes right after its answer. It is let come, which ends the connection, before the next mail
 * could take it for the answer to itself; milliseconds.
 */
const beat = 2

const isLoopback = (host: string) =>
  host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)

/**
 * Opens the one way mail leaves by, in production and in a try-out alike. Throws when the address of the relay or the
 * DKIM key cannot be used. Connections are used again, but each mail
 * is a transaction with one recipient: one with several counts as accepted when only some of them were.
 */
export async function openTransport(options: TransportOptions): Promise<Transport> {
  const relay = relayOf(options)
  const sign = options.dkim ? await openDkim(options.dkim) : async (raw: Buffer) => raw
  const lines = new Set<Line>()
  const resting = new Map<Line, NodeJS.Timeout>()
  const waiting: (() => void)[] = []
  let free = options.connectionCount ?? connectionsPerRelay
  let isClosed = false
  let turn: Promise<unknown> = Promise.resolve()

  const rest = (line: Line) => {
    if (!lines.has(line)) return
    if (isClosed || line.mailCount() >= mailsPerLine) return line.quit()
    const goodbye = () => {
      resting.delete(line)
      line.quit()
    }
    resting.set(line, setTimeout(goodbye, idleTime))
  }
  const takeRested = () => {
    const [line, timer] = [...resting].at(-1) ?? []
    clearTimeout(timer)
    if (line) resting.delete(line)
    return line
  }
  const dialled = () => {
    const line = openLine(relay, (ended) => {
      clearTimeout(resting.get(ended))
      resting.delete(ended)
      lines.delete(ended)
    })
    lines.add(line)
    return line
  }
  const place = async () => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve))
    else free -= 1
  }
  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }
  const deliver = async (line: Line, mail: FrozenMail) => {
    const result = await line.deliver(mail)
    if (result.kind === 'accepted') {
      // After the wait, once more round, since a time that is over is seen before what has come in meanwhile.
      await new Promise((resolve) => setTimeout(() => setImmediate(resolve), beat))
      rest(line)
    }
    return result
  }

  const made = async (parts: MadeParts) => sign(await composeMail(parts))
  /** One after the other: begun at once, all would be ready at once, after a while in which the relay has nothing to do. */
  const inTurn = (make: () => Promise<Buffer>): Promise<Buffer> => {
    const mine = turn.then(make)
    turn = mine.catch(() => {})
    return mine
  }

  return {
    async send(mail) {
      const { envelopeFrom, to } = mail
      // What came from another thread is the bytes alone.
      const raw = 'raw' in mail ? () => sign(Buffer.from(mail.raw)) : () => made(mail.parts)
      const signed = { envelopeFrom, to, raw: await inTurn(raw) }
      await place()
      try {
        const rested = takeRested()
        const result = rested && (await deliver(rested, signed))
        return result && !wasHungUp(result) ? result : await deliver(dialled(), signed)
      } finally {
        leave()
      }
    },
    rehearse: async (parts) => {
      await inTurn(() => made(parts))
    },
    close() {
      isClosed = true
      for (const line of lines) line.close()
    },
  }
}

/**
 * A rested connection that the relay gave up in the meantime: MAIL was not answered, or with a goodbye. Nothing of the
 * message was sent, so it goes at once over a new one.
 */
function wasHungUp(result: SendResult): boolean {
  if (result.kind === 'accepted' || result.phase !== 'mail') return false
  return result.kind === 'answered'
    ? result.code === 421
    : /^(ECONNECTION|ECONNRESET|EPIPE)$/.test(result.error)
}

function relayOf({ smtpUrl, from, requireTls, patience = patient }: TransportOptions): Relay {
  const url = new URL(smtpUrl)
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')
    throw new Error('SMTP_URL must begin with smtp:// or smtps://.')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const secure = url.protocol === 'smtps:'
  const mustEncrypt = requireTls ?? !isLoopback(host)
  return {
    patience: patience.whole,
    auth: url.username
      ? { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
      : undefined,
    connection: {
      host,
      port: Number(url.port) || (secure ? 465 : 587),
      secure,
      requireTLS: mustEncrypt && !secure,
      // A relay on this machine often shows a certificate for another name, and nobody stands in between.
      tls: { minVersion: 'TLSv1.2', ...(mustEncrypt || secure ? {} : { rejectUnauthorized: false }) },
      name: from.slice(from.lastIndexOf('@') + 1),
      connectionTimeout: patience.greeting,
      greetingTimeout: patience.greeting,
      socketTimeout: patience.answer,
    },
  }
}
