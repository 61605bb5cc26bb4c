import { languageName } from '../../campaigns/language'
import { letterheadOf, type TypedOrganisation } from '../../campaigns/organisation-form'
import * as m from '../messages/generated/messages'
import { getLocale } from '../messages/generated/runtime'
import { LetterheadSheet } from './letterhead'

/** Head and foot of the organisation's letters in each of its languages, as they print. */
export function OrganisationPreview({ shown, logo }: { shown: TypedOrganisation; logo: string | null }) {
  const written = shown.languages.filter((language) => shown.name[language]?.trim())
  const { name, defaultLanguage } = shown
  return (
    <aside className="beside-side" aria-labelledby="preview">
      <h2 id="preview">{m.org_preview()}</h2>
      {written.length === 0 && <p className="empty">{m.org_preview_none()}</p>}
      {written.map((language) => (
        <div key={language}>
          {written.length > 1 && (
            <p className="fine">{m.org_preview_in({ language: languageName(language, getLocale()) })}</p>
          )}
          <LetterheadSheet
            name={name}
            logo={logo}
            letterhead={letterheadOf(shown)}
            language={language}
            defaultLanguage={defaultLanguage}
          />
        </div>
      ))}
    </aside>
  )
}
