import type { AddressFault } from '../../campaigns/address'
import type { RecipientKind } from '../../campaigns/recipient'
import type { OfficeFault, OfficeField } from '../../campaigns/recipient-form'
import * as m from '../messages/generated/messages'

const kinds: Record<RecipientKind, () => string> = {
  embassy: m.office_kind_embassy,
  consulate: m.office_kind_consulate,
  ministry: m.office_kind_ministry,
  court: m.office_kind_court,
  company: m.office_kind_company,
  office: m.office_kind_office,
}
export const kindWords = (kind: RecipientKind) => kinds[kind]()

const fields: Record<OfficeField | 'holder', () => string> = {
  kind: m.office_kind,
  name: m.office_name,
  country: m.office_country,
  hostCountry: m.office_host_country,
  city: m.office_city,
  postalAddress: m.office_postal_address,
  languages: m.office_languages,
  addressee: m.office_addressee,
  salutation: m.office_salutation,
  timeZone: m.office_time_zone,
  language: m.office_language,
  email: m.office_email,
  holder: m.office_holder,
  since: m.office_since,
}
export const fieldWords = (field: OfficeField | 'holder') => fields[field]()

const missing: Partial<Record<OfficeField, () => string>> = {
  kind: m.office_fault_kind_missing,
  name: m.office_fault_name_missing,
  country: m.office_fault_country_missing,
  hostCountry: m.office_fault_host_country_missing,
  city: m.office_fault_city_missing,
  languages: m.office_fault_languages_missing,
  language: m.office_fault_language_missing,
}

/** What is wrong with a field of an office, in words that help. */
export function officeFaultWords({ field, code }: OfficeFault): string {
  const said = { field: fieldWords(field) }
  switch (code) {
    case 'missing':
      return missing[field]?.() ?? m.office_fault_missing(said)
    case 'unknown':
      return m.office_fault_unknown(said)
    case 'too-long':
      return m.office_fault_too_long(said)
    case 'too-many':
      return m.office_fault_too_many(said)
    case 'twice':
      return m.office_fault_twice()
  }
}

const address: Record<AddressFault, () => string> = {
  missing: m.office_fault_email_missing,
  'too-long': m.sign_fault_email_too_long,
  'no-at': m.sign_fault_email_no_at,
  'nothing-before-at': m.sign_fault_email_nothing_before_at,
  'nothing-after-at': m.sign_fault_email_nothing_after_at,
  'not-a-domain': m.sign_fault_email_not_a_domain,
  'not-an-address': m.sign_fault_email_not_an_address,
}
export const addressFaultWords = (fault: AddressFault) => address[fault]()
