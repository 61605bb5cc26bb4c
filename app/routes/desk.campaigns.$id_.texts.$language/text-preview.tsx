import { useRef } from 'react'
import { directionOf } from '../../../campaigns/language'
import { fillFields, type LetterDocument, parseLetter } from '../../../campaigns/letter'
import type { TextKind, TextWords } from '../../../campaigns/text'
import * as m from '../../messages/generated/messages'
import { SetText } from '../../ui/set-text'
import { PreviewTabs } from './preview-tabs'
import type { WriteData } from './route'

type Props = WriteData & { kind: TextKind; words: TextWords }

/** What a reader or the recipient will see of what is in the fields now. */
export function TextPreview(props: Props) {
  if (props.kind === 'letter') return <PreviewTabs {...props} />
  return (
    <section className="writing-preview" aria-labelledby="page-preview">
      <p className="hint" id="page-preview">
        {m.text_preview_page()}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and whoever has no mouse must get to its end. */}
      <div className="preview-panel" tabIndex={0}>
        <PagePreview {...props} />
      </div>
    </section>
  )
}

/** A text as the public page sets it. */
export function PagePreview({ kind, words, language, values }: Props) {
  const last = useRef<LetterDocument>([])
  const body = words.body ?? ''
  const parsed = body.trim() === '' ? { kind: 'parsed' as const, document: [] } : parseLetter(body)
  // While a mark is half typed, the last text that could be read stays.
  if (parsed.kind === 'parsed') last.current = parsed.document
  const set = kind === 'letter' ? fillFields(last.current, values) : last.current
  return (
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
  )
}
