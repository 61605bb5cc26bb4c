export const mailKinds = [
  'confirm-signature',
  'sign-in-code',
  'letter',
  'invitation',
  'organisation-request',
  'partner-invitation',
  'passkey',
  'mail-pause',
  'mail-hold',
] as const
export type MailKind = (typeof mailKinds)[number]

/** What keepers are told of the mail itself. */
export const troubleKinds = ['mail-pause', 'mail-hold'] as const

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

/** States in which a mail is tried again by itself when its time has come. */
export const triable: MailState[] = ['queued', 'deferred', 'unknown']

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

const minute = 60_000
const hour = 60 * minute
// For mails a person can wait for: they are tried for three days.
const notice = {
  steps: [1, 5, 15, 45, 120, 240, 480].map((m) => m * minute),
  after: 8 * hour,
  life: 72 * hour,
}
// For news of a standstill: whatever stops mail stops them too, so they outlive it.
const patient = { ...notice, life: 90 * 24 * hour }
const schedules: Record<MailKind, { steps: number[]; after: number; life: number }> = {
  letter: {
    steps: [5, 15, 45, 120, 240, 480, 960].map((m) => m * minute),
    after: 24 * hour,
    life: 5 * 24 * hour,
  },
  'confirm-signature': {
    steps: [1, 5, 15, 45, 120, 240].map((m) => m * minute),
    after: 4 * hour,
    life: 24 * hour,
  },
  invitation: notice,
  'organisation-request': notice,
  'partner-invitation': notice,
  passkey: notice,
  'mail-pause': patient,
  'mail-hold': patient,
  'sign-in-code': { steps: [minute / 4, minute, 2 * minute], after: 2 * minute, life: 10 * minute },
}

/** How long a mail is tried, in milliseconds from its creation. Letters 5 days, invitations, answers and news of passkeys 3 days, news of mail itself 90 days, confirmations 24 h, codes 10 minutes. */
export const lifeOf = (kind: MailKind) => schedules[kind].life

/**
 * When to try next, counted from the first attempt: letters at 0, 5, 15, 45 minutes, 2, 4, 8, 16 hours, then daily.
 * `attemptCount` is the number of attempts begun so far (1 or more); `chance` in [0, 1) spreads the wait by ±20 %.
 */
export function nextWait(kind: MailKind, attemptCount: number, chance: number): number {
  const { steps, after } = schedules[kind]
  const at = (n: number) => (n === 0 ? 0 : (steps[n - 1] ?? (steps.at(-1) ?? 0) + after * (n - steps.length)))
  const wait = at(attemptCount) - at(attemptCount - 1)
  return Math.round(wait * (0.8 + 0.4 * chance))
}

/** After an attempt whose end is not known, the same bytes go again no sooner than this. */
export const unknownWait = 30 * minute

/** How long an attempt may hold a mail before another worker takes it back. */
export const leaseTime = 15 * minute

/** Mails on their way to one domain at the same time. */
export const flightsPerDomain = 2

/** While mail waits as a whole, one mail goes ahead this often to see whether the way is open again. */
export const probeWait = 15 * minute

/** So many mails in a row that a domain refuses as ours, and everything to it waits for a person. */
export const refusalsPerDomain = 3

/** Mails about signing to one address for one campaign within 24 hours. */
export const mailsPerAddress = 3

/** What a result makes of a mail. A letter's refusal waits for a person; a supporter's address is left in peace. */
export function stateAfter(kind: MailKind, result: ResultKind): MailState {
  switch (result) {
    case 'accepted':
      return 'accepted'
    case 'temporary':
    case 'transport-refused':
    case 'unreachable':
      return 'deferred'
    case 'unknown':
      return 'unknown'
    case 'address-refused':
      return kind === 'letter' ? 'held' : 'suppressed'
    case 'policy-refused':
    case 'too-large':
      return 'held'
  }
}

/**
 * What has to be done beyond the mail itself. `pause`: the relay won't have us, so nothing goes to anybody. `hold`: a
 * domain won't have us. At MAIL that is said of every mail there; later it may be one mailbox's own rule, which nobody
 * shall use to stop the mail of a whole provider, so it is `doubt` until it was said several times. `suppress`: the
 * address of a supporter is none.
 */
export function precautionFor(
  kind: MailKind,
  { result, phase }: { result: ResultKind; phase: string | null },
): 'pause' | 'hold' | 'doubt' | 'suppress' | null {
  if (result === 'transport-refused') return 'pause'
  if (result === 'policy-refused') return phase === 'mail' ? 'hold' : 'doubt'
  if (result === 'address-refused' && kind === 'confirm-signature') return 'suppress'
  return null
}

/** Whether an attempt shows that the relay lets us in: it heard what the mail is, whatever it said of it. */
export const showsTheWay = ({ result, phase }: { result: ResultKind; phase: string | null }) =>
  result === 'accepted' ||
  (result !== 'transport-refused' &&
    result !== 'unreachable' &&
    ['mail', 'rcpt', 'data', 'content', 'after-dot'].includes(phase ?? ''))

/** States in which nothing more will be tried by itself. */
export const isSettled = (state: MailState) =>
  !['queued', 'sending', 'deferred', 'unknown', 'held'].includes(state)
