import { newToken } from '../../campaigns/keyring.server'
import type { ReadStory } from '../../campaigns/story'

// What was read stays here between reading and starting: a copy that went through the person's form would be proof of
// nothing. In memory: after a restart the page is read again.
type Shelved = ReadStory & { organiserId: string; address: string; at: number }
const shelf = new Map<string, Shelved>()

const hour = 3_600_000
const most = 100

/** Keeps what was read for an hour, for whoever had it read. Returns its handle. */
export function shelve(read: ReadStory, { organiserId, address, now }: Reader & { address: string }): string {
  for (const [handle, { at }] of shelf) if (now.getTime() - at > hour) shelf.delete(handle)
  const [oldest] = shelf.keys()
  if (shelf.size >= most && oldest) shelf.delete(oldest)
  const handle = newToken()
  shelf.set(handle, { ...read, organiserId, address, at: now.getTime() })
  return handle
}

type Reader = { organiserId: string; now: Date }

/** What was read, for whoever had it read, within the hour. */
export function findReading(handle: string | null, { organiserId, now }: Reader): Shelved | null {
  const found = handle ? shelf.get(handle) : undefined
  if (!found || found.organiserId !== organiserId || now.getTime() - found.at > hour) return null
  return found
}
