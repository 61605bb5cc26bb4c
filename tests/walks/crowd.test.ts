import { asc } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import * as m from '../../app/messages/generated/messages'
import { solve } from '../../app/ui/prove.js'
import { signatures, usedChallenges } from '../../db/schema'
import { ana, carla } from '../support/people'
import { openSite, type Site, sampleSlug } from '../support/site'
import { campaignPath, countIn, linkIn, minute, sign } from '../support/steps'
import type { Visitor } from '../support/visitor'

const es = { locale: 'es' } as const
const button = m.sign_button({}, es)
let site: Site

beforeEach(async () => {
  site = await openSite({ limits: { crowd: 5, unproved: 3 } })
  return () => expect(site.faults).toEqual([])
})

const somebody = (n: number) => ({ ...carla, email: `carla${n}@elsewhere.example` })

/** Reads the page as long as a person does. */
async function signSlowly(typed: Parameters<typeof sign>[1], visitor = site.visitor()) {
  await visitor.get(campaignPath())
  site.pass(minute / 2)
  await visitor.press(button, typed)
  return visitor
}
async function crowd(size = 5) {
  for (let n = 0; n < size; n++) expect((await signSlowly(somebody(n))).page().status).toBe(303)
}
const rows = () => site.db.select().from(signatures).orderBy(asc(signatures.createdAt), asc(signatures.id))
const challengeOn = (visitor: Visitor) =>
  JSON.parse(visitor.page().attribute('data-prove')?.replaceAll('&quot;', '"') ?? '')

/** Sends the form as the script does: with the proof, and without the mark of those who have none. */
function sendProved(visitor: Visitor, proof: string, typed: Record<string, string> = {}) {
  const fields = visitor.filled(button, { ...typed, proof }).filter(([name]) => name !== 'unproved')
  return visitor.post(campaignPath(), fields)
}

describe('a few who sign from one network', () => {
  test('see nothing of a proof', async () => {
    const visitor = site.visitor()
    await visitor.get(campaignPath())
    expect(visitor.page().html).not.toMatch(/prove|unproved/)
    await crowd()
    expect((await rows()).every(({ state, signals }) => state === 'pending' && signals.length === 0)).toBe(
      true,
    )
    expect(await site.db.select().from(usedChallenges)).toEqual([])
  })

  test('do not use up what a mistake costs: only what can be taken counts', async () => {
    for (let i = 0; i < 8; i++) expect((await signSlowly({ ...ana, name: '' })).page().status).toBe(422)
    expect((await signSlowly(ana)).page().status).toBe(303)
  })
})

describe('in a crowd', () => {
  test('the form asks for a proof, keeps what was typed, and takes it with the proof, once', async () => {
    await crowd()
    const before = await rows()
    const visitor = await signSlowly(ana)
    expect(visitor.page().status).toBe(422)
    expect(visitor.page().words).toContain(m.sign_proof({}, es))
    expect(visitor.page().words).toContain(m.sign_proof_press({}, es))
    expect(visitor.page().headers.get('cache-control')).toBe('no-store')
    expect(Object.fromEntries(visitor.form(button).fields)).toMatchObject({
      name: ana.name,
      email: ana.email,
    })
    expect(await rows()).toEqual(before)
    const asked = { page: visitor.filled(button, {}), proof: await solve(challengeOn(visitor)) }
    expect((await sendProved(visitor, asked.proof)).status).toBe(303)
    const [taken] = (await rows()).filter(({ id }) => !before.some((row) => row.id === id))
    expect(taken).toMatchObject({ name: ana.name, state: 'pending', signals: [] })
    // The same proof under another name is asked anew, and nothing is taken.
    const again = site.visitor()
    await again.get(campaignPath())
    site.pass(minute / 2)
    const answer = await sendProved(again, asked.proof, somebody(99))
    expect(answer.status).toBe(422)
    expect(answer.words).toContain(m.sign_proof_again({}, es))
    expect(answer.html).not.toContain('data-send="now"')
    expect(await rows()).toHaveLength(6)
    expect((await sendProved(again, await solve(challengeOn(again)))).status).toBe(303)
  })

  test('a proof that was forged, or that came too late, is asked anew', async () => {
    await crowd()
    const visitor = await signSlowly(ana)
    expect((await sendProved(visitor, btoa('{}'))).status).toBe(422)
    const proof = await solve(challengeOn(visitor))
    site.pass(21 * minute)
    expect((await sendProved(visitor, proof)).status).toBe(422)
    expect(await rows()).toHaveLength(5)
  })

  test('the quick hand of the script is not mistaken for a program', async () => {
    await crowd()
    const visitor = await signSlowly(ana)
    expect((await sendProved(visitor, await solve(challengeOn(visitor)))).status).toBe(303)
    expect((await rows()).find(({ name }) => name === ana.name)?.signals).toEqual([])
  })

  test('without scripts the second press is enough, and counts as everybody’s once confirmed', async () => {
    await crowd()
    const visitor = await signSlowly(ana)
    await visitor.press(button)
    expect(visitor.page().status).toBe(303)
    expect((await rows()).find(({ name }) => name === ana.name)).toMatchObject({
      state: 'pending',
      signals: ['no-proof'],
    })
    await site.work()
    const reader = site.visitor()
    await reader.get(linkIn((await site.mailsTo(ana.email))[0], 'confirm'))
    await reader.press(m.confirm_button({}, es))
    await site.work()
    expect(await countIn(reader)).toBe(1)
  })

  test('very many without a proof are taken, set aside, and counted only once somebody looked', async () => {
    await crowd()
    for (let n = 10; n < 15; n++) {
      const visitor = await signSlowly(somebody(n))
      expect((await visitor.press(button)).status).toBe(303)
    }
    expect((await rows()).slice(5).map(({ state }) => state)).toEqual([
      'pending',
      'pending',
      'pending',
      'quarantined',
      'quarantined',
    ])
    await site.work()
    const reader = site.visitor()
    await reader.get(linkIn((await site.mailsTo(somebody(14).email))[0], 'confirm'))
    await reader.press(m.confirm_button({}, es))
    await reader.follow()
    expect(reader.page().words).toContain(m.thanks_reviewed({}, es))
    await site.work()
    expect(await countIn(reader)).toBe(0)
  })

  test('a program that skips the page is set aside at once', async () => {
    await crowd()
    const program = site.visitor()
    await program.get(campaignPath())
    await program.press(button, { ...ana, unproved: 'yes' })
    expect(program.page().status).toBe(303)
    expect((await rows()).find(({ name }) => name === ana.name)).toMatchObject({
      state: 'quarantined',
      signals: ['too-fast', 'no-proof'],
    })
  })

  test('somebody of another network is asked for nothing, and neither is anybody at another campaign', async () => {
    site = await openSite({ limits: { crowd: 1 }, settings: { TRUSTED_HOPS: '1' } })
    const from = (ip: string) => site.visitor({ 'x-forwarded-for': ip })
    expect((await signSlowly(somebody(1), from('203.0.113.7'))).page().status).toBe(303)
    expect((await signSlowly(somebody(2), from('203.0.113.7'))).page().status).toBe(422)
    expect((await signSlowly(somebody(3), from('203.0.113.8'))).page().status).toBe(303)
    expect((await signSlowly(somebody(4), from('2001:db8::1'))).page().status).toBe(303)
    expect((await signSlowly(somebody(5), from('2001:db8::2'))).page().status).toBe(422)
  })
})

test('past the hard limit a proof helps nobody', async () => {
  site = await openSite({ limits: { crowd: 1, signing: 3 } })
  await signSlowly(somebody(1))
  const visitor = await signSlowly(ana)
  const proof = await solve(challengeOn(visitor))
  await signSlowly(somebody(2))
  const answer = await sendProved(visitor, proof)
  expect(answer.status).toBe(429)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await countIn(visitor)).toBe(0)
  expect(visitor.page().path).toBe(`/c/${sampleSlug}.json`)
})

test('two processes on one database ask and refuse together', async () => {
  const how = { limits: { crowd: 2, signing: 4 }, sharesLimits: true }
  site = await openSite(how)
  const other = await openSite({ ...how, beside: site })
  const at = async (where: Site, n: number) => (await sign(where.visitor(), somebody(n))).status
  expect([await at(site, 1), await at(other, 2), await at(site, 3), await at(other, 4)]).toEqual([
    303, 303, 422, 422,
  ])
  expect([await at(other, 5), await at(site, 6)]).toEqual([429, 429])
  expect(other.faults).toEqual([])
})
