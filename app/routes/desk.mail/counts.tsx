import { countryName } from '../../../campaigns/country'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { Moment } from '../../ui/moment'
import type { MailData } from './route'

/** Counts that are not what the signatures are, and how they are put right. */
export function Counts({ counts }: Pick<MailData, 'counts'>) {
  const [first] = counts
  if (!first) return null
  const number = new Intl.NumberFormat(getLocale())
  return (
    <section aria-labelledby="counts">
      <h2 id="counts">{m.counts_title()}</h2>
      <p>{m.counts_lead()}</p>
      <p>
        <code>demarche recount --mend</code>
      </p>
      {counts.map(({ slug, country, kept, counted }) => (
        <div key={`${slug} ${country}`} className="card stack">
          <h3>
            <bdi>{slug}</bdi>
            {': '}
            {country ? countryName(country, getLocale()) : m.counts_total()}
          </h3>
          <dl className="facts">
            <dt>{m.counts_kept()}</dt>
            <dd>{number.format(kept)}</dd>
            <dt>{m.counts_rows()}</dt>
            <dd>{number.format(counted)}</dd>
          </dl>
        </div>
      ))}
      <p className="fine">
        {m.counts_found()} <Moment at={first.foundAt} />
      </p>
    </section>
  )
}
