import { expect, it } from 'vitest'
import { cancellable, deliveryStates, underway } from './delivery'
import { mailStates } from './outbox'

it('never calls back a letter that a relay may have', () => {
  for (const state of ['sending', 'accepted', 'delivered', 'bounced', 'unknown'] as const)
    expect(cancellable).not.toContain(state)
})

it('lets another letter wait for one that may still arrive, and for no other', () => {
  for (const state of ['accepted', 'replied', 'bounced', 'cancelled', 'expired', 'failed', 'held'] as const)
    expect(underway).not.toContain(state)
  for (const state of ['draft', 'queued', 'sending', 'deferred', 'unknown'] as const)
    expect(underway).toContain(state)
})

it('has a state for whatever becomes of its mail', () => {
  for (const state of mailStates) expect(deliveryStates).toContain(state)
})
