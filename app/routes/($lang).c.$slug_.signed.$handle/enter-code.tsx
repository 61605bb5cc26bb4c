import * as m from '../../messages/generated/messages'
import type { CodeAnswer, CodeData } from './route'

export function EnterCode({ answer }: CodeData & { answer: CodeAnswer | undefined }) {
  return (
    <main className="column">
      <h1>{m.code_title()}</h1>
      <p>{answer?.kind}</p>
      <form method="post">
        <label>
          {m.code_label()} <input name="code" autoComplete="one-time-code" />
        </label>
        <button type="submit">{m.code_button()}</button>
      </form>
      <form method="post">
        <button type="submit" name="intent" value="resend">
          {m.code_resend()}
        </button>
      </form>
    </main>
  )
}
