import { longestPasskeyName } from '../../campaigns/passkey'
import * as m from '../messages/generated/messages'

export const passkeyFaults = [
  'already-known',
  'already-there',
  'cancelled',
  'counter-back',
  'expired',
  'failed',
  'name-missing',
  'name-too-long',
  'not-fresh',
  'not-proved',
  'offline',
  'other-browser',
  'signed-out',
  'too-many',
  'too-many-passkeys',
  'unknown-passkey',
  'unsuited',
] as const
export type PasskeyFault = (typeof passkeyFaults)[number]

/** Why a passkey could not be added, changed or used, and what to do. */
export const passkeyFaultWords: Record<PasskeyFault, () => string> = {
  'already-known': m.passkey_already_known,
  'already-there': m.passkey_already_there,
  cancelled: m.passkey_cancelled,
  'counter-back': m.passkey_counter_back,
  expired: m.passkey_expired,
  failed: m.passkey_failed,
  'name-missing': m.passkey_name_missing,
  'name-too-long': () => m.passkey_name_too_long({ limit: longestPasskeyName }),
  'not-fresh': m.passkey_step_up,
  'not-proved': m.passkey_not_proved,
  offline: m.passkey_offline,
  'other-browser': m.passkey_other_browser,
  'signed-out': m.passkey_signed_out,
  'too-many': m.passkey_too_many,
  'too-many-passkeys': m.passkey_too_many_of_yours,
  'unknown-passkey': m.passkey_unknown,
  unsuited: m.passkey_unsuited,
}
