import cluster, { type Worker } from 'node:cluster'
import { engine } from '../../db/dialect'
import { openMailbox } from '../../emails/mailbox.server'
import { ConfigurationFault } from '../web/environment.server'
import { announce } from './announce'
import type { Opened } from './installation'
import { openLog } from './log'
import { mailboxFolder, ready, toldTo } from './one-of-many'

/** Who dies sooner than this, in milliseconds, would do so again at once. */
const soon = 10_000
const longestWait = 30_000

/** Refuses several processes where they could not share the database. */
export function mustShare(): void {
  if (engine === 'postgres') return
  throw new ConfigurationFault(
    '--processes needs PostgreSQL: set DATABASE_URL to postgres://user:password@host/name. With SQLite one process runs the site; start it without --processes.',
  )
}

/**
 * Runs the site in several processes that listen on the same port, until SIGTERM or SIGINT. This one has opened and
 * migrated the database, answers nothing itself, and starts another for each that ends. Ends with 78 or 1 when they can't
 * be started.
 */
export async function startMany(opened: Opened, count: number): Promise<void> {
  const { environment } = opened
  const log = openLog(environment.logLevel)
  const mailbox = environment.isTryOut ? await openMailbox({ dir: mailboxFolder(environment) }) : null
  const settings = toldTo({ count, smtpUrl: mailbox?.smtpUrl })
  const running = new Set<Worker>()
  let isStopping = false
  let soonEnded = 0
  cluster.setupPrimary({ args: ['start'] })

  const end = async (code: number) => {
    if (isStopping) return
    isStopping = true
    setTimeout(() => {
      for (const worker of running) worker.process.kill('SIGKILL')
      process.exit(code)
    }, 9_500).unref()
    await Promise.all(
      [...running].map(
        (worker) =>
          new Promise((done) => {
            worker.once('exit', done)
            worker.process.kill('SIGTERM')
          }),
      ),
    )
    await mailbox?.close()
    await opened.close()
    process.exit(code)
  }
  process.on('SIGTERM', () => end(0))
  process.on('SIGINT', () => end(0))

  /** Resolves once it can be reached, and with its exit code when it ended before. */
  const begin = () =>
    new Promise<number | typeof ready>((resolve) => {
      const worker = cluster.fork(settings)
      const began = performance.now()
      let wasReady = false
      running.add(worker)
      worker.on('error', () => {})
      worker.on('message', (message) => {
        if (message !== ready) return
        wasReady = true
        resolve(ready)
      })
      worker.once('exit', (code, signal) => {
        running.delete(worker)
        if (isStopping) return
        resolve(code || 1)
        if (!wasReady) return
        soonEnded = performance.now() - began < soon ? soonEnded + 1 : 0
        log.error('process ended', { state: signal ?? String(code), count: running.size })
        replace()
      })
    })
  const replace = () =>
    setTimeout(
      async () => {
        if (isStopping || (await begin()) === ready || isStopping) return
        soonEnded += 1
        replace()
      },
      soonEnded === 0 ? 0 : Math.min(longestWait, 500 * 2 ** soonEnded),
    )

  // The first by itself: what is wrong with the settings is then said once.
  const first = await begin()
  const others = first === ready ? await Promise.all(Array.from({ length: count - 1 }, begin)) : []
  const refused = [first, ...others].find((one) => one !== ready)
  if (refused !== undefined) return end(refused === 78 ? 78 : 1)
  if (!isStopping) await announce(opened)
}
