import { expect, it } from 'vitest'
import { campaignStates } from './campaign'
import { isJoinable, partnerInvitationState } from './partner'

it('says what became of an invitation to stand behind a campaign', () => {
  const open = { acceptedAt: null, declinedAt: null, withdrawnAt: null }
  const at = new Date(1)
  expect(partnerInvitationState(open)).toBe('open')
  expect(partnerInvitationState({ ...open, acceptedAt: at })).toBe('accepted')
  expect(partnerInvitationState({ ...open, declinedAt: at })).toBe('declined')
  expect(partnerInvitationState({ ...open, withdrawnAt: at })).toBe('withdrawn')
})

it('lets others join until the campaign is concluded', () => {
  expect(campaignStates.filter(isJoinable)).toEqual(['draft', 'published', 'paused', 'closed'])
})
