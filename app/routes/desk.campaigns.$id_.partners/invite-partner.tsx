import { Form } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { Field } from '../../ui/field'
import { Moment } from '../../ui/moment'
import { Notice } from '../../ui/notice'
import { Tag } from '../../ui/tag'
import type { PartnersProps } from './partners-page'

/** Who was asked and has not said yes, as far as it may be known; and the way to take back what can't be shown. */
export function AskedPartners({ asked }: PartnersProps) {
  return (
    <section aria-labelledby="asked">
      <h2 id="asked">{m.partner_asked()}</h2>
      <p className="hint">{m.partner_asked_hint()}</p>
      {asked.length > 0 && (
        <ul className="entries">
          {asked.map(({ slug, name, askedAt, state }) => (
            <li key={slug}>
              <div className="entry">
                <p lang={name.language}>{name.words}</p>
                <p className="fine">
                  <Tag kind={state === 'open' ? 'plain' : 'warn'}>
                    {state === 'open' ? m.partner_waiting() : m.partner_declined()}
                  </Tag>{' '}
                  <Moment at={askedAt} />
                </p>
              </div>
              {state === 'open' && (
                <Form method="post" className="acts">
                  <input type="hidden" name="slug" value={slug} />
                  <button
                    type="submit"
                    name="intent"
                    value="withdraw"
                    className="button button-quiet"
                    aria-label={`${m.partner_take_back()}: ${name.words}`}
                  >
                    {m.partner_take_back()}
                  </button>
                </Form>
              )}
            </li>
          ))}
        </ul>
      )}
      <details className="warned">
        <summary>{m.partner_take_back_other()}</summary>
        <Form method="post" className="desk-form stack">
          <input type="hidden" name="intent" value="withdraw" />
          <Field name="slug" id="slug-back" label={m.org_slug()} {...plain} required />
          <button type="submit" className="button button-plain">
            {m.partner_take_back()}
          </button>
        </Form>
      </details>
    </section>
  )
}

const plain = {
  autoCapitalize: 'none',
  autoComplete: 'off',
  spellCheck: false,
  dir: 'ltr',
  className: 'input-ltr',
} as const

const refusalWords = {
  missing: m.partner_refused_missing,
  'behind-it': m.partner_refused_behind,
  'too-many': m.partner_refused_too_many,
  over: m.partner_refused_over,
  'too-often': m.partner_refused_too_often,
} as const

/** Asks another organisation: one of the person's own by a press, any other by its exact short name. */
export function InvitePartner({ own, isPublished, confirmedCount, answer }: PartnersProps) {
  const refused = answer?.kind === 'invite-refused' ? answer : null
  return (
    <section aria-labelledby="invite">
      <h2 id="invite">{m.partner_invite()}</h2>
      <p>{m.partner_invite_words()}</p>
      {isPublished && (
        <Notice kind="warn">
          <p>
            {m.partner_invite_online({
              count: confirmedCount,
              shown: new Intl.NumberFormat(getLocale()).format(confirmedCount),
            })}
          </p>
        </Notice>
      )}
      {own.length > 0 && (
        <ul className="entries">
          {own.map(({ slug, name }) => (
            <li key={slug}>
              <div className="entry">
                <p lang={name.language}>{name.words}</p>
                <p className="fine">{m.partner_yours()}</p>
              </div>
              <Form method="post" className="acts">
                <input type="hidden" name="slug" value={slug} />
                <button
                  type="submit"
                  name="intent"
                  value="invite"
                  className="button button-plain"
                  aria-label={`${m.partner_ask()}: ${name.words}`}
                >
                  {m.partner_ask()}
                </button>
              </Form>
            </li>
          ))}
        </ul>
      )}
      <Form method="post" action="#slug" className="desk-form stack" noValidate>
        <input type="hidden" name="intent" value="invite" />
        <Field
          name="slug"
          label={m.partner_slug()}
          hint={m.partner_slug_hint()}
          fault={refused ? refusalWords[refused.reason]() : undefined}
          defaultValue={refused?.slug}
          {...plain}
          maxLength={60}
          required
        />
        <button type="submit" className="button">
          {m.partner_ask()}
        </button>
      </Form>
    </section>
  )
}
