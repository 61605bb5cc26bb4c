import type { Keyring } from '../../campaigns/keyring.server'
import type { ReadStoryAt } from '../../campaigns/story'
import type { Db } from '../../db/client.server'
import type { Mailbox } from '../../emails/mailbox.server'
import type { Noting } from '../server/events'
import type { CampaignMemory } from './campaign-memory.server'
import type { Environment } from './environment.server'
import type { Limits } from './limits.server'
import type { Signing } from './signing.server'

/** What every request can reach: handed by the server to Remix, and by tests to the same handler. */
export type Installation = {
  environment: Environment
  db: Db
  keyring: Keyring
  /** Only in a try-out. */
  mailbox: Mailbox | null
  limits: Limits
  /** Reads the page of a news story, within the limit of the organisation it is read for. */
  readStory: ReadStoryAt
  /** Tells the worker that there is something to do now. */
  wake: () => void
  now: () => Date
  /** Writes an unexpected fault to the log. */
  report: (error: unknown, requestId: string) => void
}

/** What a route can reach: the installation, and the log for what concerns safety. */
export type Noted = Installation & Noting

/** Whether there is room to write: `low` while there is, but not for long. */
export type StorageState = 'ok' | 'low' | 'full'

declare module '@remix-run/node' {
  interface AppLoadContext extends Noted {
    requestId: string
    campaigns: CampaignMemory
    /** What became of the sign form in this request, when it was tried before Remix. */
    signing: Signing | null
    storage: () => Promise<StorageState>
    /** Address of the person's connection, through the configured number of trusted proxies. */
    ip: string
    /** For the scripts of the desk. */
    nonce: string
  }
}
