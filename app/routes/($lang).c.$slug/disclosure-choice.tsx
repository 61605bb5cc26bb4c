import { type Disclosure, disclosedAs } from '../../../campaigns/signature'
import { oneLine } from '../../../campaigns/words'
import * as m from '../../messages/generated/messages'
import { RadioCards } from '../../ui/choice'
import { Notice } from '../../ui/notice'
import type { CampaignData } from '../../web/campaign-data.server'
import type { Typed } from '../../web/sign-form.server'

type Props = { page: CampaignData; typed: Typed; fault: string | undefined }

/**
 * What the recipient may see, each choice shown as it will be seen: with the name just typed, or with an example until
 * there is one. Nothing is chosen beforehand.
 */
export function DisclosureChoice({ page, typed, fault }: Props) {
  const recipient = page.recipientNames
  const legend = m.sign_disclosure_legend({ recipient })
  if (page.isHighRisk)
    return (
      <fieldset className="choices">
        <legend>{legend}</legend>
        <input type="hidden" name="disclosure" value="counted" />
        <Notice title={m.sign_high_risk()}>
          <p>{m.sign_high_risk_words({ recipient })}</p>
        </Notice>
      </fieldset>
    )
  const label = { full: m.sign_full(), initials: m.sign_initials(), counted: m.sign_counted() }
  return (
    <RadioCards
      name="disclosure"
      legend={legend}
      hint={m.sign_disclosure_hint()}
      fault={fault}
      chosen={typed.disclosure || undefined}
      options={(['full', 'initials', 'counted'] as const).map((disclosure) => ({
        value: disclosure,
        label: label[disclosure],
        detail: <Seen disclosure={disclosure} page={page} typed={typed} />,
      }))}
    />
  )
}

function Seen({ disclosure, page, typed }: Omit<Props, 'fault'> & { disclosure: Disclosure }) {
  if (disclosure === 'counted') return <span className="seen serif">{m.sign_seen_counted()}</span>
  const named = (code: string) => page.countries.find(([known]) => known === code)?.[1] ?? ''
  const seenAs = (name: string, city: string, country: string) => {
    const seen = disclosedAs({ disclosure, name, city, country }, named)
    return seen ? [seen.name, seen.place].filter(Boolean).join(', ') : ''
  }
  const sample = seenAs(m.sign_sample_name(), m.sign_sample_city(), 'AR')
  const name = oneLine(typed.name ?? '')
  return (
    <span className="seen serif">
      <span className="visually-hidden">{m.sign_seen()} </span>
      <bdi data-seen={disclosure} data-sample={sample}>
        {name ? seenAs(name, oneLine(typed.city ?? ''), typed.country ?? '') : sample}
      </bdi>
    </span>
  )
}
