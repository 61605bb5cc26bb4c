import type { PageRefusal, StoryFault, StoryFaults, StoryField } from '../../campaigns/story'
import * as m from '../messages/generated/messages'

const fields: Record<StoryField, () => string> = {
  headline: m.story_field_headline,
  publisher: m.story_field_publisher,
  author: m.story_field_author,
  reportedOn: m.story_field_reported_on,
  place: m.story_field_place,
  url: m.story_address,
  language: m.story_field_language,
  summary: m.story_field_summary,
  quotes: m.story_field_quotes,
}
export const storyFieldWords = (field: StoryField) => fields[field]()

const refusals: Record<PageRefusal, (status: { status: string }) => string> = {
  'not-an-address': m.story_unread_not_address,
  scheme: m.story_unread_scheme,
  'user-info': m.story_unread_user_info,
  port: m.story_unread_port,
  private: m.story_unread_private,
  'not-found': m.story_unread_not_found,
  unreachable: m.story_unread_unreachable,
  certificate: m.story_unread_certificate,
  'too-slow': m.story_unread_too_slow,
  'too-large': m.story_unread_too_large,
  'not-html': m.story_unread_not_html,
  encoded: m.story_unread_encoded,
  status: m.story_unread_status,
  redirects: m.story_unread_redirects,
  unreadable: m.story_unread_unreadable,
  limited: m.story_unread_limited,
}
const barred = [401, 402, 403, 429]

/** Why a page was not read. */
export const refusalWords = (reason: PageRefusal, status: number | null) =>
  barred.includes(status ?? 0)
    ? m.story_unread_barred({ status: String(status) })
    : refusals[reason]({ status: String(status) })

const missing: Partial<Record<string, () => string>> = {
  headline: m.story_fault_headline,
  language: m.story_fault_language,
}

function words(field: string, fault: StoryFault): string {
  const name = field.startsWith('summary') ? m.story_field_summary() : storyFieldWords(field as StoryField)
  switch (fault) {
    case 'missing':
      return missing[field]?.() ?? m.story_fault_unclear({ field: name })
    case 'web-address':
      return m.story_fault_url()
    case 'reported-on':
      return m.story_fault_reported_on()
    case 'too-long':
      return m.story_fault_too_long({ field: name })
    case 'unclear':
      return field === 'language' ? m.story_fault_language() : m.story_fault_unclear({ field: name })
    default:
      return fault satisfies never
  }
}

/** What is wrong with a form, in words by field. */
export const storyFaultWords = (faults: StoryFaults): Record<string, string> =>
  Object.fromEntries(
    Object.entries(faults).map(([field, fault]) => [field, words(field, fault as StoryFault)]),
  )
