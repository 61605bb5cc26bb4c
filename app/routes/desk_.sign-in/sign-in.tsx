import { Form } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { CodeForm } from '../../ui/code-form'
import { DoorStep } from '../../ui/door-step'
import { PasskeyWay } from './passkey-way'
import type { SignInAnswer } from './route'

type Props = {
  next: string
  tryOutAddress: string | null
  /** Whether somebody nobody knows yet may come in too. */
  takesStrangers: boolean
  /** From where passkeys may be used; `null` where they can't be. */
  passkeyOrigin: string | null
  answer: SignInAnswer | undefined
}

/** First the address, then the mailed code. What it says hangs on the installation, never on the address. */
export function SignIn({ next, tryOutAddress, takesStrangers, passkeyOrigin, answer }: Props) {
  return (
    <DoorStep title={m.signin_title()}>
      {answer?.kind === 'asked' || answer?.kind === 'wrong-code' ? (
        <CodeForm
          lead={takesStrangers ? m.org_signin_asked() : m.signin_asked()}
          isTryOut={tryOutAddress !== null}
          answer={answer}
          againHref="/desk/sign-in"
        >
          <input type="hidden" name="next" value={next} />
        </CodeForm>
      ) : (
        <>
          <AskForCode
            next={next}
            tryOutAddress={tryOutAddress}
            takesStrangers={takesStrangers}
            answer={answer}
          />
          <PasskeyWay next={next} origin={passkeyOrigin} />
        </>
      )}
    </DoorStep>
  )
}

function AskForCode({ next, tryOutAddress, takesStrangers, answer }: Omit<Props, 'passkeyOrigin'>) {
  const complaint = {
    'not-an-address': m.signin_not_an_address,
    'no-code': m.signin_no_code,
    'too-many': m.signin_too_many,
  }
  const words = answer && answer.kind in complaint ? complaint[answer.kind as keyof typeof complaint]() : null
  const described = [tryOutAddress && 'email-hint', words && 'email-error'].filter(Boolean).join(' ')
  return (
    <Form method="post" className="stack">
      <p>{takesStrangers ? m.org_signin_lead() : m.signin_lead()}</p>
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
          autoComplete="username webauthn"
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
