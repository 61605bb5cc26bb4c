import { pbkdf2, randomBytes, randomInt } from 'node:crypto'
import { promisify } from 'node:util'
import { lte } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { usedChallenges } from '../db/schema'
import type { Keyring } from './keyring.server'
import { type ProofChallenge, proofLife, proofWork, readProofPayload } from './proof'

const derive = promisify(pbkdf2)
const keyLength = 32

/** A challenge that was answered; it counts once it is spent. */
export type Proved = { id: string; expiresAt: Date }

/** The key for one try: 16 bytes of nonce and the number, 32 bits, big-endian. */
function keyFor({ nonce, salt, cost }: { nonce: Buffer; salt: Buffer; cost: number }, tried: number) {
  const password = Buffer.alloc(nonce.length + 4)
  nonce.copy(password)
  password.writeUInt32BE(tried, nonce.length)
  return derive(password, salt, cost, keyLength, 'sha256')
}

// Written field by field: the signature holds for these bytes, in whatever order a browser sends them back.
function signed(keyring: Keyring, parameters: ProofChallenge['parameters']): string {
  const { algorithm, cost, data, expiresAt, keyPrefix, keySignature, nonce, salt } = parameters
  const fields = [algorithm, cost, data?.campaign, expiresAt, parameters.keyLength, keyPrefix, keySignature]
  return keyring.hash('proof', ...[...fields, nonce, salt].map(String))
}

const keySigned = (keyring: Keyring, key: Buffer) => keyring.hash('proof-key', key.toString('hex'))

/**
 * Makes a challenge for one campaign. Nothing is stored: it is signed, says when it expires, and half of the key that
 * answers it; the other half only work finds. `keySignature` spares doing that work again when the answer comes.
 */
export async function makeChallenge(
  keyring: Keyring,
  { campaignId, now }: { campaignId: string; now: Date },
): Promise<ProofChallenge> {
  const nonce = randomBytes(16)
  const salt = randomBytes(16)
  const { cost, least, most } = proofWork
  const key = await keyFor({ nonce, salt, cost }, randomInt(least, most))
  const parameters: ProofChallenge['parameters'] = {
    algorithm: 'PBKDF2/SHA-256',
    cost,
    data: { campaign: keyring.hash('proof-campaign', campaignId).slice(0, 22) },
    expiresAt: Math.floor((now.getTime() + proofLife) / 1000),
    keyLength,
    keyPrefix: key.subarray(0, keyLength / 2).toString('hex'),
    keySignature: keySigned(keyring, key),
    nonce: nonce.toString('hex'),
    salt: salt.toString('hex'),
  }
  return { parameters, signature: signed(keyring, parameters) }
}

/** Whether a form brought the answer to a challenge of ours for this campaign, in time. Whether for the first time, `spendProof` says. */
export function readProof(
  keyring: Keyring,
  { posted, campaignId, now }: { posted: string; campaignId: string; now: Date },
): Proved | null {
  const payload = readProofPayload(posted)
  if (!payload) return null
  const { parameters, signature } = payload.challenge
  if (signature !== signed(keyring, parameters)) return null
  if (parameters.data.campaign !== keyring.hash('proof-campaign', campaignId).slice(0, 22)) return null
  const expiresAt = new Date(parameters.expiresAt * 1000)
  if (expiresAt <= now) return null
  const key = Buffer.from(payload.solution.derivedKey, 'hex')
  if (keySigned(keyring, key) !== parameters.keySignature) return null
  return { id: keyring.hash('used-challenge', parameters.nonce), expiresAt }
}

/** Uses a proof up, within the unit of work it was brought for. `false` when it was used before. */
export function* spendProof(tx: Db, { id, expiresAt }: Proved) {
  const spent = yield* ask(
    tx
      .insert(usedChallenges)
      .values({ id, expiresAt })
      .onConflictDoNothing()
      .returning({ id: usedChallenges.id }),
  )
  return spent.length > 0
}

/** Forgets challenges that have expired: they are refused for that by now. */
export async function eraseUsedChallenges(db: Db, { now }: { now: Date }): Promise<{ erasedCount: number }> {
  return atomically(db, function* (tx) {
    const erased = yield* ask(
      tx
        .delete(usedChallenges)
        .where(lte(usedChallenges.expiresAt, now))
        .returning({ id: usedChallenges.id }),
    )
    return { erasedCount: erased.length }
  })
}
