import * as m from '../../messages/generated/messages'
import type { ConfirmAnswer, ConfirmData } from './route'

export function ConfirmPage({
  title,
  answer,
  isSameBrowser,
}: ConfirmData & { answer: ConfirmAnswer | undefined }) {
  return (
    <main className="column">
      <h1>{m.confirm_title()}</h1>
      <p lang={title.language}>{title.words}</p>
      <p>{answer?.kind}</p>
      <form method="post" data-press={isSameBrowser ? 'now' : undefined}>
        <button type="submit">{m.confirm_button()}</button>
      </form>
    </main>
  )
}
