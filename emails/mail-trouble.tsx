import { m } from '../app/messages/generated/messages'
import { ActionButton } from './parts/button'
import { Layout, Paragraph, Rule, Small } from './parts/layout'
import { mailOf } from './parts/template'
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
export const mailTroubleMail = mailOf({
  parts: ({ kind, held, expiredCount, waitingCount, deskUrl, ...props }: MailTroubleProps) => {
    const locale = catalogueFor(props.language)
    const shown = (count: number) => countIn(locale, count)
    const moment = (at: Date) =>
      `${new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(at)} UTC`
    return {
      same: {
        ...{ kind, locale, site: new URL(props.siteUrl).host },
        ...{ hasExpired: expiredCount > 0, isHeld: held.domainCount > 0 },
      },
      differs: {
        since: moment(props.since),
        until: moment(props.until),
        waiting: shown(waitingCount),
        expired: shown(expiredCount),
        domains: shown(held.domainCount),
        mails: shown(held.mailCount),
        letters: shown(held.letterCount),
        deskUrl,
      },
    }
  },
  write: (
    { kind, locale, site, hasExpired, isHeld },
    { since, until, waiting, expired, deskUrl, ...held },
  ) => {
    const subject =
      kind === 'pause' ? m.mail_pause_subject({}, { locale }) : m.mail_hold_subject({}, { locale })
    const said =
      kind === 'pause'
        ? [
            m.mail_pause_lead({ since, until, site }, { locale }),
            m.mail_pause_waiting({ shown: waiting }, { locale }),
            hasExpired && m.mail_pause_expired({ shown: expired }, { locale }),
            isHeld && m.mail_hold_figures(held, { locale }),
          ]
        : [m.mail_hold_lead({ since, site }, { locale }), m.mail_hold_figures(held, { locale })]
    return {
      subject,
      language: locale,
      body: (
        <Layout language={locale} title={subject}>
          {said.filter(Boolean).map((sentence) => (
            <Paragraph key={String(sentence)} language={locale}>
              {sentence}
            </Paragraph>
          ))}
          <ActionButton href={deskUrl} words={m.mail_trouble_button({}, { locale })} />
          <Rule />
          <Small>{m.mail_request_why_keeper({ site }, { locale })}</Small>
        </Layout>
      ),
    }
  },
})
