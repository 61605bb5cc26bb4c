import { m } from '../app/messages/generated/messages'
import { Code, inGroups } from './parts/code'
import { Layout, Paragraph, Rule, Small } from './parts/layout'
import { mailOf } from './parts/template'
import { catalogueFor, countIn } from './parts/words'

export type SignInCodeProps = {
  language: string
  /** Eight characters, without a space. */
  code: string
  /** How long it works. */
  minutes: number
  siteUrl: string
}

/** The code an organiser signs in with. It is not in the subject, which lock screens show to everybody. */
export const signInCodeMail = mailOf({
  parts: ({ language, code, minutes, siteUrl }: SignInCodeProps) => ({
    same: { locale: catalogueFor(language), site: new URL(siteUrl).host, minutes },
    differs: { code: inGroups(code) },
  }),
  write: ({ locale, site, minutes }, { code }) => {
    const subject = m.mail_code_subject({}, { locale })
    return {
      subject,
      language: locale,
      body: (
        <Layout language={locale} title={subject}>
          <Paragraph language={locale}>{m.mail_code_type({}, { locale })}</Paragraph>
          <Code shown={code} />
          <Paragraph language={locale}>
            {m.mail_code_minutes({ count: minutes, shown: countIn(locale, minutes) }, { locale })}
          </Paragraph>
          <Rule />
          <Small>{m.mail_code_why({ site }, { locale })}</Small>
        </Layout>
      ),
    }
  },
})
