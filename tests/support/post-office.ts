import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { setNextLetter } from '../../campaigns/letter-setting.server'
import { beginMails, type Postman } from '../../campaigns/postman.server'
import type { Db } from '../../db/client.server'
import { openMailbox } from '../../emails/mailbox.server'
import { openTransport } from '../../emails/transport.server'
import { keyring, platform } from './people'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A mailbox that takes every mail over real SMTP, and a postman who brings what is due there. Closed after the test. */
export async function openPostOffice(
  db: Db,
  { smtpUrl, bounceDomain }: { smtpUrl?: string; bounceDomain?: string } = {},
) {
  const dir = await mkdtemp(join(tmpdir(), 'post-office-'))
  const mailbox = await openMailbox({ dir })
  const transport = await openTransport({ smtpUrl: smtpUrl ?? mailbox.smtpUrl, from: platform.address })
  closing.push(async () => {
    transport.close()
    await mailbox.close()
    await rm(dir, { recursive: true, force: true })
  })
  const postmanAt = (now: Date): Postman => ({
    db,
    keyring,
    transport,
    from: platform,
    bounceDomain,
    siteUrl: 'https://petitions.example',
    workerId: 'postman',
    now: () => now,
  })
  return {
    mailbox,
    postmanAt,
    /** Sends whatever is due at this moment, until nothing is. */
    bring: async (now: Date) => {
      for (;;) {
        const flights = await beginMails(postmanAt(now), 6)
        if (flights.length === 0) return
        await Promise.all(flights)
      }
    },
    /** Sets every letter that waits in type. */
    setLetters: async (now: Date) => {
      while (
        await setNextLetter(db, { keyring, from: platform, siteUrl: 'https://petitions.example', now })
      ) {}
    },
    /** The mails that arrived, the oldest first. */
    arrived: async () => (await mailbox.listFull(100)).reverse(),
  }
}
