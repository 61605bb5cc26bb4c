import type { MergeField } from '../../../campaigns/letter'
import * as m from '../../messages/generated/messages'

/** A word or two for a field of the letter. */
export const fieldLabels: Record<MergeField, () => string> = {
  recipient: m.text_label_recipient,
  salutation: m.text_label_salutation,
  organisation: m.text_label_organisation,
  campaign: m.text_label_campaign,
  count: m.text_label_count,
  date: m.text_label_date,
  place: m.text_label_place,
}

/** What a field of the letter stands for. */
export const fieldMeanings: Record<MergeField, () => string> = {
  recipient: m.text_field_recipient,
  salutation: m.text_field_salutation,
  organisation: m.text_field_organisation,
  campaign: m.text_field_campaign,
  count: m.text_field_count,
  date: m.text_field_date,
  place: m.text_field_place,
}
