import * as m from '../../messages/generated/messages'
import type { WithdrawAnswer, WithdrawData } from './route'

export function WithdrawPage({ title, answer }: WithdrawData & { answer: WithdrawAnswer | undefined }) {
  return (
    <main className="column">
      <h1>{m.withdraw_title()}</h1>
      <p lang={title.language}>{title.words}</p>
      <p>{answer?.kind}</p>
      <form method="post">
        <button type="submit">{m.withdraw_button()}</button>
      </form>
    </main>
  )
}
