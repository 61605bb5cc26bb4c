import { domainToASCII } from 'node:url'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { SendPhase, SendResult } from '../campaigns/mail-result'
import { watchDialogue } from './dialogue'
import { type DkimKey, openDkim } from './dkim.server'

/** A mail as it is sent, at every attempt the same: the bytes, and who is told to the relay. */
export type FrozenMail = { envelopeFrom: string; to: string; raw: Buffer }

export type Transport = { send(mail: FrozenMail): Promise<SendResult>; close(): void }

export type TransportOptions = {
  /** `smtp://user:password@host:port`, or `smtps://` for TLS from the first byte. */
  smtpUrl: string
  /** The platform's address. Its domain is the name we give in EHLO. */
  from: string
  dkim?: DkimKey
  /** Refuse a relay without STARTTLS. By default asked of every relay that is not on this machine. */
  requireTls?: boolean
}

type Failure = Error & {
  code?: string
  originalCode?: string
  command?: string
  response?: string
  responseCode?: number
}

const isLoopback = (host: string) =>
  host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)

/**
 * Opens the one way mail leaves by, in production and in a try-out alike. Throws when the address of the relay or the
 * DKIM key cannot be used. `send` never throws: whatever happens is a result. One connection and one recipient a mail,
 * since a transaction with several recipients counts as accepted when only some of them were.
 */
export async function openTransport(options: TransportOptions): Promise<Transport> {
  const relay = connectionOptions(options)
  const sign = options.dkim ? await openDkim(options.dkim) : async (raw: Buffer) => raw
  const open = new Set<SMTPConnection>()
  return {
    async send(mail) {
      const raw = await sign(mail.raw)
      return attempt(relay, { ...mail, raw }, open)
    },
    close() {
      for (const connection of open) connection.close()
    },
  }
}

function connectionOptions({ smtpUrl, from, requireTls }: TransportOptions) {
  const url = new URL(smtpUrl)
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')
    throw new Error('SMTP_URL must begin with smtp:// or smtps://.')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const secure = url.protocol === 'smtps:'
  const mustEncrypt = requireTls ?? !isLoopback(host)
  return {
    auth: url.username
      ? { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
      : undefined,
    connection: {
      host,
      port: Number(url.port) || (secure ? 465 : 587),
      secure,
      requireTLS: mustEncrypt && !secure,
      // A relay on this machine often shows a certificate for another name, and nobody stands in between.
      tls: mustEncrypt || secure ? {} : { rejectUnauthorized: false },
      name: from.slice(from.lastIndexOf('@') + 1),
      connectionTimeout: 15_000,
      greetingTimeout: 15_000,
      socketTimeout: 60_000,
      transactionLog: true,
    },
  }
}

function attempt(
  { auth, connection: relay }: ReturnType<typeof connectionOptions>,
  { envelopeFrom, to, raw }: FrozenMail,
  open: Set<SMTPConnection>,
): Promise<SendResult> {
  return new Promise((resolve) => {
    const dialogue = watchDialogue()
    const connection = new SMTPConnection({ ...relay, logger: dialogue.logger })
    open.add(connection)
    let isSettled = false
    const finish = (result: SendResult) => {
      if (isSettled) return
      isSettled = true
      resolve(result)
      if (result.kind === 'accepted') connection.quit()
      else connection.close()
    }
    const fail = (error: Failure) => finish(resultOf(error, dialogue.phase(), to))
    connection.on('error', fail)
    connection.once('end', () => {
      open.delete(connection)
      // nodemailer closes first and then tells why. Nothing more comes when `close()` on the transport ended it.
      setImmediate(fail, Object.assign(new Error('closed'), { code: 'ECONNECTION' }))
    })
    const submit = () =>
      connection.send(
        { from: envelopeFrom, to: [withAsciiDomain(to)], size: raw.length },
        raw,
        (error, info) =>
          error ? fail(error) : finish({ kind: 'accepted', response: ownWords(info.response, to) }),
      )
    connection.connect((error?: Failure | null) => {
      if (error) return fail(error)
      if (!auth) return submit()
      connection.login(auth, (refused) => (refused ? fail(refused) : submit()))
    })
  })
}

/** Mail servers know a domain by its ASCII form; what cannot be converted stays, and is refused by name. */
function withAsciiDomain(address: string): string {
  const at = address.lastIndexOf('@')
  const domain = domainToASCII(address.slice(at + 1))
  return domain ? `${address.slice(0, at)}@${domain}` : address
}

const commandPhase: [RegExp, SendPhase][] = [
  [/^(EHLO|HELO)/, 'hello'],
  [/^STARTTLS/, 'tls'],
  [/^AUTH/, 'auth'],
  [/^MAIL/, 'mail'],
  [/^RCPT/, 'rcpt'],
]

/** A certificate or TLS alert, wherever in the dialogue it came up. */
const tlsTrouble = /^(ERR_SSL|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO$|ETLS$)/

function resultOf(error: Failure, heard: SendPhase, to: string): SendResult {
  const { command = '', response, responseCode = 0 } = error
  // The reply itself names the step better than the order of replies does once commands were sent ahead.
  const named = commandPhase.find(([pattern]) => pattern.test(command))?.[1]
  if (response && responseCode >= 400) {
    const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1]
    const words = ownWords(response, to)
    return {
      kind: 'answered',
      code: responseCode,
      response: words,
      phase: named ?? heard,
      ...(enhanced && { enhanced }),
    }
  }
  // An address that nodemailer refuses to write into a command.
  if (command === 'API' && error.code === 'EENVELOPE') {
    return { kind: 'no-answer', phase: /sender/.test(error.message) ? 'mail' : 'rcpt', error: 'EENVELOPE' }
  }
  // Left of it: an answer that is neither yes nor no.
  const code = error.code === 'EENVELOPE' ? 'EPROTOCOL' : (error.originalCode ?? error.code ?? 'ERROR')
  return { kind: 'no-answer', phase: tlsTrouble.test(code) ? 'tls' : (named ?? heard), error: code }
}

/** A server's words as they may be kept: without mail addresses, which are stored sealed or not at all. */
function ownWords(response: string, to: string): string {
  const local = to.slice(0, to.lastIndexOf('@'))
  return response
    .replace(/[^\s<>"'():;,]+@[^\s<>"'():;,]+/g, '…')
    .split(local.length > 2 ? local : to)
    .join('…')
    .slice(0, 1_000)
}
