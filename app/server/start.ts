import { createServer, type RequestListener, type Server } from 'node:http'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { listCampaigns } from '../../campaigns/campaign.server'
import { importCampaign } from '../../campaigns/folder.server'
import { newId } from '../../campaigns/keyring.server'
import { openMailThreads } from '../../campaigns/mail-threads.server'
import { openChanges } from '../../db/changes.server'
import { carryJournal } from '../../db/checkpoint.server'
import { engine } from '../../db/dialect'
import { packageRoot } from '../../db/package-root.server'
import { openMailbox } from '../../emails/mailbox.server'
import type { Installation } from '../web/context'
import { ConfigurationFault, type Environment } from '../web/environment.server'
import { openLimits } from '../web/limits.server'
import { storyReader } from '../web/story-reader.server'
import { announce } from './announce'
import { openBounceDoor } from './bounce-door'
import { createHandler } from './handler'
import { isInTheClear } from './in-the-clear'
import type { Opened } from './installation'
import { faultOf, type Log, openLog } from './log'
import { asOneOfMany, mailboxFolder, ready } from './one-of-many'
import { startWorker } from './worker'

const now = () => new Date()

/** Runs the site until SIGTERM or SIGINT; then finishes what is in hand. */
export async function start(opened: Opened): Promise<void> {
  const { environment, keyring, db } = opened
  const log = openLog(environment.logLevel)
  if (isInTheClear({ ...environment, PGSSLMODE: process.env.PGSSLMODE }))
    log.warn('database not encrypted: set sslmode=verify-full in DATABASE_URL')
  const mailbox = environment.isTryOut
    ? await openMailbox({ dir: mailboxFolder(environment), ...asOneOfMany()?.mailbox })
    : null
  const transport = await openMailThreads({
    smtpUrl: environment.smtpUrl ?? mailbox?.smtpUrl ?? '',
    from: environment.mailFrom.address,
    ...(environment.dkim ? { dkim: environment.dkim } : {}),
    onLoss: (error) => log.error('worker fault', { kind: 'mail-thread', ...faultOf(error) }),
  }).catch((error: unknown) => {
    throw new ConfigurationFault(error instanceof Error ? error.message : String(error))
  })
  if (environment.isTryOut) await loadSample(opened, log)

  const workerId = `${hostname()}.${process.pid}.${newId()}`
  const limits = openLimits(
    { crowd: environment.proofAfter },
    // SQLite has one process, which counts in memory; PostgreSQL is for several.
    engine === 'postgres' ? { db, keyring } : null,
  )
  const readStory = storyReader({ limits, now })
  const worker = startWorker(
    {
      ...{ db, keyring, transport, workerId, now },
      from: environment.mailFrom,
      bounceDomain: environment.bounceDomain,
      siteUrl: environment.baseUrl,
    },
    {
      ...{ log, readStory },
      dataDir: environment.dataDir,
      addressDays: environment.addressDays,
      bounceMailbox: environment.bounceMailbox,
    },
  )
  const door = await openBounceDoor(opened, { log, wake: worker.wake, now })
  const installation: Installation = {
    environment,
    db,
    keyring,
    mailbox,
    limits,
    readStory,
    wake: worker.wake,
    now,
    report: (error, requestId) => log.error('fault', { requestId, ...faultOf(error) }),
  }
  const endCarrying = carryJournal(db)
  const changes = await openChanges(db, environment.databaseUrl)
  const handler = await createHandler(installation, log, changes)
  const server = await listen(handler.listener, environment)
  if (asOneOfMany()) process.send?.(ready)
  else await announce(opened)

  let isStopping = false
  const stop = async () => {
    if (isStopping) return
    isStopping = true
    // Whatever hangs must not keep the process past the ten seconds it was promised to take.
    setTimeout(() => process.exit(0), 9_000).unref()
    await new Promise<void>((done) => {
      server.close(() => done())
      server.closeIdleConnections()
    })
    await door?.close()
    await worker.stop()
    await changes.close()
    transport.close()
    await mailbox?.close()
    await endCarrying()
    await opened.close()
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

async function loadSample({ db }: Opened, log: Log) {
  const anything = await listCampaigns(db, { public: true }, now())
  if (anything.length > 0) return
  const result = await importCampaign(db, {
    folder: join(packageRoot, 'db', 'seed', 'lapshin-2017'),
    now: now(),
  })
  if (result.kind === 'refused') log.warn('sample refused', { count: result.faults.length })
}

const isTaken = new Set(['EADDRINUSE', 'EACCES'])
const isElsewhere = new Set(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL'])

function listen(listener: RequestListener, { host, port }: Environment) {
  return new Promise<Server>((resolve, reject) => {
    const server = createServer(listener)
    server.once('error', (error: NodeJS.ErrnoException) => {
      const advice = isTaken.has(error.code ?? '')
        ? `PORT must be free to listen on; ${host}:${port} is taken. Set PORT to another number.`
        : isElsewhere.has(error.code ?? '')
          ? `HOST must be an address of this machine; ${host} is not.`
          : null
      reject(advice ? new ConfigurationFault(advice) : error)
    })
    server.listen(port, host, () => resolve(server))
  })
}
