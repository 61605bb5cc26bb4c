import { connect, type Socket } from 'node:net'

/** What came back; status 0 when the connection ended instead. */
export type Answer = { status: number; head: string; body: Buffer }

/** One connection that is kept, with one question on it at a time. */
export type Line = { ask: (question: Buffer) => Promise<Answer>; close: () => void }

const lost: Answer = { status: 0, head: '', body: Buffer.alloc(0) }
const gap = Buffer.from('\r\n\r\n')

/**
 * Opens a connection for HTTP/1.1 on a bare socket. It reads no more of an answer than it must to find its end: a client
 * that costs as much as the server would hide what the server costs, since both share the machine.
 */
export function openLine(port: number): Line {
  let socket: Socket | null = null
  let waiting: ((answer: Answer) => void) | null = null
  let heard: Buffer | null = null

  const settle = (answer: Answer) => {
    const done = waiting
    waiting = null
    heard = null
    done?.(answer)
  }
  const dial = () => {
    const dialled = connect({ port, host: '127.0.0.1', noDelay: true })
    dialled.on('data', (chunk: Buffer) => {
      heard = heard ? Buffer.concat([heard, chunk]) : chunk
      const answer = readAnswer(heard)
      if (answer) settle(answer)
    })
    const end = () => {
      if (socket === dialled) socket = null
      dialled.destroy()
      settle(lost)
    }
    dialled.on('error', end)
    dialled.on('close', () => socket === dialled && end())
    return dialled
  }
  return {
    ask: (question) =>
      new Promise((resolve) => {
        waiting = resolve
        socket ??= dial()
        socket.write(question)
      }),
    close: () => {
      const open = socket
      socket = null
      open?.destroy()
    },
  }
}

/** The answer, once all of it is there. */
function readAnswer(bytes: Buffer): Answer | null {
  const end = bytes.indexOf(gap)
  if (end < 0) return null
  const head = bytes.toString('latin1', 0, end)
  const from = end + gap.length
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length === undefined && /\r\ntransfer-encoding: *chunked/i.test(head)) {
    const body = readChunks(bytes, from)
    return body && { status: Number(head.slice(9, 12)), head, body }
  }
  const until = from + Number(length ?? 0)
  if (bytes.length < until) return null
  return { status: Number(head.slice(9, 12)), head, body: bytes.subarray(from, until) }
}

function readChunks(bytes: Buffer, start: number): Buffer | null {
  const parts: Buffer[] = []
  for (let at = start; ; ) {
    const end = bytes.indexOf('\r\n', at)
    if (end < 0) return null
    const size = Number.parseInt(bytes.toString('latin1', at, end), 16)
    const from = end + 2
    if (bytes.length < from + size + 2) return null
    if (size === 0) return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
    parts.push(bytes.subarray(from, from + size))
    at = from + size + 2
  }
}

/** A header of an answer, or an empty text. */
export const headerOf = ({ head }: Answer, name: string) =>
  new RegExp(`\\r\\n${name}: *([^\\r]*)`, 'i').exec(head)?.[1] ?? ''
