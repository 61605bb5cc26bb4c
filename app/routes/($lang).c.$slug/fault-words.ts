import { limits, type SignFault } from '../../../campaigns/signature'
import * as m from '../../messages/generated/messages'

/** Each fault of the sign form in words that help. */
export function faultWords(fault: SignFault): string {
  switch (fault) {
    case 'name-missing':
      return m.sign_fault_name_missing()
    case 'name-too-long':
      return m.sign_fault_name_too_long({ limit: limits.name })
    case 'email-missing':
      return m.sign_fault_email_missing()
    case 'email-too-long':
      return m.sign_fault_email_too_long()
    case 'email-no-at':
      return m.sign_fault_email_no_at()
    case 'email-nothing-before-at':
      return m.sign_fault_email_nothing_before_at()
    case 'email-nothing-after-at':
      return m.sign_fault_email_nothing_after_at()
    case 'email-not-a-domain':
      return m.sign_fault_email_not_a_domain()
    case 'email-not-an-address':
      return m.sign_fault_email_not_an_address()
    case 'country-missing':
      return m.sign_fault_country_missing()
    case 'country-unknown':
      return m.sign_fault_country_unknown()
    case 'city-too-long':
      return m.sign_fault_city_too_long({ limit: limits.city })
    case 'line-too-long':
      return m.sign_fault_line_too_long({ limit: limits.line })
    case 'disclosure-unknown':
      return m.sign_fault_disclosure_unknown()
    case 'page-too-old':
      return m.sign_fault_page_too_old()
    default:
      return fault satisfies never
  }
}
