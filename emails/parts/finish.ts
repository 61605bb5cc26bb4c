import { render, toPlainText } from '@react-email/render'
import type { ReactElement } from 'react'

export type RenderedMail = {
  subject: string
  html: string
  text: string
  /** BCP 47 tag for Content-Language: that of the words, which is English where there is no catalogue. */
  language: string
}

const asWritten = { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 2 }

/** Renders a mail once and reads its text version from that very HTML, so that both say the same. */
export async function finish(mail: {
  subject: string
  language: string
  body: ReactElement
}): Promise<RenderedMail> {
  const html = await render(mail.body)
  const text = toPlainText(html, {
    selectors: [
      ...['h1', 'h2', 'h3'].map((selector) => ({ selector, options: asWritten })),
      { selector: 'hr', options: { length: 40 } },
      { selector: 'ul', options: { itemPrefix: '- ' } },
    ],
  })
  return { subject: mail.subject, html, text: `${text.trim()}\n`, language: mail.language }
}
