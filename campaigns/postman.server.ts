import { and, count, eq, gt, inArray, lt, ne, or } from 'drizzle-orm'
import type { Db } from '../db/client.server'
import { outbox, signatures } from '../db/schema'
import { alreadySignedMail } from '../emails/already-signed'
import { composeMail } from '../emails/compose.server'
import { confirmSignatureMail } from '../emails/confirm-signature'
import type { RenderedMail } from '../emails/parts/finish'
import { signInCodeMail } from '../emails/sign-in-code'
import type { Transport } from '../emails/transport.server'
import { dropMail, settleAttempt } from './attempt.server'
import { findCampaign } from './campaign.server'
import { countryName } from './country'
import { frozenBytes } from './delivery-list.server'
import { invitationWords, partnerWords, requestWords } from './invitation-mail.server'
import { troubleWords } from './keeper-mail.server'
import type { Keyring } from './keyring.server'
import { wordsIn } from './language'
import { askedToWait, classify } from './mail-result'
import { isSuppressed } from './mail-trouble.server'
import { mailsPerAddress } from './outbox'
import { type Claimed, claimMails } from './outbox.server'
import { passkeyWords } from './passkey-mail.server'
import { returnPath } from './return-path.server'
import { officesFor } from './routing'
import { codeLife } from './sign-in.server'
import { disclosedAs } from './signature'
import { withdrawToken } from './signature.server'

export type Postman = {
  db: Db
  keyring: Keyring
  transport: Transport
  /** The platform's own address. */
  from: { name: string; address: string }
  /** Where reports about mails come back to, each to an address of its own. Without it they come to `from`. */
  bounceDomain?: string | undefined
  /** Origin of the site, for the links in mails. */
  siteUrl: string
  workerId: string
  now: () => Date
}

/** Takes due mails out of the queue, up to `limit`, and begins to send each. Every promise ends when its result is stored. */
export async function beginMails(postman: Postman, limit: number): Promise<Promise<void>[]> {
  const { db, keyring, workerId, now } = postman
  const claimed = await claimMails(db, { keyring, workerId, limit, now: now() })
  return claimed.map((one) => carry(postman, one))
}

async function carry(postman: Postman, claimed: Claimed): Promise<void> {
  const { db, keyring, transport, workerId, now, from, bounceDomain } = postman
  const made = await makeMail(postman, claimed).catch((error: unknown) => ({ fault: error }))
  if ('fault' in made) {
    // Nothing was dialled, so it is not `unknown`: it waits its turn like any mail that could not go now.
    const outcome = {
      result: 'temporary',
      response: 'The mail could not be made.',
      responseCode: null,
      phase: null,
    } as const
    await settleAttempt(db, { keyring, claimed, workerId, outcome, now: now() })
    throw made.fault
  }
  if ('dropped' in made) return dropMail(db, { claimed, reason: made.dropped, now: now() })
  const result = await transport.send({
    envelopeFrom: bounceDomain
      ? returnPath(keyring, { mailId: claimed.mail.id, domain: bounceDomain })
      : from.address,
    to: claimed.payload.email,
    raw: made.raw,
  })
  await settleAttempt(db, {
    keyring,
    claimed,
    workerId,
    outcome: {
      result: classify(result),
      response: result.kind === 'no-answer' ? result.error : result.response,
      responseCode: result.kind === 'answered' ? result.code : result.kind === 'accepted' ? 250 : null,
      phase: result.kind === 'accepted' ? 'after-dot' : result.phase,
      wait: askedToWait(result),
    },
    now: now(),
  })
}

type Made = { raw: Buffer } | { dropped: 'limit' | 'gone' | 'address-refused-before' }

function makeMail(postman: Postman, claimed: Claimed): Promise<Made> {
  switch (claimed.mail.kind) {
    case 'letter':
      return letterBytes(postman, claimed)
    case 'sign-in-code':
      return signInMail(postman, claimed)
    case 'confirm-signature':
      return signerMail(postman, claimed)
    case 'invitation':
      return withWords(postman, claimed, invitationWords)
    case 'organisation-request':
      return withWords(postman, claimed, requestWords)
    case 'partner-invitation':
      return withWords(postman, claimed, partnerWords)
    case 'passkey':
      return withWords(postman, claimed, passkeyWords)
    case 'mail-pause':
    case 'mail-hold':
      return withWords(postman, claimed, troubleWords)
    default:
      return claimed.mail.kind satisfies never
  }
}

async function letterBytes({ db, keyring }: Postman, { mail }: Claimed): Promise<Made> {
  const frozen = mail.deliveryId ? await frozenBytes(db, { keyring, deliveryId: mail.deliveryId }) : null
  return frozen ? { raw: frozen.message } : { dropped: 'gone' }
}

const envelope = (postman: Postman, { mail, payload }: Claimed) => ({
  from: postman.from,
  to: { address: payload.email },
  messageId: mail.messageId,
  date: mail.createdAt,
  isAutomatic: true,
})

type Words = (postman: Postman, claimed: Claimed) => Promise<RenderedMail | null>

async function withWords(postman: Postman, claimed: Claimed, wordsOf: Words): Promise<Made> {
  const words = await wordsOf(postman, claimed)
  if (!words) return { dropped: 'gone' }
  return { raw: await composeMail({ ...envelope(postman, claimed), ...words }) }
}

/** Made for nobody as well, so that the time it takes says nothing of who is an organiser. */
async function signInMail(postman: Postman, claimed: Claimed): Promise<Made> {
  const { code, email } = claimed.payload
  if (!code) return { dropped: 'gone' }
  const language = claimed.payload.language ?? 'en'
  const words = await signInCodeMail({ language, code, minutes: codeLife / 60_000, siteUrl: postman.siteUrl })
  const to = { address: email || postman.from.address }
  const raw = await composeMail({ ...envelope(postman, claimed), to, ...words })
  return email ? { raw } : { dropped: 'gone' }
}

/**
 * The mail to a signer. Only here is it decided what it says: the way to confirm, or, to the holder of a mailbox that
 * has signed under this name before, that there is nothing to do. At most three a day for one address and campaign.
 */
async function signerMail(postman: Postman, claimed: Claimed): Promise<Made> {
  const { db, keyring, siteUrl, now } = postman
  const { mail, payload } = claimed
  if (await isOverLimit(db, claimed)) return { dropped: 'limit' }
  if (await isSuppressed(db, { keyring, email: payload.email })) return { dropped: 'address-refused-before' }
  const [signature] = await db
    .select()
    .from(signatures)
    .where(eq(signatures.id, mail.signatureId ?? ''))
  if (!signature?.name || !payload.token || !payload.code) return { dropped: 'gone' }
  const whole = await findCampaign(db, { id: signature.campaignId }, now())
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
    const words = await alreadySignedMail({
      language,
      campaignTitle,
      organisationName,
      siteUrl,
      withdrawUrl: link('withdraw', withdrawToken(keyring, earlier)),
    })
    return { raw: await composeMail({ ...envelope(postman, claimed), ...words }) }
  }
  const seen = disclosedAs(signature, (code) => countryName(code, language))
  const words = await confirmSignatureMail({
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
  return { raw: await composeMail({ ...envelope(postman, claimed), ...words }) }
}

/** The counted signature of the same address that leaves no room for this one: same name, or both slots taken. */
async function confirmedBefore(db: Db, signature: typeof signatures.$inferSelect): Promise<string | null> {
  if (!signature.addressKey) return null
  const counted = await db
    .select({ id: signatures.id, nameKey: signatures.nameKey })
    .from(signatures)
    .where(
      and(
        eq(signatures.addressKey, signature.addressKey),
        eq(signatures.state, 'confirmed'),
        ne(signatures.id, signature.id),
      ),
    )
  const same = counted.find(({ nameKey }) => nameKey === signature.nameKey)
  return same?.id ?? (counted.length > 1 ? (counted[0]?.id ?? null) : null)
}

async function isOverLimit(db: Db, { mail }: Claimed): Promise<boolean> {
  if (!mail.addressKey) return false
  const dayBefore = new Date(mail.createdAt.getTime() - 24 * 3_600_000)
  const [row] = await db
    .select({ n: count() })
    .from(outbox)
    .where(
      and(
        eq(outbox.addressKey, mail.addressKey),
        gt(outbox.createdAt, dayBefore),
        inArray(outbox.state, ['queued', 'sending', 'accepted', 'deferred', 'unknown']),
        // The earlier come first, sent or not: so it is the same three in whatever order they are taken up.
        or(
          lt(outbox.createdAt, mail.createdAt),
          and(eq(outbox.createdAt, mail.createdAt), lt(outbox.id, mail.id)),
        ),
      ),
    )
  return (row?.n ?? 0) >= mailsPerAddress
}
