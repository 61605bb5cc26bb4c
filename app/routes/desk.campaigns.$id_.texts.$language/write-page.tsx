import * as m from '../../messages/generated/messages'
import { CampaignPartHead } from '../../ui/campaign-part-head'
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
      <CampaignPartHead id={id} title={{ language: original, words: title }}>
        {m.text_title()}: <span lang={language}>{ownName(language)}</span>
      </CampaignPartHead>
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
