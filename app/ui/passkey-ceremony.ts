import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'
import { useEffect, useState } from 'react'
import { type PasskeyFault, passkeyFaults } from './passkey-words'

/** Loaded where a passkey is asked for, and nowhere else. */
const library = () => import('@simplewebauthn/browser')

type Told<T> = T | { kind: PasskeyFault }
/** `aborted`: something else was begun meanwhile, and nobody needs to hear of it. */
type Outcome<T> = Told<T> | { kind: 'aborted' }

const isFault = (kind: unknown): kind is PasskeyFault => passkeyFaults.some((fault) => fault === kind)

async function post<T extends { kind: string }>(
  place: string,
  fields: Record<string, string>,
  hoped: T['kind'],
): Promise<Told<T>> {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.set(name, value)
  try {
    const answer = await fetch(place, { method: 'POST', body, redirect: 'manual' })
    if (answer.type === 'opaqueredirect') return { kind: 'signed-out' }
    const told = (await answer.json()) as { kind?: unknown }
    if (told.kind === hoped) return told as T
    return { kind: isFault(told.kind) ? told.kind : 'failed' }
  } catch {
    return { kind: 'offline' }
  }
}

/** What a device's refusal means. Browsers say the same for cancelled, too late and nothing there. */
function reasonOf(error: unknown): PasskeyFault | 'aborted' {
  const { name, code = '' } = error as { name?: string; code?: string }
  if (code === 'ERROR_CEREMONY_ABORTED' || name === 'AbortError') return 'aborted'
  if (name === 'NotAllowedError') return 'cancelled'
  if (name === 'InvalidStateError') return 'already-there'
  return name === 'ConstraintError' || name === 'NotSupportedError' ? 'unsuited' : 'failed'
}

type Begun<T> = { kind: 'begun'; options: T }

// The browser's cookie comes with the first challenge, and two at once would get one each.
let before: Promise<unknown> = Promise.resolve()
function begin<T>(place: string): Promise<Told<Begun<T>>> {
  const turn = before.then(() => post<Begun<T>>(place, { intent: 'begin' }, 'begun'))
  before = turn
  return turn
}

const signInPlace = '/desk/sign-in/passkey.json'
const accountPlace = '/desk/account/passkeys.json'
type SignedIn = { kind: 'signed-in'; next: string }

/**
 * Signs in by a passkey of this device. With `isOffered` the browser offers it in the field for the address, and this ends
 * when somebody has taken one; without, the browser asks at once.
 */
export async function takePasskey({
  next,
  isOffered,
}: {
  next: string
  isOffered: boolean
}): Promise<Outcome<SignedIn>> {
  const begun = await begin<PublicKeyCredentialRequestOptionsJSON>(signInPlace)
  if (begun.kind !== 'begun') return begun
  try {
    const { startAuthentication, sendSignal } = await library()
    const answer = await startAuthentication({ optionsJSON: begun.options, useBrowserAutofill: isOffered })
    const fields = { intent: 'finish', answer: JSON.stringify(answer), next }
    const told = await post<SignedIn>(signInPlace, fields, 'signed-in')
    // The device may forget what was removed here, and not offer it for ever. Not every browser can pass that on.
    const { rpId: rpID = location.hostname } = begun.options
    if (told.kind === 'unknown-passkey')
      sendSignal({ signalName: 'unknownCredential', rpID, credentialID: answer.id }).catch(() => undefined)
    return told
  } catch (error) {
    return { kind: reasonOf(error) }
  }
}

/** Has the device make a passkey and adds it to the account. */
export async function makePasskey(name: string): Promise<Outcome<{ kind: 'added' }>> {
  const begun = await begin<PublicKeyCredentialCreationOptionsJSON>(accountPlace)
  if (begun.kind !== 'begun') return begun
  try {
    const { startRegistration } = await library()
    const answer = await startRegistration({ optionsJSON: begun.options })
    const fields = { intent: 'finish', answer: JSON.stringify(answer), name }
    return await post<{ kind: 'added' }>(accountPlace, fields, 'added')
  } catch (error) {
    return { kind: reasonOf(error) }
  }
}

/** Ends what is under way, when its page goes. */
export const endCeremony = () => {
  library().then(
    ({ WebAuthnAbortService }) => WebAuthnAbortService.cancelCeremony(),
    () => undefined,
  )
}

/** Whether this browser can offer passkeys in the field for the address. */
export const isOffering = async () =>
  (await window.PublicKeyCredential?.isConditionalMediationAvailable?.()) === true

/** Whether passkeys can be used on this page; `unknown` until its script runs. */
export type Possibility = 'unknown' | 'possible' | 'unsupported' | 'elsewhere'

/** `origin` is the one that passkeys of this site may be used from. */
export function usePossibility(origin: string | null): Possibility {
  const [possibility, setPossibility] = useState<Possibility>('unknown')
  useEffect(() => {
    if (origin !== location.origin) setPossibility('elsewhere')
    else setPossibility(typeof window.PublicKeyCredential === 'function' ? 'possible' : 'unsupported')
  }, [origin])
  return possibility
}
