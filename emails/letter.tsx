import { Section } from '@react-email/components'
import type { ReactNode } from 'react'
import { m } from '../app/messages/generated/messages'
import type { Locale } from '../app/messages/generated/runtime'
import type { LetterDocument } from '../campaigns/letter'
import { sizeIn } from './paper-words'
import { finish } from './parts/finish'
import { Layout, Rule, Small, TextLink } from './parts/layout'
import { LetterBody, letterStyle } from './parts/letter-body'
import { light } from './parts/look'
import { countIn, directionOf, ownCatalogue } from './parts/words'

export type LetterMailProps = {
  /** Of the letter, and of the note under it. Without a catalogue of that language the note does without words. */
  language: string
  organisationNames: string[]
  /** The address block. */
  recipientLines?: string[]
  /** "Buenos Aires, 7 February 2017", in the letter's language. */
  dateline?: string
  /** Empty where the body already begins with one. */
  salutation: string
  subject: string
  reference: string
  /** With its fields filled. */
  body: LetterDocument
  signatories: { name?: string; title: string; organisation?: string }[]
  /** Everybody who is counted, and how they chose to be shown. */
  signatureCount: number
  disclosed: { full: number; initials: number; counted: number }
  /** File name of the attachment, and whether it has the annex of signatures. */
  pdfName: string
  hasAnnex?: boolean
  /** Where the PDF lies when it is too large to be attached: its address, SHA-256 in hex, and size. */
  link?: { url: string; sha256: string; bytes: number }
  /** The parts of an annex that is in files of its own; with an address when they are not attached. */
  volumes?: { file: string; about: string; sha256: string; url?: string }[]
  /** Where an answer goes. */
  replyTo: string
  /** BCP 47 tag of the original, for a letter that is a translation. */
  translatedFrom?: string
}

/** The letter to a recipient: first the letter, as a letter, then a few lines about it. */
export function letterMail(props: LetterMailProps) {
  const { language, subject, signatories } = props
  const locale = ownCatalogue(language)
  return finish({
    subject,
    language,
    body: (
      <Layout language={language} title={subject}>
        <Line language={language} isStrong>
          {props.organisationNames.map(inLines)}
        </Line>
        <Rule />
        {props.dateline && (
          <Line language={language} isAtEnd>
            {props.dateline}
          </Line>
        )}
        {props.recipientLines && props.recipientLines.length > 0 && (
          <Line language={language}>{props.recipientLines.map(inLines)}</Line>
        )}
        <Line language={language} isStrong>
          {locale && `${m.mail_letter_subject_label({}, { locale })} `}
          {subject}
        </Line>
        {props.salutation && <Line language={language}>{props.salutation}</Line>}
        <LetterBody document={props.body} language={language} />
        <Section style={{ margin: '32px 0 0' }}>
          {signatories.map(({ name, title, organisation }) => (
            <Line key={`${name} ${title} ${organisation}`} language={language}>
              {[name && <strong key="name">{name}</strong>, title, organisation].filter(Boolean).map(inLines)}
            </Line>
          ))}
        </Section>
        <Rule />
        {locale ? (
          <div lang={locale} dir={directionOf(locale)}>
            <LetterNote {...props} locale={locale} />
          </div>
        ) : (
          <BareNote {...props} />
        )}
      </Layout>
    ),
  })
}

/** What the office needs to know, in plain words: how many stand behind it, what is attached, how to answer. */
function LetterNote({ locale, ...props }: LetterMailProps & { locale: Locale }) {
  const {
    disclosed,
    signatureCount,
    replyTo: address,
    pdfName: file,
    translatedFrom,
    link,
    volumes = [],
  } = props
  const counted = (count: number) => ({ count, shown: countIn(locale, count) })
  const hasAnnex = props.hasAnnex ?? signatureCount > 0
  const organisation = new Intl.ListFormat(locale, { type: 'conjunction' }).format(props.organisationNames)
  const attachedWords = () => {
    const inVolumes = { file, count: volumes.length }
    if (volumes[0]?.url) return m.mail_letter_volumes_linked(inVolumes, { locale })
    if (volumes.length > 0) return m.mail_letter_volumes(inVolumes, { locale })
    if (link) return m.mail_letter_linked({ file, size: sizeIn(locale, link.bytes) }, { locale })
    return hasAnnex
      ? m.mail_letter_attached_annex({ file }, { locale })
      : m.mail_letter_attached({ file }, { locale })
  }
  const sentences = [
    signatureCount > 0 && m.mail_letter_signed(counted(signatureCount), { locale }),
    signatureCount > 1 && disclosed.full > 0 && m.mail_letter_full(counted(disclosed.full), { locale }),
    signatureCount > 1 &&
      disclosed.initials > 0 &&
      m.mail_letter_initials(counted(disclosed.initials), { locale }),
    signatureCount > 1 &&
      disclosed.counted > 0 &&
      m.mail_letter_counted(counted(disclosed.counted), { locale }),
    attachedWords(),
  ].filter(Boolean)
  const [beforeAddress, afterAddress] = m
    .mail_letter_answer({ organisation, address: '\u0000' }, { locale })
    .split('\u0000')
  return (
    <>
      <Small>{sentences.join(' ')}</Small>
      {link && <LinkedFile {...link} until={m.mail_letter_link_until({}, { locale })} />}
      <Volumes volumes={volumes} />
      {volumes[0]?.url && <Small>{m.mail_letter_volumes_until({}, { locale })}</Small>}
      <Small>
        {beforeAddress}
        <TextLink href={`mailto:${address}`}>{address}</TextLink>
        {afterAddress} {m.mail_letter_courtesy({}, { locale })}
      </Small>
      {translatedFrom && (
        <Small>
          {m.mail_letter_translated({ language: languageName(translatedFrom, locale) }, { locale })}
        </Small>
      )}
      {props.reference && (
        <Small>{m.mail_letter_reference({ reference: props.reference }, { locale })}</Small>
      )}
    </>
  )
}

/** The same for a language we have no words of: the reference, what is attached, and where an answer goes. */
const BareNote = ({ language, reference, pdfName, replyTo, link, volumes = [] }: LetterMailProps) => (
  <>
    <Small>
      <bdi>{reference}</bdi>
    </Small>
    <Small>
      <bdi>{pdfName}</bdi>
      {link && <bdi> ({sizeIn(language, link.bytes)})</bdi>}
    </Small>
    {link && <LinkedFile {...link} />}
    <Volumes volumes={volumes} />
    <Small>
      <TextLink href={`mailto:${replyTo}`}>{replyTo}</TextLink>
    </Small>
  </>
)

/** The address of the PDF, and what it can be told by: whoever keeps the mail can show later that the file is the same. */
const LinkedFile = ({ url, sha256, until }: { url: string; sha256: string; until?: string }) => (
  <>
    {/* Longer than a telephone is wide, and without a place to break. */}
    <Small>
      <bdi style={{ wordBreak: 'break-all' }}>
        <TextLink href={url}>{url}</TextLink>
      </bdi>
    </Small>
    <Small>
      <bdi style={{ wordBreak: 'break-all' }}>SHA-256: {sha256}</bdi>
    </Small>
    {until && <Small>{until}</Small>}
  </>
)

/** Each volume by its file, what is in it, its SHA-256, and its address where it is not attached. */
const Volumes = ({ volumes }: { volumes: NonNullable<LetterMailProps['volumes']> }) => (
  <>
    {volumes.map(({ file, about, sha256, url }) => (
      <Small key={file}>
        <bdi>{url ? <TextLink href={url}>{file}</TextLink> : file}</bdi>: <bdi>{about}</bdi>
        <br />
        <bdi style={{ wordBreak: 'break-all' }}>SHA-256: {sha256}</bdi>
      </Small>
    ))}
  </>
)

const languageName = (language: string, locale: string) =>
  new Intl.DisplayNames([locale], { type: 'language' }).of(language) ?? language

type LineProps = { language: string; isStrong?: boolean; isAtEnd?: boolean; children: ReactNode }

const Line = ({ language, isStrong, isAtEnd, children }: LineProps) => (
  <p
    className="ink"
    style={{
      ...letterStyle(language),
      margin: '0 0 20px',
      color: light.ink,
      fontWeight: isStrong ? 700 : 400,
      // Outlook knows no `start` and `end`.
      textAlign: (directionOf(language) === 'rtl') === Boolean(isAtEnd) ? 'left' : 'right',
    }}
  >
    {children}
  </p>
)

const inLines = (line: ReactNode, index: number) => (
  <span key={index}>
    {index > 0 && <br />}
    {line}
  </span>
)
