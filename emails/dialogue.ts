import type { SendPhase } from '../campaigns/mail-result'

const phaseOf: Record<string, SendPhase> = {
  EHLO: 'hello',
  HELO: 'hello',
  STAR: 'tls',
  AUTH: 'auth',
  MAIL: 'mail',
  RCPT: 'rcpt',
  DATA: 'data',
}

type Entry = { tnx?: string; remotePort?: number; outByteCount?: number }

/**
 * Listens to an SMTP client through its logger and tells how far the dialogue came. It keeps no line of it: commands
 * carry addresses and secrets.
 *
 * nodemailer reports a connection lost in mid-message and one lost after the last dot alike, and with PIPELINING it
 * sends MAIL, RCPT and DATA in one go. So the phase is that of the oldest command without an answer.
 */
export function watchDialogue() {
  const awaited: SendPhase[] = []
  let resting: SendPhase = 'connect'

  function hear(entry: Entry, line: unknown) {
    if (entry.tnx === 'network' && entry.remotePort !== undefined) {
      awaited.push('greeting')
    } else if (entry.tnx === 'client') {
      // A line that is no command is the next step of signing in.
      awaited.push(phaseOf[String(line).slice(0, 4).toUpperCase()] ?? awaited.at(-1) ?? resting)
    } else if (entry.tnx === 'server') {
      const answered = awaited.shift() ?? resting
      resting = answered === 'data' && /^[23]/.test(String(line)) ? 'content' : answered
    } else if (entry.tnx === 'message' && entry.outByteCount !== undefined) {
      awaited.push('after-dot')
    }
  }

  const logger = {
    level: () => {},
    trace: hear,
    debug: hear,
    info: hear,
    warn: hear,
    error: hear,
    fatal: hear,
  }
  return {
    logger,
    /** Forgets the last message, when a connection is used for the next. */
    begin: () => {
      awaited.length = 0
      resting = 'mail'
    },
    phase: (): SendPhase => awaited[0] ?? resting,
  }
}
