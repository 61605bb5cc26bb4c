import type { MemberRole } from '../../campaigns/organisation'
import * as m from '../messages/generated/messages'

const words: Record<MemberRole, () => string> = {
  owner: m.people_role_owner,
  campaigner: m.people_role_campaigner,
  viewer: m.people_role_viewer,
}
const meaning: Record<MemberRole, () => string> = {
  owner: m.people_can_owner,
  campaigner: m.people_can_campaigner,
  viewer: m.people_can_viewer,
}

export const roleWords = (role: MemberRole) => words[role]()

/** What a member with this role may do, in a sentence. */
export const roleMeaning = (role: MemberRole) => meaning[role]()
