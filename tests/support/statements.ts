import { NoopLogger } from 'drizzle-orm/logger'

/** Does something and says which statements any database was asked meanwhile, in their order, without their values. */
export async function statementsOf<T>(work: () => Promise<T>): Promise<{ answer: T; statements: string[] }> {
  // Of all loggers and not of one: on PostgreSQL a unit of work has a session with a logger of its own.
  const usual = NoopLogger.prototype.logQuery
  const statements: string[] = []
  NoopLogger.prototype.logQuery = (words?: string) => {
    if (words !== undefined) statements.push(words)
  }
  try {
    return { answer: await work(), statements }
  } finally {
    NoopLogger.prototype.logQuery = usual
  }
}
