import type { SendPhase } from '../../campaigns/mail-result'
import type { ResultKind } from '../../campaigns/outbox'
import type { Script } from './faulty-relay'

export type Fault = {
  name: string
  script: Script
  /** What the delivery contract says this is. */
  result: ResultKind
  /** Where it happened; two where it depends on how much had left. `null` when nothing went wrong for us. */
  phase: SendPhase[] | null
  /** Seconds that a greylisting relay asked for, within bounds. */
  wait?: number
  /** The relay asks for a password, for encryption, or speaks TLS from the first byte. */
  relay?: 'password' | 'encrypted' | 'smtps'
}

export type More = Pick<Fault, 'wait' | 'relay'>
export const fault = (
  name: string,
  script: Script,
  result: ResultKind,
  phase: SendPhase | SendPhase[],
  more: More = {},
): Fault => ({ name, script, result, phase: [phase].flat(), ...more })
export const harmless = (name: string, script: Script): Fault => ({
  name,
  script,
  result: 'accepted',
  phase: null,
})
