import { m } from '../app/messages/generated/messages'
import { ActionButton } from './parts/button'
import { finish } from './parts/finish'
import { Layout, Paragraph, Rule, Small } from './parts/layout'
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
export function partnerInvitationMail(props: PartnerInvitationProps) {
  const locale = catalogueFor(props.language)
  const site = new URL(props.siteUrl).host
  const organisation = unlinked(props.organisationName)
  const lead = unlinked(props.leadName)
  const name = unlinked(props.invitedBy)
  const title = unlinked(props.campaignTitle)
  const subject = m.mail_partner_subject({ lead }, { locale })
  return finish({
    subject,
    language: locale,
    body: (
      <Layout language={locale} title={subject}>
        <Paragraph language={locale}>
          {m.mail_partner_lead({ name, lead, organisation }, { locale })}
        </Paragraph>
        <Paragraph language={locale}>
          {props.isPublic
            ? m.mail_partner_online({ title }, { locale })
            : m.mail_partner_draft({ title }, { locale })}
        </Paragraph>
        <Paragraph language={locale}>{m.mail_partner_means({}, { locale })}</Paragraph>
        <ActionButton href={props.answerUrl} words={m.mail_partner_button({}, { locale })} />
        <Rule />
        <Small>{m.mail_partner_why({ organisation, site }, { locale })}</Small>
      </Layout>
    ),
  })
}
