import { Form } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { DoorStep } from '../../ui/door-step'
import type { SignInAnswer } from './route'

type Props = { next: string; tryOutAddress: string | null; answer: SignInAnswer | undefined }

/** First the address, then the mailed code. The address is not named again: this page may be seen by others. */
export function SignIn({ next, tryOutAddress, answer }: Props) {
  const wantsCode = answer?.kind === 'asked' || answer?.kind === 'wrong-code'
  return (
    <DoorStep title={m.signin_title()}>
      {wantsCode ? (
        <EnterCode next={next} tryOutAddress={tryOutAddress} answer={answer} />
      ) : (
        <AskForCode next={next} tryOutAddress={tryOutAddress} answer={answer} />
      )}
    </DoorStep>
  )
}

function AskForCode({ next, tryOutAddress, answer }: Props) {
  const complaint = {
    'not-an-address': m.signin_not_an_address,
    'no-code': m.signin_no_code,
    'too-many': m.signin_too_many,
  }
  const words = answer && answer.kind in complaint ? complaint[answer.kind as keyof typeof complaint]() : null
  const described = [tryOutAddress && 'email-hint', words && 'email-error'].filter(Boolean).join(' ')
  return (
    <Form method="post" className="stack">
      <p>{m.signin_lead()}</p>
      <input type="hidden" name="next" value={next} />
      <div className="field">
        <label htmlFor="email">{m.signin_email()}</label>
        {tryOutAddress && (
          <p id="email-hint" className="hint">
            {m.signin_try_out({ address: tryOutAddress })}
          </p>
        )}
        {words && (
          <p id="email-error" className="fault" role="alert">
            {words}
          </p>
        )}
        <input
          className="input"
          id="email"
          name="email"
          type="email"
          autoComplete="email"
          required
          aria-describedby={described || undefined}
          aria-invalid={words ? true : undefined}
          defaultValue={answer?.kind === 'not-an-address' ? answer.typed : undefined}
        />
      </div>
      <button type="submit" className="button">
        {m.signin_ask()}
      </button>
    </Form>
  )
}

function EnterCode({ next, tryOutAddress, answer }: Props) {
  const isWrong = answer?.kind === 'wrong-code'
  return (
    <Form method="post" className="stack">
      <p role="status">{m.signin_asked()}</p>
      {tryOutAddress && (
        <p>
          <a href="/mailbox" target="_blank" rel="noreferrer">
            {m.signin_mailbox()}
          </a>
        </p>
      )}
      <input type="hidden" name="next" value={next} />
      <input type="hidden" name="intent" value="code" />
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
        <a href="/desk/sign-in">{m.signin_again()}</a>
      </p>
    </Form>
  )
}
