import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

// Linux alone says this of other processes. Elsewhere these figures are missing, and the others are as they are.
const ticksPerSecond = (() => {
  try {
    return Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  } catch {
    return 100
  }
})()

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Processor time a process has used so far, with all its threads, in seconds. `null` where it can't be known. */
export function cpuOf(pid: number): number | null {
  // The name of the program stands in brackets and may hold spaces.
  const fields = read(`/proc/${pid}/stat`).split(') ')[1]?.split(' ')
  if (!fields) return null
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

const megabytes = (pid: number, name: 'VmRSS' | 'VmHWM'): number | null => {
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(read(`/proc/${pid}/status`))?.[1]
  return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024)
}
/** Memory of a process now, and the most it has had, in MB. */
export const memoryOf = (pid: number) => megabytes(pid, 'VmRSS')
export const mostMemoryOf = (pid: number) => megabytes(pid, 'VmHWM')

/** The processes a process has started. */
export const childrenOf = (pid: number): number[] =>
  read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number)

/** Watches what the processes that a process starts need at most, until it is told to stop; in MB. */
export function watchChildren(pid: number): () => number | null {
  let most: number | null = null
  const timer = setInterval(() => {
    for (const child of childrenOf(pid)) {
      const now = mostMemoryOf(child)
      if (now !== null && (most === null || now > most)) most = now
    }
  }, 20)
  return () => {
    clearInterval(timer)
    return most
  }
}

/** What a process used while something was done: seconds of processor time. */
export async function using<T>(
  pid: number,
  work: () => Promise<T>,
): Promise<{ result: T; cpu: number | null }> {
  const before = cpuOf(pid)
  const result = await work()
  const after = cpuOf(pid)
  return { result, cpu: before === null || after === null ? null : after - before }
}
