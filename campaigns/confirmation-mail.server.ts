import { and, count, gt, inArray } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { ready } from '../db/ready.server'
import { confirmations, signatures } from '../db/schema'
import { hashesOf, type Keyring, newCode, newTimedId, newTimedToken, timedHash } from './keyring.server'
import { mailsPerAddress } from './outbox'
import { queueMail } from './outbox.server'

const insertConfirmation = ready((tx, row: typeof confirmations.$inferSelect) =>
  tx.insert(confirmations).values(row).returning({ id: confirmations.id }),
)

type ConfirmationMail = {
  keyring: Keyring
  signatureId: string
  handle: string
  email: string
  domain: string
  addressKey: string
  mailDomain: string
  now: Date
}

/** Makes one more way to confirm a signature and queues the mail with it, within the unit of work that takes the signature. */
export function* queueConfirmation(tx: Db, { keyring, signatureId, handle, now, ...mail }: ConfirmationMail) {
  const token = newTimedToken(now)
  const code = newCode()
  yield* ask(
    insertConfirmation(tx, {
      id: newTimedId(now),
      signatureId,
      tokenHash: timedHash(keyring, 'confirm', token),
      handleHash: timedHash(keyring, 'handle', handle),
      codeHash: keyring.hash('code', code),
      triesCount: 0,
      createdAt: now,
    }),
  )
  yield* queueMail(tx, {
    kind: 'confirm-signature',
    keyring,
    payload: { email: mail.email, token, code },
    addressKey: mail.addressKey,
    domain: mail.domain,
    mailDomain: mail.mailDomain,
    signatureId,
    now,
  })
}

/** Queues another mail for a signature that waits, from the page that is still open. Says the same whatever happens. */
export async function resendConfirmation(
  db: Db,
  { keyring, handle, mailDomain, now }: { keyring: Keyring; handle: string; mailDomain: string; now: Date },
): Promise<{ kind: 'asked' }> {
  const dayBefore = new Date(now.getTime() - 24 * 3_600_000)
  return atomically(db, function* (tx) {
    const asked = tx
      .select({ id: confirmations.signatureId })
      .from(confirmations)
      .where(inArray(confirmations.handleHash, hashesOf(keyring, 'handle', handle)))
    const [mails] = yield* ask(
      tx
        .select({ n: count() })
        .from(confirmations)
        .where(and(inArray(confirmations.signatureId, asked), gt(confirmations.createdAt, dayBefore))),
    )
    // More would never be sent, and only fill the tables.
    if ((mails?.n ?? 0) >= mailsPerAddress) return { kind: 'asked' } as const
    const [row] = yield* ask(
      tx
        .update(signatures)
        // Its seven days begin again: that is what the new mail promises.
        .set({ createdAt: now })
        .where(and(inArray(signatures.id, asked), inArray(signatures.state, ['pending', 'quarantined'])))
        .returning({
          id: signatures.id,
          emailSealed: signatures.emailSealed,
          addressKey: signatures.addressKey,
        }),
    )
    if (!row?.emailSealed || !row.addressKey) return { kind: 'asked' } as const
    const email = keyring.open(row.emailSealed, `signature:${row.id}`).toString()
    yield* queueConfirmation(tx, {
      keyring,
      signatureId: row.id,
      handle: newTimedToken(now),
      email,
      domain: email.slice(email.lastIndexOf('@') + 1),
      addressKey: row.addressKey,
      mailDomain,
      now,
    })
    return { kind: 'asked' } as const
  })
}
