import { Link } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { CampaignTabs } from '../../ui/campaign-tabs'
import { ownName } from '../../ui/own-name'
import { AddLanguage, Languages, RemoveLanguage } from './languages'
import type { WriteAnswer, WriteData } from './route'
import { TextSection } from './text-section'

export type WriteProps = WriteData & { answer: WriteAnswer | undefined }

/** One language of a campaign: its page and its letter, each with what it will look like. */
export function WritePage(props: WriteProps) {
  const { id, title, language, original, answer } = props
  const done =
    !answer && props.done && Object.hasOwn(doneWords, props.done) ? doneWords[props.done] : undefined
  return (
    <>
      <header className="desk-head">
        <p>
          <Link to={`/desk/campaigns/${id}`} lang={original}>
            {title}
          </Link>
        </p>
        <h1>
          {m.text_title()}: <span lang={language}>{ownName(language)}</span>
        </h1>
        <CampaignTabs id={id} />
      </header>
      <Languages {...props} />
      {done && (
        <p className="notice notice-good" role="status">
          {done()}
        </p>
      )}
      {answer?.kind === 'not-removed' && (
        <p className="notice notice-bad" role="alert">
          {m.text_not_removed()}
        </p>
      )}
      <TextSection kind="page" {...props} />
      <TextSection kind="letter" {...props} />
      {props.mayWrite && (
        <section className="writing-languages" aria-label={m.text_languages()}>
          <AddLanguage fault={answer?.kind === 'language-unknown'} />
          {props.mayRemove && <RemoveLanguage name={ownName(language)} />}
        </section>
      )}
    </>
  )
}

const doneWords: Record<string, () => string> = {
  'page-saved': m.text_page_saved,
  'letter-saved': m.text_letter_saved,
  'page-online': m.text_page_online,
  'letter-online': m.text_letter_online,
  removed: m.text_removed,
}
