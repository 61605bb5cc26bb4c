import type { Keyring } from '../../campaigns/keyring.server'
import { type Signal, type SignField, signFields, windows } from '../../campaigns/signature'
import type { ConsentWords } from '../../campaigns/signature.server'
import * as m from '../messages/generated/messages'

/** Version of the words beside the choices of the sign form. Change it whenever one of those messages changes. */
const consentVersion = '2026-11-24.3'

/** Name of the field that people don't see and programs fill in. */
export const trapField = 'homepage'

/** What a page promised when it was made: whom the letter of which campaign goes to, in the words it said so. */
type Promised = { campaignId: string; recipientNames: string }

const stampHash = (keyring: Keyring, { campaignId, recipientNames }: Promised, seconds: string) =>
  keyring.hash('rendered', campaignId, recipientNames, seconds).slice(0, 22)

/** When a page was made, signed. The same for everybody who gets that page, so that pages can be shared by a cache. */
export function renderStamp(keyring: Keyring, promised: Promised, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000).toString(36)
  return `${seconds}.${stampHash(keyring, promised, seconds)}`
}

/**
 * The age of a page by its stamp, in milliseconds; `null` for a stamp that isn't ours, and for a page that named other
 * recipients than the letter has by now: nobody consents to what was not on the screen.
 */
export function ageOfStamp(keyring: Keyring, promised: Promised, stamp: string, now: Date): number | null {
  const [seconds = '', hash] = stamp.split('.')
  if (hash !== stampHash(keyring, promised, seconds)) return null
  return now.getTime() - Number.parseInt(seconds, 36) * 1000
}

export type Typed = Partial<Record<SignField, string>>

/** The fields of the sign form as typed, and what the hidden ones say. */
export function readPosted(form: Pick<FormData, 'get'>) {
  const field = (name: string) => {
    const value = form.get(name)
    return typeof value === 'string' ? value : ''
  }
  const typed: Typed = Object.fromEntries(signFields.map((name) => [name, field(name)]))
  return {
    typed,
    letterId: field('letter'),
    rendered: field('rendered'),
    trap: field(trapField),
    proof: field('proof'),
    isWithoutProof: field('unproved') !== '',
  }
}

/** What the hidden fields say about a post: whether its page is too old to answer, and what looks doubtful. */
export function judge(
  { rendered, trap }: { rendered: string; trap: string },
  { keyring, now, ...promised }: Promised & { keyring: Keyring; now: Date },
): { isTooOld: boolean; signals: Signal[] } {
  const age = ageOfStamp(keyring, promised, rendered, now)
  const signals: Signal[] = []
  if (trap !== '') signals.push('honeypot')
  if (age !== null && age < 2_000) signals.push('too-fast')
  return { isTooOld: age === null || age > windows.page, signals }
}

/** The words the signer saw, for the record of consent. */
export const consentWords = (recipientNames: string): ConsentWords => ({
  version: consentVersion,
  sign: m.sign_consent({ recipient: recipientNames }),
  disclosure: m.sign_disclosure_legend({ recipient: recipientNames }),
  public: m.sign_public(),
  updates: m.sign_updates(),
})
