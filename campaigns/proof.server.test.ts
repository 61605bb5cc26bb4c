import { beforeEach, describe, expect, it } from 'vitest'
import { solve } from '../app/ui/prove.js'
import { ask, atomically, type Db } from '../db/client.server'
import { signatures, usedChallenges } from '../db/schema'
import { freshDb } from '../tests/support/database'
import {
  ana,
  bruno,
  type Campaign,
  keyring,
  lapshinCampaign,
  later,
  minute,
  morning,
  signInput,
} from '../tests/support/people'
import { openKeyring } from './keyring.server'
import { type ProofChallenge, type ProofPayload, proofLife, proofWork } from './proof'
import { eraseUsedChallenges, makeChallenge, readProof, spendProof } from './proof.server'
import { signLetter } from './signature.server'

const campaignId = 'lapshin'
const asked = (now = morning) => makeChallenge(keyring, { campaignId, now })
const read = (posted: string, how: { campaignId?: string; now?: Date } = {}) =>
  readProof(keyring, { posted, campaignId, now: morning, ...how })
const unpacked = (posted: string) => JSON.parse(atob(posted)) as ProofPayload
const packed = (payload: unknown) => btoa(JSON.stringify(payload))

describe('a proof of work', () => {
  it('is what the script of the page makes, in the number of tries that was meant', async () => {
    const posted = await solve(await asked())
    expect(unpacked(posted).solution.counter).toBeGreaterThanOrEqual(proofWork.least)
    expect(unpacked(posted).solution.counter).toBeLessThan(proofWork.most)
    expect(read(posted)).toEqual({
      id: expect.stringMatching(/^[\w-]{43}$/),
      expiresAt: new Date(Math.floor((morning.getTime() + proofLife) / 1000) * 1000),
    })
  })

  it('holds for its campaign, and until it expires', async () => {
    const posted = await solve(await asked())
    expect(read(posted, { campaignId: 'another' })).toBeNull()
    expect(read(posted, { now: later(proofLife - 1000) })).not.toBeNull()
    expect(read(posted, { now: later(proofLife) })).toBeNull()
  })

  it('is none when anything of the challenge was changed, or the key guessed', async () => {
    const posted = await solve(await asked())
    const { challenge, solution } = unpacked(posted)
    const changes: Partial<ProofChallenge['parameters']>[] = [
      { cost: 1 },
      { keyPrefix: '' },
      { expiresAt: challenge.parameters.expiresAt + 1 },
      { nonce: '00'.repeat(16) },
      { salt: '00'.repeat(16) },
      { keySignature: 'A'.repeat(43) },
      { data: { campaign: 'another' } },
      { data: undefined as never },
    ]
    for (const change of changes) {
      const parameters = { ...challenge.parameters, ...change }
      expect(read(packed({ challenge: { ...challenge, parameters }, solution }))).toBeNull()
    }
    const half = challenge.parameters.keyPrefix
    for (const derivedKey of [half, half + half, '', 'zz'])
      expect(read(packed({ challenge, solution: { ...solution, derivedKey } }))).toBeNull()
    expect(read(packed({ challenge: { ...challenge, signature: '' }, solution }))).toBeNull()
    const stranger = openKeyring('another keyring of the tests, long enough to be one')
    const theirs = await solve(await makeChallenge(stranger, { campaignId, now: morning }))
    expect(read(theirs)).toBeNull()
  })

  it.each([
    '',
    'no base64 ☕',
    btoa('no json'),
    packed(null),
    packed([]),
    packed({ challenge: {}, solution: {} }),
  ])('is not %j', (posted) => {
    expect(read(posted)).toBeNull()
  })
  it('is not a text without end', () => {
    expect(read(packed({ challenge: 'x'.repeat(5_000) }))).toBeNull()
  })
})

describe('a proof that was used', () => {
  let db: Db
  let campaign: Campaign
  const proofOf = (n: number) => ({ id: `proof ${n}`, expiresAt: later(proofLife) })
  beforeEach(async () => {
    db = await freshDb()
    campaign = await lapshinCampaign(db)
  })
  const spend = (n: number) =>
    atomically(db, function* (tx) {
      return yield* spendProof(tx, proofOf(n))
    })

  it('is not used again, however many come with it at the same moment', async () => {
    const spent = await Promise.all(Array.from({ length: 10 }, () => spend(1)))
    expect(spent.filter(Boolean)).toHaveLength(1)
    expect(await spend(2)).toBe(true)
  })

  it('takes one signature: the second is asked anew, and leaves nothing behind', async () => {
    const proof = proofOf(1)
    expect(await signLetter(db, { ...signInput(campaign, ana), proof })).toMatchObject({ kind: 'signed' })
    const before = await db.select().from(signatures)
    expect(await signLetter(db, { ...signInput(campaign, bruno), proof })).toEqual({ kind: 'proof-used' })
    expect(await db.select().from(signatures)).toEqual(before)
  })

  it('is not used by a signature that was not taken', async () => {
    const proof = proofOf(1)
    const gone = { ...signInput(campaign, ana, { letterId: 'gone' }), proof }
    expect(await signLetter(db, gone)).toEqual({ kind: 'letter-gone' })
    expect(await db.select().from(usedChallenges)).toEqual([])
  })

  it('is forgotten once its challenge has expired, and not before', async () => {
    await spend(1)
    expect(await eraseUsedChallenges(db, { now: later(proofLife - minute) })).toEqual({ erasedCount: 0 })
    expect(await eraseUsedChallenges(db, { now: later(proofLife) })).toEqual({ erasedCount: 1 })
    const rows = await atomically(db, function* (tx) {
      return yield* ask(tx.select().from(usedChallenges))
    })
    expect(rows).toEqual([])
  })
})
