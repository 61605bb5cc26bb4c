// The load generator: a process of its own, told what to do by messages. It stays for a whole run, so that it is warm.

import { newHistogram, note } from './histogram'
import { type Answer, openLine } from './line'
import { closedLoop, type Loaded, openLoop, type Question, stayingLoop } from './loop'
import type { Hidden } from './signer'
import { asking, numberIn, posting, signing } from './signer'

/** As many at once as there are connections, as many as come in a second, or people who ask again after some seconds. */
export type Pace = { connections: number } | { perSecond: number } | { people: number; every: number }
export type View = { kind: 'view'; port: number; path: string; headers?: string; pace: Pace }
export type Sign = { kind: 'sign'; port: number; hidden: Hidden; pace: Pace; isConfirming?: boolean }
export type Job = { id: number; run: string; seconds: number; work: (View | Sign)[]; patience?: number }

export type Signed = {
  /** The signers from here up to there were sent, and all but the lost ones were acknowledged by 303. */
  from: number
  to: number
  lost: number[]
}
export type Done = {
  id: number
  loads: Loaded[]
  signed: Signed
  /** Of those who confirm: the page behind the link, and its button. */
  opened: Loaded
  confirmed: Loaded
  /** From the post to the mail, for those who confirm. */
  mailed: Loaded
  /** Processor time of this process, in seconds. */
  cpu: number
}
export type Mails = { mails: { to: string; token: string }[] }

let person = 0
const empty = (): Loaded => ({ histogram: newHistogram(), statuses: {}, seconds: 0 })
const waiting = new Map<number, (token: string) => void>()
const early = new Map<number, string>()

function gotMail({ mails }: Mails) {
  for (const { to, token } of mails) {
    const n = numberIn(to)
    const open = waiting.get(n)
    waiting.delete(n)
    if (open) open(token)
    else early.set(n, token)
  }
}

function confirmer(port: number, done: Done) {
  const lines = new Set<ReturnType<typeof openLine>>()
  const free: ReturnType<typeof openLine>[] = []
  const flights: Promise<void>[] = []
  const ask = async (loaded: Loaded, bytes: Buffer): Promise<Answer> => {
    const line = free.pop() ?? openLine(port)
    lines.add(line)
    const began = performance.now()
    const answer = await line.ask(bytes)
    count(loaded, answer.status, performance.now() - began)
    free.push(line)
    return answer
  }
  const confirm = async (n: number) => {
    const signedAt = performance.now()
    const token = early.get(n) ?? (await new Promise<string>((open) => waiting.set(n, open)))
    early.delete(n)
    if (token === '') return
    count(done.mailed, 250, performance.now() - signedAt)
    const path = `/confirm/${token}`
    await ask(done.opened, asking(port, `${path}?lang=es`))
    await ask(done.confirmed, posting(port, { path, fields: [], n }))
  }
  return {
    begin: (n: number) => void flights.push(confirm(n)),
    /** Waits for everybody's mail, but no longer than that many seconds. */
    finish: async (patience: number) => {
      const alarm = setTimeout(() => {
        for (const open of waiting.values()) open('')
        waiting.clear()
      }, patience * 1000)
      await Promise.all(flights)
      clearTimeout(alarm)
      for (const line of lines) line.close()
    },
  }
}

function count(loaded: Loaded, status: number, ms: number) {
  loaded.statuses[status] = (loaded.statuses[status] ?? 0) + 1
  note(loaded.histogram, ms)
}

async function run({ id, run, seconds, work, patience = 60 }: Job) {
  const used = process.cpuUsage()
  const signed: Signed = { from: person, to: person, lost: [] }
  const done: Done = { id, loads: [], signed, opened: empty(), confirmed: empty(), mailed: empty(), cpu: 0 }
  const confirming = work.find((one): one is Sign => one.kind === 'sign' && one.isConfirming === true)
  const confirms = confirming && confirmer(confirming.port, done)
  const nextOf = (one: View | Sign): (() => Question) => {
    if (one.kind === 'view') {
      const bytes = asking(one.port, one.path, one.headers)
      return () => ({ bytes })
    }
    return () => {
      const n = person++
      const heard = ({ status }: Answer) => {
        if (status !== 303) signed.lost.push(n)
        else if (one.isConfirming) confirms?.begin(n)
      }
      return { bytes: signing(one.port, one.hidden, { run, n }), heard }
    }
  }
  const begin = (one: View | Sign) => {
    const { pace, port } = one
    const next = nextOf(one)
    if ('connections' in pace) return closedLoop(port, { ...pace, seconds, next })
    if ('people' in pace) return stayingLoop(port, { ...pace, seconds, next })
    return openLoop(port, { ...pace, seconds, next })
  }
  done.loads = await Promise.all(work.map(begin))
  signed.to = person
  await confirms?.finish(patience)
  const { user, system } = process.cpuUsage(used)
  done.cpu = (user + system) / 1_000_000
  process.send?.(done)
}

process.on('message', (told: Job | Mails) => ('mails' in told ? gotMail(told) : void run(told)))
process.on('disconnect', () => process.exit(0))
process.send?.({ port: 0 })
