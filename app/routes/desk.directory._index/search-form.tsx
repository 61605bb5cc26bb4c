import { Form, Link } from '@remix-run/react'
import { recipientKinds } from '../../../campaigns/recipient'
import * as m from '../../messages/generated/messages'
import { Field, SelectField } from '../../ui/field'
import { kindWords } from '../../ui/office-words'
import type { DirectoryData } from './route'

/** Words, kind and country to look for; what is looked for stays in the address. */
export function SearchForm({ words, kind, country, countries }: DirectoryData) {
  const isNarrowed = Boolean(words || kind || country)
  return (
    <Form method="get" role="search" className="search" key={`${words} ${kind} ${country}`}>
      <Field name="words" label={m.directory_words()} type="search" defaultValue={words} />
      <SelectField name="kind" label={m.office_kind()} defaultValue={kind ?? ''}>
        <option value="">{m.directory_any_kind()}</option>
        {recipientKinds.map((one) => (
          <option key={one} value={one}>
            {kindWords(one)}
          </option>
        ))}
      </SelectField>
      <SelectField name="country" label={m.directory_country()} defaultValue={country ?? ''}>
        <option value="">{m.directory_any_country()}</option>
        {countries.map(([code, name]) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </SelectField>
      <div className="row">
        <button type="submit" className="button button-plain">
          {m.directory_search()}
        </button>
        {isNarrowed && <Link to="/desk/directory">{m.directory_all()}</Link>}
      </div>
    </Form>
  )
}
