import { Section, Text } from '@react-email/components'
import { m } from '../app/messages/generated/messages'
import type { Disclosure } from '../campaigns/signature'
import { ActionButton } from './parts/button'
import { Code, inGroups } from './parts/code'
import { Layout, Paragraph, Rule, Small, TextLink, Title } from './parts/layout'
import { light } from './parts/look'
import { mailOf } from './parts/template'
import { catalogueFor, unlinked } from './parts/words'

export type ConfirmSignatureProps = {
  language: string
  campaignTitle: string
  /** As the signer typed it. */
  name: string
  confirmUrl: string
  withdrawUrl: string
  /** Eight characters, without a space. */
  code: string
  organisationName: string
  recipientName: string
  disclosure: Disclosure
  /** How the recipient will see the signer (`A. P., Córdoba, Argentina`); empty for counted only. */
  seenAs: string
  siteUrl: string
}

/** The mail that makes a typed form a signature. It also holds the way to take the signature back. */
export const confirmSignatureMail = mailOf({
  parts: ({
    language,
    siteUrl,
    name,
    confirmUrl,
    withdrawUrl,
    code,
    seenAs,
    ...props
  }: ConfirmSignatureProps) => ({
    same: {
      locale: catalogueFor(language),
      site: new URL(siteUrl).host,
      title: props.campaignTitle,
      organisation: props.organisationName,
      recipientName: props.recipientName,
      isNamed: props.disclosure !== 'counted' && seenAs !== '',
    },
    differs: {
      name: unlinked(name),
      confirmUrl,
      withdrawUrl,
      code: inGroups(code),
      seenAs: unlinked(seenAs),
    },
  }),
  write: ({ locale, site, title, organisation, recipientName, isNamed }, differs) => {
    const subject = m.mail_confirm_subject({ title }, { locale })
    return {
      subject,
      language: locale,
      body: (
        <Layout language={locale} title={subject}>
          <Title language={locale}>{m.mail_greeting({ name: differs.name }, { locale })}</Title>
          <Paragraph language={locale}>{m.mail_confirm_signed({ title }, { locale })}</Paragraph>
          <Paragraph language={locale}>{m.mail_confirm_code({}, { locale })}</Paragraph>
          <Code shown={differs.code} />
          <Paragraph language={locale}>{m.mail_confirm_or({}, { locale })}</Paragraph>
          <ActionButton href={differs.confirmUrl} words={m.mail_confirm_button({}, { locale })} />
          <Section style={{ margin: '8px 0 0' }}>
            <Fact label={m.mail_confirm_recipient({}, { locale })}>{recipientName}</Fact>
            <Fact label={m.mail_confirm_seen({}, { locale })}>
              {isNamed ? differs.seenAs : m.mail_confirm_seen_counted({}, { locale })}
            </Fact>
          </Section>
          <Rule />
          <Small>{m.mail_confirm_why({ site }, { locale })}</Small>
          <Small>
            {m.mail_confirm_withdraw({}, { locale })}{' '}
            <TextLink href={differs.withdrawUrl}>{m.mail_withdraw_link({}, { locale })}</TextLink>
          </Small>
          <Small>{m.mail_sender({ organisation, site }, { locale })}</Small>
        </Layout>
      ),
    }
  },
})

const Fact = ({ label, children }: { label: string; children: string }) => (
  <Text
    className="ink"
    style={{ margin: '0 0 12px', fontSize: '17px', lineHeight: '25px', color: light.ink }}
  >
    <span className="soft" style={{ fontSize: '15px', color: light.inkSoft }}>
      {label}
    </span>
    <br />
    {children}
  </Text>
)
