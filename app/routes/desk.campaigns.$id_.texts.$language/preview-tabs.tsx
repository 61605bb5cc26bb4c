import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import type { TextWords } from '../../../campaigns/text'
import * as m from '../../messages/generated/messages'
import { MailPreview } from './mail-preview'
import { PaperPreview } from './paper-preview'
import type { WriteData } from './route'
import { PagePreview } from './text-preview'
import { useLivePreview } from './use-live-preview'

type Props = WriteData & { words: TextWords }

const tabs = ['page', 'mail', 'paper'] as const
type Tab = (typeof tabs)[number]
const names: Record<Tab, () => string> = {
  page: m.text_tab_page,
  mail: m.text_tab_mail,
  paper: m.text_tab_paper,
}

/** The letter as the page, the mail and the paper will show it, following what is typed. Without a script, the page alone. */
export function PreviewTabs(props: Props) {
  const [hasScript, setHasScript] = useState(false)
  const [tab, setTab] = useState<Tab>('page')
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  useEffect(() => setHasScript(true), [])
  const move = (event: KeyboardEvent) => {
    const isBackwards = event.currentTarget.closest('[dir]')?.getAttribute('dir') === 'rtl'
    const steps: Record<string, number> = {
      ArrowRight: isBackwards ? -1 : 1,
      ArrowLeft: isBackwards ? 1 : -1,
    }
    const at = tabs.indexOf(tab)
    const to = { Home: 0, End: tabs.length - 1 }[event.key] ?? at + (steps[event.key] ?? 0)
    if (to === at) return
    event.preventDefault()
    const next = tabs[(to + tabs.length) % tabs.length] ?? 'page'
    setTab(next)
    list.current?.querySelector<HTMLElement>(`#${CSS.escape(`${id}-${next}`)}`)?.focus()
  }
  return (
    <section className="writing-preview" aria-label={m.text_preview_letter()}>
      {hasScript && (
        <div
          ref={list}
          className="preview-tabs"
          role="tablist"
          aria-label={m.text_tabs()}
          onKeyDown={move}
          tabIndex={-1}
        >
          {tabs.map((one) => (
            <button
              key={one}
              id={`${id}-${one}`}
              type="button"
              role="tab"
              className="preview-tab"
              aria-selected={one === tab}
              aria-controls={`${id}-panel`}
              tabIndex={one === tab ? 0 : -1}
              onClick={() => setTab(one)}
            >
              {names[one]()}
            </button>
          ))}
        </div>
      )}
      <div
        id={`${id}-panel`}
        className="preview-panel"
        {...(hasScript ? { role: 'tabpanel', 'aria-labelledby': `${id}-${tab}` } : {})}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and whoever has no mouse must get to its end.
        tabIndex={0}
      >
        {tab === 'page' ? (
          <PagePreview {...props} kind="letter" />
        ) : (
          <SetPreview key={tab} {...props} as={tab} />
        )}
      </div>
    </section>
  )
}

function SetPreview({ as, words, ...props }: Props & { as: 'mail' | 'paper' }) {
  const { id, language } = props
  const place = `/desk/campaigns/${id}/texts/${language}`
  const { shown, isFaulty, hasFailed } = useLivePreview(place, words, as)
  return (
    <>
      <p role="status" className={hasFailed ? 'hint' : 'visually-hidden'}>
        {hasFailed && m.text_preview_failed()}
      </p>
      {isFaulty && <p className="hint">{m.text_preview_faulty()}</p>}
      {shown?.kind === 'drawn' && <PaperPreview {...shown} />}
      {as === 'mail' && (
        <MailPreview campaignId={id} language={language} html={shown?.kind === 'mail' ? shown.html : ''} />
      )}
    </>
  )
}
