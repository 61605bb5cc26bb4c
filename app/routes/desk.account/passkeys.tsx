import { Form } from '@remix-run/react'
import * as m from '../../messages/generated/messages'
import { Field } from '../../ui/field'
import { Moment } from '../../ui/moment'
import { passkeyFaultWords } from '../../ui/passkey-words'
import { AddPasskey } from './add-passkey'
import type { AccountAnswer, AccountData } from './route'

type Props = AccountData & { answer: AccountAnswer | null }

/** The passkeys of the account: what they are good for, which there are, and the way to a new one. */
export function Passkeys(props: Props) {
  const { passkeys, answer } = props
  return (
    <section aria-labelledby="passkeys">
      <h2 id="passkeys">{m.passkey_title()}</h2>
      <p>{m.passkey_lead()}</p>
      {passkeys.length === 0 ? (
        <p className="empty">{m.passkey_none()}</p>
      ) : (
        <>
          <Ledger passkeys={passkeys} />
          <p className="fine">{m.passkey_lost()}</p>
          {passkeys.map((passkey) => (
            <ChangePasskey key={passkey.id} {...passkey} answer={answer} />
          ))}
        </>
      )}
      <h3>{m.passkey_new()}</h3>
      <AddPasskey {...props} key={passkeys.length} />
    </section>
  )
}

const Ledger = ({ passkeys }: Pick<Props, 'passkeys'>) => (
  <div className="ledger-frame">
    <table className="ledger">
      <thead>
        <tr>
          <th scope="col">{m.account_name()}</th>
          <th scope="col">{m.passkey_kept()}</th>
          <th scope="col">{m.passkey_added()}</th>
          <th scope="col">{m.passkey_used()}</th>
        </tr>
      </thead>
      <tbody>
        {passkeys.map(({ id, name, isBackedUp, addedAt, usedAt }) => (
          <tr key={id}>
            <th scope="row">
              <bdi>{name}</bdi>
            </th>
            <td data-label={m.passkey_kept()}>
              {isBackedUp ? m.passkey_kept_synced() : m.passkey_kept_here()}
            </td>
            <td data-label={m.passkey_added()}>
              <Moment at={addedAt} />
            </td>
            <td data-label={m.passkey_used()}>{usedAt ? <Moment at={usedAt} /> : m.passkey_used_never()}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

type ChangeProps = Props['passkeys'][number] & { answer: AccountAnswer | null }

/** Behind what is folded: a new name, and the removal with its one warning. */
function ChangePasskey({ id, name, answer }: ChangeProps) {
  const refused = answer?.kind === 'passkey-name' && answer.id === id ? answer : null
  return (
    <details className="warned" open={refused !== null}>
      <summary>{m.passkey_change_label({ name })}</summary>
      <Form method="post" className="desk-form stack">
        <input type="hidden" name="intent" value="rename-passkey" />
        <input type="hidden" name="passkey" value={id} />
        <Field
          id={`name-${id}`}
          name="passkeyName"
          label={m.passkey_name()}
          fault={refused ? passkeyFaultWords[refused.fault]() : undefined}
          defaultValue={refused?.typed ?? name}
          autoComplete="off"
          required
        />
        <p>
          <button type="submit" className="button button-plain">
            {m.passkey_rename()}
          </button>
        </p>
      </Form>
      <Form method="post" className="warned-form">
        <p>{m.passkey_remove_warning({ name })}</p>
        <input type="hidden" name="intent" value="remove-passkey" />
        <input type="hidden" name="passkey" value={id} />
        <button type="submit" className="button button-bad">
          {m.passkey_remove({ name })}
        </button>
      </Form>
    </details>
  )
}
