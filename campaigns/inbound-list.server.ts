import { and, desc, eq, gt } from 'drizzle-orm'
import type { Db } from '../db/client.server'
import { inboundMails } from '../db/schema'
import type { InboundSource } from './inbound'

const window = 30 * 24 * 3_600_000
const rowLimit = 2_000

/** Mails of the last thirty days that could be made nothing of: how many on which day (UTC) and by which door, the newest first. */
export async function listUnclear(db: Db, { now }: { now: Date }) {
  const rows = await db
    .select({ receivedAt: inboundMails.receivedAt, source: inboundMails.source })
    .from(inboundMails)
    .where(
      and(eq(inboundMails.state, 'unclear'), gt(inboundMails.receivedAt, new Date(now.getTime() - window))),
    )
    .orderBy(desc(inboundMails.receivedAt))
    .limit(rowLimit)
  const days = new Map<string, { day: string; source: InboundSource; mailCount: number }>()
  for (const { receivedAt, source } of rows) {
    const day = receivedAt.toISOString().slice(0, 10)
    const one = days.get(`${day} ${source}`) ?? { day, source, mailCount: 0 }
    days.set(`${day} ${source}`, { ...one, mailCount: one.mailCount + 1 })
  }
  return [...days.values()]
}
