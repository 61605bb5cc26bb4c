// A relay that takes every mail and keeps none: a process of its own on a plain socket, as cheap as a relay can be.
// It tells of each mail whom it was for, and the token of the link in it.
import { type AddressInfo, createServer, type Socket } from 'node:net'

export type Arrived = { to: string; token: string; bytes: number }
export type SinkSays = { arrived: Arrived[] } | { example: string }
export type SinkHears = { hold: boolean } | { wantsExample: true }

let arrived: Arrived[] = []
let example = ''
let isHeld = false
let held: (() => void)[] = []

const tell = (words: SinkSays) => process.send?.(words)
setInterval(() => {
  if (arrived.length > 0) tell({ arrived })
  arrived = []
}, 10)

function serve(socket: Socket) {
  let rest = ''
  let to = ''
  let isBody = false
  const say = (line: string) => void socket.write(`${line}\r\n`)
  const command = (line: string) => {
    switch (line.slice(0, 4).toUpperCase()) {
      case 'EHLO':
      case 'HELO':
        return say('250 sink.example')
      case 'MAIL':
        return isHeld ? void held.push(() => say('250 fine')) : say('250 fine')
      case 'RCPT':
        to = /<([^>]*)>/.exec(line)?.[1] ?? ''
        return say('250 fine')
      case 'DATA':
        isBody = true
        return say('354 go on')
      case 'QUIT':
        say('221 bye')
        return void socket.end()
      default:
        return say('250 fine')
    }
  }
  const take = (mail: string) => {
    example = mail
    const token = /\/confirm\/([\w-]{43})/.exec(mail.replaceAll('=\r\n', ''))?.[1] ?? ''
    arrived.push({ to, token, bytes: mail.length })
    isBody = false
    say('250 2.0.0 taken')
  }
  socket.on('data', (chunk: Buffer) => {
    rest += chunk.toString('latin1')
    for (;;) {
      const mark = isBody ? '\r\n.\r\n' : '\r\n'
      const end = rest.indexOf(mark)
      if (end < 0) return
      const whole = rest.slice(0, end)
      rest = rest.slice(end + mark.length)
      if (isBody) take(whole)
      else command(whole)
    }
  })
  socket.on('error', () => {})
  say('220 sink.example')
}

process.on('message', (told: SinkHears) => {
  if ('wantsExample' in told) return tell({ example })
  isHeld = told.hold
  if (isHeld) return
  for (const go of held) go()
  held = []
})
process.on('disconnect', () => process.exit(0))
const server = createServer(serve)
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
