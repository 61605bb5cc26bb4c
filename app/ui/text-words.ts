import type { LanguageState, TextFault } from '../../campaigns/text'
import * as m from '../messages/generated/messages'

const states: Record<LanguageState, () => string> = {
  missing: m.text_state_missing,
  draft: m.text_state_draft,
  translated: m.text_state_translated,
  reviewed: m.text_state_reviewed,
}
/** How far a language has come, in a word. */
export const languageStateWords = (state: LanguageState) => states[state]()

const fields: Record<string, () => string> = {
  title: m.text_name_title,
  summary: m.text_name_summary,
  demand: m.text_name_demand,
  body: m.text_name_body,
  state: m.text_name_state,
  subject: m.text_name_subject,
  translator: m.text_name_translator,
}
/** The name of a field of a text. */
export const fieldWords = (field: string) => fields[field]?.() ?? field

const faults: Record<TextFault['code'], () => string> = {
  empty: m.text_fault_missing,
  missing: m.text_fault_missing,
  'too-long': m.text_fault_too_long,
  'too-deep': m.text_fault_too_deep,
  'raw-html': m.text_fault_html,
  image: m.text_fault_image,
  code: m.text_fault_code,
  table: m.text_fault_table,
  'thematic-break': m.text_fault_line,
  'unsafe-link': m.text_fault_link,
  'link-definition': m.text_fault_definition,
  'unknown-field': m.text_fault_field,
  'field-on-page': m.text_fault_field_on_page,
}
/** What is wrong with a text and what to do, with the line it stands in. */
export function textFaultWords({ code, line }: TextFault): string {
  const words = faults[code]()
  return line === undefined ? words : m.text_fault_at({ line, words })
}
