import { type Histogram, newHistogram, note } from './histogram'
import { type Answer, type Line, openLine } from './line'
import { asking } from './signer'

/** One thing asked for: its bytes, and who is told of the answer. */
export type Question = { bytes: Buffer; heard?: (answer: Answer) => void }

export type Loaded = {
  histogram: Histogram
  /** How often which status came; 0 for a connection that ended. */
  statuses: Record<number, number>
  seconds: number
}

const newCounter = () => {
  const loaded: Loaded = { histogram: newHistogram(), statuses: {}, seconds: 0 }
  return {
    loaded,
    count: (status: number, ms: number) => {
      loaded.statuses[status] = (loaded.statuses[status] ?? 0) + 1
      note(loaded.histogram, ms)
    },
  }
}

/**
 * So many connections, each of which asks again as soon as it was answered. They are open before the time begins, as those of
 * a proxy are. Answers under way at the end are waited for.
 */
export async function closedLoop(
  port: number,
  { connections, seconds, next }: { connections: number; seconds: number; next: () => Question },
): Promise<Loaded> {
  const { loaded, count } = newCounter()
  const lines = Array.from({ length: connections }, () => openLine(port))
  await Promise.all(lines.map((line) => line.ask(asking(port, '/healthz'))))
  const began = performance.now()
  const until = began + seconds * 1000
  const person = async (line: Line) => {
    while (performance.now() < until) {
      const { bytes, heard } = next()
      const asked = performance.now()
      const answer = await line.ask(bytes)
      count(answer.status, performance.now() - asked)
      heard?.(answer)
      // Nobody there: to knock without a pause would only heat the machine.
      if (answer.status === 0) await new Promise((resolve) => setTimeout(resolve, 50))
    }
    line.close()
  }
  await Promise.all(lines.map(person))
  loaded.seconds = (performance.now() - began) / 1000
  return loaded
}

/**
 * So many questions a second, whether or not those before were answered. The time of each counts from the moment it was
 * due, so that a server that stops for a while can't hide it.
 */
export async function openLoop(
  port: number,
  { perSecond, seconds, next }: { perSecond: number; seconds: number; next: () => Question },
): Promise<Loaded> {
  const { loaded, count } = newCounter()
  const free: Line[] = []
  const underWay = new Set<Promise<void>>()
  const began = performance.now()
  const total = Math.round(perSecond * seconds)
  const ask = async (due: number) => {
    const line = free.pop() ?? openLine(port)
    const { bytes, heard } = next()
    const answer = await line.ask(bytes)
    count(answer.status, performance.now() - due)
    heard?.(answer)
    free.push(line)
  }
  for (let sent = 0; sent < total; ) {
    const due = began + (sent * 1000) / perSecond
    const wait = due - performance.now()
    if (wait > 0.5) await new Promise((resolve) => setTimeout(resolve, wait))
    const flight: Promise<void> = ask(due).finally(() => underWay.delete(flight))
    underWay.add(flight)
    sent += 1
  }
  loaded.seconds = (performance.now() - began) / 1000
  await Promise.all(underWay)
  for (const line of free) line.close()
  return loaded
}

/** People who stay: each asks again so many seconds after the last time, on a connection of her own. */
export async function stayingLoop(
  port: number,
  { people, every, seconds, next }: { people: number; every: number; seconds: number; next: () => Question },
): Promise<Loaded> {
  const { loaded, count } = newCounter()
  const began = performance.now()
  const until = began + seconds * 1000
  const person = async (_: unknown, n: number) => {
    const line = openLine(port)
    // They did not all come at the same moment.
    for (let due = began + (n * every * 1000) / people; due < until; due += every * 1000) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
      const { bytes, heard } = next()
      const asked = performance.now()
      const answer = await line.ask(bytes)
      count(answer.status, performance.now() - asked)
      heard?.(answer)
    }
    line.close()
  }
  await Promise.all(Array.from({ length: people }, person))
  loaded.seconds = (performance.now() - began) / 1000
  return loaded
}
