import { m } from '../app/messages/generated/messages'
import { ActionButton } from './parts/button'
import { Layout, Paragraph, Rule, Small } from './parts/layout'
import { mailOf } from './parts/template'
import { catalogueFor, unlinked } from './parts/words'

export type PasskeyMailProps = {
  language: string
  change: 'added' | 'removed'
  /** What its owner, or whoever added it, calls it. */
  passkeyName: string
  /** Where passkeys and sessions can be ended. */
  accountUrl: string
  siteUrl: string
}

const words = {
  added: {
    subject: m.mail_passkey_added_subject,
    lead: m.mail_passkey_added,
    unless: m.mail_passkey_added_unless,
  },
  removed: {
    subject: m.mail_passkey_removed_subject,
    lead: m.mail_passkey_removed,
    unless: m.mail_passkey_removed_unless,
  },
}

/** Says that an account has a passkey more or less, and what to do when that was somebody else. */
export const passkeyMail = mailOf({
  parts: ({ language, siteUrl, change, passkeyName, accountUrl }: PasskeyMailProps) => ({
    same: { locale: catalogueFor(language), site: new URL(siteUrl).host, change },
    differs: { name: unlinked(passkeyName), accountUrl },
  }),
  write: ({ locale, site, change }, { name, accountUrl }) => {
    const say = words[change]
    const subject = say.subject({}, { locale })
    return {
      subject,
      language: locale,
      body: (
        <Layout language={locale} title={subject}>
          <Paragraph language={locale}>{say.lead({ name, site }, { locale })}</Paragraph>
          <Paragraph language={locale}>{say.unless({}, { locale })}</Paragraph>
          <ActionButton href={accountUrl} words={m.mail_passkey_button({}, { locale })} />
          <Rule />
          <Small>{m.mail_passkey_why({ site }, { locale })}</Small>
        </Layout>
      ),
    }
  },
})
