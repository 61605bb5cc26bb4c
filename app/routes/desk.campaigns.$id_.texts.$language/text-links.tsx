import type { TextKind } from '../../../campaigns/text'
import * as m from '../../messages/generated/messages'

type Props = { id: string; kind: TextKind; language: string }

/** The letter as it was last saved: on paper, and in the mail around it. */
export function TextLinks({ id, kind, language }: Props) {
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
