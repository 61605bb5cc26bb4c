import type { Db } from '../db/client.server'
import type { RenderedMail } from '../emails/parts/finish'
import { signInCodeMail } from '../emails/sign-in-code'
import type { MadeParts, Transport } from '../emails/transport.server'
import { dropMail, settleAttempt } from './attempt.server'
import { findCampaign, type WholeCampaign } from './campaign.server'
import { claimMails } from './claim.server'
import { frozenBytes } from './delivery-list.server'
import { invitationWords, partnerWords, requestWords } from './invitation-mail.server'
import { troubleWords } from './keeper-mail.server'
import type { Keyring } from './keyring.server'
import { askedToWait, classify } from './mail-result'
import type { Claimed } from './outbox.server'
import { passkeyWords } from './passkey-mail.server'
import { returnPath } from './return-path.server'
import { codeLife } from './sign-in.server'
import { signerWords } from './signer-mail.server'

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
  // Read once for all that are taken up together, who mostly signed the same.
  const known = new Map<string, Promise<WholeCampaign | null>>()
  const campaignOf = (id: string) => {
    const found = known.get(id) ?? findCampaign(db, { id }, now())
    known.set(id, found)
    return found
  }
  return claimed.map((one) => carry({ ...postman, campaignOf }, one))
}

/** The mails that are taken up together, and the campaigns read for them. */
export type Round = Postman & { campaignOf: (id: string) => Promise<WholeCampaign | null> }

/** Results are written down together with those that come so soon after, in milliseconds: it is the disk that takes time. */
const gathering = 25
let gathered: Promise<void> | null = null

function together(): Promise<void> {
  gathered ??= new Promise((resolve) =>
    setTimeout(() => {
      gathered = null
      resolve()
    }, gathering),
  )
  return gathered
}

async function carry(postman: Round, claimed: Claimed): Promise<void> {
  const { db, keyring, workerId, now } = postman
  const sent = await handOver(postman, claimed).catch((error: unknown) => ({ fault: error }))
  if ('fault' in sent) {
    // Nothing was dialled, so it is not `unknown`: it waits its turn like any mail that could not go now.
    const outcome = {
      result: 'temporary',
      response: 'The mail could not be made.',
      responseCode: null,
      phase: null,
    } as const
    await settleAttempt(db, { keyring, claimed, workerId, outcome, now: now() })
    throw sent.fault
  }
  if ('dropped' in sent) return dropMail(db, { claimed, reason: sent.dropped, now: now() })
  const { result } = sent
  await together()
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

/** Makes the mail and hands it over. Throws when it can't be made, and then nobody was asked to take it. */
async function handOver(postman: Round, claimed: Claimed) {
  const { keyring, transport, from, bounceDomain } = postman
  const made = await makeMail(postman, claimed)
  if ('dropped' in made) return made
  const envelopeFrom = bounceDomain
    ? returnPath(keyring, { mailId: claimed.mail.id, domain: bounceDomain })
    : from.address
  return { result: await transport.send({ envelopeFrom, to: claimed.payload.email, ...made }) }
}

type Made = { raw: Buffer } | { parts: MadeParts } | { dropped: 'limit' | 'gone' | 'address-refused-before' }

function makeMail(postman: Round, claimed: Claimed): Promise<Made> {
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
  return { parts: { ...envelope(postman, claimed), ...words } }
}

async function signerMail(postman: Round, claimed: Claimed): Promise<Made> {
  const words = await signerWords(postman, claimed)
  return 'dropped' in words ? words : { parts: { ...envelope(postman, claimed), ...words } }
}

/** Made for nobody as well, so that the time it takes says nothing of who is an organiser. */
async function signInMail(postman: Postman, claimed: Claimed): Promise<Made> {
  const { code, email } = claimed.payload
  if (!code) return { dropped: 'gone' }
  const language = claimed.payload.language ?? 'en'
  const words = await signInCodeMail({ language, code, minutes: codeLife / 60_000, siteUrl: postman.siteUrl })
  const to = { address: email || postman.from.address }
  const parts = { ...envelope(postman, claimed), to, ...words }
  if (email) return { parts }
  await postman.transport.rehearse(parts)
  return { dropped: 'gone' }
}
