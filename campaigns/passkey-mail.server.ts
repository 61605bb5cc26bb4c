import type { RenderedMail } from '../emails/parts/finish'
import { passkeyMail } from '../emails/passkey'
import type { Claimed } from './outbox.server'
import type { Postman } from './postman.server'

/** Tells an organiser that their account has a passkey more, or one less. */
export async function passkeyWords({ siteUrl }: Postman, { payload }: Claimed): Promise<RenderedMail | null> {
  const { change, passkey, language = 'en' } = payload
  if (!change || !passkey) return null
  return passkeyMail({
    language,
    change,
    passkeyName: passkey,
    accountUrl: `${siteUrl}/desk/account`,
    siteUrl,
  })
}
