import type { Db } from '../../db/client.server'

type Prepare = (query: { sql: string }, ...rest: unknown[]) => unknown
type Session = { prepareQuery: Prepare }

/** Does something and says which statements the database was asked meanwhile, in their order, without their values. */
export async function statementsOf<T>(
  db: Db,
  work: () => Promise<T>,
): Promise<{ answer: T; statements: string[] }> {
  // Of the session's kind and not of this session: a unit of work on PostgreSQL has one of its own.
  const kind = Object.getPrototypeOf((db as unknown as { session: Session }).session) as Session
  const usual = kind.prepareQuery
  const statements: string[] = []
  kind.prepareQuery = function (this: Session, query, ...rest) {
    statements.push(query.sql)
    return usual.call(this, query, ...rest)
  }
  try {
    return { answer: await work(), statements }
  } finally {
    kind.prepareQuery = usual
  }
}
