import { Fragment } from 'react'
import * as m from '../../messages/generated/messages'
import { getLocale } from '../../messages/generated/runtime'
import { clockLocale } from '../../ui/clock'
import type { MailData } from './route'

/** Mails that came back and could be tied to none of ours: on which days, and how many. Nothing else is known of them. */
export function Unclear({ unclear }: Pick<MailData, 'unclear'>) {
  if (unclear.length === 0) return null
  const number = new Intl.NumberFormat(getLocale())
  return (
    <section aria-labelledby="unclear" className="stack">
      <h2 id="unclear">{m.mail_unclear_title()}</h2>
      <p>{m.mail_unclear_lead()}</p>
      <dl className="facts">
        {unclear.map(({ day, source, mailCount }) => (
          <Fragment key={`${day} ${source}`}>
            <dt>
              {dayWords(day)}, {source.toUpperCase()}
            </dt>
            <dd>{m.mail_unclear_count({ shown: number.format(mailCount) })}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  )
}

const dayWords = (day: string) =>
  new Intl.DateTimeFormat(clockLocale(), { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(day))
