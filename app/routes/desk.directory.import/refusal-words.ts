import type { RowFault } from '../../../campaigns/recipient-table'
import type { ColumnField } from '../../../campaigns/recipient-table-columns'
import * as m from '../../messages/generated/messages'
import { fieldWords } from '../../ui/office-words'
import type { Refusal } from './route'

/** Why a table can't be read, and what to do about it. */
export function refusalWords(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'broken-quotes':
      return m.import_refused_broken_quotes({ row: refusal.number })
    case 'too-many-rows':
      return m.import_refused_too_many_rows()
    case 'too-large':
      return m.import_refused_too_large()
    case 'spreadsheet':
      return m.import_refused_spreadsheet()
    case 'not-text':
      return m.import_refused_not_text()
    case 'empty':
      return m.import_refused_empty()
    case 'no-rows':
      return m.import_refused_no_rows()
    case 'nothing-chosen':
      return m.import_refused_nothing_chosen()
    case 'gone':
      return m.import_refused_gone()
  }
}

/** What is wrong with a row. */
export function rowFaultWords({ field, code, value }: RowFault): string {
  if (field === 'cells') return m.import_fault_cells()
  const said = { field: fieldWords(field), value }
  switch (code) {
    case 'missing':
      return m.import_fault_missing(said)
    case 'too-long':
      return m.import_fault_too_long(said)
    case 'too-many':
      return m.import_fault_too_many(said)
    default:
      return m.import_fault_unknown(said)
  }
}

export const columnWords = (field: ColumnField): string => fieldWords(field)
