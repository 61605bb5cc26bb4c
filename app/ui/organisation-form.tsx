import { Form } from '@remix-run/react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { languageName, offeredLanguages } from '../../campaigns/language'
import {
  type OrganisationFaults,
  organisationLimits,
  proposedSlug,
  type TypedOrganisation,
  typedIn,
} from '../../campaigns/organisation-form'
import * as m from '../messages/generated/messages'
import { getLocale } from '../messages/generated/runtime'
import { FaultSummary } from './fault-summary'
import { AreaField, Field, SelectField } from './field'
import { OrganisationFace } from './organisation-face'
import { organisationFaultWords } from './organisation-fault-words'
import { OrganisationPreview } from './organisation-preview'
import './desk-form.css'

type Props = {
  typed: TypedOrganisation
  faults: OrganisationFaults
  /** From the server: browsers know other time zones. */
  timeZones: string[]
  /** The short name is given once. */
  isNew: boolean
  /** Address of the stored logo. */
  logo?: string | null
  submit: string
  children?: ReactNode
}

/** The form of an organisation, and beside it its letterhead as it prints, following the fields as they are typed. */
export function OrganisationForm({ typed, faults, timeZones, isNew, logo, submit, children }: Props) {
  const [shown, setShown] = useState(typed)
  const follow = (event: FormEvent<HTMLFormElement>) => setShown(typedIn(new FormData(event.currentTarget)))
  const fault = (field: string) => faults[field] && organisationFaultWords(faults[field], typed)
  const all = Object.keys(faults).map((field) => ({ field, words: fault(field) ?? '' }))
  return (
    <div className="beside">
      <Form method="post" className="desk-form stack" onInput={follow} noValidate>
        {/* What Enter presses: the first button of a form, and not the one that adds a language. */}
        <button
          type="submit"
          name="intent"
          value="save"
          className="visually-hidden"
          tabIndex={-1}
          aria-hidden
        >
          {submit}
        </button>
        {all.length > 0 && <FaultSummary title={m.org_faults()} faults={all} />}
        {children}
        <Names typed={typed} fault={fault} />
        {isNew && (
          <Field
            name="slug"
            label={m.org_slug()}
            optional={m.org_optional()}
            hint={m.org_slug_hint()}
            fault={fault('slug')}
            defaultValue={typed.slug}
            placeholder={proposedSlug(shown.name[shown.defaultLanguage] ?? '')}
            autoCapitalize="none"
            spellCheck={false}
            maxLength={60}
          />
        )}
        <Head typed={typed} fault={fault} />
        <fieldset className="group">
          <legend>{m.org_rest()}</legend>
          <Field
            name="replyTo"
            type="email"
            label={m.org_reply()}
            optional={m.org_optional()}
            hint={m.org_reply_hint()}
            fault={fault('replyTo')}
            defaultValue={typed.replyTo}
          />
          <SelectField
            name="timeZone"
            label={m.org_zone()}
            fault={fault('timeZone')}
            defaultValue={typed.timeZone}
          >
            <option value="">{m.org_zone_choose()}</option>
            {timeZones.map((zone) => (
              <option key={zone} value={zone}>
                {zone}
              </option>
            ))}
          </SelectField>
        </fieldset>
        <OrganisationFace typed={typed} shown={shown} fault={fault} />
        <p>
          <button type="submit" name="intent" value="save" className="button">
            {submit}
          </button>
        </p>
      </Form>
      <OrganisationPreview shown={shown} logo={logo ?? null} />
    </div>
  )
}

type Part = { typed: TypedOrganisation; fault: (field: string) => string | undefined }

function Names({ typed, fault }: Part) {
  const locale = getLocale()
  const { languages } = typed
  const order = new Intl.Collator(locale)
  const others = offeredLanguages
    .filter((language) => !languages.includes(language))
    .map((language) => ({ language, name: languageName(language, locale) }))
    .sort((a, b) => order.compare(a.name, b.name))
  return (
    <fieldset className="group">
      <legend>{m.org_names()}</legend>
      <p className="hint">{m.org_names_hint()}</p>
      {languages.map((language) => (
        <Field
          key={language}
          name={`name.${language}`}
          label={m.org_name_in({ language: languageName(language, locale) })}
          fault={fault(`name.${language}`)}
          defaultValue={typed.name[language]}
          lang={language}
          dir="auto"
          autoComplete="organization"
        />
      ))}
      {languages.length < organisationLimits.languages && (
        <div className="row">
          <SelectField name="added" label={m.org_add_language()} defaultValue="">
            <option value="" />
            {others.map(({ language, name }) => (
              <option key={language} value={language}>
                {name}
              </option>
            ))}
          </SelectField>
          <button type="submit" name="intent" value="add-language" className="button button-plain">
            {m.org_add_language_button()}
          </button>
        </div>
      )}
      <SelectField
        name="defaultLanguage"
        label={m.org_default_language()}
        fault={fault('defaultLanguage')}
        defaultValue={typed.defaultLanguage}
      >
        {languages.map((language) => (
          <option key={language} value={language}>
            {languageName(language, locale)}
          </option>
        ))}
      </SelectField>
    </fieldset>
  )
}

function Head({ typed, fault }: Part) {
  const locale = getLocale()
  return (
    <fieldset className="group">
      <legend>{m.org_letterhead()}</legend>
      <AreaField
        name="lines"
        label={m.org_lines()}
        optional={m.org_optional()}
        hint={m.org_lines_hint()}
        fault={fault('lines')}
        defaultValue={typed.lines}
        rows={4}
        dir="auto"
      />
      <p className="label">{m.org_signatories()}</p>
      <p className="hint">{m.org_signatories_hint()}</p>
      {typed.signatories.map((person, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a signatory is known by the place in the form.
        <fieldset key={n} className="group group-inner">
          <legend>{m.org_signatory({ number: n + 1 })}</legend>
          <Field
            name={`signatory.${n}.name`}
            label={m.org_signatory_name()}
            optional={m.org_optional()}
            fault={fault(`signatory.${n}.name`)}
            defaultValue={person.name}
            dir="auto"
          />
          {typed.languages.map((language) => (
            <Field
              key={language}
              name={`signatory.${n}.title.${language}`}
              label={m.org_title_in({ language: languageName(language, locale) })}
              fault={fault(`signatory.${n}.title.${language}`)}
              defaultValue={person.title[language]}
              lang={language}
              dir="auto"
            />
          ))}
        </fieldset>
      ))}
      {typed.signatories.length < organisationLimits.signatories && (
        <p>
          <button type="submit" name="intent" value="add-signatory" className="button button-plain">
            {m.org_add_signatory()}
          </button>
        </p>
      )}
    </fieldset>
  )
}
