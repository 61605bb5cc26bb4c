import { Form } from '@remix-run/react'
import type { ReactNode } from 'react'
import * as m from '../messages/generated/messages'

type CodeFormProps = {
  /** What was just done: a code is on its way. */
  lead: string
  isTryOut: boolean
  answer: { kind: 'asked'; claim: string } | { kind: 'wrong-code'; triesLeft: number; claim: string }
  /** Hidden fields of the page's own. */
  children?: ReactNode
  againHref: string
}

/** Takes the mailed code. The address is not named again: this page may be seen by others. */
export function CodeForm({ lead, isTryOut, answer, children, againHref }: CodeFormProps) {
  const isWrong = answer.kind === 'wrong-code'
  return (
    <Form method="post" reloadDocument className="stack">
      <p role="status">{lead}</p>
      {isTryOut && (
        <p>
          <a href="/mailbox" target="_blank" rel="noreferrer">
            {m.signin_mailbox()}
          </a>
        </p>
      )}
      {children}
      <input type="hidden" name="intent" value="code" />
      <input type="hidden" name="claim" value={answer.claim} />
      <div className="field">
        <label htmlFor="code">{m.signin_code()}</label>
        {isWrong && (
          <p id="code-error" className="fault" role="alert">
            {m.signin_wrong_code({ count: answer.triesLeft })}
          </p>
        )}
        <input
          id="code"
          name="code"
          className="input code-input"
          autoComplete="one-time-code"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={12}
          required
          aria-describedby={isWrong ? 'code-error' : undefined}
          aria-invalid={isWrong ? true : undefined}
        />
      </div>
      <button type="submit" className="button">
        {m.signin_enter()}
      </button>
      <p>
        <a href={againHref}>{m.signin_again()}</a>
      </p>
    </Form>
  )
}
