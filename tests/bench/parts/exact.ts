import Database from 'better-sqlite3'
import type { Signed } from './load'
import { nameOf, numberIn } from './signer'
import { databaseIn } from './stock'

/** Something that must hold, and whether it does. */
export type Check = { says: string; holds: boolean; found: Record<string, number> }

type Row = { name: string; confirmations: number; mails: number }

/**
 * Whether every signature that was acknowledged is stored exactly once and has one mail in the queue. Those that were sent
 * and not acknowledged may be there or not, but not twice.
 */
export function exactly(dir: string, run: string, parts: Signed[]): Check {
  const sqlite = new Database(databaseIn(dir), { readonly: true })
  const rows = sqlite
    .prepare(`
      SELECT s.name, (SELECT count(*) FROM confirmations c WHERE c.signature_id = s.id) AS confirmations,
        (SELECT count(*) FROM outbox o WHERE o.signature_id = s.id AND o.kind = 'confirm-signature') AS mails
      FROM signatures s WHERE s.name LIKE ?`)
    .all(`${nameOf(run, 0).slice(0, -1)}%`) as Row[]
  sqlite.close()
  const stored = new Map<number, Row[]>()
  for (const row of rows) {
    const n = numberIn(row.name)
    stored.set(n, [...(stored.get(n) ?? []), row])
  }
  const found = { acknowledged: 0, lost: 0, twice: 0, withoutMail: 0, withMails: 0, unacknowledged: 0 }
  for (const { from, to, lost } of parts) {
    const unheard = new Set(lost)
    for (let n = from; n < to; n++) {
      const mine = stored.get(n) ?? []
      if (mine.length > 1) found.twice += 1
      if (mine.some(({ mails }) => mails === 0)) found.withoutMail += 1
      if (mine.some(({ mails, confirmations }) => mails > 1 || confirmations > 1)) found.withMails += 1
      if (unheard.has(n)) found.unacknowledged += 1
      else {
        found.acknowledged += 1
        if (mine.length === 0) found.lost += 1
      }
    }
  }
  const { lost, twice, withoutMail, withMails } = found
  return {
    says: 'every acknowledged signature is stored exactly once, with one mail in the queue',
    holds: found.acknowledged > 0 && lost + twice + withoutMail + withMails === 0,
    found,
  }
}
