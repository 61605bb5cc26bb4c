import { limits, type SignField, signFields } from '../../../campaigns/signature'
import * as m from '../../messages/generated/messages'
import { Tick } from '../../ui/choice'
import { FaultSummary, faultsId } from '../../ui/fault-summary'
import { AreaField, Field, SelectField } from '../../ui/field'
import { Notice } from '../../ui/notice'
import type { CampaignData } from '../../web/campaign-data.server'
import type { SignAnswer } from '../../web/signing.server'
import { ClosedForm } from './closed-form'
import { DisclosureChoice } from './disclosure-choice'
import { faultWords } from './fault-words'
import { ProofAsked } from './proof-asked'

type Props = { page: CampaignData; answer: SignAnswer | undefined }

/** Three fields, one choice, one button. It works as a plain form; the script adds the preview and quicker faults. */
export function SignForm({ page, answer }: Props) {
  if (!page.isOpen) return <ClosedForm page={page} wasPosted={answer !== undefined} />
  const typed = answer?.typed ?? {}
  const fault = (field: SignField) => answer?.faults[field] && faultWords(answer.faults[field])
  return (
    <section className="sign" id="sign" aria-labelledby="sign-title">
      <h2 id="sign-title">{m.sign_title()}</h2>
      <p className="sign-lead small soft">{m.sign_lead()}</p>
      {/* The browser's own messages are off: ours say more, and stand beside the field. */}
      <form method="post" action={`#${faultsId}`} noValidate data-sign>
        <Faults answer={answer} />
        <input type="hidden" name="letter" value={page.letter.id} />
        <input type="hidden" name="rendered" value={answer?.asked?.rendered ?? page.rendered} />
        {answer?.asked && <ProofAsked {...answer.asked} />}
        <div className="trap" aria-hidden="true">
          <label htmlFor={page.trapField}>{m.sign_trap()}</label>
          <input type="text" id={page.trapField} name={page.trapField} tabIndex={-1} autoComplete="off" />
        </div>
        <Field
          name="name"
          label={m.sign_name()}
          fault={fault('name')}
          defaultValue={typed.name}
          autoComplete="name"
          autoCapitalize="words"
          spellCheck={false}
          required
          data-missing={m.sign_fault_name_missing()}
        />
        <Field
          name="email"
          type="email"
          label={m.sign_email()}
          hint={m.sign_email_hint()}
          fault={fault('email')}
          defaultValue={typed.email}
          autoComplete="email"
          autoCapitalize="none"
          spellCheck={false}
          inputMode="email"
          dir="ltr"
          className="input-ltr"
          required
          data-missing={m.sign_fault_email_missing()}
          data-no-at={m.sign_fault_email_no_at()}
          data-no-domain={m.sign_fault_email_nothing_after_at()}
        />
        <div className="pair">
          <SelectField
            name="country"
            label={m.sign_country()}
            fault={fault('country')}
            defaultValue={typed.country ?? page.proposedCountry ?? ''}
            autoComplete="country"
            required
            data-missing={m.sign_fault_country_missing()}
          >
            <option value="">{m.sign_country_choose()}</option>
            {page.countries.map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </SelectField>
          <Field
            name="city"
            label={m.sign_city()}
            optional={m.sign_optional()}
            fault={fault('city')}
            defaultValue={typed.city}
            autoComplete="address-level2"
          />
        </div>
        <DisclosureChoice page={page} typed={typed} fault={fault('disclosure')} />
        <AreaField
          name="line"
          label={m.sign_line()}
          optional={m.sign_optional()}
          hint={m.sign_line_hint({ count: limits.line })}
          fault={fault('line')}
          defaultValue={typed.line}
          rows={2}
        />
        <div className="ticks">
          {!page.isHighRisk && (
            <Tick name="public" label={m.sign_public()} isTicked={Boolean(typed.public)} />
          )}
          <Tick name="updates" label={m.sign_updates()} isTicked={Boolean(typed.updates)} />
        </div>
        <div className="sign-act">
          <button className="button button-wide" type="submit">
            {m.sign_button()}
          </button>
          <p className="small soft">{m.sign_consent({ recipient: page.recipientNames })}</p>
          <details className="small">
            <summary>{m.sign_data_title()}</summary>
            <p>{m.sign_data()}</p>
          </details>
        </div>
      </form>
    </section>
  )
}

function Faults({ answer }: { answer: SignAnswer | undefined }) {
  if (!answer) return null
  if (answer.refusal === 'too-many')
    return (
      <Notice kind="warn" role="alert" id={faultsId}>
        <p>{m.sign_too_many()}</p>
      </Notice>
    )
  const faults = ([...signFields, 'page'] as const).flatMap((field) => {
    const code = answer.faults[field]
    return code ? [{ words: faultWords(code), ...(field === 'page' ? {} : { field }) }] : []
  })
  if (faults.length === 0) return null
  return (
    <FaultSummary
      title={m.sign_summary({ count: faults.length, shown: String(faults.length) })}
      faults={faults}
    />
  )
}
