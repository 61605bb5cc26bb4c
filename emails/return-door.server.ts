import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

type Taken = 'taken' | 'too-many' | 'too-long' | 'no-mail'

export type ReturnDoorOptions = {
  host: string
  port: number
  /** The longest mail, in bytes. */
  sizeLimit: number
  /** The mail of ours that an address names, or `null` when nothing is taken for it. */
  mailOf: (address: string) => string | null
  /** Ends once the mail is stored. What it throws is told to the sender as a passing fault, and to `report`. */
  take: (mail: { mailId: string; raw: Buffer }) => Promise<Taken>
  report: (error: unknown) => void
}

const connectionsAtOnce = 20
const silence = 60_000
/** However slowly somebody speaks, the line is free again after this. */
const wholeTime = 5 * 60_000

const refusal = (responseCode: number, words: string) => Object.assign(new Error(words), { responseCode })

/**
 * An SMTP server for what comes back, and for nothing else: it takes mail for addresses that name a mail of ours, one in
 * each transaction, relays nothing, knows no password, and never answers with a mail. 250 is said only of what is stored.
 */
export async function openReturnDoor(options: ReturnDoorOptions) {
  const { host, port, sizeLimit, mailOf, take, report } = options
  const server = new SMTPServer({
    banner: 'reports about mail from here',
    size: sizeLimit,
    rejectOversized: true,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    maxClients: connectionsAtOnce,
    socketTimeout: silence,
    closeTimeout: 1_000,
    onRcptTo: ({ address }, session, done) => {
      if (session.envelope.rcptTo.length > 0) return done(refusal(452, '4.5.3 One recipient at a time.'))
      done(mailOf(address) === null ? refusal(550, '5.1.1 No such address here.') : null)
    },
    onData: (stream, session, done) => {
      const mailId = mailOf(session.envelope.rcptTo[0]?.address ?? '')
      buffer(stream)
        .then((raw) => (stream.sizeExceeded || mailId === null ? 'no-mail' : take({ mailId, raw })))
        .then(
          (result) => {
            // An oversized mail is refused by the server after this.
            if (stream.sizeExceeded) return done(null)
            if (result === 'too-many') return done(refusal(452, '4.2.2 Enough was taken about this mail.'))
            if (result === 'too-long')
              return done(refusal(552, '5.3.4 Too long for a report about this mail.'))
            done(result === 'taken' ? null : refusal(550, '5.1.1 No such address here.'))
          },
          (error) => {
            report(error)
            done(refusal(451, '4.3.0 Not stored now, try again later.'))
          },
        )
    },
  })
  // A client that goes away in the middle is no fault of the program.
  server.on('error', () => {})
  const listener = await new Promise<ReturnType<typeof server.listen>>((resolve, reject) => {
    const listening = server.listen(port, host, () => resolve(listening))
    listening.once('error', reject)
  })
  listener.on('connection', (socket) => {
    const timer = setTimeout(() => socket.destroy(), wholeTime)
    timer.unref()
    socket.once('close', () => clearTimeout(timer))
  })
  return {
    port: (listener.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
