import cluster from 'node:cluster'
import { join } from 'node:path'
import type { Environment } from '../web/environment.server'

/** What a process says to the first one once it can be reached. */
export const ready = 'ready'

/** Where a try-out keeps its mails. */
export const mailboxFolder = ({ dataDir }: Pick<Environment, 'dataDir'>) => join(dataDir, 'mailbox')

type Given = { count: number; smtpUrl: string | undefined }

/** What the first process tells each of the others when it starts them, in their environment. */
export const toldTo = ({ count, smtpUrl }: Given) => ({
  DEMARCHE_PROCESSES: String(count),
  ...(smtpUrl ? { DEMARCHE_MAILBOX: smtpUrl } : {}),
})

/** The same, read by one of them; `null` for a process that runs the site by itself, or starts the others. */
export function asOneOfMany(): { count: number; mailbox: { smtpUrl?: string } } | null {
  const { DEMARCHE_PROCESSES, DEMARCHE_MAILBOX } = process.env
  if (!cluster.isWorker) return null
  return {
    count: Number(DEMARCHE_PROCESSES),
    mailbox: DEMARCHE_MAILBOX ? { smtpUrl: DEMARCHE_MAILBOX } : {},
  }
}

/** How many connections a process opens at most: PostgreSQL takes a hundred as it comes, for all of them together. */
export const connectionsOf = (count: number) => Math.min(20, Math.max(4, Math.floor(80 / count)))
