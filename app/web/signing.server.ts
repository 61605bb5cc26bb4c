import type { AppLoadContext } from '@remix-run/node'
import { domainOf } from '../../campaigns/address'
import { isPublic } from '../../campaigns/campaign'
import { isDoubtful, readSignForm, type SignFaults } from '../../campaigns/signature'
import { signLetter } from '../../campaigns/signature.server'
import { networkOf } from '../server/guard'
import type { Locale } from './language.server'
import { type AskedProof, askProof, passCrowd } from './proof-form.server'
import { recipientPhrase } from './route-words.server'
import { consentWords, judge, readPosted, type Typed } from './sign-form.server'

/** What the page says of a form that was not taken, with what was typed. */
export type SignAnswer = {
  typed: Typed
  faults: SignFaults
  refusal: 'closed' | 'too-many' | null
  /** A proof of work that the form needs, and when the page that was filled in was made. */
  asked: (AskedProof & { rendered: string }) | null
}

/** What became of a posted form. `retryAfter` is in seconds. */
export type Signing =
  | { kind: 'signed'; slug: string; handle: string }
  | { kind: 'missing' }
  | { kind: 'refused'; status: 409 | 422 | 429; answer: SignAnswer; retryAfter?: number }

/** Where a signer goes on: the page that takes the mailed code. */
export const signedAddress = (language: Locale, { slug, handle }: { slug: string; handle: string }) =>
  `/${language}/c/${slug}/signed/${handle}`

type Around = Pick<
  AppLoadContext,
  'db' | 'keyring' | 'limits' | 'environment' | 'campaigns' | 'ip' | 'now' | 'wake' | 'note'
>
type Posted = { slug: string; language: Locale; form: Pick<FormData, 'get'> }

/** Takes a posted sign form: through the limits, the form's rules and the crowd's proof, to the deed. */
export async function takeSignature(around: Around, { slug, language, form }: Posted): Promise<Signing> {
  const { db, keyring, environment, limits, ip } = around
  const now = around.now()
  const whole = await around.campaigns.find(slug)
  if (!whole || !isPublic(whole.campaign)) return { kind: 'missing' }
  const { campaign } = whole
  const { typed, letterId, proof: postedProof, isWithoutProof, ...hidden } = readPosted(form)
  const refused = (status: 409 | 422 | 429, rest: Partial<SignAnswer>, retryAfter?: number): Signing => ({
    kind: 'refused',
    status,
    answer: { typed, faults: {}, refusal: null, asked: null, ...rest },
    ...(retryAfter === undefined ? {} : { retryAfter }),
  })

  if (!whole.isOpen) return refused(409, { refusal: 'closed' })
  const limited = await limits.sign(ip, campaign.id)
  if (limited) return refused(429, { refusal: 'too-many' }, limited.retryAfter)
  const read = readSignForm(typed, campaign)
  const recipientNames = recipientPhrase(whole, language)
  const { isTooOld, signals } = judge(hidden, { keyring, campaignId: campaign.id, recipientNames, now })
  const faults = {
    ...(read.kind === 'refused' ? read.faults : {}),
    ...(isTooOld ? { page: 'page-too-old' as const } : {}),
  }
  if (read.kind === 'refused' || isTooOld) return refused(422, { faults })

  const asking = { limits, keyring, ip, campaignId: campaign.id, now }
  const passed = await passCrowd({ proof: postedProof, isWithoutProof }, asking)
  // The time of the first page goes along: what a script sends by itself is not judged as if a person had been that quick.
  if (passed.kind === 'asked') return refused(422, { asked: { ...passed.asked, rendered: hidden.rendered } })

  const seen = [...signals, ...passed.signals]
  const signed = await signLetter(db, {
    keyring,
    campaignId: campaign.id,
    letterId,
    language,
    form: read.form,
    words: consentWords(recipientNames),
    signals: seen,
    proof: passed.proof,
    network: networkOf(ip),
    mailDomain: domainOf(environment.mailFrom.address),
    now,
  })
  switch (signed.kind) {
    case 'closed':
      return refused(409, { refusal: 'closed' })
    case 'letter-gone':
      return refused(422, { faults: { page: 'page-too-old' } })
    case 'proof-used':
      return refused(422, { asked: { ...(await askProof(asking, true)), rendered: hidden.rendered } })
    case 'signed':
      if (isDoubtful(seen)) around.note('signature-set-aside', { kind: seen.join(' ') })
      around.wake()
      return { kind: 'signed', slug: campaign.slug, handle: signed.handle }
    default:
      return signed satisfies never
  }
}
