import { sweepLeases } from '../../campaigns/attempt.server'
import { pollMailbox } from '../../campaigns/inbound-mailbox.server'
import { settleInbound } from '../../campaigns/inbound-settling.server'
import { doAlone, eraseOldJobs } from '../../campaigns/job.server'
import { setNextLetter } from '../../campaigns/letter-setting.server'
import { eraseOldLimits } from '../../campaigns/limit.server'
import { beginMails, type Postman } from '../../campaigns/postman.server'
import { eraseUsedChallenges } from '../../campaigns/proof.server'
import { publishDue } from '../../campaigns/publishing.server'
import { eraseOldReadings } from '../../campaigns/reading.server'
import { eraseDue } from '../../campaigns/retention.server'
import type { ReadStoryAt } from '../../campaigns/story'
import { checkStories } from '../../campaigns/story-check.server'
import { tallySignatures } from '../../campaigns/tally.server'
import { eraseOldUploads } from '../../campaigns/upload.server'
import type { ImapPlace } from '../../emails/imap-box.server'
import { faultOf, type Log } from './log'
import { recountBeside } from './recount-check'

/** Mails in hand at the same time: twice as many as talk to the relay, so that the next are made when it is ready. */
const flights = 40
/** So many are taken up together, or what there is after so many milliseconds: each time costs a commit. */
const handful = 10
const gathering = 30
const hour = 3_600_000
const recountAfter = 60_000

/**
 * One thing done over and over: never twice at once, every `every` milliseconds or when woken, faults written down.
 * The first time at once, or after `first` milliseconds.
 */
function recurring(name: string, every: number, log: Log, work: () => Promise<unknown>, first = 0) {
  let running: Promise<void> | null = null
  let isWoken = false
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const run = () => {
    clearTimeout(timer)
    if (isStopped) return
    if (running) {
      isWoken = true
      return
    }
    isWoken = false
    running = work()
      .then(
        () => undefined,
        (error: unknown) => log.error('worker fault', { kind: name, ...faultOf(error) }),
      )
      .then(() => {
        running = null
        if (isStopped) return
        if (isWoken) setImmediate(run)
        else timer = setTimeout(run, every)
      })
  }
  if (first > 0) timer = setTimeout(run, first)
  else run()
  return {
    wake: run,
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}

type Around = {
  log: Log
  readStory: ReadStoryAt
  dataDir: string
  addressDays: number
  bounceMailbox?: ImapPlace | undefined
}

/** The work behind the site: totals, mail, letters to set in type, reports to look at again, and what time makes obsolete. */
export function startWorker(
  postman: Postman,
  { log, readStory, dataDir, addressDays, bounceMailbox }: Around,
) {
  const { db, keyring, from, siteUrl, now } = postman
  const inFlight = new Set<Promise<void>>()
  const tally = recurring('tally', 500, log, () => tallySignatures(db, { now: now() }))
  let gathered: NodeJS.Timeout | undefined
  const landed = () => {
    const isEnough = flights - inFlight.size >= handful
    if (!isEnough && gathered) return
    clearTimeout(gathered)
    const goOn = () => {
      gathered = undefined
      mail.wake()
    }
    if (isEnough) goOn()
    else gathered = setTimeout(goOn, gathering)
  }
  const mail = recurring('mail', 1_000, log, async () => {
    const free = flights - inFlight.size
    if (free <= 0) return
    for (const flight of await beginMails(postman, free)) {
      const tracked = flight
        .catch((error: unknown) => log.error('worker fault', { kind: 'mail', ...faultOf(error) }))
        .then(() => {
          inFlight.delete(tracked)
          landed()
        })
      inFlight.add(tracked)
    }
  })
  const stopping = new AbortController()
  const press = recurring('press', 1_000, log, async () => {
    const { signal } = stopping
    if (await setNextLetter(db, { keyring, from, siteUrl, now: now(), signal })) press.wake()
  })
  const inbound = recurring('inbound', 5_000, log, async () => {
    const { settledCount, faults } = await settleInbound(db, { keyring, now: now() })
    for (const fault of faults) log.error('worker fault', { kind: 'inbound', ...faultOf(fault) })
    if (settledCount > 0) inbound.wake()
  })
  const mailbox = recurring('mailbox', 30_000, log, async () => {
    if (!bounceMailbox) return
    const { bounceDomain } = postman
    const read = await pollMailbox(db, { keyring, place: bounceMailbox, bounceDomain, now })
    if (read.kind === 'fault') log.warn('mailbox can’t be read', { kind: read.code })
    if (read.kind === 'read' && read.takenCount > 0) inbound.wake()
  })
  const publish = recurring('publish', 10_000, log, () => publishDue(db, { now: now() }))
  const sweep = recurring('sweep', 30_000, log, () => sweepLeases(db, { now: now() }))
  const forget = recurring('forget', hour, log, async () => {
    await eraseUsedChallenges(db, { now: now() })
    await eraseOldLimits(db, { now: now() })
    await eraseOldJobs(db, { now: now() })
    await eraseOldReadings(db, { now: now() })
    // Each machine has its own folder, and the rules are gone through by one of them.
    await eraseOldUploads({ dataDir, now: now() })
  })
  // Asked for every hour by each process, and done once a day by one of them.
  const retention = recurring('retention', hour, log, () =>
    doAlone(db, { name: 'retention', rest: 23 * hour, now }, async () => {
      for (const { rule, count } of await eraseDue(db, { addressDays, dataDir, now: now() }))
        if (count > 0) log.info('erased', { kind: rule, count })
    }),
  )
  // Not while a start has other things to do.
  const recount = recurring(
    'recount',
    hour,
    log,
    () =>
      doAlone(db, { name: 'recount', rest: 23 * hour, now }, async () => {
        const count = await recountBeside(db, { now: now() })
        if (count > 0) log.error('counts differ', { kind: 'recount', count })
      }),
    recountAfter,
  )
  const stories = recurring('stories', hour, log, () =>
    doAlone(db, { name: 'stories', now }, () =>
      checkStories(db, { now: now(), read: readStory, signal: stopping.signal }),
    ),
  )
  return {
    wake: () => {
      mail.wake()
      press.wake()
      inbound.wake()
    },
    /** Begins nothing new and waits for what is under way. */
    stop: async () => {
      stopping.abort()
      await Promise.all(
        [tally, mail, press, inbound, mailbox, publish, sweep, forget, retention, recount, stories].map(
          ({ stop }) => stop(),
        ),
      )
      await Promise.all(inFlight)
    },
  }
}
