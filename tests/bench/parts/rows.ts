import { randomBytes } from 'node:crypto'
import type Database from 'better-sqlite3'

const fresh = (bytes: number) => randomBytes(bytes).toString('base64url')
/** The same, beginning with its moment, as ids and tokens of the product do. */
function timed(bytes: number): string {
  const made = randomBytes(bytes)
  made.writeUIntBE(Date.now(), 0, 6)
  return made.toString('base64url')
}

/** What is another's in each new row; the rest is copied. A waiting signer has no slot yet, and her mail is not sent. */
const own: Record<string, () => Record<string, string | null>> = {
  signatures: () => ({
    id: '',
    name_key: fresh(32),
    address_key: fresh(32),
    slot_key: null,
    content_key: fresh(32),
    salt: fresh(32),
    ip_hash: fresh(32),
    state: 'pending',
  }),
  consents: () => ({ id: timed(16) }),
  confirmations: () => ({
    id: timed(16),
    token_hash: timed(38),
    handle_hash: timed(38),
    code_hash: fresh(32),
  }),
  outbox: () => ({
    id: timed(16),
    address_key: fresh(32),
    message_id: `<${timed(16)}@petitions.example>`,
    payload_sealed: fresh(150),
    state: 'queued',
  }),
}

/** Stores the rows the product stores for one signature, in one unit of work, past all of its code. */
export function rowsOfOne(sqlite: Database.Database): () => void {
  sqlite.pragma('foreign_keys = ON')
  sqlite.pragma('secure_delete = ON')
  const templates = Object.entries(own).flatMap(([table, differing]) => {
    const rows = sqlite.prepare(`SELECT * FROM "${table}"`).all() as Record<string, unknown>[]
    return rows.map((row) => {
      const names = Object.keys(row)
      const sql = `INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join()}) VALUES (${names.map((name) => `@${name}`).join()})`
      return { row, differing, insert: sqlite.prepare(sql) }
    })
  })
  return sqlite.transaction(() => {
    const signature = timed(16)
    for (const { row, differing, insert } of templates) {
      const mine: Record<string, unknown> = { ...row, ...differing() }
      if ('signature_id' in row) mine.signature_id = signature
      else mine.id = signature
      insert.run(mine)
    }
  }).immediate
}
