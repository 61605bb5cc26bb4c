export const mailKinds = ['confirm-signature', 'sign-in-code', 'letter'] as const
export type MailKind = (typeof mailKinds)[number]

export const mailStates = [
  'queued',
  'sending',
  'accepted',
  'deferred',
  'unknown',
  'held',
  'failed',
  'expired',
  'suppressed',
  'cancelled',
] as const
export type MailState = (typeof mailStates)[number]

/** What came of one attempt to hand a mail to the relay. */
export const resultKinds = [
  'accepted',
  'temporary',
  'address-refused',
  'policy-refused',
  'too-large',
  'transport-refused',
  'unreachable',
  'unknown',
] as const
export type ResultKind = (typeof resultKinds)[number]
