import type { Done, Job, Mails } from './load'
import { startProgram } from './program'
import type { Arrived } from './sink'

/** The load generator, started once. `run` gives what came of a job; jobs are done one at a time. */
export async function openGenerator(run: string) {
  const program = await startProgram('load')
  let last = 0
  return {
    pid: program.pid,
    run: (job: Omit<Job, 'id' | 'run'>) =>
      new Promise<Done>((resolve) => {
        const id = ++last
        const deaf = program.hear((done: Done) => {
          if (done.id !== id) return
          deaf()
          resolve(done)
        })
        program.send({ ...job, run, id } satisfies Job)
      }),
    bring: (arrived: Arrived[]) =>
      program.send({ mails: arrived.map(({ to, token }) => ({ to, token })) } satisfies Mails),
    stop: program.stop,
  }
}
export type Generator = Awaited<ReturnType<typeof openGenerator>>
