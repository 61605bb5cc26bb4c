import { and, count, eq, gt, inArray, lt, ne, or, sql } from 'drizzle-orm'
import type { Db } from '../db/client.server'
import { ready } from '../db/ready.server'
import { outbox, signatures } from '../db/schema'
import { alreadySignedMail } from '../emails/already-signed'
import { confirmSignatureMail } from '../emails/confirm-signature'
import type { RenderedMail } from '../emails/parts/finish'
import { countryName } from './country'
import { wordsIn } from './language'
import { isSuppressed } from './mail-trouble.server'
import { mailsPerAddress } from './outbox'
import type { Claimed } from './outbox.server'
import type { Round } from './postman.server'
import { officesFor } from './routing'
import { disclosedAs } from './signature'
import { withdrawToken } from './withdraw-token.server'

/**
 * The mail to a signer. Only here is it decided what it says: the way to confirm, or, to the holder of a mailbox that
 * has signed under this name before, that there is nothing to do. At most three a day for one address and campaign.
 */
export async function signerWords(
  postman: Round,
  claimed: Claimed,
): Promise<RenderedMail | { dropped: 'limit' | 'gone' | 'address-refused-before' }> {
  const { db, keyring, siteUrl, campaignOf } = postman
  const { mail, payload } = claimed
  if (await isOverLimit(db, claimed)) return { dropped: 'limit' }
  if (await isSuppressed(db, { keyring, email: payload.email })) return { dropped: 'address-refused-before' }
  const [signature] = await signatureOf(db, { id: mail.signatureId ?? '' })
  if (!signature?.name || !payload.token || !payload.code) return { dropped: 'gone' }
  const whole = await campaignOf(signature.campaignId)
  if (!whole) return { dropped: 'gone' }
  const { language } = signature
  const original = whole.campaign.originalLanguage
  const named = (text: Record<string, string>) => wordsIn(text, language, original).words
  const campaignTitle = (whole.texts[language] ?? whole.texts[original])?.title ?? ''
  const organisationName = new Intl.ListFormat(language).format(
    whole.organisations.map(({ name }) => named(name)),
  )
  const link = (kind: 'confirm' | 'withdraw', token: string) => `${siteUrl}/${kind}/${token}?lang=${language}`

  const earlier = await confirmedBefore(db, signature)
  if (earlier) {
    return alreadySignedMail({
      language,
      campaignTitle,
      organisationName,
      siteUrl,
      withdrawUrl: link('withdraw', withdrawToken(keyring, earlier)),
    })
  }
  const seen = disclosedAs(signature, (code) => countryName(code, language))
  return confirmSignatureMail({
    language,
    campaignTitle,
    name: signature.name,
    confirmUrl: link('confirm', payload.token),
    withdrawUrl: link('withdraw', withdrawToken(keyring, signature.id)),
    code: payload.code,
    organisationName,
    recipientName: new Intl.ListFormat(language).format(
      officesFor(whole.recipients, signature.country).map(({ name }) => named(name)),
    ),
    disclosure: signature.disclosure,
    seenAs: seen ? `${seen.name}, ${seen.place}` : '',
    siteUrl,
  })
}

/** The counted signature of the same address that leaves no room for this one: same name, or both slots taken. */
async function confirmedBefore(db: Db, signature: typeof signatures.$inferSelect): Promise<string | null> {
  if (!signature.addressKey) return null
  const counted = await countedOf(db, { addressKey: signature.addressKey, id: signature.id })
  const same = counted.find(({ nameKey }) => nameKey === signature.nameKey)
  return same?.id ?? (counted.length > 1 ? (counted[0]?.id ?? null) : null)
}

async function isOverLimit(db: Db, { mail }: Claimed): Promise<boolean> {
  if (!mail.addressKey) return false
  const { id, addressKey, createdAt } = mail
  const since = new Date(createdAt.getTime() - 24 * 3_600_000)
  const [row] = await earlierMails(db, { id, addressKey, createdAt, since })
  return (row?.n ?? 0) >= mailsPerAddress
}

const signatureOf = ready((tx, { id }: { id: string }) =>
  tx.select().from(signatures).where(eq(signatures.id, id)),
)

const countedOf = ready((tx, { addressKey, id }: { addressKey: string; id: string }) =>
  tx
    .select({ id: signatures.id, nameKey: signatures.nameKey })
    .from(signatures)
    .where(
      and(eq(signatures.addressKey, addressKey), eq(signatures.state, 'confirmed'), ne(signatures.id, id)),
    ),
)

/** The earlier come first, sent or not: so it is the same three in whatever order they are taken up. */
const earlierMails = ready(
  (
    tx,
    { id, addressKey, createdAt, since }: { id: string; addressKey: string; createdAt: Date; since: Date },
  ) => {
    const at = sql.param(createdAt, outbox.createdAt)
    return tx
      .select({ n: count() })
      .from(outbox)
      .where(
        and(
          eq(outbox.addressKey, addressKey),
          gt(outbox.createdAt, sql.param(since, outbox.createdAt)),
          inArray(outbox.state, ['queued', 'sending', 'accepted', 'deferred', 'unknown']),
          or(lt(outbox.createdAt, at), and(eq(outbox.createdAt, at), lt(outbox.id, id))),
        ),
      )
  },
)
