import { m } from '../app/messages/generated/messages'
import type { MemberRole } from '../campaigns/organisation'
import { ActionButton } from './parts/button'
import { finish } from './parts/finish'
import { Layout, Paragraph, Rule, Small } from './parts/layout'
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
export function invitationMail(props: InvitationProps) {
  const locale = catalogueFor(props.language)
  const site = new URL(props.siteUrl).host
  const organisation = unlinked(props.organisationName)
  const name = unlinked(props.invitedBy)
  const subject = m.mail_invite_subject({ organisation }, { locale })
  return finish({
    subject,
    language: locale,
    body: (
      <Layout language={locale} title={subject}>
        <Paragraph language={locale}>
          {m.mail_invite_lead({ name, organisation, site }, { locale })}
        </Paragraph>
        <Paragraph language={locale}>{mayDo[props.role]({}, { locale })}</Paragraph>
        <ActionButton href={props.joinUrl} words={m.mail_invite_button({}, { locale })} />
        <Paragraph language={locale}>
          {m.mail_invite_days({ count: props.days, shown: countIn(locale, props.days) }, { locale })}
        </Paragraph>
        <Rule />
        <Small>{m.mail_invite_why({ site }, { locale })}</Small>
      </Layout>
    ),
  })
}

const mayDo = {
  owner: m.mail_invite_owner,
  campaigner: m.mail_invite_campaigner,
  viewer: m.mail_invite_viewer,
} satisfies Record<MemberRole, unknown>
