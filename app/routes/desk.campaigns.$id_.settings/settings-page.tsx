import { Form } from '@remix-run/react'
import type { SettingsFault, SettingsField } from '../../../campaigns/settings'
import * as m from '../../messages/generated/messages'
import { CampaignPartHead } from '../../ui/campaign-part-head'
import { Tick } from '../../ui/choice'
import { ClosingChoice } from '../../ui/closing-choice'
import { FaultSummary, faultsId } from '../../ui/fault-summary'
import { Field, SelectField } from '../../ui/field'
import type { SettingsAnswer, SettingsData } from './route'

const faultWords: Record<SettingsFault, () => string> = {
  'goal-not-a-number': m.settings_fault_goal,
  'closing-missing': m.settings_fault_closing,
  'closing-not-a-time': m.settings_fault_closing_time,
  'closing-passed': m.settings_fault_closing_passed,
  'slug-form': m.settings_fault_slug,
  'slug-taken': m.settings_fault_slug_taken,
  'language-form': m.settings_fault_language,
}
const order: SettingsField[] = ['goal', 'closing', 'slug', 'originalLanguage']

type Props = SettingsData & { answer: SettingsAnswer | undefined }

/** What is set for a campaign beside its texts. What people rest on already can be read here, and no longer be changed. */
export function SettingsPage({ answer, ...page }: Props) {
  const { id, title, originalLanguage, mayChange, isUnseen } = page
  const typed = answer?.typed
  const fault = (field: SettingsField) => {
    const code = answer?.faults[field]
    return code && faultWords[code]()
  }
  const faults = order.flatMap((field) => {
    const words = fault(field)
    return words ? [{ field, words }] : []
  })
  return (
    <>
      <CampaignPartHead id={id} title={{ language: originalLanguage, words: title }}>
        {m.settings_title()}
      </CampaignPartHead>
      {page.isSaved && !answer && (
        <p className="notice notice-good" role="status">
          {m.settings_saved()}
        </p>
      )}
      {answer?.isArchived && (
        <p className="notice notice-bad" role="alert">
          {m.text_archived()}
        </p>
      )}
      {faults.length > 0 && <FaultSummary title={m.settings_faults()} faults={faults} />}
      {mayChange ? (
        <Form method="post" action={`#${faultsId}`} noValidate className="desk-form stack">
          <Field
            name="goal"
            label={m.settings_goal()}
            hint={m.settings_goal_hint()}
            fault={fault('goal')}
            defaultValue={typed?.goal ?? page.goal}
            inputMode="numeric"
            className="input-short"
            required
          />
          <ClosingChoice
            timeZone={page.timeZone}
            chosen={typed ? typed.closing : page.closesAt === null ? 'never' : 'at'}
            closesAt={typed?.closesAt ?? page.closesAt ?? ''}
            fault={fault('closing')}
          />
          <div>
            <Tick
              name="isHighRisk"
              label={m.settings_high_risk()}
              isTicked={typed ? typed.isHighRisk === 'yes' : page.isHighRisk}
            />
            <p className="hint">{m.settings_high_risk_hint()}</p>
          </div>
          {isUnseen ? (
            <>
              <Field
                name="slug"
                label={m.settings_slug()}
                hint={m.settings_slug_hint()}
                fault={fault('slug')}
                defaultValue={typed?.slug ?? page.slug}
                autoCapitalize="none"
                spellCheck={false}
                dir="ltr"
                className="input-ltr"
                required
              />
              <SelectField
                name="originalLanguage"
                label={m.settings_original()}
                hint={m.settings_original_hint()}
                fault={fault('originalLanguage')}
                defaultValue={typed?.originalLanguage ?? originalLanguage}
                className="input-short"
              >
                {page.languages.map(({ tag, name }) => (
                  <option key={tag} value={tag}>
                    {name}
                  </option>
                ))}
              </SelectField>
            </>
          ) : (
            <Fixed {...page} />
          )}
          <button type="submit" className="button">
            {m.settings_save()}
          </button>
        </Form>
      ) : (
        <dl className="facts">
          <dt>{m.settings_goal()}</dt>
          <dd>{page.goal}</dd>
          <dt>{m.settings_closing()}</dt>
          <dd>{page.closesAt?.replace('T', ' ') ?? m.settings_closing_never()}</dd>
          <dt>{m.settings_high_risk()}</dt>
          <dd>{page.isHighRisk ? m.settings_yes() : m.settings_no()}</dd>
          <FixedFacts {...page} />
        </dl>
      )}
    </>
  )
}

const FixedFacts = ({ slug, languages, originalLanguage }: SettingsData) => (
  <>
    <dt>{m.settings_slug()}</dt>
    <dd>/c/{slug}</dd>
    <dt>{m.settings_original()}</dt>
    <dd>{languages.find(({ tag }) => tag === originalLanguage)?.name}</dd>
  </>
)

/** What links and signatures rest on. */
const Fixed = (page: SettingsData) => (
  <div className="stack-small">
    <dl className="facts">
      <FixedFacts {...page} />
    </dl>
    <p className="hint">{m.settings_fixed()}</p>
  </div>
)
