import { m } from '../app/messages/generated/messages'
import type { MemberRole } from '../campaigns/organisation'
import { ActionButton } from './parts/button'
import { Layout, Paragraph, Rule, Small } from './parts/layout'
import { mailOf } from './parts/template'
import { catalogueFor, countIn, unlinked } from './parts/words'

export type InvitationProps = {
  language: string
  organisationName: string
  invitedBy: string
  role: MemberRole
  joinUrl: string
  /** How long the link works. */
  days: number
  siteUrl: string
}

/** Asks somebody to join an organisation. Name of organisation and of person are strangers' words. */
export const invitationMail = mailOf({
  parts: ({ language, siteUrl, role, days, ...props }: InvitationProps) => ({
    same: { locale: catalogueFor(language), site: new URL(siteUrl).host, role, days },
    differs: {
      organisation: unlinked(props.organisationName),
      name: unlinked(props.invitedBy),
      joinUrl: props.joinUrl,
    },
  }),
  write: ({ locale, site, role, days }, { organisation, name, joinUrl }) => {
    const subject = m.mail_invite_subject({ organisation }, { locale })
    return {
      subject,
      language: locale,
      body: (
        <Layout language={locale} title={subject}>
          <Paragraph language={locale}>
            {m.mail_invite_lead({ name, organisation, site }, { locale })}
          </Paragraph>
          <Paragraph language={locale}>{mayDo[role]({}, { locale })}</Paragraph>
          <ActionButton href={joinUrl} words={m.mail_invite_button({}, { locale })} />
          <Paragraph language={locale}>
            {m.mail_invite_days({ count: days, shown: countIn(locale, days) }, { locale })}
          </Paragraph>
          <Rule />
          <Small>{m.mail_invite_why({ site }, { locale })}</Small>
        </Layout>
      ),
    }
  },
})

const mayDo = {
  owner: m.mail_invite_owner,
  campaigner: m.mail_invite_campaigner,
  viewer: m.mail_invite_viewer,
} satisfies Record<MemberRole, unknown>
