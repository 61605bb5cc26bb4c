import type { Worker } from 'node:worker_threads'
import type { SendResult } from '../campaigns/mail-result'
import type { HandedMail, MadeParts, Transport } from './transport.server.ts'

/** What a thread is told, and what it says. `null` is the result of a rehearsal. */
export type ThreadHears =
  | { id: number; mail: HandedMail }
  | { id: number; parts: MadeParts }
  | { ping: number }
export type ThreadSays =
  | { isReady: true }
  | { pong: number }
  | { id: number; result: SendResult | null }
  | { id: number; fault: string }

type Waiting = { resolve: (result: SendResult | null) => void; reject: (error: Error) => void }
type Thread = { worker: Worker; inHand: Map<number, Waiting>; isReady: boolean; asked: number; heard: number }
type ThreadOptions = {
  /** Starts the program of a thread (mail-thread.ts). */
  start: () => Worker
  count: number
  /** Is told why a thread ended that nobody asked to end. */
  onLoss?: (error: Error) => void
  /** Milliseconds between questions whether a thread still answers, and after how many without an answer it is ended. */
  pulse?: { every: number; silence: number }
}

/** What a thread that is gone had in hand: it may have gone out or not, so it is `unknown` (see mail-result.ts). */
const lost: SendResult = { kind: 'no-answer', phase: 'content', error: 'ETHREAD' }

/**
 * A transport whose work is done by threads, begun when they are needed. A thread that dies, or no longer answers, is
 * replaced; of what it had in hand nobody knows whether it arrived, unless it had never begun to work: then `send` throws.
 */
export function openThreads({
  start,
  count,
  onLoss = () => {},
  pulse = { every: 5_000, silence: 30_000 },
}: ThreadOptions): Transport {
  const threads: Thread[] = []
  let isClosed = false
  let lastId = 0

  const begin = (): Thread => {
    const thread: Thread = { worker: start(), inHand: new Map(), isReady: false, asked: 0, heard: 0 }
    let reason: Error | undefined
    thread.worker.on('message', (said: ThreadSays) => hear(thread, said))
    thread.worker.on('error', (error) => {
      reason = error instanceof Error ? error : new Error(String(error))
    })
    thread.worker.on('exit', () => {
      const at = threads.indexOf(thread)
      if (at >= 0) threads.splice(at, 1)
      const why = reason ?? new Error('A mail thread ended.')
      for (const { resolve, reject } of thread.inHand.values()) thread.isReady ? resolve(lost) : reject(why)
      thread.inHand.clear()
      if (!isClosed) onLoss(why)
    })
    threads.push(thread)
    return thread
  }

  /** The one with least in hand. */
  const choose = (): Thread => {
    const idle = threads.find(({ inHand }) => inHand.size === 0)
    if (idle) return idle
    if (threads.length < count) return begin()
    return threads.reduce((least, thread) => (thread.inHand.size < least.inHand.size ? thread : least))
  }

  const timer = setInterval(() => {
    for (const thread of threads) {
      const isSilent = (thread.asked - thread.heard) * pulse.every >= pulse.silence
      if (isSilent) void thread.worker.terminate()
      else thread.worker.postMessage({ ping: ++thread.asked } satisfies ThreadHears)
    }
  }, pulse.every).unref()

  const ask = (work: { mail: HandedMail } | { parts: MadeParts }) =>
    new Promise<SendResult | null>((resolve, reject) => {
      if (isClosed) return reject(new Error('The mail threads are closed.'))
      const thread = choose()
      const id = ++lastId
      thread.inHand.set(id, { resolve, reject })
      thread.worker.postMessage({ id, ...work } satisfies ThreadHears)
    })

  return {
    send: async (mail) => (await ask({ mail })) ?? lost,
    rehearse: async (parts) => {
      await ask({ parts })
    },
    close() {
      isClosed = true
      clearInterval(timer)
      for (const { worker } of threads) void worker.terminate()
    },
  }
}

function hear(thread: Thread, said: ThreadSays) {
  if ('isReady' in said) thread.isReady = true
  else if ('pong' in said) thread.heard = said.pong
  else {
    const waiting = thread.inHand.get(said.id)
    thread.inHand.delete(said.id)
    if ('fault' in said) waiting?.reject(new Error(said.fault))
    else waiting?.resolve(said.result)
  }
}
