import * as m from '../messages/generated/messages'
import type { CampaignData } from '../web/campaign-data.server'

/** Whom the letter goes to, and what happens there with the signatures. */
export function RecipientView({ page }: { page: CampaignData }) {
  const count = page.recipients.length
  const list = new Intl.ListFormat(page.language)
  return (
    <section className="part" aria-labelledby="recipient-title">
      <h2 className="part-title" id="recipient-title">
        {m.campaign_recipient()}
      </h2>
      <ul className="offices">
        {page.recipients.map(({ name, city, hostCountry, languages }) => (
          <li key={name}>
            <strong>{name}</strong>
            <span className="small soft">
              {[city, hostCountry].filter(Boolean).join(', ')}
              {languages.length > 0 && (
                <> · {m.campaign_recipient_reads({ languages: list.format(languages) })}</>
              )}
            </span>
          </li>
        ))}
      </ul>
      <p>
        {page.isHighRisk ? m.campaign_recipient_path_risk({ count }) : m.campaign_recipient_path({ count })}
      </p>
    </section>
  )
}
