import type { ReactNode } from 'react'
import { recipientKinds } from '../../campaigns/recipient'
import type { OfficeFault, TypedOffice, TypedWords } from '../../campaigns/recipient-form'
import * as m from '../messages/generated/messages'
import { AreaField, Field, SelectField } from './field'
import { kindWords, officeFaultWords } from './office-words'

export type OfficeChoices = {
  countries: readonly [code: string, name: string][]
  languages: [tag: string, name: string][]
  timeZones: string[]
}

type OfficeFieldsProps = { typed: TypedOffice; faults: OfficeFault[]; choices: OfficeChoices }

/** The id of the field a fault belongs to. */
export const placeOf = ({ field, block }: OfficeFault) =>
  field === 'languages'
    ? 'languages-0'
    : block === undefined
      ? (blocked[field] ?? field)
      : `${field}-${block}`
/** A fault of a spoken field that names no block leads to the first one. */
const blocked: Partial<Record<OfficeFault['field'], string>> = {
  name: 'name-0',
  city: 'city-0',
  addressee: 'addressee-0',
  salutation: 'salutation-0',
}

/** Everything an office is, as fields. Works without scripts: there is always one more place for a language than is used. */
export function OfficeFields({ typed, faults, choices }: OfficeFieldsProps) {
  const faultAt = (place: string) => {
    const found = faults.find((fault) => placeOf(fault) === place)
    return found && officeFaultWords(found)
  }
  return (
    <>
      <SelectField name="kind" label={m.office_kind()} defaultValue={typed.kind} fault={faultAt('kind')}>
        <option value="">{m.office_choose()}</option>
        {recipientKinds.map((kind) => (
          <option key={kind} value={kind}>
            {kindWords(kind)}
          </option>
        ))}
      </SelectField>
      <div className="pair">
        <CountryField name="country" label={m.office_country()} {...{ typed, choices, faultAt }} />
        <CountryField name="hostCountry" label={m.office_host_country()} {...{ typed, choices, faultAt }} />
      </div>
      {typed.words.map((words, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place in the form.
        <WordsBlock key={n} n={n} {...{ words, choices, faultAt }} isMore={n > 0 && words.language === ''} />
      ))}
      <fieldset className="block">
        <legend>{m.office_languages()}</legend>
        <p className="hint">{m.office_languages_hint()}</p>
        <div className="pair">
          {readsOf(typed.languages).map((tag, n) => (
            <LanguageField
              // biome-ignore lint/suspicious/noArrayIndexKey: the place says how much a language is preferred.
              key={n}
              name={`languages-${n}`}
              label={m.office_languages_place({ place: n + 1 })}
              chosen={tag}
              languages={choices.languages}
              fault={faultAt(`languages-${n}`)}
            />
          ))}
        </div>
      </fieldset>
      <AreaField
        name="postalAddress"
        label={m.office_postal_address()}
        hint={m.office_postal_address_hint()}
        optional={m.office_optional()}
        rows={4}
        defaultValue={typed.postalAddress}
        fault={faultAt('postalAddress')}
      />
      <SelectField
        name="timeZone"
        label={m.office_time_zone()}
        hint={m.office_time_zone_hint()}
        defaultValue={typed.timeZone}
        fault={faultAt('timeZone')}
      >
        <option value="">{m.office_time_zone_of_host()}</option>
        {withValue(choices.timeZones, typed.timeZone).map((zone) => (
          <option key={zone} value={zone}>
            {zone.replaceAll('_', ' ')}
          </option>
        ))}
      </SelectField>
    </>
  )
}

const mostReads = 10
const readsOf = (languages: string[]) =>
  [...languages.filter(Boolean), ...Array(4).fill('')].slice(
    0,
    Math.min(mostReads, Math.max(4, languages.filter(Boolean).length + 1)),
  ) as string[]

const withValue = (zones: string[], value: string) =>
  value === '' || zones.includes(value) ? zones : [value, ...zones]

type FaultAt = (place: string) => string | undefined

type CountryFieldProps = {
  name: 'country' | 'hostCountry'
  label: string
  typed: TypedOffice
  choices: OfficeChoices
  faultAt: FaultAt
}
const CountryField = ({ name, label, typed, choices, faultAt }: CountryFieldProps) => (
  <SelectField name={name} label={label} defaultValue={typed[name]} fault={faultAt(name)}>
    <option value="">{m.office_choose()}</option>
    {choices.countries.map(([code, country]) => (
      <option key={code} value={code}>
        {country}
      </option>
    ))}
  </SelectField>
)

type LanguageFieldProps = {
  name: string
  label: string
  chosen: string
  languages: [tag: string, name: string][]
  fault: string | undefined
}
const LanguageField = ({ name, label, chosen, languages, fault }: LanguageFieldProps) => (
  <SelectField name={name} label={label} defaultValue={chosen} fault={fault}>
    <option value="">{m.office_no_language()}</option>
    {languages.map(([tag, language]) => (
      <option key={tag} value={tag}>
        {language}
      </option>
    ))}
  </SelectField>
)

type WordsBlockProps = {
  n: number
  words: TypedWords
  choices: OfficeChoices
  faultAt: FaultAt
  isMore: boolean
}

/** What an office is called, and how it is written to, in one language. */
function WordsBlock({ n, words, choices, faultAt, isMore }: WordsBlockProps): ReactNode {
  const named = choices.languages.find(([tag]) => tag === words.language)?.[1]
  const lang = words.language || undefined
  const spokenField = (field: 'name' | 'city' | 'addressee' | 'salutation') => ({
    name: `${field}-${n}`,
    defaultValue: words[field],
    fault: faultAt(`${field}-${n}`),
    lang,
  })
  return (
    <fieldset className="block">
      <legend>{isMore ? m.office_words_more() : m.office_words_in({ language: named ?? '…' })}</legend>
      {isMore && <p className="hint">{m.office_words_more_hint()}</p>}
      <div className="pair">
        <LanguageField
          name={`language-${n}`}
          label={m.office_language()}
          chosen={words.language}
          languages={choices.languages}
          fault={faultAt(`language-${n}`)}
        />
        <Field {...spokenField('city')} label={m.office_city()} />
      </div>
      <Field {...spokenField('name')} label={m.office_name()} />
      <Field
        {...spokenField('addressee')}
        label={m.office_addressee()}
        hint={m.office_addressee_hint()}
        optional={m.office_optional()}
      />
      <Field
        {...spokenField('salutation')}
        label={m.office_salutation()}
        hint={m.office_salutation_hint()}
        optional={m.office_optional()}
      />
    </fieldset>
  )
}
