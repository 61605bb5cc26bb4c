import net, { type AddressInfo, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
// A certificate that nobody vouches for: the one smtp-server brings along.
import selfSigned from 'smtp-server/lib/tls-options.js'

/** Where in the dialogue a relay may go wrong. `body` is the first piece of a message, `after` follows the last answer. */
export type Step =
  | 'greeting'
  | 'EHLO'
  | 'HELO'
  | 'STARTTLS'
  | 'handshake'
  | 'AUTH'
  | 'MAIL'
  | 'RCPT'
  | 'DATA'
  | 'body'
  | 'dot'
  | 'after'

/** What a relay does at a step, instead of what is proper. */
export type Deed = (socket: Socket) => void

/** One or more whole lines. */
export const say =
  (...lines: string[]): Deed =>
  (socket) =>
    void socket.write(lines.map((line) => `${line}\r\n`).join(''))
/** Bytes as they are, with no end of line. */
export const spill =
  (bytes: string): Deed =>
  (socket) =>
    void socket.write(bytes)
export const silence: Deed = () => {}
export const drop: Deed = (socket) => void socket.end()
export const reset: Deed = (socket) => void socket.resetAndDestroy()
/** One thing after the other, with a breath between them so that they come in pieces of their own. */
export const inTurn =
  (...deeds: Deed[]): Deed =>
  (socket) =>
    deeds.forEach((deed, n) => {
      setTimeout(() => !socket.destroyed && deed(socket), n * 10)
    })
/** One byte at a time, each soon enough that no time-out for silence ends it. */
export const slowly =
  (bytes: string, every = 40): Deed =>
  (socket) => {
    let at = 0
    const timer = setInterval(() => {
      if (socket.destroyed || at >= bytes.length) return clearInterval(timer)
      socket.write(bytes.charAt(at++))
    }, every)
  }

export type Script = Partial<Record<Step, Deed>>

const proper = {
  greeting: say('220 relay.example'),
  EHLO: say('250 relay.example'),
  HELO: say('250 relay.example'),
  STARTTLS: say('220 go on'),
  AUTH: say('235 2.7.0 welcome'),
  MAIL: say('250 fine'),
  RCPT: say('250 fine'),
  DATA: say('354 go on'),
  dot: say('250 2.0.0 taken'),
}

const stepOf: Record<string, keyof typeof proper> = {
  EHLO: 'EHLO',
  HELO: 'HELO',
  STAR: 'STARTTLS',
  AUTH: 'AUTH',
  MAIL: 'MAIL',
  RCPT: 'RCPT',
  DATA: 'DATA',
}

export type FaultyRelay = Awaited<ReturnType<typeof openFaultyRelay>>

/**
 * A relay on a plain socket that speaks SMTP properly, but for the steps its script names. `received` holds the messages
 * that came through whole, whatever it said of them afterwards. `watch` is told of every step before it is answered.
 */
export async function openFaultyRelay(script: Script = {}, watch: (step: Step) => void = () => {}) {
  let current = script
  const sockets = new Set<Socket>()
  const received: string[] = []
  const heard: string[] = []

  function serve(socket: Socket, isGreeting: boolean) {
    let rest = ''
    let isDeaf = false
    let content: string[] | null = null
    const act = (step: keyof typeof proper) => {
      watch(step)
      ;(current[step] ?? proper[step])(socket)
    }
    const hearContent = (line: string, body: string[]) => {
      if (line !== '.') return void body.push(line)
      content = null
      received.push(body.join('\r\n'))
      act('dot')
      current.after?.(socket)
    }
    const hearCommand = (line: string) => {
      heard.push(line)
      const step = stepOf[line.slice(0, 4).toUpperCase()]
      if (!step) return say(line.startsWith('QUIT') ? '221 bye' : '500 what')(socket)
      act(step)
      if (step === 'STARTTLS' && !current.STARTTLS) shakeHands(socket)
      if (step === 'DATA' && (!current.DATA || current.body)) content = []
    }
    const hear = (chunk: Buffer) => {
      // Whoever says no in the middle of a message does not say yes at the end of it.
      if (isDeaf) return
      if (content?.length === 0 && current.body) {
        isDeaf = true
        return current.body(socket)
      }
      if (content?.length === 0) watch('body')
      const lines = (rest + chunk.toString('latin1')).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (content) hearContent(line, content)
        else hearCommand(line)
      }
    }
    socket.on('data', hear)
    socket.on('error', () => {})
    if (isGreeting) act('greeting')
  }

  function shakeHands(socket: Socket) {
    socket.removeAllListeners('data')
    if (current.handshake) return current.handshake(socket)
    const secured = new TLSSocket(socket, { isServer: true, ...selfSigned() })
    serve(secured, false)
  }

  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serve(socket, true)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    port,
    received,
    heard,
    /** From here on it behaves like this. */
    behave: (next: Script) => {
      current = next
    },
    close: () =>
      new Promise<void>((done) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => done())
      }),
  }
}
