import type { InboundKind } from '../../campaigns/bounce'
import type { CampaignState } from '../../campaigns/campaign'
import type { DeliveryState, HeldReason } from '../../campaigns/delivery'
import type { ResultKind } from '../../campaigns/outbox'
import type { Disclosure, SignatureState } from '../../campaigns/signature'
import * as m from '../messages/generated/messages'
import { Tag } from './tag'

// States in the words of people. Each table names every state, so that a new one without words does not compile.

const campaign: Record<CampaignState, () => string> = {
  draft: m.state_campaign_draft,
  published: m.state_campaign_published,
  paused: m.state_campaign_paused,
  closed: m.state_campaign_closed,
  concluded: m.state_campaign_concluded,
  archived: m.state_campaign_archived,
}
export const campaignStateWords = (state: CampaignState) => campaign[state]()

const signature: Record<SignatureState, () => string> = {
  pending: m.state_signature_pending,
  confirmed: m.state_signature_confirmed,
  withdrawn: m.state_signature_withdrawn,
  quarantined: m.state_signature_quarantined,
  expired: m.state_signature_expired,
}
export const signatureStateWords = (state: SignatureState) => signature[state]()

const disclosure: Record<Disclosure, () => string> = {
  full: m.disclosure_full,
  initials: m.disclosure_initials,
  counted: m.disclosure_counted,
}
export const disclosureWords = (choice: Disclosure) => disclosure[choice]()

const delivery: Record<DeliveryState, () => string> = {
  draft: m.state_delivery_draft,
  approved: m.state_delivery_approved,
  queued: m.state_delivery_queued,
  sending: m.state_delivery_sending,
  accepted: m.state_delivery_accepted,
  delivered: m.state_delivery_delivered,
  bounced: m.state_delivery_bounced,
  complained: m.state_delivery_complained,
  replied: m.state_delivery_replied,
  held: m.state_delivery_held,
  deferred: m.state_delivery_deferred,
  unknown: m.state_delivery_unknown,
  failed: m.state_delivery_failed,
  expired: m.state_delivery_expired,
  suppressed: m.state_delivery_suppressed,
  cancelled: m.state_delivery_cancelled,
}
export const deliveryStateWords = (state: DeliveryState) => delivery[state]()

const held: Record<HeldReason, () => string> = {
  withdrawal: m.held_withdrawal,
  'address-refused': m.held_address_refused,
  'policy-refused': m.held_policy_refused,
  'too-large': m.held_too_large,
}
export const heldWords = (reason: HeldReason) => held[reason]()

// What to do about a state, or that there is nothing to do. What is held says so by its reason.
const advice: Partial<Record<DeliveryState, () => string>> = {
  queued: m.advice_queued,
  sending: m.advice_sending,
  accepted: m.advice_accepted,
  deferred: m.advice_deferred,
  unknown: m.advice_unknown,
  expired: m.advice_expired,
  failed: m.advice_failed,
  suppressed: m.advice_suppressed,
  cancelled: m.advice_cancelled,
  bounced: m.advice_bounced_undelivered,
  complained: m.advice_complained,
  delivered: m.advice_delivered,
  replied: m.advice_replied,
}
export const deliveryAdvice = (state: DeliveryState) => advice[state]?.() ?? null

const bounced: Partial<Record<InboundKind, () => string>> = {
  'address-refused': m.advice_bounced_address_refused,
  'mailbox-full': m.advice_bounced_mailbox_full,
  'policy-refused': m.advice_bounced_policy_refused,
  'too-large': m.advice_bounced_too_large,
}
/** What to do about a letter that came back, by what the last report says of why. */
export const bouncedAdvice = (kind: InboundKind | null) =>
  (kind && bounced[kind]?.()) ?? m.advice_bounced_undelivered()

const returned: Record<InboundKind, () => string> = {
  'address-refused': m.returned_address_refused,
  'mailbox-full': m.returned_mailbox_full,
  'policy-refused': m.returned_policy_refused,
  'too-large': m.returned_too_large,
  undelivered: m.returned_undelivered,
  delayed: m.returned_delayed,
  delivered: m.returned_delivered,
  relayed: m.returned_relayed,
  complaint: m.returned_complaint,
  automatic: m.returned_automatic,
  challenge: m.returned_challenge,
  answer: m.returned_answer,
  unclear: m.returned_unclear,
}
export const returnedWords = (kind: InboundKind | null) => returned[kind ?? 'unclear']()

const result: Record<ResultKind, () => string> = {
  accepted: m.result_accepted,
  temporary: m.result_temporary,
  'address-refused': m.result_address_refused,
  'policy-refused': m.result_policy_refused,
  'too-large': m.result_too_large,
  'transport-refused': m.result_transport_refused,
  unreachable: m.result_unreachable,
  unknown: m.result_unknown,
}
export const resultWords = (kind: ResultKind) => result[kind]()

type Tone = 'plain' | 'good' | 'warn' | 'bad'

const campaignTone: Partial<Record<CampaignState, Tone>> = { published: 'good', paused: 'warn' }
export const CampaignStateTag = ({ state }: { state: CampaignState }) => (
  <Tag kind={campaignTone[state] ?? 'plain'}>{campaignStateWords(state)}</Tag>
)

const signatureTone: Partial<Record<SignatureState, Tone>> = { confirmed: 'good', quarantined: 'warn' }
export const SignatureStateTag = ({ state }: { state: SignatureState }) => (
  <Tag kind={signatureTone[state] ?? 'plain'}>{signatureStateWords(state)}</Tag>
)

const deliveryTone: Partial<Record<DeliveryState, Tone>> = {
  accepted: 'good',
  delivered: 'good',
  replied: 'good',
  held: 'warn',
  deferred: 'warn',
  unknown: 'warn',
  bounced: 'bad',
  complained: 'bad',
  failed: 'bad',
  expired: 'bad',
}
export const DeliveryStateTag = ({ state }: { state: DeliveryState }) => (
  <Tag kind={deliveryTone[state] ?? 'plain'}>{deliveryStateWords(state)}</Tag>
)
