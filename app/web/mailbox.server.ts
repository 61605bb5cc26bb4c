import type { Installation } from './context'
import { missing } from './pages.server'

/** The try-out's mailbox; outside of a try-out there is none, and its addresses are 404. */
export function tryOutMailbox({ mailbox }: Installation) {
  if (!mailbox) throw missing()
  return mailbox
}
