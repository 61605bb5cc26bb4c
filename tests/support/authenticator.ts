import 'reflect-metadata'
import { createHash, generateKeyPairSync, KeyObject, randomBytes, sign, type webcrypto } from 'node:crypto'
import { X509CertificateGenerator } from '@peculiar/x509'
import { isoCBOR } from '@simplewebauthn/server/helpers'

/** What an authenticator and its browser are told, and how they misbehave. */
export type How = {
  challenge: string
  origin: string
  rpId: string
  isVerified?: boolean
  counter?: number
  isBackedUp?: boolean
  /** Instead of what is true. */
  userHandle?: string
  id?: string
  key?: KeyObject
  type?: string
  /** Who made the device states it with a certificate, which nobody asked for. */
  maker?: Awaited<ReturnType<typeof newMaker>>
}

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest()
const clientData = (type: string, { challenge, origin }: How) =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))

/** Flags and count of authenticator data (Web Authentication Level 3, section 6.1). */
function head(how: How, hasCredential: boolean) {
  const { rpId, isVerified = true, isBackedUp = false, counter = 0 } = how
  const flags = 0x01 | (isVerified ? 0x04 : 0) | (isBackedUp ? 0x18 : 0) | (hasCredential ? 0x40 : 0)
  const count = Buffer.alloc(4)
  count.writeUInt32BE(counter)
  return Buffer.concat([sha256(rpId), Buffer.from([flags]), count])
}

/** A maker of devices: states that one is theirs, as FIDO U2F does (Web Authentication Level 3, section 8.6). */
export async function newMaker() {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=A maker',
    keys,
    signingAlgorithm: algorithm,
  })
  const key = KeyObject.from(keys.privateKey as webcrypto.CryptoKey)
  return (signed: Uint8Array) => ({
    x5c: [new Uint8Array(certificate.rawData)],
    sig: new Uint8Array(sign('sha256', signed, key)),
  })
}

/** A device in software: one ES256 key, no proof of who made it. What it says is signed for real. */
export function newAuthenticator() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const coseKey = isoCBOR.encode(
    new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
      [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
    ]),
  )
  const own = randomBytes(32)
  let userHandle = ''

  return {
    id: base64url(own),
    /** Answers as `navigator.credentials.create` does, as JSON. `user` is what the options call `user.id`. */
    make: (how: How & { user: string }) => {
      userHandle = how.user
      const length = Buffer.from([own.length >> 8, own.length & 255])
      const authData = Buffer.concat([head(how, true), Buffer.alloc(16), length, own, coseKey])
      const told = clientData(how.type ?? 'webauthn.create', how)
      const point = Buffer.concat([
        Buffer.from([4]),
        Buffer.from(x, 'base64url'),
        Buffer.from(y, 'base64url'),
      ])
      const signed = Buffer.concat([Buffer.from([0]), sha256(how.rpId), sha256(told), own, point])
      const object = new Map<string, unknown>([
        ['fmt', how.maker ? 'fido-u2f' : 'none'],
        ['attStmt', new Map(Object.entries(how.maker?.(signed) ?? {}))],
        ['authData', new Uint8Array(authData)],
      ])
      return {
        id: how.id ?? base64url(own),
        rawId: how.id ?? base64url(own),
        type: 'public-key' as const,
        response: {
          clientDataJSON: base64url(told),
          attestationObject: base64url(isoCBOR.encode(object as Parameters<typeof isoCBOR.encode>[0])),
          transports: ['internal' as const],
        },
      }
    },
    /** Answers as `navigator.credentials.get` does, as JSON. */
    use: (how: How) => {
      const authenticatorData = head(how, false)
      const told = clientData(how.type ?? 'webauthn.get', how)
      const signature = sign(
        'sha256',
        Buffer.concat([authenticatorData, sha256(told)]),
        how.key ?? privateKey,
      )
      return {
        id: how.id ?? base64url(own),
        rawId: how.id ?? base64url(own),
        type: 'public-key' as const,
        response: {
          clientDataJSON: base64url(told),
          authenticatorData: base64url(authenticatorData),
          signature: base64url(signature),
          userHandle: how.userHandle ?? userHandle,
        },
      }
    },
  }
}
