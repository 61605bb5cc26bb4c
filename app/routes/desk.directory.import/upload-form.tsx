import { Form, useNavigation } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { FaultSummary, faultsId } from '../../ui/fault-summary'
import { AreaField, Field, SelectField } from '../../ui/field'
import { refusalWords } from './refusal-words'
import type { ImportAnswer, Refusal } from './route'

type UploadFormProps = {
  homes: { value: string; name: string }[]
  limits: { rows: number; bytes: number }
  refusal: Refusal | null
  answer: ImportAnswer | null
}

/** The first step: a file, or what was copied out of a spreadsheet. */
export function UploadForm({ homes, limits, answer, ...shown }: UploadFormProps) {
  const isBusy = useNavigation().state !== 'idle'
  const refusal = answer?.refusal ?? shown.refusal
  const number = new Intl.NumberFormat(getLocale())
  return (
    <>
      <p>
        {m.import_lead({ rows: number.format(limits.rows), size: number.format(limits.bytes / 1_000_000) })}
      </p>
      {refusal && (
        <FaultSummary
          title={m.import_refused_title()}
          faults={[{ field: 'file', words: refusalWords(refusal) }]}
        />
      )}
      <Form
        method="post"
        encType="multipart/form-data"
        action={`/desk/directory/import#${faultsId}`}
        className="stack office-form"
      >
        <input type="hidden" name="intent" value="upload" />
        {homes.length === 1 ? (
          <input type="hidden" name="to" value={homes[0]?.value} />
        ) : (
          <SelectField name="to" label={m.import_to()} hint={m.office_home_hint()}>
            {homes.map(({ value, name }) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </SelectField>
        )}
        <Field
          name="file"
          type="file"
          label={m.import_file()}
          hint={m.import_file_hint()}
          accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
        />
        <AreaField
          name="pasted"
          label={m.import_paste()}
          hint={m.import_paste_hint()}
          rows={6}
          className="paste"
          defaultValue={answer?.pasted}
          spellCheck={false}
        />
        <button type="submit" className="button" disabled={isBusy}>
          {m.import_look()}
        </button>
      </Form>
      <section aria-labelledby="columns">
        <h2 id="columns">{m.import_columns_title()}</h2>
        <p>{m.import_columns_lead()}</p>
        <p className="fine">{m.import_columns_example()}</p>
      </section>
    </>
  )
}
