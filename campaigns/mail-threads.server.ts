import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { packageRoot } from '../db/package-root.server'
import { openThreads } from '../emails/threads.server'
import {
  connectionsPerRelay,
  openTransport,
  type Transport,
  type TransportOptions,
} from '../emails/transport.server'

/** From source the thread's program is TypeScript that Node strips itself; in the build it is a file beside this one. */
const program = import.meta.url.endsWith('.ts')
  ? join(packageRoot, 'emails', 'mail-thread.ts')
  : join(packageRoot, 'build', 'server', 'mail-thread.js')

/** One processor is left to those who answer people; more than four are never needed. */
const threadCount = Math.min(4, Math.max(1, availableParallelism() - 1))

const connectionCount = Math.ceil(connectionsPerRelay / threadCount)

type Given = TransportOptions & {
  onLoss?: (error: Error) => void
  pulse?: { every: number; silence: number }
}

/**
 * Opens the way mail leaves by, in threads of its own. Throws, as `openTransport` does, when the relay's address or the
 * DKIM key can't be used, so that nothing is begun that no thread could do.
 */
export async function openMailThreads({ onLoss, pulse, ...options }: Given): Promise<Transport> {
  const proof = await openTransport(options)
  proof.close()
  return openThreads({
    count: threadCount,
    start: () => new Worker(program, { workerData: { ...options, connectionCount } }),
    ...(onLoss && { onLoss }),
    ...(pulse && { pulse }),
  })
}
