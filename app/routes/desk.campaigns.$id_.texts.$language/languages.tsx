import { Form, Link } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { Field } from '../../ui/field'
import { languageStateWords } from '../../ui/text-words'
import type { WriteData } from './route'

/** The languages of the campaign, each with how far it has come. */
export const Languages = ({ id, language: here, original, languages }: WriteData) => (
  <nav className="writing-tabs" aria-label={m.text_languages()}>
    {languages.map(({ language, name, state }) => (
      <Link
        key={language}
        to={`/desk/campaigns/${id}/texts/${language}`}
        aria-current={language === here ? 'page' : undefined}
      >
        <span>{name}</span>
        <span className="writing-tab-state">
          {language === original ? `${m.desk_original()}, ` : ''}
          {languageStateWords(state)}
        </span>
      </Link>
    ))}
  </nav>
)

export const AddLanguage = ({ fault }: { fault: boolean }) => (
  <Form method="post" className="writing-add">
    <Field
      name="language"
      label={m.text_add_language()}
      hint={m.text_add_language_hint()}
      fault={fault ? m.text_language_unknown() : undefined}
      className="input-short"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={20}
      required
    />
    <button type="submit" name="intent" value="add-language" className="button button-plain">
      {m.text_add_language_button()}
    </button>
  </Form>
)

export const RemoveLanguage = ({ name }: { name: string }) => (
  <details>
    <summary>{m.text_remove({ language: name })}</summary>
    <Form method="post" className="stack-small">
      <p>{m.text_remove_words()}</p>
      <button type="submit" name="intent" value="remove-language" className="button button-bad">
        {m.text_remove_button()}
      </button>
    </Form>
  </details>
)
