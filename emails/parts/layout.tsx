import { Body, Container, Head, Heading, Hr, Html, Link, Section, Text } from '@react-email/components'
import type { ReactNode } from 'react'
import { bodySize, light, sansFor, styleSheet } from './look'
import { directionOf } from './words'

/** The sheet every mail is written on: one column of at most 600 px, nothing fetched from anywhere. */
export function Layout({
  language,
  title,
  children,
}: {
  language: string
  title: string
  children: ReactNode
}) {
  return (
    <Html lang={language} dir={directionOf(language)}>
      <Head>
        <title>{title}</title>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        {/* Phones make links of numbers and dates on their own. */}
        <meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no" />
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own constant; React would escape its quotes. */}
        <style dangerouslySetInnerHTML={{ __html: styleSheet }} />
      </Head>
      <Body className="paper" style={{ margin: 0, padding: 0 }}>
        {/* The colour sits on a table of its own: Gmail drops the body, and React Email copies a body's style inline. */}
        <Section className="paper" style={{ backgroundColor: light.paper, fontFamily: sansFor(language) }}>
          <Container className="page" style={{ maxWidth: '600px', margin: '0 auto', padding: '40px 32px' }}>
            {children}
          </Container>
        </Section>
      </Body>
    </Html>
  )
}

type WordsProps = { children: ReactNode; language: string }

export const Paragraph = ({ children, language }: WordsProps) => (
  <Text className="ink" style={{ ...bodySize(language), margin: '0 0 16px', color: light.ink }}>
    {children}
  </Text>
)

/** What may be read last: why this mail came, who sends it. */
export const Small = ({ children }: { children: ReactNode }) => (
  <Text
    className="soft"
    style={{ margin: '0 0 12px', fontSize: '15px', lineHeight: '23px', color: light.inkSoft }}
  >
    {children}
  </Text>
)

export const Title = ({ children, language }: WordsProps) => (
  <Heading
    as="h1"
    className="ink"
    style={{
      margin: '0 0 20px',
      fontSize: '21px',
      lineHeight: '29px',
      fontWeight: 600,
      color: light.ink,
      fontFamily: sansFor(language),
    }}
  >
    {children}
  </Heading>
)

export const Rule = () => (
  <Hr className="line" style={{ margin: '32px 0 24px', border: 0, borderTop: `1px solid ${light.line}` }} />
)

export const TextLink = ({ href, children }: { href: string; children: ReactNode }) => (
  <Link className="link" href={href} style={{ color: light.action, textDecoration: 'underline' }}>
    {children}
  </Link>
)
