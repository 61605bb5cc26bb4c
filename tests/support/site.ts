import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll } from 'vitest'
import type { Log } from '../../app/server/log'
import type { Installation } from '../../app/web/context'
import { readEnvironment } from '../../app/web/environment.server'
import { openLimits } from '../../app/web/limits.server'
import { importCampaign } from '../../campaigns/folder.server'
import { type Keyring, openKeyring } from '../../campaigns/keyring.server'
import { setNextLetter } from '../../campaigns/letter-setting.server'
import { beginMails } from '../../campaigns/postman.server'
import type { ReadStoryAt } from '../../campaigns/story'
import { tallySignatures } from '../../campaigns/tally.server'
import type { Db } from '../../db/client.server'
import { packageRoot } from '../../db/package-root.server'
import { openMailbox, type ParsedMail } from '../../emails/mailbox.server'
import { openTransport } from '../../emails/transport.server'
import { freshDb } from './database'
import { newVisitor } from './visitor'

export const sampleSlug = 'lapshin-2017'
export const baseUrl = 'http://localhost:3000'

export type Logged = { level: 'info' | 'warn' | 'error'; event: string; fields: Record<string, unknown> }
export type Site = Awaited<ReturnType<typeof openSite>>

type Handler = Awaited<ReturnType<typeof import('../../app/server/handler')['createHandler']>>

/** The handler as it was built, not as it stands in the sources: what is proved is what runs. */
const built = async () =>
  (await import(
    pathToFileURL(join(packageRoot, 'build', 'server', 'handler.js')).href
  )) as typeof import('../../app/server/handler')

const closing: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closing.splice(0)) await close()
})

type Options = {
  limits?: Parameters<typeof openLimits>[0]
  /** Counts limits in the database, as several processes do. */
  sharesLimits?: boolean
  /** Another process on the database of a site that is there. */
  beside?: { db: Db; keyring: Keyring }
  /** Without it the site is a try-out with its mailbox; with it, a site that has none. */
  isTryOut?: boolean
  /** More settings, as the environment holds them. */
  settings?: Record<string, string>
  /** Without the sample, nothing is on the site. */
  withSample?: boolean
  /** How pages of other sites are read. Without it no site can be reached. */
  readStory?: ReadStoryAt
}

const unreachable: ReadStoryAt = async () => ({ kind: 'refused', reason: 'unreachable', status: null })

/**
 * A whole site for one test: a fresh database with the sample campaign, keys, a mailbox that is a real SMTP server, the
 * built handler, and a clock that the test moves. Whatever runs behind the site runs when `work` is called.
 */
export async function openSite({
  isTryOut = true,
  withSample = true,
  settings = {},
  limits = {},
  sharesLimits = false,
  beside,
  readStory = unreachable,
}: Options = {}) {
  const { createHandler } = await built()
  const folder = mkdtempSync(join(tmpdir(), 'demarche-walk-'))
  const db = beside?.db ?? (await freshDb())
  const keyring = beside?.keyring ?? openKeyring(`the root secret of ${folder}, for tests alone`)
  const mailbox = await openMailbox({ dir: join(folder, 'mailbox') })
  const smtpUrl = settings.SMTP_URL ?? mailbox.smtpUrl
  const transport = await openTransport({ smtpUrl, from: 'mail@demarche.example' })
  const environment = readEnvironment({
    DATA_DIR: folder,
    BASE_URL: baseUrl,
    ...(isTryOut ? {} : { SMTP_URL: smtpUrl, MAIL_FROM: 'Démarche <mail@demarche.example>' }),
    ...settings,
  })
  const clock = { now: new Date('2026-03-02T10:00:00.000Z') }
  const now = () => clock.now
  const { log, logged } = recordingLog()
  const faults: unknown[] = []
  const installation: Installation = {
    environment,
    db,
    keyring,
    mailbox: isTryOut ? mailbox : null,
    // A walk signs more often from one machine than people do. What becomes of a crowd is walked in crowd.test.ts.
    limits: openLimits({ crowd: 1_000, ...limits }, sharesLimits ? { db, keyring, now } : null),
    readStory,
    wake: () => {},
    now,
    report: (error) => faults.push(error),
  }
  const handler: Handler = await createHandler(installation, log)
  const from = environment.mailFrom
  const { bounceDomain } = environment
  const postman = { db, keyring, transport, from, bounceDomain, siteUrl: baseUrl, workerId: 'test', now }
  if (withSample && !beside) await loadSample(db, now())
  closing.push(async () => {
    transport.close()
    await mailbox.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Does all that is due: totals, mails, letters to set. */
  async function work(): Promise<void> {
    for (let isBusy = true; isBusy; ) {
      const flights = await beginMails(postman, 6)
      await Promise.all(flights)
      const wasSet = await setNextLetter(db, { keyring, from, siteUrl: baseUrl, now: now() })
      const { addedCount } = await tallySignatures(db, { now: now() })
      isBusy = flights.length > 0 || wasSet || addedCount > 0
    }
  }

  const fetch = async (request: Request): Promise<Response> => handler.fetch(request)

  return {
    db,
    keyring,
    mailbox,
    environment,
    logged,
    /** Faults nobody expected, as the handler reported them. A walk that caused one has found a bug. */
    faults,
    fetch,
    /** The same site behind its door, for a server to listen with. */
    listener: handler.listener,
    work,
    now,
    /** Moves the clock on, in milliseconds. */
    pass: (milliseconds: number) => {
      clock.now = new Date(clock.now.getTime() + milliseconds)
    },
    visitor: (headers: Record<string, string> = {}) => newVisitor({ fetch, baseUrl }, headers),
    /** Mails to one address, the newest first. */
    mailsTo: async (address: string): Promise<ParsedMail[]> =>
      (await mailbox.listFull(500)).filter(({ to }) => to.includes(address)),
  }
}

async function loadSample(db: Db, now: Date) {
  const folder = join(packageRoot, 'db', 'seed', sampleSlug)
  const result = await importCampaign(db, { folder, now })
  if (result.kind !== 'imported') throw new Error(`The sample was not imported: ${result.kind}.`)
}

function recordingLog() {
  const logged: Logged[] = []
  const at =
    (level: Logged['level']) =>
    (event: string, fields: Record<string, unknown> = {}) => {
      logged.push({ level, event, fields })
    }
  const log: Log = { info: at('info'), warn: at('warn'), error: at('error') }
  return { log, logged }
}
