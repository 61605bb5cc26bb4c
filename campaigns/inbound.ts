import type { InboundKind } from './bounce'
import type { DeliveryState } from './delivery'
import type { MailKind } from './outbox'

/** Which door a mail came in by. */
export const inboundSources = ['smtp', 'imap'] as const
export type InboundSource = (typeof inboundSources)[number]

/** `received` waits to be read; `settled` was tied to a mail of ours; `unclear` could not be. */
export const inboundStates = ['received', 'settled', 'unclear'] as const
export type InboundState = (typeof inboundStates)[number]

/** The longest mail that is taken, in bytes: a report may quote a whole letter with its PDF. */
export const inboundSize = 12 * 1024 * 1024

/**
 * What is taken about one mail of ours: so many mails, each of so many bytes. Its recipient could send as much as there is
 * room for, and anybody can have confirmations sent to a mailbox; an embassy's answer may have a long attachment.
 */
export const inboundLimits = (kind: MailKind) =>
  kind === 'letter' ? { count: 20, size: inboundSize } : { count: 8, size: 256 * 1024 }

/** A mail that can't be read is tried so often, and so far apart (milliseconds). */
export const inboundTries = 5
export const inboundWait = 60_000

/** The mail did not arrive: nobody tries any more. */
export const bouncedKinds: InboundKind[] = [
  'address-refused',
  'mailbox-full',
  'policy-refused',
  'too-large',
  'undelivered',
]
const hasBounced = (kind: InboundKind) => bouncedKinds.includes(kind)

/** What becomes of a letter, and from which states. What came back proves that it went out, whatever its last attempt said. */
const gone: DeliveryState[] = ['queued', 'deferred', 'unknown', 'accepted']
const transitions = {
  delivered: ['queued', 'deferred', 'unknown', 'accepted'],
  bounced: [...gone, 'delivered'],
  complained: [...gone, 'delivered', 'bounced', 'replied'],
  replied: [...gone, 'delivered', 'bounced', 'complained'],
} satisfies Partial<Record<DeliveryState, DeliveryState[]>>

export type Effect = {
  /** The new state of a letter and the states that lead there, or nothing. */
  delivery: { state: keyof typeof transitions; from: DeliveryState[] } | null
  /** What the queue's own row becomes when it would still be tried: the mail was taken, so it must not go again. */
  mail: 'accepted' | 'failed' | null
  /** No more mail to this supporter: their server says that the address is none, or they don't want any. */
  suppresses: boolean
}

/**
 * What follows from a mail that came back. Only a supporter's address is ever suppressed, and never for a full mailbox or
 * for what a server has against us; an organiser would be locked out, and an office's letter waits for a person.
 */
export function effectOf(kind: InboundKind, mail: MailKind): Effect {
  const state = hasBounced(kind)
    ? 'bounced'
    : kind === 'complaint'
      ? 'complained'
      : kind === 'answer'
        ? 'replied'
        : kind === 'delivered'
          ? 'delivered'
          : null
  return {
    delivery: state && mail === 'letter' ? { state, from: transitions[state] } : null,
    mail: hasBounced(kind) ? 'failed' : kind === 'unclear' ? null : 'accepted',
    suppresses: mail === 'confirm-signature' && (kind === 'address-refused' || kind === 'complaint'),
  }
}
