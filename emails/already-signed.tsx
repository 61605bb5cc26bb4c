import { m } from '../app/messages/generated/messages'
import { Layout, Paragraph, Rule, Small, TextLink } from './parts/layout'
import { mailOf } from './parts/template'
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
export const alreadySignedMail = mailOf({
  parts: ({ language, siteUrl, withdrawUrl, ...props }: AlreadySignedProps) => ({
    same: {
      locale: catalogueFor(language),
      site: new URL(siteUrl).host,
      title: props.campaignTitle,
      organisation: props.organisationName,
      hasLink: Boolean(withdrawUrl),
    },
    differs: { withdrawUrl: withdrawUrl ?? '' },
  }),
  write: ({ locale, site, title, organisation, hasLink }, { withdrawUrl }) => {
    const subject = m.mail_signed_subject({ title }, { locale })
    return {
      subject,
      language: locale,
      body: (
        <Layout language={locale} title={subject}>
          <Paragraph language={locale}>{m.mail_signed_counted({ title }, { locale })}</Paragraph>
          <Paragraph language={locale}>{m.mail_signed_again({}, { locale })}</Paragraph>
          {hasLink ? (
            <Paragraph language={locale}>
              {m.mail_signed_withdraw({}, { locale })}{' '}
              <TextLink href={withdrawUrl}>{m.mail_withdraw_link({}, { locale })}</TextLink>
            </Paragraph>
          ) : (
            <Paragraph language={locale}>{m.mail_signed_withdraw_first({}, { locale })}</Paragraph>
          )}
          <Rule />
          <Small>{m.mail_signed_why({ site }, { locale })}</Small>
          <Small>{m.mail_sender({ organisation, site }, { locale })}</Small>
        </Layout>
      ),
    }
  },
})
