import { readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { expect, test } from 'vitest'
import { openMailThreads } from './mail-threads.server'

/** The steps of nice(1) of every thread of this process. */
const priorities = () =>
  readdirSync('/proc/self/task').map((thread) => {
    const line = readFileSync(`/proc/self/task/${thread}/stat`, 'latin1')
    return Number(line.slice(line.lastIndexOf(')') + 2).split(' ')[16])
  })

test.runIf(process.platform === 'linux')(
  'mail is made and sent behind those who answer people, who stay where they were',
  async () => {
    const before = getPriority()
    const transport = await openMailThreads({
      smtpUrl: 'smtp://127.0.0.1:1',
      from: 'petitions@petitions.example',
    })
    const mail = { envelopeFrom: 'petitions@petitions.example', to: 'ana@mail.example', raw: Buffer.from('') }
    expect((await transport.send(mail)).kind).toBe('no-answer')
    expect(priorities()).toContain(Math.min(19, before + 10))
    expect(getPriority()).toBe(before)
    transport.close()
  },
)
