import { sql } from 'drizzle-orm'
import { outbox } from '../db/schema'

// Written out, since SQLite takes an index over some rows only for a question that says which in the same words.
export const isSending = sql`${outbox.state} = 'sending'`
export const isHeld = sql`${outbox.state} = 'held'`
