import { and, eq, inArray, lte } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { inboundMailboxes, outbox } from '../db/schema'
import { BoxFault, type BoxMail, type BoxVerdict, type ImapPlace, readBox } from '../emails/imap-box.server'
import { classifyInbound, tracesOf } from './bounce'
import { inboundSize } from './inbound'
import { contentKeyOf, noteUnclear, takeInbound } from './inbound.server'
import type { Keyring } from './keyring.server'
import { fieldOf, readMail } from './mail-parts'
import { mailOfReturnPath } from './return-path.server'

const minute = 60_000
const pollWait = 2 * minute
const longestWait = 60 * minute
/** Longer than one reading may take: until then no other process begins one. */
const lease = 10 * minute
/** Relays give up after five days, and people answer later; who looks for older mail finds it in the mailbox. */
const lookBack = 30 * 24 * 60 * minute

export type Polling = {
  keyring: Keyring
  place: ImapPlace
  bounceDomain?: string | undefined
  now: () => Date
}

/**
 * Reads what is new in the mailbox where reports come back to: what belongs to a mail of ours is stored as what comes in
 * by the other door is, and marked there; what belongs to none is left where it is, and only counted. Whatever is read
 * twice is taken once. A fault is written down, and the next try waits twice as long as the one before, an hour at most.
 */
export async function pollMailbox(
  db: Db,
  polling: Polling,
): Promise<{ kind: 'read'; takenCount: number } | { kind: 'not-yet' } | { kind: 'fault'; code: string }> {
  const { keyring, place, now } = polling
  const id = mailboxKey(keyring, place)
  const row = await beginReading(db, { id, now: now() })
  if (!row) return { kind: 'not-yet' }
  let takenCount = 0
  const from = row.uidValidity ? { uidValidity: row.uidValidity, lastUid: Number(row.lastUid) } : null
  try {
    const read = await readBox(place, {
      from,
      since: new Date(now().getTime() - lookBack),
      sizeLimit: inboundSize,
      take: async (mail, { uidValidity }) => {
        const verdict = await takeFromBox(db, polling, { mail, uidValidity, id })
        if (verdict !== 'left') takenCount += 1
        await remember(db, id, { uidValidity, lastUid: String(mail.uid) })
        return verdict
      },
    })
    await remember(db, id, {
      uidValidity: read.uidValidity,
      lastUid: String(read.lastUid),
      ...{ fault: null, faultCount: 0, faultAt: null, readAt: now() },
      tryAt: new Date(now().getTime() + pollWait),
    })
    return { kind: 'read', takenCount }
  } catch (error) {
    const faultCount = row.faultCount + 1
    const code = error instanceof BoxFault ? error.code : 'own'
    const wait = Math.min(longestWait, pollWait * 2 ** (faultCount - 1))
    await remember(db, id, {
      ...{ fault: code, faultCount, faultAt: row.faultAt ?? now() },
      tryAt: new Date(now().getTime() + wait),
    })
    if (!(error instanceof BoxFault)) throw error
    return { kind: 'fault', code }
  }
}

/** How the reading of the mailbox goes, for those who keep the installation. `null` before the first time. */
export async function findMailbox(db: Db, { keyring, place }: Pick<Polling, 'keyring' | 'place'>) {
  const [row] = await db
    .select({
      fault: inboundMailboxes.fault,
      faultAt: inboundMailboxes.faultAt,
      tryAt: inboundMailboxes.tryAt,
      readAt: inboundMailboxes.readAt,
    })
    .from(inboundMailboxes)
    .where(eq(inboundMailboxes.id, mailboxKey(keyring, place)))
  return row ?? null
}

const mailboxKey = (keyring: Keyring, { host, port, user, folder }: ImapPlace) =>
  keyring.hash('inbound-mailbox', host, String(port), user, folder)

/** Takes the reading of a mailbox for this process, when it is time. */
function beginReading(db: Db, { id, now }: { id: string; now: Date }) {
  return atomically(db, function* (tx) {
    yield* ask(
      tx
        .insert(inboundMailboxes)
        .values({ id, uidValidity: '', lastUid: '0', faultCount: 0, tryAt: now })
        .onConflictDoNothing()
        .returning({ id: inboundMailboxes.id }),
    )
    const [mine] = yield* ask(
      tx
        .update(inboundMailboxes)
        .set({ tryAt: new Date(now.getTime() + lease) })
        .where(and(eq(inboundMailboxes.id, id), lte(inboundMailboxes.tryAt, now)))
        .returning(),
    )
    return mine ?? null
  })
}

function remember(db: Db, id: string, change: Partial<typeof inboundMailboxes.$inferInsert>) {
  return atomically(db, function* (tx) {
    return yield* ask(
      tx
        .update(inboundMailboxes)
        .set(change)
        .where(eq(inboundMailboxes.id, id))
        .returning({ id: inboundMailboxes.id }),
    )
  })
}

type Found = { mail: BoxMail; uidValidity: string; id: string }

async function takeFromBox(
  db: Db,
  { keyring, bounceDomain, now }: Polling,
  { mail: { raw, uid }, uidValidity, id }: Found,
): Promise<BoxVerdict> {
  if (!raw) {
    const contentKey = keyring.hash('inbound-uid', id, uidValidity, String(uid))
    await noteUnclear(db, { source: 'imap', contentKey, now: now() })
    return 'left'
  }
  const mail = readMail(raw.toString('latin1'))
  const { addresses, messageIds, ownId } = tracesOf(mail)
  const known = ['message-id', 'date', 'from', 'subject'].map((name) => fieldOf(mail.fields, name) ?? '')
  const contentKey = contentKeyOf(keyring, { raw, known: ownId ? known : undefined })
  // A copy of what we sent, as it lies in mailboxes that keep such copies.
  if (ownId && (await mailWithId(db, [ownId]))) return 'left'
  const named = bounceDomain
    ? addresses.flatMap((address) => mailOfReturnPath(keyring, { address, domain: bounceDomain }) ?? [])[0]
    : undefined
  const mailId = named ?? (await mailWithId(db, messageIds))
  const taken = mailId
    ? await takeInbound(db, { keyring, source: 'imap', raw, contentKey, mailId, now: now() })
    : null
  if (taken?.kind === 'taken') {
    const { kind } = classifyInbound(mail)
    return kind === 'answer' || kind === 'unclear' ? 'taken' : 'taken-and-read'
  }
  await noteUnclear(db, { source: 'imap', contentKey, now: now() })
  return 'left'
}

/** The mail of ours with one of these Message-IDs, which only who got it, or sent it, can know. */
async function mailWithId(db: Db, messageIds: string[]): Promise<string | undefined> {
  if (messageIds.length === 0) return undefined
  const [mail] = await db
    .select({ id: outbox.id })
    .from(outbox)
    .where(inArray(outbox.messageId, messageIds))
    .limit(1)
  return mail?.id
}
