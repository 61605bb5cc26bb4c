import { m } from '../app/messages/generated/messages'
import { ActionButton } from './parts/button'
import { Layout, Paragraph, Rule, Small } from './parts/layout'
import { mailOf } from './parts/template'
import { catalogueFor, unlinked } from './parts/words'

export type OrganisationRequestProps = {
  language: string
  /** `asked` goes to a keeper, the answer to who asked. */
  stage: 'asked' | 'granted' | 'refused'
  organisationName: string
  /** Where to go on; with a no there is nothing to do. */
  deskUrl: string
  siteUrl: string
}

const words = {
  asked: {
    subject: m.mail_request_asked_subject,
    lead: m.mail_request_asked,
    why: m.mail_request_why_keeper,
  },
  granted: { subject: m.mail_request_granted_subject, lead: m.mail_request_granted, why: m.mail_request_why },
  refused: { subject: m.mail_request_refused_subject, lead: m.mail_request_refused, why: m.mail_request_why },
}

/** What became of a request for an organisation. */
export const organisationRequestMail = mailOf({
  parts: ({ language, siteUrl, stage, organisationName, deskUrl }: OrganisationRequestProps) => ({
    same: { locale: catalogueFor(language), site: new URL(siteUrl).host, stage },
    differs: { organisation: unlinked(organisationName), deskUrl },
  }),
  write: ({ locale, site, stage }, { organisation, deskUrl }) => {
    const say = words[stage]
    const subject = say.subject({ organisation }, { locale })
    return {
      subject,
      language: locale,
      body: (
        <Layout language={locale} title={subject}>
          <Paragraph language={locale}>{say.lead({ organisation, site }, { locale })}</Paragraph>
          {stage !== 'refused' && (
            <ActionButton href={deskUrl} words={m.mail_request_button({}, { locale })} />
          )}
          <Rule />
          <Small>{say.why({ site }, { locale })}</Small>
        </Layout>
      ),
    }
  },
})
