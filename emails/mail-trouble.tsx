import { m } from '../app/messages/generated/messages'
import { ActionButton } from './parts/button'
import { finish } from './parts/finish'
import { Layout, Paragraph, Rule, Small } from './parts/layout'
import { catalogueFor, countIn } from './parts/words'

export type MailTroubleProps = {
  language: string
  /** All mail stood still and goes again, or a domain is held. */
  kind: 'pause' | 'hold'
  since: Date
  /** When the first mail went again. */
  until: Date
  /** Mails that stood still, and those whose time ran out meanwhile. */
  waitingCount: number
  expiredCount: number
  /** What is held at the moment. No domain is named: a supporter's own would say who they are. */
  held: { domainCount: number; mailCount: number; letterCount: number }
  deskUrl: string
  siteUrl: string
}

/** Tells a keeper that mail stood still, or that a domain takes none from us. */
export function mailTroubleMail(props: MailTroubleProps) {
  const { kind, held, expiredCount, waitingCount } = props
  const locale = catalogueFor(props.language)
  const site = new URL(props.siteUrl).host
  const shown = (count: number) => countIn(locale, count)
  const moment = (at: Date) =>
    `${new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(at)} UTC`
  const since = moment(props.since)
  const subject =
    kind === 'pause' ? m.mail_pause_subject({}, { locale }) : m.mail_hold_subject({}, { locale })
  const figures = {
    domains: shown(held.domainCount),
    mails: shown(held.mailCount),
    letters: shown(held.letterCount),
  }
  const said =
    kind === 'pause'
      ? [
          m.mail_pause_lead({ since, until: moment(props.until), site }, { locale }),
          m.mail_pause_waiting({ shown: shown(waitingCount) }, { locale }),
          expiredCount > 0 && m.mail_pause_expired({ shown: shown(expiredCount) }, { locale }),
          held.domainCount > 0 && m.mail_hold_figures(figures, { locale }),
        ]
      : [m.mail_hold_lead({ since, site }, { locale }), m.mail_hold_figures(figures, { locale })]
  return finish({
    subject,
    language: locale,
    body: (
      <Layout language={locale} title={subject}>
        {said.filter(Boolean).map((sentence) => (
          <Paragraph key={String(sentence)} language={locale}>
            {sentence}
          </Paragraph>
        ))}
        <ActionButton href={props.deskUrl} words={m.mail_trouble_button({}, { locale })} />
        <Rule />
        <Small>{m.mail_request_why_keeper({ site }, { locale })}</Small>
      </Layout>
    ),
  })
}
