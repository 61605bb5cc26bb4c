import { domainToASCII } from 'node:url'
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection'
import type { SendPhase, SendResult } from '../campaigns/mail-result'
import { watchDialogue } from './dialogue.ts'

/** A mail as it is sent, at every attempt the same: the bytes, and who is told to the relay. */
export type FrozenMail = { envelopeFrom: string; to: string; raw: Buffer }

export type Relay = {
  auth?: { user: string; pass: string }
  connection: SMTPConnectionOptions
  /** Milliseconds for one mail as a whole. */
  patience: number
}

export type Line = ReturnType<typeof openLine>

type Failure = Error & {
  code?: string
  originalCode?: string
  command?: string
  response?: string
  responseCode?: number
}

/**
 * One connection to the relay, dialled with the first mail and good for one mail at a time. After anything but an
 * accepted mail it is closed. `onEnd` is told once, when it is over for whatever reason.
 */
export function openLine({ auth, connection: options, patience }: Relay, onEnd: (line: Line) => void) {
  const dialogue = watchDialogue()
  const connection = new SMTPConnection({ ...options, transactionLog: true, logger: dialogue.logger })
  let waiting: ((result: SendResult) => void) | null = null
  let recipient = ''
  let isReady = false
  let mailCount = 0
  let deadline: NodeJS.Timeout | undefined

  const settle = (result: SendResult) => {
    const tell = waiting
    waiting = null
    clearTimeout(deadline)
    if (result.kind !== 'accepted') connection.close()
    tell?.(result)
  }
  const fail = (error: Failure) => settle(resultOf(error, dialogue.phase(), recipient))
  const submit = ({ envelopeFrom, to, raw }: FrozenMail) =>
    connection.send(
      { from: envelopeFrom, to: [withAsciiDomain(to)], size: raw.length },
      raw,
      (error, info) =>
        error ? fail(error) : settle({ kind: 'accepted', response: ownWords(info.response, to) }),
    )
  const dial = (mail: FrozenMail) =>
    connection.connect((error?: Failure | null) => {
      const ready = () => {
        isReady = true
        submit(mail)
      }
      if (error) fail(error)
      else if (!auth) ready()
      else connection.login(auth, (refused) => (refused ? fail(refused) : ready()))
    })

  const line = {
    deliver: (mail: FrozenMail) =>
      new Promise<SendResult>((resolve) => {
        waiting = resolve
        recipient = mail.to
        mailCount += 1
        // A relay that says a byte now and then would never be found silent.
        const slow = Object.assign(new Error('too slow'), { code: 'ETIMEDOUT' })
        deadline = setTimeout(() => fail(slow), patience)
        if (!isReady) return dial(mail)
        dialogue.begin()
        submit(mail)
      }),
    mailCount: () => mailCount,
    /** Says goodbye and lets the relay hang up. */
    quit: () => connection.quit(),
    close: () => connection.close(),
  }
  connection.on('error', fail)
  connection.once('end', () => {
    onEnd(line)
    // nodemailer closes first and then tells why. Nothing more comes when `close` was what ended it.
    setImmediate(fail, Object.assign(new Error('closed'), { code: 'ECONNECTION' }))
  })
  return line
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
  // Hung up on in the middle of shaking hands: that is the wire, and says nothing of certificates.
  if (code === 'ETLS' && error.message === 'Connection closed unexpectedly')
    return { kind: 'no-answer', phase: 'tls', error: 'ECONNECTION' }
  return { kind: 'no-answer', phase: tlsTrouble.test(code) ? 'tls' : (named ?? heard), error: code }
}

/** A server's words as they may be kept: without mail addresses, which are stored sealed or not at all. */
export function ownWords(response: string, to: string | null): string {
  const words = response.replace(/[^\s<>"'():;,]+@[^\s<>"'():;,]+/g, '…')
  if (!to) return words.slice(0, 1_000)
  const local = to.slice(0, to.lastIndexOf('@'))
  return words
    .split(local.length > 2 ? local : to)
    .join('…')
    .slice(0, 1_000)
}
