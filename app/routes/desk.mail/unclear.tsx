import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { clockLocale } from '../../ui/clock'
import { LedgerFrame } from '../../ui/ledger-frame'
import type { MailData } from './route'

/** Mails that came back and could be tied to none of ours: on which days, and how many. Nothing else is known of them. */
export function Unclear({ unclear }: Pick<MailData, 'unclear'>) {
  if (unclear.length === 0) return null
  const number = new Intl.NumberFormat(getLocale())
  return (
    <section className="stack">
      <h2>{m.mail_unclear_title()}</h2>
      <p>{m.mail_unclear_lead()}</p>
      <LedgerFrame label={m.mail_unclear_title()}>
        <table className="ledger">
          <thead>
            <tr>
              <th scope="col">{m.mail_unclear_day()}</th>
              <th scope="col">{m.mail_unclear_door()}</th>
              <th scope="col">{m.mail_unclear_count()}</th>
            </tr>
          </thead>
          <tbody>
            {unclear.map(({ day, source, mailCount }) => (
              <tr key={`${day} ${source}`}>
                <th scope="row">{dayWords(day)}</th>
                <td>{source.toUpperCase()}</td>
                <td>{number.format(mailCount)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </LedgerFrame>
    </section>
  )
}

const dayWords = (day: string) =>
  new Intl.DateTimeFormat(clockLocale(), { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(day))
