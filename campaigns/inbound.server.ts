import { createHash } from 'node:crypto'
import { and, asc, count, eq, ne } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { inboundMails, outbox } from '../db/schema'
import { type InboundSource, inboundLimits } from './inbound'
import { type Keyring, newId } from './keyring.server'

/**
 * What makes a mail the same when it comes again: its bytes. Or what its sender made it known by, for a mailbox whose server
 * may write a line into it between two readings; not the Message-ID alone, since some servers give every report the same.
 */
export const contentKeyOf = (
  keyring: Keyring,
  { raw, known }: { raw: Buffer; known?: string[] | undefined },
) =>
  known
    ? keyring.hash('inbound-known', ...known)
    : keyring.hash('inbound', createHash('sha256').update(raw).digest('base64url'))

export type Taking = {
  keyring: Keyring
  source: InboundSource
  raw: Buffer
  contentKey: string
  /** The mail of ours that it came back about. */
  mailId: string
  now: Date
}

/**
 * Stores a mail that came back, to be read afterwards. `taken` means that it is on the disk, now or since an earlier time;
 * only then may whoever brought it forget it. `no-mail`: there is no such mail of ours any more.
 */
export async function takeInbound(
  db: Db,
  { keyring, source, raw, contentKey, mailId, now }: Taking,
): Promise<{ kind: 'taken' | 'too-many' | 'too-long' | 'no-mail' }> {
  return atomically(db, function* (tx) {
    const [known] = yield* ask(
      tx.select({ id: inboundMails.id }).from(inboundMails).where(eq(inboundMails.contentKey, contentKey)),
    )
    if (known) return { kind: 'taken' } as const
    const [mail] = yield* ask(tx.select({ kind: outbox.kind }).from(outbox).where(eq(outbox.id, mailId)))
    if (!mail) return { kind: 'no-mail' } as const
    const limits = inboundLimits(mail.kind)
    if (raw.length > limits.size) return { kind: 'too-long' } as const
    const [before] = yield* ask(
      tx.select({ n: count() }).from(inboundMails).where(eq(inboundMails.outboxId, mailId)),
    )
    if ((before?.n ?? 0) >= limits.count) return { kind: 'too-many' } as const
    const id = newId()
    yield* ask(
      tx
        .insert(inboundMails)
        .values({
          id,
          source,
          contentKey,
          state: 'received',
          rawSealed: keyring.seal(raw, `inbound:${id}`),
          outboxId: mailId,
          triesCount: 0,
          lookAt: now,
          receivedAt: now,
        })
        .onConflictDoNothing()
        .returning({ id: inboundMails.id }),
    )
    return { kind: 'taken' } as const
  })
}

/** Writes down that a mail came of which nothing could be understood, and nothing else of it: it may be anybody's. */
export async function noteUnclear(
  db: Db,
  { source, contentKey, now }: { source: InboundSource; contentKey: string; now: Date },
): Promise<void> {
  await atomically(db, function* (tx) {
    yield* ask(
      tx
        .insert(inboundMails)
        .values({
          ...{ id: newId(), source, contentKey, triesCount: 0 },
          state: 'unclear',
          kind: 'unclear',
          lookAt: now,
          receivedAt: now,
          settledAt: now,
        })
        .onConflictDoNothing()
        .returning({ id: inboundMails.id }),
    )
  })
}

/** What came back about a letter, the oldest first. */
export const listReturned = (db: Db, deliveryId: string) =>
  db
    .select({
      id: inboundMails.id,
      kind: inboundMails.kind,
      statusCode: inboundMails.statusCode,
      response: inboundMails.response,
      receivedAt: inboundMails.receivedAt,
      rawSealed: inboundMails.rawSealed,
    })
    .from(inboundMails)
    .innerJoin(outbox, eq(outbox.id, inboundMails.outboxId))
    .where(and(eq(outbox.deliveryId, deliveryId), ne(inboundMails.state, 'received')))
    .orderBy(asc(inboundMails.receivedAt), asc(inboundMails.id))
