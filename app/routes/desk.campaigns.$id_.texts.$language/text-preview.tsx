import { useRef } from 'react'
import { directionOf } from '../../../campaigns/language'
import { fillFields, type LetterDocument, parseLetter } from '../../../campaigns/letter'
import type { TextKind, TextWords } from '../../../campaigns/text'
import * as m from '../../messages/generated/messages'
import { SetText } from '../../ui/set-text'
import type { WriteData } from './route'

type Props = WriteData & { kind: TextKind; words: TextWords }

/** What a reader or the recipient will see of what is in the fields now. */
export function TextPreview({ kind, words, language, values }: Props) {
  const last = useRef<LetterDocument>([])
  const body = words.body ?? ''
  const parsed = body.trim() === '' ? { kind: 'parsed' as const, document: [] } : parseLetter(body)
  // While a mark is half typed, the last text that could be read stays.
  if (parsed.kind === 'parsed') last.current = parsed.document
  const set = kind === 'letter' ? fillFields(last.current, values) : last.current
  const heading = `${kind}-preview`
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and whoever has no mouse must get to its end.
    <section className="writing-preview" aria-labelledby={heading} tabIndex={0}>
      <p className="hint" id={heading}>
        {kind === 'page' ? m.text_preview_page() : m.text_preview_letter()}
      </p>
      <article className="card serif" lang={language} dir={directionOf(language)}>
        {kind === 'page' ? (
          <>
            {words.title && <h3 className="writing-title">{words.title}</h3>}
            {words.summary && <p className="lead">{words.summary}</p>}
            {words.demand && <p className="writing-demand">{words.demand}</p>}
          </>
        ) : (
          words.subject && <h3>{words.subject}</h3>
        )}
        <div className="set-text">
          <SetText document={set} headings={4} />
        </div>
      </article>
    </section>
  )
}

/** The letter as it was last saved: on paper, and in the mail around it. */
export function TextLinks({ id, kind, language }: Pick<Props, 'id' | 'kind' | 'language'>) {
  return (
    <>
      {kind === 'letter' && (
        <>
          <a href={`/desk/campaigns/${id}/preview.pdf?language=${language}`} target="_blank" rel="noopener">
            {m.text_preview_pdf()}
          </a>
          <a
            href={`/desk/campaigns/${id}/preview-mail.html?language=${language}`}
            target="_blank"
            rel="noopener"
          >
            {m.text_preview_mail()}
          </a>
        </>
      )}
      <a href={`/desk/campaigns/${id}/texts/${language}/history?kind=${kind}`}>{m.text_history_link()}</a>
    </>
  )
}
