import { spawn } from 'node:child_process'

/**
 * Starts a program in a process group of its own. Whatever it started ends with it, also what it left behind when it ended
 * by itself; `stop` ends all of them at once.
 */
export function startGroup(command, words, options = {}) {
  const child = spawn(command, words, { ...options, detached: true })
  const stopAll = () => {
    try {
      if (child.pid) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // Nobody is left of the group.
    }
  }
  const ended = new Promise((done, fail) => child.once('error', fail).once('close', done)).finally(stopAll)
  return {
    /** Its exit status; null when a signal ended it. */
    ended,
    stop: async () => {
      stopAll()
      await ended.catch(() => {})
    },
  }
}
