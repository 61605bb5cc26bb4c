import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import { decodeAttestationObject, decodeClientDataJSON } from '@simplewebauthn/server/helpers'
import { keyKinds, largestCount, type RelyingParty } from './passkey'
import type { NewPasskey, UsedPasskey } from './passkey-answer'

/** Whose passkey it is, as the authenticator keeps it: an id of ours, never an address. */
export const userHandleOf = (organiserId: string) => Buffer.from(organiserId, 'utf8').toString('base64url')

/** The challenge an answer says it was made for. `null` when it says none. */
export function challengeIn({ response }: NewPasskey | UsedPasskey): string | null {
  try {
    const { challenge } = decodeClientDataJSON(response.clientDataJSON)
    return typeof challenge === 'string' ? challenge : null
  } catch {
    return null
  }
}

type Expected = RelyingParty & { challenge: string }

/**
 * Checks a new passkey by Web Authentication Level 3, section 7.1: made on our page, for our name and this challenge, by a
 * person the device has verified. `null` when it is not so. Whether the challenge is one of ours is for the caller to say.
 * Who made the device is not asked, and answers that prove it with certificates are refused.
 */
export async function proveNew({ response, ...credential }: NewPasskey, expected: Expected) {
  return ifItHolds(async () => {
    if (hasCertificates(response.attestationObject)) return null
    const { registrationInfo } = await verifyRegistrationResponse({
      response: { ...credential, response, clientExtensionResults: {} },
      ...inTermsOf(expected),
      supportedAlgorithmIDs: keyKinds,
    })
    const made = registrationInfo?.credential
    if (made?.id !== credential.id || made.counter > largestCount) return null
    return {
      publicKey: Buffer.from(made.publicKey).toString('base64url'),
      counter: made.counter,
      isBackedUp: registrationInfo?.credentialBackedUp ?? false,
    }
  })
}

/**
 * Checks the use of a passkey by Web Authentication Level 3, section 7.2, but for its count of uses, which is settled where
 * that is stored. `null` when it was not used so, or not by its owner.
 */
export async function proveUsed(
  { response, ...credential }: UsedPasskey,
  known: { publicKey: string; organiserId: string },
  expected: Expected,
) {
  return ifItHolds(async () => {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...credential, response, clientExtensionResults: {} },
      ...inTermsOf(expected),
      // With 0 the library looks at no count.
      credential: {
        id: credential.id,
        publicKey: new Uint8Array(Buffer.from(known.publicKey, 'base64url')),
        counter: 0,
      },
    })
    const { newCounter: counter, credentialBackedUp: isBackedUp } = authenticationInfo
    const isOwners = response.userHandle === userHandleOf(known.organiserId)
    return verified && isOwners && counter <= largestCount ? { counter, isBackedUp } : null
  })
}

const inTermsOf = ({ id, origin, challenge }: Expected) => ({
  expectedChallenge: challenge,
  expectedOrigin: origin,
  expectedRPID: id,
  requireUserVerification: true,
})

/** Whatever an answer breaks on its way through the checks is a fault of the answer. */
const ifItHolds = <T>(check: () => Promise<T | null>) => check().catch(() => null)

function hasCertificates(attestationObject: string) {
  const statement = decodeAttestationObject(new Uint8Array(Buffer.from(attestationObject, 'base64url')))
  return statement.get('fmt') !== 'none' && statement.get('attStmt').get('x5c') !== undefined
}
