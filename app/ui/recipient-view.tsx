import * as m from '../messages/generated/messages'
import type { CampaignData } from '../web/campaign-data.server'

/** Whom the letter goes to, and what happens there with the signatures. */
export function RecipientView({ page }: { page: CampaignData }) {
  // One that gets nobody's signatures is none of those the letter goes to.
  const offices = page.recipients.filter(({ share }) => share?.kind !== 'only' || share.countries !== '')
  const count = offices.length
  const list = new Intl.ListFormat(page.language)
  return (
    <section className="part" aria-labelledby="recipient-title">
      <h2 className="part-title" id="recipient-title">
        {m.campaign_recipient()}
      </h2>
      <ul className="offices">
        {offices.map(({ name, city, hostCountry, languages, share }) => (
          <li key={name}>
            {share && <span className="small">{shareWords(share)}</span>}
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
      {offices.some(({ share }) => share) && <p>{m.route_public_each()}</p>}
    </section>
  )
}

function shareWords({ kind, countries }: NonNullable<CampaignData['recipients'][number]['share']>): string {
  switch (kind) {
    case 'all':
      return m.route_public_all()
    case 'only':
      return m.route_public_only({ countries })
    case 'except':
      return m.route_public_except()
    default:
      return kind satisfies never
  }
}
