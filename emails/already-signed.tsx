import { m } from '../app/messages/generated/messages'
import { finish } from './parts/finish'
import { Layout, Paragraph, Rule, Small, TextLink } from './parts/layout'
import { catalogueFor } from './parts/words'

export type AlreadySignedProps = {
  language: string
  campaignTitle: string
  organisationName: string
  siteUrl: string
  /** Without it, the mail points to the link in the first one. */
  withdrawUrl?: string
}

/** Tells the holder of the mailbox, and nobody else, that the address has signed before. */
export function alreadySignedMail(props: AlreadySignedProps) {
  const locale = catalogueFor(props.language)
  const site = new URL(props.siteUrl).host
  const { campaignTitle: title, organisationName: organisation } = props
  const subject = m.mail_signed_subject({ title }, { locale })
  return finish({
    subject,
    language: locale,
    body: (
      <Layout language={locale} title={subject}>
        <Paragraph language={locale}>{m.mail_signed_counted({ title }, { locale })}</Paragraph>
        <Paragraph language={locale}>{m.mail_signed_again({}, { locale })}</Paragraph>
        {props.withdrawUrl ? (
          <Paragraph language={locale}>
            {m.mail_signed_withdraw({}, { locale })}{' '}
            <TextLink href={props.withdrawUrl}>{m.mail_withdraw_link({}, { locale })}</TextLink>
          </Paragraph>
        ) : (
          <Paragraph language={locale}>{m.mail_signed_withdraw_first({}, { locale })}</Paragraph>
        )}
        <Rule />
        <Small>{m.mail_signed_why({ site }, { locale })}</Small>
        <Small>{m.mail_sender({ organisation, site }, { locale })}</Small>
      </Layout>
    ),
  })
}
