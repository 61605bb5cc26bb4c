import * as m from '../../messages/generated/messages'
import { faultsId } from '../../ui/fault-summary'
import { Notice } from '../../ui/notice'
import prove from '../../ui/prove.js?url'
import type { AskedProof } from '../../web/proof-form.server'

/**
 * Asks for a proof of work where many sign at once. The script makes it and sends the form; without one, the button
 * sends it as it is, and `unproved` says so.
 */
export function ProofAsked({ challenge, isAgain }: AskedProof) {
  return (
    <>
      <Notice role="status" id={faultsId}>
        <p>{isAgain ? m.sign_proof_again() : m.sign_proof()}</p>
        <p
          data-prove={challenge}
          data-working={isAgain ? m.sign_proof_ready() : m.sign_proof_working()}
          data-send={isAgain ? undefined : 'now'}
        >
          {m.sign_proof_press()}
        </p>
      </Notice>
      <input type="hidden" name="proof" value="" />
      <input type="hidden" name="unproved" value="yes" />
      <script type="module" src={prove} />
    </>
  )
}
