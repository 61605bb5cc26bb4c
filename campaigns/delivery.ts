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
