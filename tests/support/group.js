import { spawn } from 'node:child_process'

/** So long a group that is asked to end has for it, in milliseconds: time to end the groups it started itself. */
const patience = 5_000

/**
 * Starts a program in a process group of its own. Whatever it started ends with it, also what it left behind when it ended
 * by itself; `stop` asks all of them to end, and ends those that don't.
 */
export function startGroup(command, words, options = {}) {
  const child = spawn(command, words, { ...options, detached: true })
  const signalAll = (signal) => {
    try {
      if (child.pid) process.kill(-child.pid, signal)
    } catch {
      // Nobody is left of the group.
    }
  }
  const ended = new Promise((done, fail) => child.once('error', fail).once('close', done)).finally(() =>
    signalAll('SIGKILL'),
  )
  return {
    /** Its exit status; null when a signal ended it. */
    ended,
    stop: async () => {
      signalAll('SIGTERM')
      const end = setTimeout(signalAll, patience, 'SIGKILL')
      await ended.catch(() => {})
      clearTimeout(end)
    },
  }
}
