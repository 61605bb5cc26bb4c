import { faultsOf, isBlank, type TextKind, type TextWords, tidyWords } from '../../../campaigns/text'
import * as m from '../../messages/generated/messages'
import { fieldWords } from '../../ui/text-words'
import { Conflict } from './conflict'
import { PutOnline } from './put-online'
import { SaveState } from './save-state'
import { TextFields } from './text-fields'
import { TextLinks } from './text-links'
import { TextPreview } from './text-preview'
import { useWriting } from './use-writing'
import type { WriteProps } from './write-page'

type Props = WriteProps & { kind: TextKind }

const titles: Record<TextKind, () => string> = { page: m.text_page, letter: m.text_letter }

/** One text: its fields, what is wrong with them, and what it will look like. */
export function TextSection(props: Props) {
  const { kind, mayWrite, isPublished } = props
  const copy = props.texts[kind]
  const answer =
    props.answer && 'text' in props.answer && props.answer.text.kind === kind ? props.answer : null
  const typed = answer && 'words' in answer.text ? answer.text.words : null
  const writing = useWriting({
    place: `/desk/campaigns/${props.id}/texts/${props.language}`,
    kind,
    saved: { words: copy?.words ?? tidyWords(kind, {}), number: copy?.number ?? 0 },
    typed,
    conflict: answer?.kind === 'conflict' ? answer : null,
    isActive: mayWrite,
  })
  const { words } = writing
  const heading = `${kind}-heading`
  return (
    <section aria-labelledby={heading} id={kind}>
      <div className="writing-head">
        <h2 id={heading}>{titles[kind]()}</h2>
        {mayWrite && <SaveState writing={writing} savedAt={copy?.savedAt ?? null} />}
      </div>
      {answer?.kind === 'refused' && (
        <p className="notice notice-bad" role="alert">
          {answer.faults.some(({ code }) => code === 'archived') ? m.text_archived() : m.text_too_long()}
        </p>
      )}
      {answer?.kind === 'not-online' && (
        <p className="notice notice-bad" role="alert">
          {notOnline[answer.reason]()}
        </p>
      )}
      <div className="writing">
        <div className="writing-text">
          {mayWrite && (
            <form
              method="post"
              action={`#${kind}`}
              encType="multipart/form-data"
              className="stack"
              onSubmit={writing.submit}
            >
              {writing.conflict && (
                <Conflict
                  {...writing.conflict}
                  kind={kind}
                  mine={words}
                  onTheirs={writing.takeTheirs}
                  here={`/desk/campaigns/${props.id}/texts/${props.language}`}
                />
              )}
              <input type="hidden" name="kind" value={kind} />
              <input type="hidden" name="basedOn" value={writing.basedOn} />
              <TextFields {...props} words={words} onWord={writing.write} />
              <Missing kind={kind} words={words} />
              <div className="row">
                <button type="submit" name="intent" value="save" className="button button-plain">
                  {writing.conflict ? m.text_keep_mine() : m.text_save()}
                </button>
                <noscript>
                  <button type="submit" name="intent" value="preview" className="button button-plain">
                    {m.text_preview_button()}
                  </button>
                </noscript>
                <TextLinks {...props} />
              </div>
            </form>
          )}
          {!mayWrite && <TextLinks {...props} />}
          {mayWrite && isPublished && (
            <PutOnline {...props} words={words} number={writing.basedOn} isSaved={writing.isSaved} />
          )}
          {props.reference?.[kind] && <Original {...props} words={props.reference[kind]} />}
        </div>
        <TextPreview {...props} words={words} />
      </div>
    </section>
  )
}

const notOnline = {
  unchanged: m.text_online_unchanged,
  faulty: m.text_online_faulty,
  'other-words': m.text_online_other,
  'not-published': m.text_online_not_published,
}

/** What has no words yet. Said calmly under the fields: nobody is at fault for not having finished. */
function Missing({ kind, words }: { kind: TextKind; words: TextWords }) {
  const missing = faultsOf(kind, tidyWords(kind, words)).filter(({ code }) => code === 'missing')
  if (missing.length === 0 || isBlank(words)) return null
  return (
    <p className="hint">
      {m.text_missing({
        fields: missing.map(({ field }) => fieldWords(field).toLocaleLowerCase()).join(', '),
      })}
    </p>
  )
}

/** The text that is being translated, to have beside the own one. */
const Original = ({ kind, words, original }: Props & { words: TextWords }) => (
  <details className="writing-original">
    <summary>{m.text_show_original()}</summary>
    <div lang={original} className="stack-small">
      {(kind === 'page' ? ['title', 'summary', 'demand', 'body'] : ['subject', 'body']).map((field) => (
        <p key={field} className="as-typed">
          {words[field]}
        </p>
      ))}
    </div>
  </details>
)
