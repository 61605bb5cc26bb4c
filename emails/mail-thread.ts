import { getPriority, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { ThreadHears, ThreadSays } from './threads.server.ts'
import { openTransport, type TransportOptions } from './transport.server.ts'

// The program of a thread that makes mails, signs them and talks to the relay, so that the thread that answers people
// has none of it to do. It knows of no queue and no database: a mail comes in, and its result goes out.

// Mail is in the queue and can wait; who signs stands before a button. Here a priority belongs to the thread that asks for it
// (setpriority(2), C library/kernel differences), elsewhere to the process and everybody in it.
const standBack = 10
if (process.platform === 'linux') setPriority(Math.min(19, getPriority() + standBack))

const transport = await openTransport(workerData as TransportOptions)
const say = (words: ThreadSays) => parentPort?.postMessage(words)

parentPort?.on('message', async (heard: ThreadHears) => {
  if ('ping' in heard) return say({ pong: heard.ping })
  const { id } = heard
  try {
    say({ id, result: 'mail' in heard ? await transport.send(heard.mail) : await rehearsed(heard.parts) })
  } catch (error) {
    say({ id, fault: error instanceof Error ? error.message : String(error) })
  }
})
say({ isReady: true })

async function rehearsed(parts: Parameters<typeof transport.rehearse>[0]) {
  await transport.rehearse(parts)
  return null
}
