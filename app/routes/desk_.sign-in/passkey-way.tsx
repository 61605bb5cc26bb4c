import { useEffect, useState } from 'react'
import * as m from '../../messages/generated/messages'
import { endCeremony, isOffering, takePasskey, usePossibility } from '../../ui/passkey-ceremony'
import { type PasskeyFault, passkeyFaultWords } from '../../ui/passkey-words'

// What was taken from the field and refused: it can be offered once more.
const refusals: PasskeyFault[] = ['unknown-passkey', 'not-proved', 'other-browser', 'expired', 'counter-back']

/** Each is taken by a person; a device that takes them by itself shall not go on for ever. */
const mostOffers = 5

/**
 * The way in without a mail: a button, and, in browsers that can, passkeys offered in the field for the address. Where
 * there is no way with passkeys, nothing is shown: the code is for everybody.
 */
export function PasskeyWay({ next, origin }: { next: string; origin: string | null }) {
  const possibility = usePossibility(origin)
  const [state, setState] = useState<{ kind: 'idle' | 'waiting' } | { kind: 'refused'; fault: PasskeyFault }>(
    {
      kind: 'idle',
    },
  )
  const [offers, setOffers] = useState(0)
  const isPossible = possibility === 'possible'

  useEffect(() => {
    if (!isPossible || offers >= mostOffers) return
    let isOver = false
    const offer = async () => {
      if (!(await isOffering()) || isOver) return
      const told = await takePasskey({ next, isOffered: true })
      if (isOver) return
      if (told.kind === 'signed-in') return location.assign(told.next)
      // Nobody asked for the offer, so what keeps it from being made is nobody's concern.
      const fault = refusals.find((one) => one === told.kind)
      if (!fault) return
      setState({ kind: 'refused', fault })
      setOffers((made) => made + 1)
    }
    offer()
    return () => {
      isOver = true
      endCeremony()
    }
  }, [isPossible, next, offers])

  if (!isPossible) return null
  const press = async () => {
    if (state.kind === 'waiting') return
    setState({ kind: 'waiting' })
    const told = await takePasskey({ next, isOffered: false })
    // The desk is in the language of who has come, so it is loaded as a page.
    if (told.kind === 'signed-in') return location.assign(told.next)
    setState(told.kind === 'aborted' ? { kind: 'idle' } : { kind: 'refused', fault: told.kind })
    setOffers((made) => made + 1)
  }
  return (
    <div className="stack">
      {state.kind === 'refused' && (
        <p className="fault" role="alert">
          {passkeyFaultWords[state.fault]()}
        </p>
      )}
      <button
        type="button"
        className="button button-plain"
        onClick={press}
        disabled={state.kind === 'waiting'}
      >
        {m.passkey_sign_in()}
      </button>
      <p className="hint" role="status">
        {state.kind === 'waiting' && m.passkey_waiting()}
      </p>
    </div>
  )
}
