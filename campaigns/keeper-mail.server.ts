import {
  and,
  count,
  eq,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  min,
  notInArray,
  or,
} from 'drizzle-orm'
import { ask, type Db } from '../db/client.server'
import { mailHolds, organisers, outbox } from '../db/schema'
import { mailTroubleMail } from '../emails/mail-trouble'
import type { RenderedMail } from '../emails/parts/finish'
import { mailOrganiser, type Writing } from './organiser-mail.server'
import { troubleKinds } from './outbox'
import type { Claimed } from './outbox.server'
import type { Postman } from './postman.server'

const hour = 3_600_000

/**
 * Queues a mail to everybody who keeps the installation, in the unit of work in which mail stops: it goes when mail goes
 * again, or at once by another way. None while one of the same kind waits or went within the hour, so that a relay that
 * comes and goes, or a list that many domains read, does not fill their mailboxes.
 */
export function* tellKeepers(
  tx: Db,
  { kind, ...writing }: Writing & { kind: (typeof troubleKinds)[number] },
) {
  const lately = new Date(writing.now.getTime() - hour)
  const [told] = yield* ask(
    tx
      .select({ id: outbox.id })
      .from(outbox)
      .where(
        and(
          eq(outbox.kind, kind),
          // Of what is settled only the last hour is read, and not every mail there ever was.
          or(
            and(isNull(outbox.settledAt), isNotNull(outbox.payloadSealed)),
            and(gt(outbox.settledAt, lately), gt(outbox.createdAt, lately)),
          ),
        ),
      )
      .limit(1),
  )
  if (told) return
  const keepers = yield* ask(
    tx.select({ id: organisers.id }).from(organisers).where(eq(organisers.isKeeper, true)),
  )
  for (const { id } of keepers)
    yield* mailOrganiser(tx, {
      ...writing,
      organiserId: id,
      kind,
      told: { since: writing.now.toISOString() },
    })
}

/** What a keeper reads: counted when the mail is made, so that it says how things are when it is read. */
export async function troubleWords(
  { db, siteUrl, now }: Postman,
  { mail, payload }: Claimed,
): Promise<RenderedMail | null> {
  const since = new Date(payload.since ?? mail.createdAt)
  const until = (await firstAfter(db, since)) ?? now()
  const ofOthers = notInArray(outbox.kind, [...troubleKinds, 'sign-in-code'])
  return mailTroubleMail({
    language: payload.language ?? 'en',
    kind: mail.kind === 'mail-pause' ? 'pause' : 'hold',
    since,
    until,
    // Of those that were there when mail went again, whatever has become of them by now.
    waitingCount: await countMails(
      db,
      and(ofOthers, lte(outbox.createdAt, until), or(isNull(outbox.settledAt), gte(outbox.settledAt, until))),
    ),
    expiredCount: await countMails(
      db,
      and(ofOthers, eq(outbox.state, 'expired'), gte(outbox.settledAt, since), lt(outbox.settledAt, until)),
    ),
    held: await countHeld(db),
    deskUrl: `${siteUrl}/desk/mail`,
    siteUrl,
  })
}

async function firstAfter(db: Db, since: Date): Promise<Date | null> {
  const [first] = await db
    .select({ at: min(outbox.settledAt) })
    .from(outbox)
    .where(and(eq(outbox.state, 'accepted'), gt(outbox.settledAt, since)))
  return first?.at ? new Date(first.at) : null
}

async function countMails(db: Db, which: ReturnType<typeof and>) {
  const [row] = await db.select({ n: count() }).from(outbox).where(which)
  return row?.n ?? 0
}

async function countHeld(db: Db) {
  const domains = (await db.select({ id: mailHolds.id }).from(mailHolds)).map(({ id }) => id)
  const waits = and(isNotNull(outbox.payloadSealed), inArray(outbox.domainKey, domains))
  return {
    domainCount: domains.length,
    mailCount: domains.length > 0 ? await countMails(db, waits) : 0,
    letterCount: domains.length > 0 ? await countMails(db, and(waits, eq(outbox.kind, 'letter'))) : 0,
  }
}
