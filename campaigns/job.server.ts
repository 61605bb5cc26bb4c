import { hostname } from 'node:os'
import { and, eq, lte } from 'drizzle-orm'
import { ask, atomically, type Db } from '../db/client.server'
import { jobs } from '../db/schema'
import { newId } from './keyring.server'

/** So long a process that says nothing more keeps a job from the others, in milliseconds. */
export const jobLease = 120_000

type Job = { name: string; holder: string; until: Date }

/** Takes a job that nobody has, or whose holder has not been heard of since its lease ended. */
async function takeJob(db: Db, { name, holder, until, now }: Job & { now: Date }): Promise<boolean> {
  const taken = await atomically(db, function* (tx) {
    const row = { leasedBy: holder, leaseUntil: until }
    return yield* ask(
      tx
        .insert(jobs)
        .values({ name, ...row })
        .onConflictDoUpdate({ target: jobs.name, set: row, setWhere: lte(jobs.leaseUntil, now) })
        .returning({ name: jobs.name }),
    )
  })
  return taken.length > 0
}

const isHeld = ({ name, holder }: Omit<Job, 'until'>) => and(eq(jobs.name, name), eq(jobs.leasedBy, holder))

async function keepJob(db: Db, { name, holder, until }: Job): Promise<void> {
  await atomically(db, function* (tx) {
    yield* ask(
      tx
        .update(jobs)
        .set({ leaseUntil: until })
        .where(isHeld({ name, holder }))
        .returning({ name: jobs.name }),
    )
  })
}

/** Gives a job back; with `until`, nobody takes it up before. */
async function leaveJob(
  db: Db,
  { name, holder, until }: Omit<Job, 'until'> & { until: Date | null },
): Promise<void> {
  await atomically(db, function* (tx) {
    yield* ask(
      until
        ? tx
            .update(jobs)
            .set({ leasedBy: null, leaseUntil: until })
            .where(isHeld({ name, holder }))
            .returning({ name: jobs.name })
        : tx.delete(jobs).where(isHeld({ name, holder })).returning({ name: jobs.name }),
    )
  })
}

export type Alone<T> = { kind: 'done'; value: T } | { kind: 'elsewhere' }

/**
 * Does a piece of work that one process at a time should do, of all that share the database. It is `elsewhere` while
 * another has it, and for `rest` milliseconds after somebody has done it; what throws is given back at once. A holder that
 * dies is replaced after `jobLease`; one that was only held up may then find that two are at it, so what is done has to
 * bear that, and the lease only saves doing it twice.
 */
export async function doAlone<T>(
  db: Db,
  { name, rest = 0, now }: { name: string; rest?: number; now: () => Date },
  work: () => Promise<T>,
): Promise<Alone<T>> {
  const holder = `${hostname()}.${process.pid}.${newId()}`
  const until = () => new Date(now().getTime() + jobLease)
  if (!(await takeJob(db, { name, holder, until: until(), now: now() }))) return { kind: 'elsewhere' }
  // A beat that fails is made up for by the next; while the database is away nobody else takes the job either.
  const beat = setInterval(() => keepJob(db, { name, holder, until: until() }).catch(() => {}), jobLease / 4)
  let isDone = false
  try {
    const value = await work()
    isDone = true
    return { kind: 'done', value }
  } finally {
    clearInterval(beat)
    const restUntil = isDone && rest > 0 ? new Date(now().getTime() + rest) : null
    await leaveJob(db, { name, holder, until: restUntil })
  }
}

/** Forgets jobs whose holders died. */
export async function eraseOldJobs(db: Db, { now }: { now: Date }): Promise<{ erasedCount: number }> {
  return atomically(db, function* (tx) {
    const erased = yield* ask(tx.delete(jobs).where(lte(jobs.leaseUntil, now)).returning({ name: jobs.name }))
    return { erasedCount: erased.length }
  })
}
