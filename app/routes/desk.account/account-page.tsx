import { Form } from '@remix-run/react'
import { longestOrganiserName } from '../../../campaigns/organiser'
import * as m from '../../messages/generated/messages'
import { getLocale, locales } from '../../messages/generated/runtime'
import { Field, SelectField } from '../../ui/field'
import { Moment } from '../../ui/moment'
import { ownName } from '../../ui/own-name'
import '../../ui/desk-form.css'
import { Passkeys } from './passkeys'
import type { AccountAnswer, AccountData } from './route'

type Props = AccountData & { answer: AccountAnswer | null }

const nameFault = {
  'name-missing': () => m.account_name_missing(),
  'name-too-long': () => m.account_name_too_long({ limit: longestOrganiserName }),
}

/** The person's own page. A newcomer sees only the question for their name. */
export function AccountPage(props: Props) {
  const { name, isSaved, endedCount } = props
  const isNew = name === ''
  const shown = new Intl.NumberFormat(getLocale()).format(endedCount)
  return (
    <>
      <h1>{m.account_title()}</h1>
      {isNew && <p>{m.account_welcome()}</p>}
      {isSaved && (
        <p className="notice notice-good" role="status">
          {m.account_saved()}
        </p>
      )}
      {endedCount > 0 && (
        <p className="notice notice-good" role="status">
          {m.account_ended({ count: endedCount, shown })}
        </p>
      )}
      {props.passkeyDone && !props.answer && (
        <p className="notice notice-good" role="status">
          {passkeyDoneWords[props.passkeyDone]()}
        </p>
      )}
      {props.answer?.kind === 'passkey-gone' && (
        <p className="notice notice-bad" role="alert">
          {m.passkey_gone()}
        </p>
      )}
      <Person {...props} isNew={isNew} />
      {!isNew && <Passkeys {...props} />}
      {!isNew && <Sessions {...props} />}
    </>
  )
}

const passkeyDoneWords = {
  added: m.passkey_done_added,
  removed: m.passkey_done_removed,
  renamed: m.passkey_done_renamed,
}

function Person({ name, language, next, answer: told, isNew }: Props & { isNew: boolean }) {
  const answer = told?.kind === 'person' ? told : null
  const faults = answer?.faults ?? {}
  return (
    // The whole page changes its language with it, so it is loaded anew.
    <Form method="post" reloadDocument className="desk-form stack">
      <input type="hidden" name="intent" value="save" />
      <input type="hidden" name="next" value={next} />
      <Field
        name="name"
        label={m.account_name()}
        hint={isNew ? undefined : m.account_name_hint()}
        fault={faults.name && nameFault[faults.name]()}
        defaultValue={answer?.typed.name ?? name}
        autoComplete="name"
        required
      />
      <SelectField
        name="language"
        label={m.account_language()}
        fault={faults.language && m.account_language_missing()}
        defaultValue={answer?.typed.language || language}
      >
        {locales.map((locale) => (
          <option key={locale} value={locale} lang={locale}>
            {ownName(locale)}
          </option>
        ))}
      </SelectField>
      <p>
        <button type="submit" className="button">
          {isNew ? m.account_go_on() : m.account_save()}
        </button>
      </p>
    </Form>
  )
}

function Sessions({ sessions }: Props) {
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">{m.account_sessions()}</h2>
      <p className="fine">{m.account_sessions_hint()}</p>
      <div className="ledger-frame">
        <table className="ledger">
          <thead>
            <tr>
              <th scope="col">{m.account_browser()}</th>
              <th scope="col">{m.account_since()}</th>
              <th scope="col">{m.account_seen()}</th>
              <th scope="col">{m.account_end()}</th>
            </tr>
          </thead>
          <tbody>
            {sessions.map(({ id, browser, since, seenAt, isThis }) => (
              <tr key={id}>
                <th scope="row">{browser ?? m.account_browser_unknown()}</th>
                <td data-label={m.account_since()}>
                  <Moment at={since} />
                </td>
                <td data-label={m.account_seen()}>
                  <Moment at={seenAt} />
                </td>
                <td>
                  {isThis ? (
                    m.account_this()
                  ) : (
                    <Form method="post">
                      <input type="hidden" name="intent" value="end" />
                      <input type="hidden" name="session" value={id} />
                      <button
                        type="submit"
                        className="button button-quiet"
                        aria-label={m.account_end_label({ browser: browser ?? m.account_browser_unknown() })}
                      >
                        {m.account_end()}
                      </button>
                    </Form>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {sessions.length > 1 && (
        <Form method="post">
          <input type="hidden" name="intent" value="end-others" />
          <button type="submit" className="button button-plain">
            {m.account_end_others()}
          </button>
        </Form>
      )}
    </section>
  )
}
