import {
  type OrganisationFault,
  organisationLimits,
  slugOf,
  type TypedOrganisation,
} from '../../campaigns/organisation-form'
import * as m from '../messages/generated/messages'

/** Each fault of the form of an organisation in words that help. */
export function organisationFaultWords(fault: OrganisationFault, typed: TypedOrganisation): string {
  switch (fault) {
    case 'name-missing':
      return m.org_fault_name_missing()
    case 'name-too-long':
      return m.org_fault_name_too_long({ limit: organisationLimits.name })
    case 'slug-wrong':
      return m.org_fault_slug()
    case 'slug-taken':
      return m.org_fault_slug_taken({ slug: slugOf(typed) ?? '' })
    case 'language-unknown':
      return m.org_fault_language()
    case 'lines-too-many':
      return m.org_fault_lines({ limit: organisationLimits.lines })
    case 'line-too-long':
      return m.org_fault_line({ limit: organisationLimits.line })
    case 'signatory-too-long':
      return m.org_fault_signatory({ limit: organisationLimits.line })
    case 'title-missing':
      return m.org_fault_title()
    case 'reply-to':
      return m.signin_not_an_address()
    case 'time-zone':
      return m.org_fault_zone()
    case 'accent':
      return m.org_fault_accent()
    default:
      return fault satisfies never
  }
}
