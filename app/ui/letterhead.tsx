import { wordsIn } from '../../campaigns/language'
import type { Letterhead } from '../../campaigns/organisation'
import * as m from '../messages/generated/messages'
import { Logo } from './logo'
import './desk-form.css'

type LetterheadProps = {
  name: Record<string, string>
  /** Address of the stored logo. */
  logo?: string | null
  letterhead: Letterhead
  /** Language of the letter. */
  language: string
  defaultLanguage: string
}

/** Head and foot of a letter in one language, in the order and the weights of the printed page. */
export function LetterheadSheet({
  name,
  logo = null,
  letterhead,
  language,
  defaultLanguage,
}: LetterheadProps) {
  const inLetter = (text: Record<string, string>) => wordsIn(text, language, defaultLanguage).words
  const organisation = inLetter(name)
  return (
    <div className="sheet" lang={language} dir="auto">
      <div className="sheet-head">
        <Logo href={logo} />
        <p className="sheet-name">
          <bdi>{organisation}</bdi>
        </p>
        {letterhead.lines.map((line, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing but their place.
          <p key={n} className="sheet-line">
            <bdi>{line}</bdi>
          </p>
        ))}
      </div>
      <p className="sheet-letter" lang="">
        {m.org_preview_letter()}
      </p>
      <div className="sheet-foot">
        {letterhead.signatories.map((person, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a person may stand there twice.
          <p key={n}>
            {person.name && (
              <strong>
                <bdi>{person.name}</bdi>
              </strong>
            )}
            {inLetter(person.title) && <bdi className="sheet-title">{inLetter(person.title)}</bdi>}
            {person.name ? <bdi>{organisation}</bdi> : <strong>{organisation}</strong>}
          </p>
        ))}
      </div>
    </div>
  )
}
