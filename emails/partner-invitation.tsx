import { m } from '../app/messages/generated/messages'
import { ActionButton } from './parts/button'
import { Layout, Paragraph, Rule, Small } from './parts/layout'
import { mailOf } from './parts/template'
import { catalogueFor, unlinked } from './parts/words'

export type PartnerInvitationProps = {
  language: string
  /** Who is asked: the reader's own organisation. */
  organisationName: string
  /** Who leads the campaign. */
  leadName: string
  invitedBy: string
  campaignTitle: string
  /** Whether anybody can read the campaign already. */
  isPublic: boolean
  answerUrl: string
  siteUrl: string
}

/** Asks an organisation to stand behind another's campaign. Names and title are strangers' words. */
export const partnerInvitationMail = mailOf({
  parts: ({ language, siteUrl, isPublic, answerUrl, ...props }: PartnerInvitationProps) => ({
    same: { locale: catalogueFor(language), site: new URL(siteUrl).host, isPublic },
    differs: {
      organisation: unlinked(props.organisationName),
      lead: unlinked(props.leadName),
      name: unlinked(props.invitedBy),
      title: unlinked(props.campaignTitle),
      answerUrl,
    },
  }),
  write: ({ locale, site, isPublic }, { organisation, lead, name, title, answerUrl }) => {
    const subject = m.mail_partner_subject({ lead }, { locale })
    return {
      subject,
      language: locale,
      body: (
        <Layout language={locale} title={subject}>
          <Paragraph language={locale}>
            {m.mail_partner_lead({ name, lead, organisation }, { locale })}
          </Paragraph>
          <Paragraph language={locale}>
            {isPublic
              ? m.mail_partner_online({ title }, { locale })
              : m.mail_partner_draft({ title }, { locale })}
          </Paragraph>
          <Paragraph language={locale}>{m.mail_partner_means({}, { locale })}</Paragraph>
          <ActionButton href={answerUrl} words={m.mail_partner_button({}, { locale })} />
          <Rule />
          <Small>{m.mail_partner_why({ organisation, site }, { locale })}</Small>
        </Layout>
      ),
    }
  },
})
