import { useEffect, useRef, useState } from 'react'
import { directionOf } from '../../../campaigns/language'
import * as m from '../../messages/generated/messages'

type Props = { campaignId: string; language: string; html: string }

/**
 * The mail, in a frame of its own that runs nothing and loads nothing. Only what is in it is exchanged, so it neither
 * flickers nor forgets where one had read to.
 */
export function MailPreview({ campaignId, language, html }: Props) {
  const frame = useRef<HTMLIFrameElement>(null)
  const [isThere, setIsThere] = useState(false)
  useEffect(() => {
    // It may have come before this page listened.
    if (frame.current?.contentDocument?.location.pathname.endsWith('.html')) setIsThere(true)
  }, [])
  useEffect(() => {
    const root = isThere ? frame.current?.contentDocument?.documentElement : null
    if (!frame.current || !root) return
    root.lang = language
    root.dir = directionOf(language)
    root.innerHTML = html
    frame.current.style.blockSize = `${root.scrollHeight}px`
  }, [isThere, html, language])
  return (
    <iframe
      ref={frame}
      className="mail-frame"
      title={m.delivery_mail()}
      src={`/desk/campaigns/${campaignId}/preview-mail.html?live`}
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      onLoad={() => setIsThere(true)}
    />
  )
}
