import { useNavigate } from '@remix-run/react'
import { type FormEvent, useState } from 'react'
import { readPasskeyName } from '../../../campaigns/passkey'
import * as m from '../../messages/generated/messages'
import { Field } from '../../ui/field'
import { makePasskey, usePossibility } from '../../ui/passkey-ceremony'
import { type PasskeyFault, passkeyFaultWords } from '../../ui/passkey-words'
import type { AccountData } from './route'

/** The way to a new passkey, or, in words, why there is none from here. */
export function AddPasskey({ passkeyOrigin, siteAddress, passkeyName, isFresh }: AccountData) {
  const possibility = usePossibility(passkeyOrigin)
  if (passkeyOrigin === null) return <p className="notice">{m.passkey_number({ address: siteAddress })}</p>
  switch (possibility) {
    case 'unknown':
      return (
        <div>
          <noscript>
            <p className="notice">{m.passkey_no_script()}</p>
          </noscript>
        </div>
      )
    case 'unsupported':
      return <p className="notice">{m.passkey_unsupported()}</p>
    case 'elsewhere':
      return (
        <p className="notice">
          {m.passkey_elsewhere({ origin: passkeyOrigin })}{' '}
          <a href={`${passkeyOrigin}/desk/account`}>{m.passkey_elsewhere_link()}</a>
        </p>
      )
    case 'possible':
      return isFresh ? <NameAndAdd suggested={passkeyName} /> : <StepUp />
    default:
      return possibility satisfies never
  }
}

const StepUp = () => (
  <p className="notice">
    {m.passkey_step_up()} <a href="/desk/sign-in?next=/desk/account">{m.passkey_step_up_link()}</a>
  </p>
)

function NameAndAdd({ suggested }: { suggested: string }) {
  const navigate = useNavigate()
  const [fault, setFault] = useState<PasskeyFault | null>(null)
  const [isWaiting, setIsWaiting] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (isWaiting) return
    const field = event.currentTarget.elements.namedItem('name') as HTMLInputElement
    const read = readPasskeyName(field.value)
    if (read.kind === 'refused') {
      setFault(read.fault)
      field.focus()
      return
    }
    setFault(null)
    setIsWaiting(true)
    const told = await makePasskey(read.name)
    setIsWaiting(false)
    if (told.kind === 'added') return navigate('/desk/account?passkey=added')
    setFault(told.kind === 'aborted' ? null : told.kind)
  }
  if (fault === 'not-fresh') return <StepUp />
  const isOfName = fault === 'name-missing' || fault === 'name-too-long'
  return (
    <form className="desk-form stack" onSubmit={submit} noValidate>
      <Field
        id="new-passkey"
        name="name"
        label={m.passkey_name()}
        hint={m.passkey_name_hint()}
        fault={isOfName ? passkeyFaultWords[fault]() : undefined}
        defaultValue={suggested}
        autoComplete="off"
      />
      {fault && !isOfName && (
        <p className="fault" role="alert">
          {passkeyFaultWords[fault]()}
        </p>
      )}
      <p>
        <button type="submit" className="button button-plain">
          {m.passkey_add()}
        </button>
      </p>
      <p className="hint" role="status">
        {isWaiting && m.passkey_waiting()}
      </p>
    </form>
  )
}
