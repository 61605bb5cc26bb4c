// How fast the product is beside floors in the same run: bare programs that do the least that work of that kind can be.
// Not a test: figures, to be read. `npm run bench`; docs/performance.md says how it is measured.
import { cpus, totalmem } from 'node:os'
import { crowd } from './cases/crowd'
import { mail } from './cases/mail'
import { mixed } from './cases/mixed'
import { page } from './cases/page'
import { paper } from './cases/paper'
import { readers } from './cases/readers'
import { wholeSigning } from './cases/signing'
import { start } from './cases/start'
import { type Finding, standing, tableOf } from './parts/finding'
import { openStage, type Stage } from './parts/stage'

const cases: Record<string, (stage: Stage) => Promise<Finding[]>> = {
  page,
  signing: wholeSigning,
  mixed,
  crowd,
  readers,
  mail,
  paper,
  start,
}

const words = process.argv.slice(2)
const named = words.filter((word) => !word.startsWith('-'))
const isFull = words.includes('--full')
const isJson = words.includes('--json')
const began = performance.now()
const tell = (line: string) => void process.stderr.write(`${line}\n`)

const stage = await openStage({ isFull, tell })
const findings: Finding[] = []
const faults: Record<string, string> = {}
for (const name of named.length > 0 ? named : Object.keys(cases)) {
  const from = performance.now()
  try {
    findings.push(...((await cases[name]?.(stage)) ?? []))
  } catch (error) {
    faults[name] = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.exitCode = 1
  }
  tell(`${name}: ${((performance.now() - from) / 1000).toFixed(0)} s`)
}
await stage.close()

const machine = {
  processors: cpus().length,
  model: cpus()[0]?.model ?? 'unknown',
  memoryMB: Math.round(totalmem() / 1024 ** 2),
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
}
const broken = findings.flatMap(({ checks }) => checks).filter(({ holds }) => !holds)
if (broken.length > 0) process.exitCode = 1
const seconds = Math.round((performance.now() - began) / 1000)
if (isJson) {
  const standings = findings.map((finding) => ({ ...finding, at: standing(finding) }))
  process.stdout.write(
    `${JSON.stringify({ machine, isFull, seconds, findings: standings, faults }, null, 1)}\n`,
  )
} else {
  const checks = findings
    .flatMap(({ checks }) => checks)
    .map(({ says, holds, found }) => `${holds ? 'holds' : 'BROKEN'}: ${says} ${JSON.stringify(found)}`)
  process.stdout.write(
    `${[tableOf(findings), '', ...checks, '', `${seconds} s on ${machine.processors} × ${machine.model}, ${machine.node}`].join('\n')}\n`,
  )
}
for (const [name, fault] of Object.entries(faults)) tell(`${name} failed: ${fault}`)
process.exit()
