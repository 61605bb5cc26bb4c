import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { ask, atomically, type Db } from '../db/client.server'
import { deliveries, deliverySignatures, quarantines, signatures } from '../db/schema'
import { freshDb } from '../tests/support/database'
import {
  ana,
  bruno,
  type Campaign,
  carla,
  day,
  keyring,
  lapshinCampaign,
  later,
  minute,
  morning,
  postAndRead,
  signAndConfirm,
  tigranAtDesk,
} from '../tests/support/people'
import { confirmSignature } from './confirmation.server'
import { prepareDelivery } from './delivery.server'
import type { QuarantineFilter } from './quarantine'
import { quarantinable } from './quarantine'
import { quarantineSignatures } from './quarantine.server'
import { listQuarantines, releaseSignatures, undoQuarantine } from './quarantine-release.server'
import { searchSignatures } from './quarantine-search.server'
import { eraseDue } from './retention.server'
import { confirmedCount, countryCounts, recount, tallySignatures } from './tally.server'
import { withdrawToken } from './withdraw-token.server'
import { withdrawSignature } from './withdrawal.server'

let db: Db
let campaign: Campaign
beforeEach(async () => {
  db = await freshDb()
  campaign = await lapshinCampaign(db)
})
const tally = () => tallySignatures(db, { now: morning })
const totals = async () => ({
  total: await confirmedCount(db, campaign.campaignId),
  byCountry: await countryCounts(db, campaign.campaignId),
})
const recounted = () => recount(db, campaign.campaignId)
const rowOf = async (id: string) => (await db.select().from(signatures).where(eq(signatures.id, id)))[0]
const confirm = (token: string, now = morning) => confirmSignature(db, { keyring, token, now })
const withdraw = (signatureId: string) =>
  withdrawSignature(db, { keyring, token: withdrawToken(keyring, signatureId), now: morning })
const look = async (filter: QuarantineFilter, now = later(minute)) =>
  searchSignatures(db, { keyring, campaignId: campaign.campaignId, filter, states: quarantinable, now })
const setAside = async (filter: QuarantineFilter, ids?: string[]) =>
  quarantineSignatures(db, {
    campaignId: campaign.campaignId,
    ids: ids ?? (await look(filter)).ids,
    filter,
    madeBy: 'Tigran',
    now: morning,
  })
async function mustSetAside(filter: QuarantineFilter, ids?: string[]) {
  const done = await setAside(filter, ids)
  if (done.kind !== 'set-aside') throw new Error(done.kind)
  return done
}
const undo = (quarantineId: string) =>
  undoQuarantine(db, { keyring, quarantineId, undoneBy: 'Nora', now: later(minute) })

describe('a search among the signatures', () => {
  it('finds by what was asked, all of it together, and changes nothing', async () => {
    const a = await signAndConfirm(db, campaign, ana, { ip: '203.0.113.7' })
    const b = await postAndRead(
      db,
      campaign,
      { ...bruno, email: 'bruno@bots.farm.example' },
      { now: later(day) },
    )
    const c = await signAndConfirm(db, campaign, carla, { ip: '198.51.100.9', signals: ['too-fast'] })
    const ids = async (filter: QuarantineFilter) => (await look(filter, later(2 * day))).ids.sort()
    const of = (...some: { signatureId: string }[]) => some.map(({ signatureId }) => signatureId).sort()
    expect(await ids({ network: '203.0.113.7' })).toEqual(of(a, b))
    expect(await ids({ network: ((await rowOf(c.signatureId))?.ipHash ?? '').slice(0, 10) })).toEqual(of(c))
    expect(await ids({ domain: 'farm.example' })).toEqual(of(b))
    expect(await ids({ domain: 'arm.example' })).toEqual([])
    expect(await ids({ since: later(1) })).toEqual(of(b))
    expect(await ids({ until: later(1) })).toEqual(of(a, c))
    expect(await ids({ signal: 'too-fast' })).toEqual(of(c))
    expect(await ids({ nameLike: 'maria  PEREZ' })).toEqual(of(a))
    expect(await ids({ network: '203.0.113.7', nameLike: 'ana' })).toEqual(of(a))
    expect((await rowOf(a.signatureId))?.state).toBe('confirmed')
    expect(await db.select().from(quarantines)).toEqual([])
  })

  it('says what many have in common, and no address, nor a domain that few share', async () => {
    for (let n = 0; n < 5; n++) await postAndRead(db, campaign, { ...carla, email: `c${n}@bots.example` })
    await postAndRead(db, campaign, ana)
    const { inCommon } = await look({ since: morning })
    expect(inCommon).toMatchObject({
      states: [{ what: 'pending', count: 6 }],
      networks: [{ what: expect.stringMatching(/^[\w-]{10}$/), count: 6 }],
      domains: [{ what: 'bots.example', count: 5 }],
      countries: [
        { what: 'UY', count: 5 },
        { what: 'AR', count: 1 },
      ],
    })
    expect(JSON.stringify(inCommon)).not.toMatch(/@|mail\.example|203\.0/)
  })

  it('reads past a thousand', async () => {
    const one = await postAndRead(db, campaign, ana)
    const row = await rowOf(one.signatureId)
    await atomically(db, function* (tx) {
      for (let n = 0; n < 24; n++)
        yield* ask(
          tx
            .insert(signatures)
            .values(
              Array.from({ length: 50 }, (_, i) => ({
                ...(row as typeof signatures.$inferInsert),
                id: `many-${n}-${i}`,
                emailSealed: null,
                contentKey: null,
                withdrawHash: null,
              })),
            )
            .returning({ id: signatures.id }),
        )
    })
    const { ids } = await look({ nameLike: 'ana' })
    expect(new Set(ids).size).toBe(1_201)
    const { quarantineId, signatureCount } = await mustSetAside({ nameLike: 'ana' })
    expect(signatureCount).toBe(1_201)
    expect(await undo(quarantineId)).toMatchObject({ kind: 'undone', waitingCount: 1_201 })
  })
})

describe('signatures that are set aside together', () => {
  it('leave the count at once, added to it or not, and come back as one', async () => {
    const first = await signAndConfirm(db, campaign, ana)
    await tally()
    const second = await signAndConfirm(db, campaign, carla)
    const waiting = await postAndRead(db, campaign, { ...bruno, email: 'bruno@mail.example' })
    const done = await mustSetAside({ since: morning })
    expect(done).toMatchObject({ signatureCount: 3, countedCount: 2, heldCount: 0 })
    expect(await totals()).toEqual({ total: 0, byCountry: {} })
    expect(await tally()).toEqual({ addedCount: 0 })
    for (const { signatureId } of [first, second, waiting])
      expect((await rowOf(signatureId))?.state).toBe('quarantined')
    expect(await undo(done.quarantineId)).toEqual({
      kind: 'undone',
      countedCount: 2,
      waitingCount: 1,
      leftCount: 0,
    })
    expect(await totals()).toEqual({ total: 2, byCountry: { AR: 1, UY: 1 } })
    expect(await totals()).toEqual(await recounted())
    expect(await confirm(waiting.token)).toMatchObject({ kind: 'confirmed' })
    await withdraw(second.signatureId)
    await tally()
    expect(await totals()).toEqual({ total: 2, byCountry: { AR: 2 } })
  })

  it('are recorded: who, when, what was looked for and how many; and who undid it', async () => {
    await signAndConfirm(db, campaign, ana)
    await postAndRead(db, campaign, carla)
    const { quarantineId } = await mustSetAside({ since: morning, network: '203.0.113.7' })
    const list = () => listQuarantines(db, campaign.campaignId)
    expect(await list()).toEqual([
      {
        id: quarantineId,
        campaignId: campaign.campaignId,
        filter: { since: morning.toISOString(), network: 'one' },
        signatureCount: 2,
        countedCount: 1,
        madeBy: 'Tigran',
        madeAt: morning,
        undoneBy: null,
        undoneAt: null,
      },
    ])
    await undo(quarantineId)
    expect(await list()).toMatchObject([{ undoneBy: 'Nora', undoneAt: later(minute) }])
    expect(await undo(quarantineId)).toEqual({ kind: 'already-undone' })
    expect(await undo('none')).toEqual({ kind: 'unknown' })
  })

  it('leave no record when there was nothing to set aside', async () => {
    expect(await setAside({ nameLike: 'nobody' })).toEqual({ kind: 'nothing' })
    const { signatureId } = await signAndConfirm(db, campaign, ana)
    await withdraw(signatureId)
    expect(await setAside({ nameLike: 'ana' }, [signatureId])).toEqual({ kind: 'nothing' })
    expect(await db.select().from(quarantines)).toEqual([])
  })

  it('keep their slot: the same person is not counted by signing again', async () => {
    await signAndConfirm(db, campaign, ana)
    const { quarantineId } = await mustSetAside({ nameLike: 'ana' })
    const again = await signAndConfirm(db, campaign, { ...ana, line: 'Again.' })
    expect(again.confirmed).toMatchObject({ kind: 'already-signed' })
    await undo(quarantineId)
    await tally()
    expect(await totals()).toEqual({ total: 1, byCountry: { AR: 1 } })
  })

  it('can be confirmed, withdrawn and forgotten meanwhile, and what came of that stays', async () => {
    const confirmed = await postAndRead(db, campaign, ana)
    const withdrawn = await signAndConfirm(db, campaign, carla)
    const forgotten = await postAndRead(db, campaign, { ...bruno, email: 'bruno@mail.example' })
    const { quarantineId } = await mustSetAside({ since: morning })
    expect(await confirm(confirmed.token)).toMatchObject({ kind: 'reviewed' })
    await withdraw(withdrawn.signatureId)
    await eraseDue(db, { addressDays: 182, dataDir: '/nowhere', now: later(8 * day) })
    expect(await undo(quarantineId)).toEqual({
      kind: 'undone',
      countedCount: 1,
      waitingCount: 0,
      leftCount: 2,
    })
    await tally()
    expect(await totals()).toEqual({ total: 1, byCountry: { AR: 1 } })
    expect((await rowOf(withdrawn.signatureId))?.state).toBe('withdrawn')
    expect((await rowOf(forgotten.signatureId))?.state).toBe('expired')
  })

  it('wait again when somebody of their address was counted meanwhile', async () => {
    const first = await postAndRead(db, campaign, ana)
    const { quarantineId } = await mustSetAside({ nameLike: 'ana' })
    await confirm(first.token)
    await signAndConfirm(db, campaign, { ...ana, line: 'Again.' })
    expect(await undo(quarantineId)).toMatchObject({ countedCount: 0, waitingCount: 1 })
    await tally()
    expect(await totals()).toEqual(await recounted())
    expect((await totals()).total).toBe(1)
    await eraseDue(db, { addressDays: 182, dataDir: '/nowhere', now: later(8 * day) })
    expect((await rowOf(first.signatureId))?.state).toBe('expired')
  })

  it('hold the letters that wait with them', async () => {
    await signAndConfirm(db, campaign, ana)
    await tally()
    const organiserId = await tigranAtDesk(db)
    const prepared = await prepareDelivery(db, {
      campaignId: campaign.campaignId,
      recipientId: campaign.recipientId,
      organiserId,
      mailDomain: 'petitions.example',
      now: morning,
    })
    expect(prepared.kind).toBe('prepared')
    expect(await db.select().from(deliverySignatures)).toHaveLength(1)
    expect(await mustSetAside({ nameLike: 'ana' })).toMatchObject({ heldCount: 1 })
    expect(await db.select().from(deliveries)).toMatchObject([{ state: 'held', heldReason: 'withdrawal' }])
  })
})

describe('what a rule set aside', () => {
  it('comes back when somebody lets it: counted when confirmed, waiting when not', async () => {
    const seen = await signAndConfirm(db, campaign, ana, { signals: ['honeypot'] })
    const unseen = await postAndRead(db, campaign, carla, { signals: ['no-proof', 'flood'] })
    const release = (ids: string[]) =>
      releaseSignatures(db, { keyring, campaignId: campaign.campaignId, ids, now: morning })
    expect(seen.confirmed).toMatchObject({ kind: 'reviewed' })
    await tally()
    expect((await totals()).total).toBe(0)
    expect(await release([seen.signatureId, unseen.signatureId])).toEqual({
      kind: 'released',
      countedCount: 1,
      waitingCount: 1,
      leftCount: 0,
    })
    expect(await confirm(unseen.token)).toMatchObject({ kind: 'confirmed' })
    await tally()
    expect(await totals()).toEqual({ total: 2, byCountry: { AR: 1, UY: 1 } })
    // What is in a quarantine comes back with that alone, and what is another campaign's not at all.
    await mustSetAside({ nameLike: 'ana' })
    expect(await release([seen.signatureId])).toMatchObject({ countedCount: 0, leftCount: 1 })
    const trapped = await postAndRead(db, campaign, bruno, { signals: ['honeypot'] })
    const elsewhere = { keyring, campaignId: 'other', ids: [trapped.signatureId], now: morning }
    expect(await releaseSignatures(db, elsewhere)).toMatchObject({ waitingCount: 0, leftCount: 1 })
    expect((await rowOf(trapped.signatureId))?.state).toBe('quarantined')
  })
})

describe('the totals', () => {
  // One generator, so that a run that goes wrong can be run again.
  it.each([1, 2, 3, 4, 5])(
    'are what the rows hold, in whatever order things happen (order %d)',
    async (seed) => {
      let state = seed
      const pick = (n: number) => {
        state = (state * 48_271) % 2_147_483_647
        return state % n
      }
      const posted: { token: string; signatureId: string }[] = []
      const aside: string[] = []
      for (let step = 0; step < 70; step++) {
        const some = posted[pick(Math.max(1, posted.length))]
        const what = pick(9)
        if (what < 3 || !some)
          posted.push(
            await postAndRead(db, campaign, {
              ...ana,
              country: ['AR', 'UY', 'BY', 'AM'][pick(4)] ?? 'AR',
              email: `ana${pick(12)}@mail.example`,
              line: `${step}`,
            }),
          )
        else if (what < 5) await confirm(some.token, later(step))
        else if (what === 5) await withdraw(some.signatureId)
        else if (what === 6) {
          const ids = posted.filter(() => pick(2)).map(({ signatureId }) => signatureId)
          const done = await setAside({ nameLike: 'ana' }, ids)
          if (done.kind === 'set-aside') aside.push(done.quarantineId)
        } else if (what === 7 && aside.length > 0) await undo(aside[pick(aside.length)] ?? '')
        else await tally()
        const { total, byCountry } = await totals()
        expect(total).toBeLessThanOrEqual((await recounted()).total)
        expect(Object.values(byCountry).reduce((sum, n) => sum + n, 0)).toBe(total)
        if (what === 8) expect(await totals()).toEqual(await recounted())
      }
      expect(aside.length).toBeGreaterThan(0)
      await tally()
      expect(await totals()).toEqual(await recounted())
    },
  )

  it('are exact after everything happened at the same moment', async () => {
    const posted = []
    for (let n = 0; n < 20; n++)
      posted.push(await postAndRead(db, campaign, { ...carla, email: `carla${n}@elsewhere.example` }))
    const ids = posted.map(({ signatureId }) => signatureId)
    const [, , done] = await Promise.all([
      Promise.all(posted.slice(0, 12).map(({ token }) => confirm(token))),
      tally(),
      setAside({ nameLike: 'carla' }, ids),
      tally(),
      Promise.all(ids.slice(0, 4).map(withdraw)),
    ])
    await tally()
    expect(await totals()).toEqual(await recounted())
    expect((await totals()).total).toBe(0)
    if (done.kind !== 'set-aside') throw new Error(done.kind)
    await Promise.all([undo(done.quarantineId), tally(), undo(done.quarantineId)])
    await tally()
    expect(await totals()).toEqual(await recounted())
    expect((await totals()).total).toBeGreaterThan(0)
  })
})
