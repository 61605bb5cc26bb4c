import { Form, Link, useNavigation } from '@remix-run/react'
import { type ColumnField, columnFields } from '../../../campaigns/recipient-table-columns'
import * as m from '../../messages/generated/messages'
import { RadioCards } from '../../ui/choice'
import { faultsId } from '../../ui/fault-summary'
import { SelectField } from '../../ui/field'
import { Notice } from '../../ui/notice'
import { FaultyRows, FreshRows, KnownRows } from './preview-rows'
import type { Preview } from './reading.server'
import { columnWords, refusalWords } from './refusal-words'
import type { Refusal } from './route'

/** The second step: which column holds what, and what would be imported. Nothing is written before the last button. */
export function PreviewPage({ preview, refusal }: { preview: Preview; refusal: Refusal | null }) {
  const { counts, missing } = preview
  const isBusy = useNavigation().state !== 'idle'
  return (
    <>
      {refusal && (
        <Notice kind="bad" role="alert" id={faultsId}>
          {refusalWords(refusal)}
        </Notice>
      )}
      <section aria-labelledby="columns">
        <h2 id="columns">{m.import_matching()}</h2>
        <p>{m.import_matching_lead({ encoding: preview.encoding })}</p>
        <Matching preview={preview} />
      </section>
      <section aria-labelledby="found">
        <h2 id="found">{m.import_found()}</h2>
        {missing.length > 0 ? (
          <Notice kind="warn" title={m.import_missing_title()}>
            <p>
              {m.import_missing({ columns: missing.map((field) => `“${columnWords(field)}”`).join(', ') })}
            </p>
          </Notice>
        ) : (
          <>
            <ul>
              <li>{m.import_count_fresh({ count: counts.fresh })}</li>
              {counts.own > 0 && <li>{m.import_count_own({ count: counts.own })}</li>}
              {counts.others > 0 && <li>{m.import_count_others({ count: counts.others })}</li>}
              {counts.repeated > 0 && <li>{m.import_count_repeated({ count: counts.repeated })}</li>}
              {counts.faulty > 0 && <li>{m.import_count_faulty({ count: counts.faulty })}</li>}
            </ul>
            {counts.fresh + counts.own > 0 && (
              <Form method="post" action={`/desk/directory/import?${queryOf(preview)}`} className="stack">
                <input type="hidden" name="intent" value="import" />
                <Carried preview={preview} />
                {counts.own > 0 && (
                  <RadioCards
                    name="known"
                    legend={m.import_known_legend()}
                    chosen={preview.onKnown}
                    options={[
                      { value: 'keep', label: m.import_keep(), detail: m.import_keep_detail() },
                      { value: 'update', label: m.import_update(), detail: m.import_update_detail() },
                    ]}
                  />
                )}
                <p className="row">
                  <button type="submit" className="button" disabled={isBusy}>
                    {isBusy ? m.import_busy() : m.import_do({ count: counts.fresh + counts.own })}
                  </button>
                  <Link to="/desk/directory/import">{m.import_another()}</Link>
                </p>
              </Form>
            )}
          </>
        )}
      </section>
      <FaultyRows {...preview} />
      <FreshRows {...preview} />
      <KnownRows {...preview} />
    </>
  )
}

/** Where the preview stands, for its own address and for the form that imports. */
const carried = ({ upload, home, language, columns }: Preview): [name: string, value: string][] => [
  ['upload', upload],
  ['to', home],
  ['language', language],
  ...columns.map(({ column }, i): [string, string] => [`column-${i}`, column]),
]
const queryOf = (preview: Preview) => new URLSearchParams(carried(preview))
const Carried = ({ preview }: { preview: Preview }) =>
  carried(preview).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)

function Matching({ preview }: { preview: Preview }) {
  const { upload, home, homes, language, languages, columns } = preview
  return (
    <Form method="get" className="stack" preventScrollReset>
      <input type="hidden" name="upload" value={upload} />
      <div className="matching">
        {homes.length === 1 ? (
          <input type="hidden" name="to" value={home} />
        ) : (
          <SelectField name="to" label={m.import_to()} defaultValue={home}>
            {homes.map(({ value, name }) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </SelectField>
        )}
        <SelectField name="language" label={m.import_language()} defaultValue={language}>
          {languages.map(([tag, name]) => (
            <option key={tag} value={tag}>
              {name}
            </option>
          ))}
        </SelectField>
        {columns.map(({ heading, column, sample }, i) => (
          <SelectField
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place in the table.
            key={i}
            name={`column-${i}`}
            label={heading || m.import_column({ number: i + 1 })}
            hint={sample ? m.import_for_example({ sample }) : m.import_column_empty()}
            defaultValue={column}
          >
            <option value="">{m.import_leave_out()}</option>
            {columnFields.map((field) => (
              <ColumnOptions key={field} field={field} spokenIn={preview.spokenIn} />
            ))}
          </SelectField>
        ))}
      </div>
      <button type="submit" className="button button-plain">
        {m.import_look_again()}
      </button>
    </Form>
  )
}

const spoken: ColumnField[] = ['name', 'city', 'addressee', 'salutation']

const ColumnOptions = ({ field, spokenIn }: { field: ColumnField; spokenIn: Preview['spokenIn'] }) => (
  <>
    <option value={field}>{columnWords(field)}</option>
    {spoken.includes(field) &&
      spokenIn.map(({ tag, name }) => (
        <option key={tag} value={`${field}:${tag}`}>
          {m.import_column_in({ field: columnWords(field), language: name })}
        </option>
      ))}
  </>
)
