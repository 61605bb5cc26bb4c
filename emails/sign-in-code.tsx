import { m } from '../app/messages/generated/messages'
import { Code } from './parts/code'
import { finish } from './parts/finish'
import { Layout, Paragraph, Rule, Small } from './parts/layout'
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
export function signInCodeMail({ language, code, minutes, siteUrl }: SignInCodeProps) {
  const locale = catalogueFor(language)
  const site = new URL(siteUrl).host
  const subject = m.mail_code_subject({}, { locale })
  return finish({
    subject,
    language: locale,
    body: (
      <Layout language={locale} title={subject}>
        <Paragraph language={locale}>{m.mail_code_type({}, { locale })}</Paragraph>
        <Code code={code} />
        <Paragraph language={locale}>
          {m.mail_code_minutes({ count: minutes, shown: countIn(locale, minutes) }, { locale })}
        </Paragraph>
        <Rule />
        <Small>{m.mail_code_why({ site }, { locale })}</Small>
      </Layout>
    ),
  })
}
