import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { type Opening, openings } from '../../campaigns/organisation'
import { longestAddressDays } from '../../campaigns/retention'
import type { ImapPlace } from '../../emails/imap-box.server'

/** A setting that is missing or wrong. The message says which and what to set; the process ends with exit code 78. */
export class ConfigurationFault extends Error {}

export type Environment = {
  port: number
  host: string
  /** Origin of the public address, without a slash at the end. */
  baseUrl: string
  dataDir: string
  databaseUrl: string
  secretKey: string | undefined
  smtpUrl: string | undefined
  /** Whom the platform's own mails come from. */
  mailFrom: { name: string; address: string }
  dkim: { domain: string; selector: string; privateKey: string } | undefined
  bounceDomain: string | undefined
  /** Where mail to that domain is taken over SMTP. */
  bouncePort: number | undefined
  /** A mailbox that is asked over IMAP for what came back. */
  bounceMailbox: ImapPlace | undefined
  trustedHops: number
  /** Signatures of one network and campaign in five minutes before a proof of work is asked for. */
  proofAfter: number
  logLevel: string
  /** Who may open an organisation. */
  organisations: Opening
  /** How long e-mail addresses are kept after a campaign closed, in days. */
  addressDays: number
  /** No relay, and only reachable from this machine: mail stays in a local mailbox, the sample is loaded. */
  isTryOut: boolean
}

/** Whether a name is this machine's own, wherever it is asked for. */
export const isLoopback = (host: string) =>
  host === 'localhost' ||
  host.endsWith('.localhost') ||
  /^127(?:\.\d{1,3}){3}$/.test(host) ||
  host === '::1' ||
  host === '[::1]'

const isMailAddress = (value: string) => z.email().max(254).safeParse(value).success
const domain =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i

const blankIsUnset = (value: unknown) =>
  typeof value === 'string' && value.trim() === '' ? undefined : value
const setting = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsUnset, schema.optional())

const portNumber = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine((n) => n >= 1 && n <= 65_535)

const Settings = z.object({
  PORT: setting(portNumber),
  HOST: setting(z.string().regex(/^[A-Za-z0-9.:[\]-]+$/)),
  BASE_URL: setting(z.url({ protocol: /^https?$/ })),
  DATA_DIR: setting(z.string()),
  DATABASE_URL: setting(z.string().regex(/^(?:file:.|postgres(?:ql)?:\/\/)/)),
  SECRET_KEY: setting(z.string().min(32)),
  SMTP_URL: setting(z.url({ protocol: /^smtps?$/ })),
  MAIL_FROM: setting(z.string().max(400)),
  DKIM_DOMAIN: setting(z.string().regex(domain)),
  DKIM_SELECTOR: setting(z.string().regex(/^[a-z0-9._-]{1,63}$/i)),
  DKIM_KEY_FILE: setting(z.string()),
  BOUNCE_DOMAIN: setting(z.string().regex(domain)),
  BOUNCE_PORT: setting(portNumber),
  BOUNCE_IMAP_URL: setting(z.url({ protocol: /^imaps?$/ })),
  TRUSTED_HOPS: setting(z.string().regex(/^\d$/).transform(Number)),
  PROOF_AFTER: setting(
    z
      .string()
      .regex(/^\d{1,4}$/)
      .transform(Number),
  ),
  ORGANISATIONS: setting(z.enum(openings)),
  KEEP_ADDRESSES_DAYS: setting(
    z
      .string()
      .regex(/^\d{1,3}$/)
      .transform(Number)
      .refine((n) => n <= longestAddressDays),
  ),
  LOG_LEVEL: setting(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])),
})

const imapAdvice =
  'BOUNCE_IMAP_URL must be imaps://user:password@host/folder, user and password percent-encoded; imap:// is for this machine alone.'
const advice: Record<keyof z.infer<typeof Settings>, string> = {
  PORT: 'PORT must be a number from 1 to 65535, for example PORT=3000.',
  HOST: 'HOST must be an address of this machine, for example HOST=127.0.0.1.',
  BASE_URL: 'BASE_URL must be the public address, for example BASE_URL=https://petitions.example.org.',
  DATA_DIR: 'DATA_DIR must be the path of a folder, for example DATA_DIR=./data.',
  DATABASE_URL: 'DATABASE_URL must be file:<path> or postgres://user:password@host/name.',
  SECRET_KEY: 'SECRET_KEY must have at least 32 characters; `openssl rand -base64 32` makes one.',
  SMTP_URL: 'SMTP_URL must be smtp://user:password@host:port or smtps://….',
  MAIL_FROM: 'MAIL_FROM must be an address, for example MAIL_FROM="Démarche <mail@petitions.example.org>".',
  DKIM_DOMAIN: 'DKIM_DOMAIN must be a domain, for example DKIM_DOMAIN=example.org.',
  DKIM_SELECTOR: 'DKIM_SELECTOR must be the name of the DKIM record, for example DKIM_SELECTOR=mail.',
  DKIM_KEY_FILE: 'DKIM_KEY_FILE must be the path of a private key in PEM form.',
  BOUNCE_DOMAIN:
    'BOUNCE_DOMAIN must be a domain whose mail reaches this program, for example bounces.example.org.',
  BOUNCE_PORT: 'BOUNCE_PORT must be a number from 1 to 65535, for example BOUNCE_PORT=2525.',
  BOUNCE_IMAP_URL: imapAdvice,
  TRUSTED_HOPS: 'TRUSTED_HOPS must be the number of proxies in front, from 0 to 9.',
  PROOF_AFTER:
    'PROOF_AFTER must be how many may sign from one network in five minutes before a proof of work is asked for, from 0 to 9999.',
  ORGANISATIONS: 'ORGANISATIONS must be anyone, approval or invitation: who may open an organisation.',
  KEEP_ADDRESSES_DAYS: `KEEP_ADDRESSES_DAYS must be a number from 0 to ${longestAddressDays}: how many days addresses are kept after a campaign closed.`,
  LOG_LEVEL: 'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent.',
}

/**
 * Reads every setting once. Throws a ConfigurationFault with one line that says what to set.
 * Creates the data folder, and makes sure it can be written.
 */
export function readEnvironment(env: Record<string, string | undefined>): Environment {
  const parsed = Settings.safeParse(env)
  if (!parsed.success) {
    const name = parsed.error.issues[0]?.path[0] as keyof typeof advice
    throw new ConfigurationFault(advice[name])
  }
  const set = parsed.data
  const port = set.PORT ?? 3000
  const host = (set.HOST ?? '127.0.0.1').replace(/^\[|\]$/g, '')
  const base = new URL(set.BASE_URL ?? `http://localhost:${port}`)
  if (base.pathname !== '/' || base.search || base.hash || base.username || base.password) {
    throw new ConfigurationFault(
      'BASE_URL must be an origin without path or user, for example https://petitions.example.org.',
    )
  }
  const isLocal = isLoopback(host) && isLoopback(base.hostname)
  if (base.protocol === 'http:' && !isLoopback(base.hostname)) {
    throw new ConfigurationFault(
      'BASE_URL must start with https://; plain http is only for this machine itself.',
    )
  }
  if (set.SMTP_URL && !set.MAIL_FROM)
    throw new ConfigurationFault('MAIL_FROM must be set together with SMTP_URL.')
  if (set.MAIL_FROM && !set.SMTP_URL)
    throw new ConfigurationFault('SMTP_URL must be set together with MAIL_FROM.')
  if (!isLocal && !set.SMTP_URL) {
    throw new ConfigurationFault(
      'SMTP_URL and MAIL_FROM must be set before the site is reachable from outside this machine.',
    )
  }
  if (set.BOUNCE_PORT && !set.BOUNCE_DOMAIN)
    throw new ConfigurationFault('BOUNCE_DOMAIN must be set together with BOUNCE_PORT.')
  const isTryOut = isLocal && !set.SMTP_URL
  return {
    port,
    host,
    baseUrl: base.origin,
    dataDir: writableFolder(resolve(set.DATA_DIR ?? './data')),
    databaseUrl: set.DATABASE_URL ?? `file:${join(resolve(set.DATA_DIR ?? './data'), 'demarche.db')}`,
    secretKey: set.SECRET_KEY,
    smtpUrl: set.SMTP_URL,
    mailFrom: mailbox(set.MAIL_FROM ?? 'Démarche <mail@demarche.example>'),
    dkim: dkimOf(set),
    bounceDomain: set.BOUNCE_DOMAIN?.toLowerCase(),
    bouncePort: set.BOUNCE_PORT,
    bounceMailbox: set.BOUNCE_IMAP_URL ? imapPlaceOf(set.BOUNCE_IMAP_URL) : undefined,
    trustedHops: set.TRUSTED_HOPS ?? 0,
    // Whoever tries it out comes from this machine, and from nowhere else.
    proofAfter: set.PROOF_AFTER ?? (isTryOut ? 1_000 : 5),
    logLevel: set.LOG_LEVEL ?? 'info',
    organisations: set.ORGANISATIONS ?? (isTryOut ? 'anyone' : 'invitation'),
    addressDays: set.KEEP_ADDRESSES_DAYS ?? longestAddressDays,
    isTryOut,
  }
}

/** The host as it stands in an address: IPv6 in brackets. */
export const hostInUrl = (host: string) => (isIPv6(host) ? `[${host}]` : host)

function writableFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    accessSync(path, constants.W_OK | constants.X_OK)
    return path
  } catch {
    throw new ConfigurationFault(`DATA_DIR must be a folder this program can write to; ${path} is not.`)
  }
}

function mailbox(value: string): { name: string; address: string } {
  const [, name = '', address = value] = /^\s*"?([^"<>]*?)"?\s*<([^<>\s]+)>\s*$/.exec(value) ?? []
  if (!isMailAddress(address.trim())) throw new ConfigurationFault(advice.MAIL_FROM)
  return { name: name.trim(), address: address.trim() }
}

function imapPlaceOf(setting: string): ImapPlace {
  const fault = new ConfigurationFault(imapAdvice)
  const url = new URL(setting)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const secure = url.protocol === 'imaps:'
  if (!host || !url.username || !url.password || url.search || url.hash) throw fault
  if (!secure && !isLoopback(host)) throw fault
  try {
    return {
      host,
      port: Number(url.port) || (secure ? 993 : 143),
      secure,
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      folder: decodeURIComponent(url.pathname.slice(1)) || 'INBOX',
    }
  } catch {
    throw fault
  }
}

function dkimOf(set: z.infer<typeof Settings>): Environment['dkim'] {
  const { DKIM_DOMAIN: name, DKIM_SELECTOR: selector, DKIM_KEY_FILE: file } = set
  if (!name && !selector && !file) return undefined
  if (!name || !selector || !file) {
    throw new ConfigurationFault(
      'DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY_FILE must be set together, or none of them.',
    )
  }
  try {
    return { domain: name, selector, privateKey: readFileSync(file, 'utf8') }
  } catch {
    throw new ConfigurationFault(`DKIM_KEY_FILE must be a file this program can read; ${file} is not.`)
  }
}
