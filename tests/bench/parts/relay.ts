import { startProgram } from './program'
import type { Arrived, SinkHears, SinkSays } from './sink'

/** The relay that takes every mail, in a process of its own. */
export async function openRelay() {
  const program = await startProgram('sink')
  const ears = new Set<(arrived: Arrived[]) => void>()
  let count = 0
  program.hear((said: SinkSays) => {
    if (!('arrived' in said)) return
    count += said.arrived.length
    for (const ear of ears) ear(said.arrived)
  })
  return {
    port: program.port,
    pid: program.pid,
    /** How many mails have arrived so far. */
    count: () => count,
    hear: (ear: (arrived: Arrived[]) => void) => {
      ears.add(ear)
      return () => ears.delete(ear)
    },
    /** While it holds, it answers no MAIL: nothing arrives, and nobody is refused. */
    hold: (isHeld: boolean) => program.send({ hold: isHeld } satisfies SinkHears),
    /** The mail that came last, as it came. */
    example: () =>
      new Promise<string>((resolve) => {
        const deaf = program.hear((said: SinkSays) => {
          if (!('example' in said)) return
          deaf()
          resolve(said.example)
        })
        program.send({ wantsExample: true } satisfies SinkHears)
      }),
    stop: program.stop,
  }
}
export type Relay = Awaited<ReturnType<typeof openRelay>>
