import { createOrganiser, inviteOnce } from '../../campaigns/organiser.server'
import { tryOutOrganiser } from '../web/try-out'
import type { Opened } from './installation'

const now = () => new Date()
const day = 24 * 3_600_000

/** Says on stdout where the site is and, in a try-out, how to get into the desk and the mailbox. */
export async function announce({ environment, db, keyring }: Opened) {
  const { baseUrl, isTryOut } = environment
  const lines = [`Site: ${baseUrl}`]
  if (isTryOut) {
    const created = await createOrganiser(db, {
      keyring,
      email: tryOutOrganiser,
      name: 'Organiser',
      language: 'en',
      now: now(),
    })
    if (created.kind === 'created' || created.kind === 'known') {
      const token = await inviteOnce(db, { keyring, organiserId: created.organiserId, life: day, now: now() })
      lines.push(`Desk: ${baseUrl}/desk/sign-in/${token}`)
    }
    lines.push(`Mailbox: ${baseUrl}/mailbox`)
    lines.push('This is a try-out: every mail stays in the mailbox above, and none leaves this machine.')
  }
  process.stdout.write(`${lines.join('\n')}\n`)
}
