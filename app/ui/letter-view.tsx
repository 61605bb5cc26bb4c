import { directionOf } from '../../campaigns/language'
import * as m from '../messages/generated/messages'
import type { CampaignData } from '../web/campaign-data.server'
import { ownName } from './own-name'
import { SetText } from './set-text'

/** The letter, set as a letter, in its own language and direction. Before it is published there is no PDF for readers. */
export function LetterView({ page, hasPdf = true }: { page: CampaignData; hasPdf?: boolean }) {
  const { letter } = page
  return (
    <section className="letter-part" id="letter" aria-labelledby="letter-title">
      <div className="letter-bar">
        <h2 className="part-title" id="letter-title">
          {m.campaign_letter()}
        </h2>
        <LetterLanguages page={page} />
      </div>
      <article className="letter serif" lang={letter.language} dir={directionOf(letter.language)}>
        <p className="letter-date">
          {letter.place && (
            <>
              <bdi>{letter.place}</bdi>,{' '}
            </>
          )}
          <bdi>{letter.date}</bdi>
        </p>
        {letter.addressee.length > 0 && (
          <p className="letter-address">
            {letter.addressee.map((line) => (
              <span key={line}>
                <bdi>{line}</bdi>
              </span>
            ))}
          </p>
        )}
        <h3 className="letter-subject">{letter.subject}</h3>
        <div className="set-text">
          <SetText document={letter.document} headings={4} />
        </div>
        <Closing page={page} />
      </article>
      <Version page={page} hasPdf={hasPdf} />
    </section>
  )
}

/** Who signs for the organisations; without a name, the office alone. */
function Closing({ page }: { page: CampaignData }) {
  return (
    <div className="letter-closing">
      {page.letter.closing.map(({ name, signatories }) => (
        <div key={name}>
          {signatories.map((signatory) => (
            <p key={signatory.title}>
              {signatory.name && (
                <>
                  {signatory.name}
                  <br />
                </>
              )}
              {signatory.title}
            </p>
          ))}
          <p className="letter-organisation">{name}</p>
        </div>
      ))}
    </div>
  )
}

function LetterLanguages({ page }: { page: CampaignData }) {
  const { letterLanguages, letter } = page
  if (letterLanguages.length < 2) return null
  return (
    <nav className="languages letter-languages" aria-label={m.campaign_letter_languages()}>
      <ul>
        {letterLanguages.map((tag) => (
          <li key={tag}>
            <a
              href={`?letter=${tag}#letter`}
              lang={tag}
              hrefLang={tag}
              aria-current={tag === letter.language ? 'true' : undefined}
            >
              {ownName(tag)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Which text this is. A signature belongs to what was on the screen, so the page says what that was. */
function Version({ page, hasPdf }: { page: CampaignData; hasPdf: boolean }) {
  const { letter } = page
  const { version, originalName: language, translator } = letter
  const which = letter.isOriginal
    ? m.campaign_letter_original({ version })
    : m.campaign_letter_translation({ language, version })
  const by = translator ? `${m.campaign_letter_translator({ name: translator })}. ` : ''
  return (
    <div className="letter-version small soft">
      <p>
        {which}. {by}
        {m.campaign_letter_bound()}
      </p>
      {hasPdf && (
        <a href={`/${page.language}/c/${page.slug}/letter.pdf?letter=${letter.language}`}>
          {m.campaign_letter_pdf()}
        </a>
      )}
    </div>
  )
}
