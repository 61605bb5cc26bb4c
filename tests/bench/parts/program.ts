import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../../../db/package-root.server'

export type Program = {
  pid: number
  port: number
  send: (words: object) => void
  /** Hears everything it says from now on. Gives back what ends that. */
  hear: <T>(listener: (words: T) => void) => () => void
  stop: () => Promise<void>
}

/** Starts one of the bench's own programs, and waits until it says at which port it is. It ends with the bench. */
export function startProgram(name: string, told: object = {}): Promise<Program> {
  const child = fork(join(packageRoot, 'build', 'bench', `${name}.js`), [JSON.stringify(told)], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production' },
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it was ready.`)))
    child.once('message', ({ port }: { port: number }) => resolve({ ...handle(child), port }))
  })
}

const handle = (child: ChildProcess): Omit<Program, 'port'> => ({
  pid: child.pid ?? 0,
  send: (words) => void child.send(words),
  hear: (listener) => {
    child.on('message', listener as (words: unknown) => void)
    return () => child.off('message', listener as (words: unknown) => void)
  },
  stop: () => ended(child, 'SIGKILL'),
})

/** Ends a process by a signal and waits until it is gone. */
export const ended = (child: ChildProcess, signal: NodeJS.Signals) =>
  new Promise<void>((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done()
    child.once('exit', () => done())
    child.kill('SIGCONT')
    child.kill(signal)
  })
