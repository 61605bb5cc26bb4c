import { ImapFlow, type ImapFlowOptions } from 'imapflow'

export type ImapPlace = {
  host: string
  port: number
  /** TLS from the first byte. */
  secure: boolean
  user: string
  password: string
  folder: string
}

/** A mail in a mailbox. `raw` is null when it is longer than what is taken. */
export type BoxMail = { uid: number; raw: Buffer | null }

/** What becomes of a mail in its mailbox: it is left as it is, or marked as taken, and as read where nobody has to read it. */
export type BoxVerdict = 'left' | 'taken' | 'taken-and-read'

export type BoxReading = {
  /** How far it was read before; read anew from the beginning when the mailbox has another validity now. */
  from: { uidValidity: string; lastUid: number } | null
  /** Mails that came before this are not looked at. */
  since: Date
  sizeLimit: number
  /** Asked for each mail in its order; a mail counts as seen once this has ended. */
  take: (mail: BoxMail, place: { uidValidity: string }) => Promise<BoxVerdict>
}

export const boxFaultCodes = ['auth', 'folder', 'tls', 'unreachable'] as const
export type BoxFaultCode = (typeof boxFaultCodes)[number]

/** Why a mailbox could not be read. The message is a code, since servers quote names and addresses. */
export class BoxFault extends Error {
  code: BoxFaultCode
  constructor(code: BoxFaultCode) {
    super(code)
    this.code = code
  }
}

/** The mark on mails that were taken, for servers that keep such marks. */
export const takenMark = '$DemarcheTaken'
const wholeTime = 5 * 60_000
const mailsAtOnce = 100

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || /^127\./.test(host)

/**
 * Reads what is new in a mailbox over IMAP (RFC 9051), at most a hundred mails at a time, and marks what was taken. Mails
 * are neither moved nor deleted, and what is left stays unread. Throws a BoxFault when the server can't be spoken to.
 */
export async function readBox(
  place: ImapPlace,
  reading: BoxReading,
): Promise<{ uidValidity: string; lastUid: number }> {
  const client = new ImapFlow(optionsOf(place, reading.sizeLimit))
  // What is thrown says it as well; unheard, this would end the process.
  client.on('error', () => {})
  const deadline = setTimeout(() => client.close(), wholeTime)
  const own: unknown[] = []
  const take: BoxReading['take'] = (mail, at) =>
    reading.take(mail, at).catch((error) => {
      own.push(error)
      throw error
    })
  try {
    await client.connect()
    const lock = await client.getMailboxLock(place.folder)
    try {
      return await readNew(client, { ...reading, take })
    } finally {
      lock.release()
    }
  } catch (error) {
    // What `take` throws is somebody else's, and goes on as it is.
    throw own.length > 0 ? own[0] : faultOf(error)
  } finally {
    clearTimeout(deadline)
    await client.logout().catch(() => client.close())
  }
}

function optionsOf(place: ImapPlace, sizeLimit: number): ImapFlowOptions {
  const isHere = isLoopback(place.host)
  return {
    host: place.host,
    port: place.port,
    secure: place.secure,
    // Only on this machine is anything said without TLS, and certificates there are often for another name.
    ...(place.secure ? {} : { doSTARTTLS: false }),
    tls: { rejectUnauthorized: !isHere, minVersion: 'TLSv1.2' },
    auth: { user: place.user, pass: place.password },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    maxLiteralSize: sizeLimit + 1_024,
  }
}

async function readNew(client: ImapFlow, { from, since, sizeLimit, take }: BoxReading) {
  const box = client.mailbox
  if (!box) throw new BoxFault('folder')
  const uidValidity = String(box.uidValidity)
  let lastUid = from?.uidValidity === uidValidity ? from.lastUid : 0
  const found = (await client.search({ uid: `${lastUid + 1}:*`, since }, { uid: true })) || []
  // `n:*` names the newest mail even when it is older than n.
  const uids = found.filter((uid) => uid > lastUid).sort((a, b) => a - b)
  for (const uid of uids.slice(0, mailsAtOnce)) {
    const head = await client.fetchOne(String(uid), { uid: true, size: true }, { uid: true })
    if (head) {
      const isTooLong = (head.size ?? 0) > sizeLimit
      const whole = isTooLong
        ? null
        : await client.fetchOne(String(uid), { uid: true, source: true }, { uid: true })
      const verdict = await take({ uid, raw: (whole || null)?.source ?? null }, { uidValidity })
      if (verdict !== 'left') await client.messageFlagsAdd(String(uid), marksOf(verdict), { uid: true })
    }
    lastUid = uid
  }
  return { uidValidity, lastUid }
}

const marksOf = (verdict: BoxVerdict) => (verdict === 'taken' ? [takenMark] : [takenMark, '\\Seen'])

type Failure = Error & {
  code?: string
  authenticationFailed?: boolean
  mailboxMissing?: boolean
  serverResponseCode?: string
}

function faultOf(error: unknown): BoxFault {
  if (error instanceof BoxFault) return error
  const { code = '', authenticationFailed, mailboxMissing, serverResponseCode = '' } = error as Failure
  if (authenticationFailed) return new BoxFault('auth')
  if (mailboxMissing || /^(?:NONEXISTENT|TRYCREATE)$/.test(serverResponseCode)) return new BoxFault('folder')
  const isTls = /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/.test(code)
  return new BoxFault(isTls ? 'tls' : 'unreachable')
}
