import { eq } from 'drizzle-orm'
import { ask, type Db } from '../db/client.server'
import { organisers } from '../db/schema'
import { domainOf } from './address'
import type { Keyring } from './keyring.server'
import type { MailKind } from './outbox'
import { type Payload, queueMail } from './outbox.server'

export type Writing = { keyring: Keyring; mailDomain: string; now: Date }

/** Queues a mail to an organiser, in their language, within the unit of work of what it tells. Nobody gets none. */
export function* mailOrganiser(
  tx: Db,
  {
    organiserId,
    kind,
    told,
    ...writing
  }: Writing & { organiserId: string; kind: MailKind; told: Omit<Payload, 'email' | 'language'> },
) {
  const [reader] = yield* ask(
    tx
      .select({
        emailKey: organisers.emailKey,
        emailSealed: organisers.emailSealed,
        language: organisers.language,
      })
      .from(organisers)
      .where(eq(organisers.id, organiserId)),
  )
  if (!reader) return
  const email = writing.keyring.open(reader.emailSealed, `organiser:${reader.emailKey}`).toString()
  const payload = { ...told, email, language: reader.language || 'en' }
  yield* queueMail(tx, { ...writing, kind, payload, domain: domainOf(email) })
}
