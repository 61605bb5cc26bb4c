import type { Disclosure, SignatureState } from '../../campaigns/signature'
import * as m from '../messages/generated/messages'
import { disclosureWords, SignatureStateTag } from './desk-words'
import { LedgerFrame } from './ledger-frame'
import { Moment } from './moment'

export type LedgerSignature = {
  id: string
  state: SignatureState
  name: string | null
  place: string
  line: string | null
  disclosure: Disclosure
  letterLanguage: string
  letterVersion: number
  createdAt: Date | string
}

/** Signatures as the desk sees them: who, how the recipient will see them, under which text. Never an address. */
export function SignatureLedger({ signatures }: { signatures: LedgerSignature[] }) {
  if (signatures.length === 0) return <p className="empty">{m.desk_no_signatures()}</p>
  return (
    <LedgerFrame label={m.desk_signatures()}>
      <table className="ledger">
        <thead>
          <tr>
            <th scope="col">{m.desk_name()}</th>
            <th scope="col">{m.desk_place()}</th>
            <th scope="col">{m.desk_state()}</th>
            <th scope="col">{m.desk_disclosure()}</th>
            <th scope="col">{m.desk_text()}</th>
            <th scope="col">{m.desk_signed()}</th>
          </tr>
        </thead>
        <tbody>
          {signatures.map((signer) => (
            <tr key={signer.id}>
              <th scope="row">
                <bdi className={signer.name === null ? 'soft' : undefined}>
                  {signer.name ?? m.desk_erased()}
                </bdi>
                {signer.line && (
                  <span className="line-unread">
                    <bdi>“{signer.line}”</bdi> <small>{m.desk_line_unread()}</small>
                  </span>
                )}
              </th>
              <td data-label={m.desk_place()}>
                <bdi>{signer.place}</bdi>
              </td>
              <td className="ledger-state">
                <SignatureStateTag state={signer.state} />
              </td>
              <td data-label={m.desk_disclosure()}>{disclosureWords(signer.disclosure)}</td>
              <td data-label={m.desk_text()}>
                {signer.letterLanguage} · {signer.letterVersion}
              </td>
              <td data-label={m.desk_signed()}>
                <Moment at={signer.createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </LedgerFrame>
  )
}
