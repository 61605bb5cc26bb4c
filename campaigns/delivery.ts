/**
 * draft → approved → queued → sending → accepted → delivered | bounced | complained | replied; to the side: held,
 * deferred, unknown, failed, expired, suppressed, cancelled. `accepted` means the mail relay took it, not that it arrived.
 */
export const deliveryStates = [
  'draft',
  'approved',
  'queued',
  'sending',
  'accepted',
  'delivered',
  'bounced',
  'complained',
  'replied',
  'held',
  'deferred',
  'unknown',
  'failed',
  'expired',
  'suppressed',
  'cancelled',
] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** Why a delivery waits for a person. */
export const heldReasons = ['withdrawal', 'address-refused', 'policy-refused', 'too-large'] as const
export type HeldReason = (typeof heldReasons)[number]

/** States in which a letter may still be called back: no relay has taken it, or may have. */
export const cancellable: DeliveryState[] = ['draft', 'queued', 'deferred', 'held']

/** Whether the same bytes may go again before their time, at a person's wish. */
export const maySendAgain = ({
  state,
  heldReason,
}: {
  state: DeliveryState
  heldReason: HeldReason | null
}) => state === 'unknown' || state === 'deferred' || (state === 'held' && heldReason === 'policy-refused')

/**
 * States in which a withdrawal holds a letter: nothing more of it goes out before a person looks again. `unknown` is
 * among them, since the same bytes would go a second time with somebody in them who has left.
 */
export const holdable: DeliveryState[] = ['draft', 'queued', 'deferred', 'unknown']

/** States in which the PDF behind a letter's link is handed out: it was not called back, and nobody has to look again. */
export const linkable: DeliveryState[] = [
  'draft',
  'approved',
  'queued',
  'sending',
  'deferred',
  'unknown',
  'accepted',
  'delivered',
  'bounced',
  'complained',
  'replied',
]

/** States in which another letter of the same campaign to the same office has to wait. */
export const underway: DeliveryState[] = ['draft', 'approved', 'queued', 'sending', 'deferred', 'unknown']

/** A draft is set up to three times; then a person is told why it can't be. */
export const renderTries = 3
