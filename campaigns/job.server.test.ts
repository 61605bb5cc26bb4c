import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../db/client.server'
import { jobs } from '../db/schema'
import { freshDb } from '../tests/support/database'
import { hour, later, minute, morning } from '../tests/support/people'
import { doAlone, eraseOldJobs, jobLease } from './job.server'

let db: Db
beforeEach(async () => {
  db = await freshDb()
})
const at = (ms = 0) => ({ name: 'retention', now: () => later(ms) })
const nothing = async () => 'done'
/** A holder that begins and is never heard of again: its process died. */
async function dies() {
  let begun = () => {}
  const hasBegun = new Promise<void>((done) => {
    begun = done
  })
  doAlone(db, at(), () => {
    begun()
    return new Promise(() => {})
  })
  await hasBegun
}

describe('a job for one process at a time', () => {
  it('is done by one, however many ask for it at the same moment', async () => {
    let running = 0
    let most = 0
    const work = async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setTimeout(resolve, 50))
      running -= 1
    }
    const asked = await Promise.all(Array.from({ length: 10 }, () => doAlone(db, at(), work)))
    expect(asked.filter(({ kind }) => kind === 'done')).toHaveLength(1)
    expect(most).toBe(1)
  })

  it('gives back what came of it, and is free again at once', async () => {
    expect(await doAlone(db, at(), nothing)).toEqual({ kind: 'done', value: 'done' })
    expect(await db.select().from(jobs)).toEqual([])
    expect(await doAlone(db, at(), nothing)).toMatchObject({ kind: 'done' })
  })

  it('rests for everybody once it was done, and not when it failed', async () => {
    const daily = { ...at(), rest: hour }
    await expect(
      doAlone(db, daily, async () => {
        throw new Error('the disk')
      }),
    ).rejects.toThrow('the disk')
    expect(await doAlone(db, daily, nothing)).toMatchObject({ kind: 'done' })
    expect(await doAlone(db, { ...daily, now: () => later(hour - 1) }, nothing)).toEqual({
      kind: 'elsewhere',
    })
    expect(await doAlone(db, { ...daily, now: () => later(hour) }, nothing)).toMatchObject({ kind: 'done' })
  })

  it('passes to another once the lease of a dead holder is over', async () => {
    await dies()
    expect(await doAlone(db, at(jobLease - 1), nothing)).toEqual({ kind: 'elsewhere' })
    expect(await doAlone(db, at(jobLease), nothing)).toMatchObject({ kind: 'done' })
  })

  it('is not taken from its new holder by one that comes back from the dead', async () => {
    let wake = () => {}
    let begun = () => {}
    const hasBegun = new Promise<void>((done) => {
      begun = done
    })
    const late = doAlone(db, at(), () => {
      begun()
      return new Promise<void>((done) => {
        wake = done
      })
    })
    await hasBegun
    await doAlone(db, at(jobLease), async () => {
      wake()
      await late
      expect(await doAlone(db, at(jobLease + minute), nothing)).toEqual({ kind: 'elsewhere' })
    })
  })

  it('keeps names apart', async () => {
    await dies()
    expect(await doAlone(db, { ...at(), name: 'stories' }, nothing)).toMatchObject({ kind: 'done' })
  })

  it('leaves nothing behind of holders that died', async () => {
    await dies()
    expect(await eraseOldJobs(db, { now: morning })).toEqual({ erasedCount: 0 })
    expect(await eraseOldJobs(db, { now: later(jobLease) })).toEqual({ erasedCount: 1 })
    expect(await db.select().from(jobs)).toEqual([])
  })
})
